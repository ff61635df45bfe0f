"""Make the report on a run held against a baseline."""

from collections.abc import Iterable, Iterator, Mapping

from calibrax.analysis.comparison import Comparison, compare_runs
from calibrax.analysis.definitions import undefined
from calibrax.core.models import MetricDef, Run
from calibrax.gate import judgement
from calibrax.gate.case import Case
from calibrax.gate.rules import Rules
from calibrax.gate.verdict import Verdict, decide
from calibrax.report.model import Interleaved, Report, run_info
from calibrax.report.text import counted


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


def held(
    case: Case,
    rules: Rules,
    baseline_name: str | None = None,
    metric_defs: Mapping[str, MetricDef] | None = None,
    warnings: Iterable[str] = (),
) -> Report:
    """Return the report of a run by the rules of the gate; ``warnings`` are known beforehand.

    ``metric_defs`` win over the definitions of the runs.

    Raises:
        UsageError: the suites differ.
    """
    found = judgement.judged(case, rules, metric_defs)
    return Report(
        verdict=decide(found.comparisons, found.failed),
        threshold=rules.threshold,
        mode=rules.mode,
        sensitivity=rules.sensitivity,
        history=len(case.history),
        baseline_name=baseline_name,
        run=run_info(case.run),
        attempts=tuple(run.id for run in case.attempts),
        baseline=run_info(case.baseline),
        comparisons=found.comparisons,
        failed=found.failed,
        warnings=(
            *warnings,
            *_warnings(case.run, case.baseline, metric_defs or {}),
            *found.warnings,
        ),
    )


def interleaved(
    base: Run,
    head: Run,
    found: judgement.Judgement,
    threshold: float,
    how: Interleaved,
    warnings: Iterable[str] = (),
) -> Report:
    """Return the report of two sides that were measured in turns."""
    return Report(
        verdict=decide(found.comparisons, found.failed),
        threshold=threshold,
        run=run_info(head),
        baseline=run_info(base),
        interleaved=how,
        comparisons=found.comparisons,
        failed=found.failed,
        warnings=(*warnings, *_definitions(head, base, {}), *head.warnings, *found.warnings),
    )


def unjudged(
    message: str,
    threshold: float,
    baseline_name: str | None = None,
    run: Run | None = None,
    metric_defs: Mapping[str, MetricDef] | None = None,
    verdict: Verdict = Verdict.NO_BASELINE,
    breaches: Iterable[Comparison] = (),
) -> Report:
    """Return the report of a run, or of none, that there was nothing to hold against.

    ``metric_defs`` win over the run's own definitions. A first run in which benchmarks failed is
    ``not-judged``: it is no beginning to build on. One with ``breaches`` of absolute budgets fails.
    """
    over = tuple(breaches)
    if run and run.failed and verdict is Verdict.NO_BASELINE:
        verdict = Verdict.NOT_JUDGED
        failed = counted(len(run.failed), "benchmark")
        message = f"{failed} failed, and there is no baseline yet to hold the others against"
    return Report(
        verdict=Verdict.FAIL if over else verdict,
        message="" if over else message,
        threshold=threshold,
        baseline_name=baseline_name,
        run=run_info(run) if run else None,
        comparisons=over,
        failed=run.failed if run else {},
        warnings=(
            *([message] if over else []),
            *((*_definitions(run, run, metric_defs or {}), *run.warnings) if run else ()),
        ),
    )


def _warnings(run: Run, baseline: Run, overrides: Mapping[str, MetricDef]) -> Iterator[str]:
    if run == baseline:
        yield "the run is the baseline itself: nothing new was measured"
    yield from _definitions(run, baseline, overrides)
    if run.machines and baseline.machines and run.machines != baseline.machines:
        before, now = (" and ".join(sorted(each.machines)) for each in (baseline, run))
        yield f"different machine: the baseline ran on {before}, this on {now}"
    pythons = [each.environment.get("python") for each in (baseline, run)]
    if all(pythons) and pythons[0] != pythons[1]:
        yield f"different Python: the baseline ran on {pythons[0]}, this on {pythons[1]}"
    yield from run.warnings


def _definitions(run: Run, baseline: Run, overrides: Mapping[str, MetricDef]) -> Iterator[str]:
    """Yield which metrics nobody defined, and which definitions are likely meant for another."""
    names = undefined(run, baseline, overrides)
    if names:
        yield (
            f"nobody defined {', '.join(map(repr, names))}: not judged; "
            "give unit and direction under metrics in calibrax.yml"
        )
    if overrides:
        yield from _mistyped(run, baseline, overrides)


def _mistyped(run: Run, baseline: Run, overrides: Mapping[str, MetricDef]) -> Iterator[str]:
    """Yield the names in config.json that nothing measured, where one like it was measured."""
    measured = {name for each in (run, baseline) for point in each.points for name in point.metrics}
    for name in overrides:
        if name not in measured:
            from difflib import get_close_matches

            near = get_close_matches(name, measured - set(overrides), n=1, cutoff=0.8)
            if near:
                yield f"config.json defines {name!r}, which nothing measured: is {near[0]!r} meant?"
