"""What is known of a run besides its values: the configuration and the name of its artifact."""

from collections.abc import Mapping
from typing import Any

from calibrax.core.models import MetricDef, Run
from calibrax.exporters.names import plain_name

_LONGEST = 100
"""Characters of a suite's name; Weights & Biases takes 128 for the whole name."""


def times(run: Run) -> dict[str, str | float]:
    """Return when the run was measured, since W&B only knows when it was sent."""
    return {
        "timestamp": run.timestamp.isoformat().replace("+00:00", "Z"),
        "timestamp_unix": run.timestamp.timestamp(),
    }


def run_config(run: Run, metric_defs: Mapping[str, MetricDef]) -> dict[str, Any]:
    """Return the run's identity, its environment and how to read its metrics."""
    return {
        "run_id": run.id,
        "suite": run.suite,
        "commit": run.commit,
        "branch": run.branch,
        **times(run),
        "machine": run.machine,
        "environment": run.environment,
        "metric_defs": {name: each.to_dict() for name, each in metric_defs.items()},
    }


def artifact_name(suite: str) -> str:
    """Return the name that a suite's runs share: aliases move among the versions of one name."""
    return f"benchmarks-{plain_name(suite, _LONGEST)}"
