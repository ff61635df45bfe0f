"""Cases for the gate: one benchmark with a course of runs, whose noise is known by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import exp
from typing import Any

import msgspec

from calibrax.analysis import Comparison
from calibrax.core import Metric, MetricDef, Point, Run
from calibrax.core.past import past_of
from calibrax.gate.case import Case
from calibrax.gate.judgement import Judgement, judged
from calibrax.gate.rules import Mode, Rules, Sensitivity
from calibrax.settings import Settings
from tests.builders import NOON, a_point, a_run

TODAY = date(2026, 1, 2)
Values = Mapping[str, float]


def wobble(n: int, level: float = 100.0, by: float = 0.01) -> list[float]:
    """Return n values in turn above and below a level, ``by`` on logs.

    With an even n the median is the level; the median deviation is ``by`` and the median step twice
    as much, so the scale is 1.4826 * 2 * by / sqrt(2), 2.0967 * by.
    """
    return [level * exp(by if place % 2 else -by) for place in range(n)]


def course(values: Iterable[float], metric: str = "t") -> list[Values]:
    """Return runs of a benchmark with one metric."""
    return [{metric: value} for value in values]


def wobbles(n: int, metrics: int, by: float = 0.01) -> list[Values]:
    """Return n runs of so many metrics that wobble alike: m0, m1, ..."""
    return [{f"m{each}": value for each in range(metrics)} for value in wobble(n, by=by)]


def runs(
    past: Sequence[Values], defs: tuple[MetricDef, ...] | None = None, **fields: Any
) -> list[Run]:
    """Return runs an hour apart, the newest an hour before noon: past00, past01, ..."""
    found = [
        a_run(
            a_point("sort", **values),
            id=f"past{place:02}",
            timestamp=NOON - timedelta(hours=len(past) - place),
            branch="main",
            defs=defs,
        )
        for place, values in enumerate(past)
    ]
    return [msgspec.structs.replace(run, **fields) for run in found]


def a_case(
    past: Sequence[Values],
    now: Values,
    *again: Values,
    defs: tuple[MetricDef, ...] | None = None,
    **known: Any,
) -> Case:
    """Return a run with its attempts; the newest of the past is its baseline."""
    earlier = runs(past, defs)
    first, *more = (
        a_run(
            a_point("sort", **values),
            id=f"now{place}",
            timestamp=NOON + timedelta(minutes=place),
            branch="feature",
            defs=defs,
        )
        for place, values in enumerate((now, *again))
    )
    case = Case(
        run=first,
        baseline=earlier[-1],
        attempts=tuple(more),
        history=tuple(map(past_of, earlier)),
    )
    return msgspec.structs.replace(case, **known)


def sampled(*processes: float | tuple[float, ...], metric: str = "t", id: str = "now0") -> Run:
    """Return a run with the samples of a metric, one process each."""
    nested = tuple(each if isinstance(each, tuple) else (each,) for each in processes)
    value = Metric(value=nested[0][0], samples=nested)
    point = Point(name="sort", scenario="sort", metrics={metric: value})
    return msgspec.structs.replace(
        a_run(point, id=id, branch="main" if id.startswith("past") else "feature"),
        timestamp=NOON - timedelta(hours=1) if id.startswith("past") else NOON,
    )


def the_rules(
    settings: Settings | None = None,
    mode: str = Mode.AUTO,
    sensitivity: str = Sensitivity.NORMAL,
    threshold: float = 0.05,
) -> Rules:
    """Return the rules of the day of the tests."""
    return Rules(
        threshold=threshold,
        mode=Mode(mode),
        sensitivity=Sensitivity(sensitivity),
        settings=settings or Settings(),
        today=TODAY,
    )


def verdict_on(case: Case, settings: Settings | None = None, **rules: Any) -> Judgement:
    """Return the judgement of a case with these rules."""
    return judged(case, the_rules(settings, **rules))


def the_row(
    case: Case, settings: Settings | None = None, metric: str = "t", **rules: Any
) -> Comparison:
    """Return the comparison of a metric."""
    found = verdict_on(case, settings, **rules).comparisons
    (row,) = (row for row in found if row.metric == metric)
    return row


def outcomes(found: Judgement) -> dict[str, str]:
    """Return the outcome of each metric."""
    return {row.metric: str(row.outcome) for row in found.comparisons}
