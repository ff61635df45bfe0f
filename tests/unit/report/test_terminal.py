"""The text of a check on a terminal: the exact lines of the contract, and what they name."""

import click
import msgspec
import pytest

from calibrax.core import Run
from calibrax.gate import Verdict
from calibrax.report import build
from calibrax.report.model import Report
from calibrax.report.terminal import render
from tests.builders import a_def, a_point, a_run

CV_DEFS = (a_def("throughput", "higher", "elem/s"), a_def("latency_p50"))


def text(report: Report) -> list[str]:
    """Return the lines as a pipe gets them."""
    shown = click.unstyle(render(report))
    assert shown.endswith("\n")
    return shown[:-1].split("\n")


def checked(run: Run, baseline: Run, threshold: float = 0.05) -> list[str]:
    """Return the lines on a run held against a baseline."""
    return text(build.judged(run, baseline, threshold))


def test_the_block_of_the_contract() -> None:
    baseline = a_run(a_point("CV-1/small", throughput=20158.0, latency_p50=12.0), defs=CV_DEFS)
    run = a_run(a_point("CV-1/small", throughput=18000.0, latency_p50=15.0), defs=CV_DEFS)
    assert checked(run, baseline) == [
        "FAIL: 2 regression(s) detected:",
        "  ↓ CV-1/small throughput: 20158.00 → 18000.00 (-10.7%)",
        "  ↑ CV-1/small latency_p50: 12.00 → 15.00 (+25.0%)",
    ]


def test_regressions_stand_in_the_order_of_the_run() -> None:
    baseline = a_run(*(a_point(name, time=10.0) for name in "abc"))
    run = a_run(a_point("b", time=11.0), a_point("c", time=99.0), a_point("a", time=12.0))
    assert checked(run, baseline) == [
        "FAIL: 3 regression(s) detected:",
        "  ↑ b time: 10.00 → 11.00 (+10.0%)",
        "  ↑ c time: 10.00 → 99.00 (+890.0%)",
        "  ↑ a time: 10.00 → 12.00 (+20.0%)",
    ]


def test_tags_are_added_when_the_name_does_not_identify() -> None:
    tags = [{"framework": "Grain"}, {"framework": "Datarax"}]
    baseline = a_run(*(a_point("CV-1/small", each, time=10.0) for each in tags))
    run = a_run(
        a_point("CV-1/small", tags[0], time=11.0),
        a_point("CV-1/small", tags[1], time=10.0),
    )
    assert checked(run, baseline)[1] == (
        "  ↑ CV-1/small [framework=Grain] time: 10.00 → 11.00 (+10.0%)"
    )


def test_tags_are_added_when_the_other_benchmark_of_the_name_is_gone() -> None:
    baseline = a_run(
        a_point("CV-1", {"framework": "Grain"}, time=10.0), a_point("CV-1", {}, time=10.0)
    )
    run = a_run(a_point("CV-1", {"framework": "Grain"}, time=11.0))
    assert checked(run, baseline)[1:] == [
        "  ↑ CV-1 [framework=Grain] time: 10.00 → 11.00 (+10.0%)",
        "  ? CV-1: missing (1 metric in the baseline)",
        "  1 missing",
    ]


def test_tags_of_a_benchmark_that_has_its_name_alone_are_left_out() -> None:
    baseline = a_run(a_point("CV-1", {"framework": "Grain"}, time=10.0))
    run = a_run(a_point("CV-1", {"framework": "Grain"}, time=11.0))
    assert checked(run, baseline)[1] == "  ↑ CV-1 time: 10.00 → 11.00 (+10.0%)"


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (3.2e-7, 6.4e-7, "  ↑ sort time: 3.2e-07 → 6.4e-07 (+100.0%)"),
        (2e12, 3e12, "  ↑ sort time: 2e+12 → 3e+12 (+50.0%)"),
        (0.0, 5.0, "  ↑ sort time: 0.00 → 5.00 (from zero)"),
        (-10.0, -5.0, "  ↑ sort time: -10.00 → -5.00 (+50.0%)"),
        (5e-324, 1.0, "  ↑ sort time: 4.941e-324 → 1.00 (out of range)"),
    ],
)
def test_numbers_stay_readable(before: float, after: float, line: str) -> None:
    assert checked(a_run(a_point("sort", time=after)), a_run(a_point("sort", time=before)))[1:] == [
        line
    ]


