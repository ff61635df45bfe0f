"""The plain rule: what judges a run that is sent without a report of the gate."""

from collections.abc import Mapping

from calibrax.core.models import MetricDef, Run
from calibrax.report import build
from calibrax.report.model import Report

THRESHOLD = 0.05
"""The share that a value may be worse by."""


def judge(
    run: Run,
    baseline: Run | None,
    metric_defs: Mapping[str, MetricDef],
    threshold: float = THRESHOLD,
) -> Report:
    """Return the report of the plain rule on a run; without a baseline it says so.

    Raises:
        UsageError: the runs are of different suites.
    """
    if baseline is None:
        return build.unjudged("there is no baseline yet", threshold, run=run)
    return build.judged(run, baseline, threshold, metric_defs=metric_defs)
