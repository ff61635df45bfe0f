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
    """Return the run's identity, its environment, how it was measured and how to read it."""
    return {
        "run_id": run.id,
        "suite": run.suite,
        "kind": run.kind,
        "commit": run.commit,
        "branch": run.branch,
        **times(run),
        "machine": run.machine,
        "environment": run.environment,
        "metric_defs": {name: each.to_dict() for name, each in metric_defs.items()},
        **_interleaved(run),
    }


def _interleaved(run: Run) -> dict[str, Any]:
    """Return of a side of an A/B which one it is, and what it was measured in turns with."""
    known = run.metadata.get("ab")
    if run.kind != "ab" or not isinstance(known, dict):
        return {}
    told = {key: known[key] for key in ("side", "other", "seed", "base", "head") if key in known}
    order = known.get("order")
    rounds = {"rounds": len(order)} if isinstance(order, list) else {}
    return {"ab": {**told, **rounds, "measured": "in turns on one machine"}}


def artifact_name(suite: str) -> str:
    """Return the name that a suite's runs share: aliases move among the versions of one name."""
    return f"benchmarks-{plain_name(suite, _LONGEST)}"