def test_a_pass_says_what_was_judged() -> None:
    four = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}
    three = {"a": 1.0, "b": 1.0, "c": 1.0}
    run = a_run(*(a_point(f"p{place}", **four) for place in range(11)), a_point("last", **three))
    before = msgspec.structs.replace(run, id="before")
    assert checked(run, before) == [
        "PASS: no regressions in 47 metrics of 12 points (threshold 5%)"
    ]


def test_one_of_each_is_singular_and_a_threshold_may_be_a_fraction() -> None:
    run = a_run(a_point("sort", time=1.0))
    assert checked(run, msgspec.structs.replace(run, id="before"), 0.125) == [
        "PASS: no regressions in 1 metric of 1 point (threshold 12.5%)"
    ]


def test_a_pass_counts_improved_and_new_ones_and_info_metrics_not() -> None:
    defs = (a_def("time"), a_def("load", "info"))
    baseline = a_run(a_point("better", time=10.0, load=1.0), a_point("same", time=10.0), defs=defs)
    run = a_run(
        a_point("better", time=5.0, load=9.0),
        a_point("same", time=10.0),
        a_point("fresh", time=1.0),
        a_point("fresher", time=1.0),
        defs=defs,
    )
    assert checked(run, baseline) == [
        "PASS: no regressions in 2 metrics of 2 points (threshold 5%)",
        "  1 improved, 2 new",
    ]


def test_missing_benchmarks_and_metrics_are_named() -> None:
    baseline = a_run(
        a_point("gone", time=1.0, memory=1.0),
        a_point("sort", time=1.0, memory=1.0),
    )
    run = a_run(a_point("sort", time=1.0))
    assert checked(run, baseline) == [
        "NOT JUDGED: 3 missing; no regressions in 1 metric of 1 point (threshold 5%)",
        "  ? sort memory: missing (the baseline has it)",
        "  ? gone: missing (2 metrics in the baseline)",
        "  3 missing",
    ]


def test_a_missing_metric_is_told_from_a_missing_benchmark_in_any_order_of_tags() -> None:
    baseline = a_run(a_point("sort", {"b": "2", "a": "1"}, time=1.0, memory=1.0))
    run = a_run(a_point("sort", {"a": "1", "b": "2"}, time=1.0))
    assert checked(run, baseline)[1] == "  ? sort memory: missing (the baseline has it)"


def test_missing_frameworks_of_one_benchmark_are_named_one_by_one() -> None:
    baseline = a_run(*(a_point("CV-1", {"framework": name}, time=1.0) for name in "ABC"))
    run = a_run(a_point("CV-1", {"framework": "B"}, time=1.0))
    assert checked(run, baseline)[1:3] == [
        "  ? CV-1 [framework=A]: missing (1 metric in the baseline)",
        "  ? CV-1 [framework=C]: missing (1 metric in the baseline)",
    ]


def test_invalid_metrics_are_named_with_the_reason() -> None:
    baseline = a_run(
        a_point("sort", time=1.0, size=1.0), defs=(a_def("time", unit="s"), a_def("size"))
    )
    run = a_run(a_point("sort", time=1.0, size=1.0))
    assert checked(run, baseline) == [
        "NOT JUDGED: 1 invalid; no regressions in 1 metric of 1 point (threshold 5%)",
        "  ? sort time: invalid (the unit changed from s to ms)",
        "  1 invalid",
    ]


def test_nothing_judged_says_so() -> None:
    baseline = a_run(a_point("old", time=1.0))
    run = a_run(a_point("sort", time=1.0))
    assert checked(run, baseline) == [
        "NOT JUDGED: 1 missing, no metric could be held against the baseline",
        "  ? old: missing (1 metric in the baseline)",
        "  1 new, 1 missing",
    ]
    assert checked(run, a_run())[0] == ("NOT JUDGED: no metric could be held against the baseline")


