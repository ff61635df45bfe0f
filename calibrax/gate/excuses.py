"""What a team has agreed to let pass: waivers, optional benchmarks, what is already on main."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import inf

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome, judge
from calibrax.core.models import Run
from calibrax.core.past import PastRun, Series
from calibrax.gate.rules import Rules
from calibrax.settings import Settings
from calibrax.settings.agreements import Waiver
from calibrax.settings.metric_rule import Tolerance

_GAPS = (Outcome.MISSING, Outcome.INVALID)

_ROUNDING = 1e-9
"""Shares of a ceiling are read from decimals: 20% is no more than 20%."""


class Excused(msgspec.Struct, frozen=True, kw_only=True):
    """Comparisons with their excuses, failed benchmarks that count, and what is to be said."""

    rows: tuple[Comparison, ...]
    failed: dict[str, str]
    warnings: tuple[str, ...]


def series(row: Comparison) -> Series:
    """Return what identifies the values that a comparison is about."""
    return row.point_name, tuple(sorted(row.tags.items())), row.metric


def tolerance(row: Comparison, rules: Rules) -> Tolerance:
    """Return how much worse the metric of a comparison may be."""
    return rules.settings.tolerance(row.metric, row.point_name, row.tags, rules.threshold)


def excused(
    rows: Iterable[Comparison],
    run: Run,
    rules: Rules,
    tip: PastRun | None = None,
    base: str = "the base branch",
) -> Excused:
    """Return the comparisons with an excuse where one counts.

    A waiver excuses a regression up to its ceiling; one that ``tip``, the newest run of the branch
    ``base``, shows too is already there; what is optional may be absent.
    """
    settings, today = rules.settings, rules.today
    used: dict[str, Waiver] = {}
    found = []
    for row in rows:
        if row.outcome is Outcome.REGRESSION and row.counts:
            waiver = settings.waiver_for(row.metric, row.point_name, row.tags, today)
            if waiver:
                used[waiver.place] = waiver
            row = _regression(row, waiver, rules, tip, base)
        elif row.outcome in _GAPS and settings.is_optional(row.metric, row.point_name, row.tags):
            row = msgspec.structs.replace(row, excuse="optional")
        found.append(row)
    failed = run.failed
    absent = {name for name in failed if settings.is_optional("", *run.absent_case(name))}
    return Excused(
        rows=tuple(found),
        failed={name: why for name, why in failed.items() if name not in absent},
        warnings=(
            *(f"{name}: failed ({failed[name]}), and is optional" for name in sorted(absent)),
            *_waivers(settings, used, today),
        ),
    )


def _regression(
    row: Comparison, waiver: Waiver | None, rules: Rules, tip: PastRun | None, base: str
) -> Comparison:
    over_limit = row.note.startswith(OVER_LIMIT)
    if waiver and not over_limit:
        found = (row.delta_pct, row.evidence.beyond_pct)
        change = inf if row.delta_pct is None else max(abs(each or 0.0) for each in found) / 100
        if change <= waiver.ceiling + _ROUNDING:
            link = f" ({waiver.link})" if waiver.link else ""
            excuse = f"waived until {waiver.expires}: {waiver.reason}{link}"
            return msgspec.structs.replace(row, excuse=excuse)
        above = f"above the ceiling {100 * waiver.ceiling:g}% of its waiver"
        row = msgspec.structs.replace(row, warnings=(*row.warnings, above))
    if tip and already_there(row, tip, tolerance(row, rules), rules.settings):
        return msgspec.structs.replace(row, excuse=f"already on {base}")
    return row


OVER_LIMIT = "over limit"


def already_there(row: Comparison, tip: PastRun, allowed: Tolerance, settings: Settings) -> bool:
    """Tell whether the base branch's newest run shows a regression, and the run is no worse."""
    there, here, before = tip.values.get(series(row)), row.current_value, row.baseline_value
    if there is None or here is None or allowed.threshold is None:
        return False
    if judge(there, here, row.direction, allowed.threshold, allowed.absolute) is Outcome.REGRESSION:
        return False
    if row.note.startswith(OVER_LIMIT):
        limit = settings.limit_for(row.metric, row.point_name, row.tags)
        return limit is not None and limit.breached(there)
    return (
        before is not None
        and judge(before, there, row.direction, allowed.threshold, allowed.absolute)
        is Outcome.REGRESSION
    )


def _waivers(settings: Settings, used: Mapping[str, Waiver], today: date) -> Iterator[str]:
    """Yield which waivers say nothing any more."""
    for waiver in settings.expired_waivers(today):
        yield f"{settings.path}:{waiver.place}: expired on {waiver.expires}: take it out"
    for waiver in settings.unused_waivers(used.values(), today):
        yield f"{settings.path}:{waiver.place}: covers no regression of this run"
