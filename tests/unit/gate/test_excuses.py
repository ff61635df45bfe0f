"""What a team has agreed to let pass, and how long."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from calibrax.core import Run
from calibrax.core.past import past_of
from calibrax.gate import decide
from calibrax.gate.case import Case
from calibrax.gate.judgement import Judgement
from calibrax.settings import Settings
from calibrax.settings.agreements import Level, Limit, Waiver
from calibrax.settings.selector import Selector
from tests.builders import NOON, a_point, a_run
from tests.unit.gate.cases import (
    TODAY,
    a_case,
    course,
    outcomes,
    runs,
    the_row,
    verdict_on,
    wobble,
)

QUIET = course(wobble(10))
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


def waived(ceiling: float = 0.2, expires: date = TODAY, metric: str = "t", **more: Any) -> Settings:
    """Return settings with one waiver."""
    waiver = Waiver(
        metric=metric,
        ceiling=ceiling,
        expires=expires,
        reason="new decoder",
        place="12: waivers[0]",
        **more,
    )
    return Settings(path="calibrax.yml", waivers=(waiver,))


def slower(value: float, settings: Settings) -> Judgement:
    """Return the judgement of a value after ten quiet runs around 100."""
    return verdict_on(a_case(QUIET, {"t": value}), settings)


def test_a_waiver_excuses_a_regression_to_its_last_day_and_up_to_its_ceiling() -> None:
    for expires in (TODAY, TOMORROW):
        found = slower(112.0, waived(expires=expires))
        (row,) = found.comparisons
        assert (row.outcome, row.counts) == ("regression", False)
        assert row.excuse == f"waived until {expires}: new decoder"
        assert found.warnings == ()
        assert decide(found.comparisons) == "pass"


def test_the_link_is_said_with_the_reason() -> None:
    (row,) = slower(112.0, waived(link="https://x.y/1")).comparisons
    assert row.excuse == f"waived until {TODAY}: new decoder (https://x.y/1)"


def test_above_its_ceiling_it_fails() -> None:
    found = slower(121.0, waived())
    (row,) = found.comparisons
    assert (row.counts, row.warnings) == (True, ("above the ceiling 20% of its waiver",))
    assert decide(found.comparisons) == "fail"
    assert found.warnings == ()  # it is used, if in vain


@pytest.mark.parametrize(("before", "now"), [(100.0, 120.0), (3.0, 3.6), (0.1, 0.12), (0.7, 0.84)])
def test_the_ceiling_itself_is_within(before: float, now: float) -> None:
    case = a_case(course([before] * 10), {"t": now})
    for mode in ("auto", "fixed"):
        assert not the_row(case, waived(), mode=mode).counts


def test_a_change_without_a_number_is_above_any_ceiling() -> None:
    case = a_case(course([0.0] * 10), {"t": 5.0})
    assert the_row(case, waived(ceiling=100.0)).counts


def test_an_expired_waiver_warns_and_does_not_excuse() -> None:
    found = slower(112.0, waived(expires=YESTERDAY))
    assert found.comparisons[0].counts
    assert found.warnings == (f"calibrax.yml:12: waivers[0]: expired on {YESTERDAY}: take it out",)


def test_an_unused_waiver_warns() -> None:
    said = ("calibrax.yml:12: waivers[0]: covers no regression of this run",)
    assert slower(100.0, waived()).warnings == said
    assert slower(112.0, waived(metric="other")).warnings == said
    assert slower(112.0, waived(metric="other")).comparisons[0].counts


def test_what_is_inconclusive_needs_no_waiver() -> None:
    found = slower(106.0, waived())
    assert outcomes(found) == {"t": "inconclusive"}
    assert found.comparisons[0].counts
    assert len(found.warnings) == 1


def optional(benchmark: str) -> Settings:
    """Return settings with optional benchmarks."""
    return Settings(optional=(Selector(benchmark=benchmark),))


def missing(settings: Settings) -> Judgement:
    """Return the judgement of a run without the benchmark GPU/sort, of the baseline."""
    before = a_run(a_point("sort", t=1.0), a_point("GPU/sort", t=1.0), id="old")
    return verdict_on(Case(run=a_run(a_point("sort", t=1.0)), baseline=before), settings)


def test_what_is_optional_may_be_missing() -> None:
    found = missing(optional("GPU/*"))
    assert found.comparisons[1].excuse == "optional"
    assert found.comparisons[1].outcome == "missing"
    assert decide(found.comparisons) == "pass"
    assert decide(missing(optional("other")).comparisons) == "not-judged"
    assert decide(missing(Settings()).comparisons) == "not-judged"


def test_what_is_optional_may_be_invalid() -> None:
    def in_unit(unit: str, id: str) -> Run:
        from tests.builders import a_def

        point = a_point("GPU/sort", t=1.0)
        return a_run(a_point("sort", u=1.0), point, id=id, defs=(a_def("t", unit=unit), a_def("u")))

    case = Case(run=in_unit("s", "now"), baseline=in_unit("ms", "old"))
    found = verdict_on(case, optional("GPU/*"))
    assert outcomes(found) == {"u": "unchanged", "t": "invalid"}
    assert decide(found.comparisons) == "pass"
    assert decide(verdict_on(case).comparisons) == "not-judged"


def test_what_is_optional_may_fail() -> None:
    run = msgspec.structs.replace(
        a_run(a_point("sort", t=1.0)), metadata={"failed": {"GPU/sort": "no device", "find": "?"}}
    )
    case = Case(run=run, baseline=a_run(a_point("sort", t=1.0), id="old"))
    found = verdict_on(case, optional("GPU/*"))
    assert found.failed == {"find": "?"}
    assert found.warnings == ("GPU/sort: failed (no device), and is optional",)


def test_of_cases_that_failed_the_optional_one_may() -> None:
    failed = {"sort(n='1')": "it broke", "sort(n='2')": "it broke"}
    cases = {f"sort(n='{n}')": {"name": "sort", "tags": {"n": n}} for n in ("1", "2")}
    run = msgspec.structs.replace(
        a_run(a_point("find", t=1.0)), metadata={"failed": failed, "cases": cases}
    )
    case = Case(run=run, baseline=a_run(a_point("find", t=1.0), id="old"))
    first = Settings(optional=(Selector(benchmark="sort", tags={"n": "1"}),))
    found = verdict_on(case, first)
    assert found.failed == {"sort(n='2')": "it broke"}
    assert found.warnings == ("sort(n='1'): failed (it broke), and is optional",)
    assert verdict_on(case, optional("sort")).failed == {}


def test_what_is_optional_and_there_is_judged() -> None:
    before = a_run(a_point("GPU/sort", t=1.0), id="old")
    case = Case(run=a_run(a_point("GPU/sort", t=2.0)), baseline=before)
    assert decide(verdict_on(case, optional("GPU/*")).comparisons) == "fail"


def with_tip(value: float, tip: float | None, settings: Settings | None = None) -> str:
    """Return the excuse of a value where main's newest run has another one."""
    newest = a_run(a_point("sort", **({} if tip is None else {"t": tip})), id="tip")
    case = a_case(QUIET, {"t": value}, tip=past_of(newest))
    row = the_row(case, settings)
    assert row.outcome == "regression"
    return row.excuse