def test_failed_benchmarks_are_named() -> None:
    report = Report(
        verdict=Verdict.NOT_JUDGED, threshold=0.05, failed={"broken": "it returned nan"}
    )
    assert text(report) == [
        "NOT JUDGED: 1 failed, no metric could be held against the baseline",
        "  ? broken: failed (it returned nan)",
    ]


def test_a_failure_names_the_gaps_too() -> None:
    baseline = a_run(a_point("sort", time=1.0), a_point("gone", time=1.0))
    run = a_run(a_point("sort", time=2.0))
    assert checked(run, baseline) == [
        "FAIL: 1 regression(s) detected:",
        "  ↑ sort time: 1.00 → 2.00 (+100.0%)",
        "  ? gone: missing (1 metric in the baseline)",
        "  1 missing",
    ]


def test_warnings_are_footnotes() -> None:
    report = Report(verdict=Verdict.PASS, threshold=0.05, warnings=("one", "two"))
    assert text(report)[1:] == ["  warning: one", "  warning: two"]


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [(Verdict.NO_BASELINE, "NO BASELINE: why: x"), (Verdict.ERROR, "ERROR: why: x")],
)
def test_without_a_comparison_the_message_is_the_headline(verdict: Verdict, headline: str) -> None:
    assert text(Report(verdict=verdict, threshold=0.05, message="why: x")) == [headline]


@pytest.mark.parametrize(
    ("verdict", "colour"),
    [
        (Verdict.PASS, "green"),
        (Verdict.FAIL, "red"),
        (Verdict.ERROR, "red"),
        (Verdict.NOT_JUDGED, "yellow"),
        (Verdict.NO_BASELINE, "yellow"),
    ],
)
def test_only_the_verdict_is_coloured_in_the_headline(verdict: Verdict, colour: str) -> None:
    shown = render(Report(verdict=verdict, threshold=0.05))
    word = click.unstyle(shown).partition(":")[0]
    assert shown.startswith(click.style(word, fg=colour, bold=True) + ":")


HOSTILE = "x\n::error::\x1b[31m\u202e##[group]"
SHOWN = r"x\n::error::\x1b[31m\u202e#\x23[group]"


def test_hostile_names_stay_on_one_line_as_plain_text() -> None:
    defs = (a_def(HOSTILE, unit=HOSTILE),)
    other = a_point("gone" + HOSTILE, {HOSTILE: HOSTILE}, **{HOSTILE: 1.0})
    baseline = a_run(a_point(HOSTILE, **{HOSTILE: 1.0}), other, defs=defs)
    run = a_run(a_point(HOSTILE, **{HOSTILE: 2.0}), defs=defs)
    assert checked(run, baseline) == [
        "FAIL: 1 regression(s) detected:",
        f"  ↑ {SHOWN} {SHOWN}: 1.00 → 2.00 (+100.0%)",
        f"  ? gone{SHOWN}: missing (1 metric in the baseline)",
        "  1 missing",
    ]


def test_hostile_reasons_messages_and_warnings_stay_on_one_line() -> None:
    report = Report(
        verdict=Verdict.NOT_JUDGED, threshold=0.05, failed={HOSTILE: HOSTILE}, warnings=(HOSTILE,)
    )
    assert text(report)[1:] == [f"  ? {SHOWN}: failed ({SHOWN})", f"  warning: {SHOWN}"]
    first_run = Report(verdict=Verdict.NO_BASELINE, threshold=0.05, message=HOSTILE)
    assert text(first_run) == [f"NO BASELINE: {SHOWN}"]


def test_a_hostile_note_of_a_report_file_stays_on_one_line() -> None:
    baseline = a_run(a_point("sort", time=0.0))
    report = build.judged(a_run(a_point("sort", time=1.0)), baseline, 0.05)
    row = msgspec.structs.replace(report.comparisons[0], note=HOSTILE)
    forged = Report(verdict=Verdict.FAIL, threshold=0.05, comparisons=(row,))
    assert text(forged)[1:] == [f"  ↑ sort time: 0.00 → 1.00 ({SHOWN})"]
