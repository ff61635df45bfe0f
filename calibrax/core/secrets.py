"""What a benchmark has no use for."""

SECRETS = frozenset({"CALIBRAX_GITHUB_TOKEN", "WANDB_API_KEY", "WANDB_IDENTITY_TOKEN_FILE"})
"""Variables that are withheld from everything that a project runs."""