@pytest.mark.parametrize(
    ("value", "tip", "excused"),
    [
        (112.0, 112.0, True),
        (112.0, 111.0, True),  # the run is no more than 5% worse
        (112.0, 106.0, False),  # it is 5.7% worse than the newest run of main
        (112.0, 104.0, False),  # main's newest run shows no regression
        (112.0, 130.0, True),
        (112.0, None, False),
    ],
)
def test_what_main_shows_already_does_not_count(
    value: float, tip: float | None, excused: bool
) -> None:
    assert with_tip(value, tip) == ("already on main" if excused else "")


def test_a_breach_that_is_already_on_main_does_not_count() -> None:
    limit = Settings(limits=(Limit(metric="t", max=105.0),))
    assert with_tip(106.0, 106.0, limit) == "already on main"
    assert with_tip(106.0, 104.0, limit) == ""
    assert with_tip(112.0, 106.0, limit) == ""  # much worse than on main


def test_a_waiver_comes_before_what_is_on_main() -> None:
    assert with_tip(112.0, 112.0, waived()).startswith("waived until")
    assert with_tip(130.0, 130.0, waived()) == "already on main"


def a_level(since: str = "past10", **selector: Any) -> Settings:
    """Return settings with one accepted level."""
    return Settings(levels=(Level(since=since, reason="new decoder", **selector),))


