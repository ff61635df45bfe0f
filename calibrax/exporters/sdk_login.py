"""The SDK of Weights & Biases: imported when it is needed, and shown to the server."""

from collections.abc import Mapping

from calibrax.errors import UsageError
from calibrax.exporters.credentials import Mode
from calibrax.exporters.deadline import Deadline
from calibrax.exporters.sdk_environment import sdk_environment
from calibrax.exporters.sdk_errors import NOTHING, SERVICE, sdk_errors

INSTALL = 'uv pip install "calibrax[wandb] @ git+https://github.com/avitai/calibrax.git"'


def load_sdk(environ: Mapping[str, str]) -> None:
    """Import the SDK, which takes a second and reads some variables for good.

    Raises:
        UsageError: it is not installed, or does not work, or does not take the environment.
    """
    with sdk_errors(NOTHING, environ):
        try:
            with sdk_environment(environ, {}):
                import wandb  # noqa: F401
        except ImportError as error:
            raise UsageError(
                f"the {SERVICE} SDK cannot be imported ({error}): install it with {INSTALL}"
            ) from None


def log_in(environ: Mapping[str, str], deadline: Deadline) -> None:
    """Show the server the credentials of the environment.

    Raises:
        ServiceError: the server refuses them, or cannot be reached.
    """
    with sdk_errors(NOTHING, environ), sdk_environment(environ, {"WANDB_MODE": Mode.ONLINE}):
        import wandb

        deadline.wait(lambda: wandb.login(prompt=False, verify=True))
