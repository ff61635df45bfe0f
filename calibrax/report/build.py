"""Make the report on a run held against a baseline."""

from collections.abc import Iterator, Mapping

from calibrax.analysis.comparison import compare_runs
from calibrax.analysis.definitions import redirected, undefined
from calibrax.core.models import MetricDef, Run
from calibrax.gate.verdict import Verdict, decide
from calibrax.report.model import Report, run_info


def judged(
    run: Run,
    baseline: Run,
    threshold: float,
    baseline_name: str | None = None,
    metric_defs: Mapping[str, MetricDef] | None = None,
) -> Report:
    """Return the report of ``run`` against ``baseline``; the arguments are those of compare_runs.

    Raises:
        UsageError: the threshold is out of range, or the suites differ.
    """
    comparisons = compare_runs(run, baseline, threshold, metric_defs)
    return Report(
        verdict=decide(comparisons, run.failed),
        threshold=threshold,
        baseline_name=baseline_name,
        run=run_info(run),
        baseline=run_info(baseline),
        comparisons=tuple(comparisons),
        failed=run.failed,
        warnings=tuple(_warnings(run, baseline, metric_defs or {})),
    )


def unjudged(
    message: str, threshold: float, baseline_name: str | None = None, run: Run | None = None
) -> Report:
    """Return the report of a first run: there is nothing yet to hold it against."""
    return Report(
        verdict=Verdict.NO_BASELINE,
        message=message,
        threshold=threshold,
        baseline_name=baseline_name,
        run=run_info(run) if run else None,
    )


def _warnings(run: Run, baseline: Run, overrides: Mapping[str, MetricDef]) -> Iterator[str]:
    names = undefined(run, baseline, overrides)
    if names:
        yield (
            f"nobody defined {', '.join(map(repr, names))}: not judged; "
            "give unit and direction under metric_defs in config.json"
        )
    for name in redirected(run, baseline):
        if name not in overrides:
            before, after = baseline.metric_defs[name].direction, run.metric_defs[name].direction
            yield f"the direction of {name!r} was {before} in the baseline, judged as {after}"
    if run.machine and baseline.machine and run.machine != baseline.machine:
        yield f"different machine: the baseline ran on {baseline.machine}, this on {run.machine}"
    yield from run.warnings