def stepped(now: float, settings: Settings, after: int = 6, **rules: str) -> Any:
    """Return the row of a value after ten runs around 100 and some around 120."""
    past = runs(course([*wobble(10), *wobble(after, 120.0)]))
    known = {run.id: past_of(run) for run in past}
    case = Case(
        run=a_case(QUIET, {"t": now}).run,
        baseline=past[-1],
        history=tuple(known.values()),
        levels={"past10": known["past10"]},
    )
    return the_row(case, settings, **rules)


def test_a_level_cuts_the_history_before_it() -> None:
    cut = stepped(120.0, a_level())
    assert (cut.outcome, cut.evidence.runs) == ("unchanged", 6)
    assert cut.baseline_value == pytest.approx(120.0)
    whole = stepped(120.0, Settings())
    assert whole.evidence.runs == 16
    other = stepped(120.0, a_level(metric="other"))
    assert other.evidence.runs == 16


def test_what_is_worse_than_the_new_level_is_found() -> None:
    # six runs: band 2 * 0.020967 * sqrt(1 + 1.571/6) = 0.0471, twice it 0.0942
    assert stepped(127.0, a_level()).outcome == "inconclusive"
    assert stepped(133.0, a_level()).outcome == "regression"
    assert stepped(105.0, a_level()).outcome == "improvement"


def test_fewer_than_five_runs_since_the_level_are_the_plain_rule() -> None:
    found = stepped(128.0, a_level(), after=4)
    assert (found.outcome, found.evidence.rule) == ("regression", "fixed")


def newer(now: float, **rules: str) -> Any:
    """Return the row of a value where a run after the baseline is the accepted level, 120."""
    since = a_run(a_point("sort", t=120.0), id="since", timestamp=NOON - timedelta(minutes=30))
    case = a_case(QUIET, {"t": now}, levels={"since": past_of(since)})
    return the_row(case, a_level("since"), **rules)


@pytest.mark.parametrize("mode", ["auto", "fixed"])
def test_a_level_that_is_newer_than_the_baseline_takes_its_place(mode: str) -> None:
    row = newer(121.0, mode=mode)
    assert (row.outcome, row.baseline_value, row.evidence.rule) == ("unchanged", 120.0, "fixed")
    assert newer(127.0, mode=mode).outcome == "regression"


def test_a_level_that_was_not_found_does_not_count() -> None:
    case = a_case(QUIET, {"t": 120.0})
    row = the_row(case, a_level("gone"))
    assert (row.outcome, row.evidence.runs) == ("regression", 10)


def test_a_renamed_benchmark_keeps_its_baseline_and_its_history() -> None:
    case = a_case(QUIET, {"t": 106.0})
    (point,) = case.run.points
    now = msgspec.structs.replace(
        case.run, points=(msgspec.structs.replace(point, name="quick sort"),)
    )
    moved = msgspec.structs.replace(case, run=now)
    row = the_row(moved, Settings(renamed={"sort": "quick sort"}))
    assert (row.point_name, row.outcome, row.evidence.runs) == ("quick sort", "inconclusive", 10)
    (new, gone) = verdict_on(moved).comparisons
    assert (new.outcome, gone.outcome) == ("new", "missing")
