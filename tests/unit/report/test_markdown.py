"""The Markdown of a check, read back by a real parser: its tables, and that no name shapes it."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calibrax.core import Run
from calibrax.gate import Verdict
from calibrax.gate.policy import Finding
from calibrax.report import build
from calibrax.report.markdown import render
from calibrax.report.markup import escape, sentence
from calibrax.report.model import Report, Step
from calibrax.report.text import show
from tests.builders import a_def, a_point, a_run
from tests.hostile import KINDS, SHORT, brief
from tests.unit.report.pages import Page
from tests.unit.report.reports import inconclusive

SCALED_UNITS = ("s", "B")  # shown as ms, KiB and so on, and so not as the name that they are


def page(report: Report) -> Page:
    """Return the report's Markdown as a browser would have it."""
    return Page(render(report))


def checked(run: Run, baseline: Run) -> Page:
    """Return the page on a run held against a baseline."""
    return page(build.judged(run, baseline, 0.05))


SIDES = ["benchmark", "tags", "metric", "baseline", "current", "change"]
CHANGES = [*SIDES, "evidence", "history"]


def test_a_failure_has_a_headline_counts_and_a_table() -> None:
    defs = (a_def("throughput", "higher", "elem/s"), a_def("latency_p50"))
    baseline = a_run(a_point("CV-1/small", throughput=20158.0, latency_p50=12.0), defs=defs)
    run = a_run(a_point("CV-1/small", throughput=18000.0, latency_p50=15.0), defs=defs)
    found = checked(run, baseline)
    assert found.headings == ["❌ Fail: 2 regressions in 2 metrics", "Regressions"]
    assert "regressions: 2, unchanged: 0, threshold 5%" in found.outside
    unknown = ["noise unknown", ""]
    assert found.rows == [
        CHANGES,
        ["CV-1/small", "", "latency_p50", "12.00 ms", "15.00 ms", "+25.0%", *unknown],
        ["CV-1/small", "", "throughput", "20158.00 elem/s", "18000.00 elem/s", "-10.7%", *unknown],
    ]


def test_tables_are_worst_first_and_from_zero_is_the_worst() -> None:
    baseline = a_run(*(a_point(name, time=10.0) for name in "abc"), a_point("zero", time=0.0))
    run = a_run(
        a_point("a", time=11.0),
        a_point("b", time=30.0),
        a_point("c", time=20.0),
        a_point("zero", time=1.0),
    )
    found = checked(run, baseline)
    assert [(row[0], row[5]) for row in found.rows[1:]] == [
        ("zero", "from zero"),
        ("b", "+200.0%"),
        ("c", "+100.0%"),
        ("a", "+10.0%"),
    ]


def test_each_outcome_that_a_reader_acts_on_has_its_table() -> None:
    defs = (a_def("time", unit="s"), a_def("size", unit="B"))
    baseline = a_run(
        a_point("slow", time=1.0),
        a_point("fast", time=1.0),
        a_point("same", time=1.0),
        a_point("gone", time=1.0),
        a_point("big", size=1.0),
        defs=(a_def("time", unit="s"), a_def("size", unit="KiB")),
    )
    run = a_run(
        a_point("slow", time=2.0),
        a_point("fast", time=0.5),
        a_point("same", time=1.0),
        a_point("fresh", time=0.002),
        a_point("big", size=2048.0),
        defs=defs,
    )
    found = checked(run, baseline)
    assert found.headings == [
        "❌ Fail: 1 regression in 3 metrics, 1 benchmark missing, 1 metric invalid",
        "Regressions",
        "Missing",
        "Invalid",
        "Improvements",
        "New",
    ]
    assert found.rows == [
        CHANGES,
        ["slow", "", "time", "1.00 s", "2.00 s", "+100.0%", "noise unknown", ""],
        SIDES,
        ["gone", "", "time", "1.00 s", "", ""],
        SIDES,
        ["big", "", "size", "1.00 B", "2.00 KiB", "the unit changed from KiB to B"],
        SIDES,
        ["fast", "", "time", "1.00 s", "500.00 ms", "-50.0%"],
        SIDES,
        ["fresh", "", "time", "", "2.00 ms", ""],
        SIDES,
        ["same", "", "time", "1.00 s", "1.00 s", "+0.0%"],
    ]
    assert found.summaries == ["Everything else (1)"]
    counts = "regressions: 1, missing: 1, invalid: 1, improvements: 1, new: 1, unchanged: 1"
    assert f"{counts}, threshold 5%" in found.outside


def test_a_pass_has_only_a_folded_table() -> None:
    run = a_run(a_point("sort", time=1.0))
    found = checked(run, run)
    assert found.headings == ["✅ Pass: no regressions in 1 metric", "Warnings"]
    assert found.rows == [SIDES, ["sort", "", "time", "1.00 ms", "1.00 ms", "+0.0%"]]
    assert found.summaries == ["Everything else (1)"]
    assert "unchanged: 1, threshold 5%" in found.outside


def test_a_first_run_says_that_it_is_no_failure_and_what_happens_next() -> None:
    found = page(build.unjudged("no baseline yet", 0.05, "main"))
    assert found.headings == ["ℹ️ First run: nothing to compare with yet"]
    assert "This is no failure." in found.outside
    assert found.codes == ["no baseline yet"]


def test_without_anything_to_compare_the_headline_says_why() -> None:
    found = page(build.unjudged("the commit has no parent", 0.05))
    assert found.headings == ["ℹ️ Nothing to compare: the commit has no parent"]
    assert "This is no failure, and nothing was judged." in found.outside
    assert "becomes the baseline" not in found.outside


def test_what_could_not_be_told_from_noise_is_in_the_headline() -> None:
    found = page(inconclusive())
    assert found.headings == [
        "✅ Pass (1 inconclusive): no regressions in 1 metric",
        "Inconclusive",
    ]
    assert found.rows[1][5:] == ["+20.0%", "noise unknown", ""]
    assert "Not counted as failure: inconclusive (fail-on: regression,not-judged)." in found.outside


@pytest.mark.parametrize(
    ("baseline", "run", "failed", "headline"),
    [
        ({"a": "tm", "b": "tm"}, {"a": "tm"}, {}, "1 benchmark missing"),
        ({"a": "tm"}, {"a": "t"}, {}, "1 metric missing"),
        ({"a": "tm", "b": "t", "c": "t"}, {"a": "t"}, {}, "2 benchmarks missing, 1 metric missing"),
        ({"a": "t"}, {"a": "t"}, {"c": "nan"}, "1 benchmark failed"),
        ({"a": "t"}, {}, {}, "1 benchmark missing, no metric could be held against the baseline"),
        ({}, {"a": "t"}, {}, "no metric could be held against the baseline"),
    ],
)
def test_the_headline_says_what_could_not_be_judged(
    baseline: dict[str, str], run: dict[str, str], failed: dict[str, str], headline: str
) -> None:
    def measured(points: dict[str, str]) -> Run:
        return a_run(*(a_point(name, **dict.fromkeys(keys, 1.0)) for name, keys in points.items()))

    broken = msgspec.structs.replace(measured(run), metadata={"failed": failed})
    assert checked(broken, measured(baseline)).headings[0] == f"⚠️ Not judged: {headline}"


def test_a_reason_takes_the_place_of_counts() -> None:
    lost = build.unjudged("the store holds no run", 0.05, verdict=Verdict.NOT_JUDGED)
    assert page(lost).headings == ["⚠️ Not judged: the store holds no run"]


def test_an_error_names_its_reason_and_keeps_what_was_found() -> None:
    run = a_run(a_point("sort", time=2.0))
    report = msgspec.structs.replace(
        build.judged(run, a_run(a_point("sort", time=1.0)), 0.05),
        verdict=Verdict.ERROR,
        message="push: the token may not write",
        steps=(
            Step(name="pull", code=0, warnings=("the server sends everything",)),
            Step(name="check", code=1),
            Step(name="push", code=5, message="the token may not write"),
            Step(name="export", code=None),
            Step(name="ingest", code=70),
        ),
    )
    found = page(report)
    assert found.headings == [
        "❌ Error: push and export and ingest failed",
        "Regressions",
        "What went wrong",
        "Warnings",
    ]
    assert [item.strip() for item in found.items[:4]] == [
        "push: the token may not write",
        "export: did not finish",
        "ingest: ended with exit code 70",
        "pull: the server sends everything",
    ]


@pytest.mark.parametrize(
    ("fail_on", "said"),
    [
        ((Finding.REGRESSION,), ""),
        ((), "Not counted as failure: regression (fail-on: never)."),
        ((Finding.NOT_JUDGED,), "Not counted as failure: regression (fail-on: not-judged)."),
    ],
)
def test_a_regression_that_does_not_fail_is_a_fail_that_says_so(
    fail_on: tuple[Finding, ...], said: str
) -> None:
    judged = build.judged(a_run(a_point("a", t=2.0)), a_run(a_point("a", t=1.0)), 0.05)
    found = page(msgspec.structs.replace(judged, fail_on=fail_on))
    assert found.headings[0] == "❌ Fail: 1 regression in 1 metric"
    assert said in found.outside
    assert ("Not counted" in found.outside) is bool(said)


@pytest.mark.parametrize(
    ("direction", "history", "current", "evidence", "line"),
    [
        ("lower", (1.0, 2.0, 3.0, 4.0), 3.5, "worse than 3/4 past runs", "▁▃▆█▇"),
        ("higher", (10.0, 20.0), 15.0, "worse than 1/2 past runs", "▁█▅"),
        ("lower", (2.0,), 2.0, "worse than 0/1 past runs", "▅▅"),
        ("lower", (), 2.0, "noise unknown", ""),
    ],
)
def test_the_evidence_is_how_many_earlier_runs_were_better(
    direction: str, history: tuple[float, ...], current: float, evidence: str, line: str
) -> None:
    defs = (a_def("t", direction),)
    before = 1000.0 if direction == "higher" else 0.5
    judged = build.judged(
        a_run(a_point("a", t=current), defs=defs), a_run(a_point("a", t=before), defs=defs), 0.05
    )
    rows = tuple(msgspec.structs.replace(row, history=history) for row in judged.comparisons)
    found = page(msgspec.structs.replace(judged, comparisons=rows))
    assert found.rows[1][6:] == [evidence, line]


@pytest.mark.parametrize(("number", "folded"), [(20, False), (21, True)])
def test_more_than_twenty_new_or_improved_metrics_are_folded(number: int, folded: bool) -> None:
    points = [a_point(f"b{n}", time=1.0) for n in range(number)]
    found = checked(a_run(*points), a_run(a_point("other", time=1.0)))
    assert (f"New ({number})" in found.summaries) is folded
    assert ("New" in found.headings) is not folded


def test_regressions_are_never_folded() -> None:
    baseline = a_run(*(a_point(f"b{n}", time=1.0) for n in range(100)))
    found = checked(a_run(*(a_point(f"b{n}", time=2.0) for n in range(100))), baseline)
    assert found.headings[1] == "Regressions"
    assert found.summaries == []
    assert len(found.rows) == 101


def test_a_change_that_is_meant_can_be_accepted() -> None:
    baseline = a_run(a_point("a", t=1.0))
    found = page(build.judged(a_run(a_point("a", t=2.0), id="now"), baseline, 0.05, "release 1"))
    assert found.codes[-2:] == [
        'calibrax accept --point BENCHMARK --metric METRIC --reason "..."',
        "--ceiling 20% --expires DATE",
    ]


def test_a_benchmark_that_is_gone_for_good_needs_a_new_baseline() -> None:
    baseline = a_run(a_point("a", t=1.0), a_point("b", t=1.0))
    found = page(build.judged(a_run(a_point("a", t=1.0), id="now"), baseline, 0.05, "release 1"))
    assert found.codes[-3:] == [
        "calibrax store pull",
        "calibrax baseline --run now --name 'release 1' --reason \"...\"",
        "calibrax store push",
    ]


def test_nothing_is_to_be_accepted_on_a_pass() -> None:
    run = a_run(a_point("a", t=1.0))
    assert "Is this meant?" not in checked(run, run).outside


def test_the_tags_of_a_benchmark_have_a_column() -> None:
    tags = [{"framework": "Grain", "device": "cpu"}, {"framework": "Torch"}]
    baseline = a_run(*(a_point("CV-1", each, time=1.0) for each in tags))
    run = a_run(*(a_point("CV-1", each, time=2.0) for each in tags))
    assert [row[:2] for row in checked(run, baseline).rows[1:]] == [
        ["CV-1", "device=cpu, framework=Grain"],
        ["CV-1", "framework=Torch"],
    ]


def test_failed_benchmarks_warnings_and_runs_are_listed() -> None:
    baseline = a_run(a_point("sort", time=1.0), id="base", commit="f" * 40, branch="main")
    run = msgspec.structs.replace(
        a_run(a_point("sort", time=1.0), id="now"),
        machine="ubuntu-24.04/x86_64",
        environment={"python": "3.12.1"},
    )
    judged = build.judged(run, baseline, 0.05)
    report = msgspec.structs.replace(
        judged,
        verdict=Verdict.NOT_JUDGED,
        failed={"broken": "nan"},
        warnings=("take care",),
    )
    found = page(report)
    assert found.headings == ["⚠️ Not judged: 1 benchmark failed", "Failed", "Warnings"]
    assert [item.strip() for item in found.items] == [
        "broken: nan",
        "take care",
        "run now of 2026-01-02 12:00:00 UTC, machine ubuntu-24.04/x86_64, Python 3.12.1",
        "baseline base of 2026-01-02 12:00:00 UTC, commit ffffffffffff on main",
    ]


def everything_named(name: str) -> Report:
    """Return a report in which all that can be named has this name."""
    defs = (a_def(name, unit=name),)
    tags = {name: name}
    baseline = a_run(
        a_point(name, tags, **{name: 1.0}),
        a_point(name, {"other": name}, **{name: 1.0}),
        defs=defs,
        branch=name,
        commit=name,
    )
    run = a_run(a_point(name, tags, **{name: 2.0}), defs=defs, branch=name, commit=name)
    run, baseline = (
        msgspec.structs.replace(each, machine=name, environment={"python": name})
        for each in (run, baseline)
    )
    judged = build.judged(run, baseline, 0.05)
    return msgspec.structs.replace(
        judged,
        verdict=Verdict.ERROR,
        message=name,
        failed={name: name},
        warnings=(name,),
        settings_change=(name, f"-{name}"),
        steps=(Step(name=name, code=None, message=name, warnings=(name,)),),
    )


def assert_harmless(name: str) -> None:
    """Hold the page to the same shape and outside text whatever the names are."""
    plain, hostile = page(everything_named("x")), page(everything_named(name))
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes == ["class"]
    assert hostile.outside == plain.outside
    assert len(hostile.rows) == len(plain.rows) == 4
    shown, cut = show(name), show(name[:12])
    assert hostile.codes[:-5] == [
        shown,
        f"{shown}\n{show(f'-{name}')}\n",
        *(shown, show(f"{name}={name}"), shown, shown, shown),
        *(shown, shown),
        *(shown, show(f"other={name}"), shown, shown),
        *(shown, shown),
        *(shown, shown, shown),
        *("a1b2c3d4e5f6", cut, shown, shown, shown) * 2,
    ]


@pytest.mark.parametrize("name", SHORT, ids=brief)
def test_a_hostile_name_is_nothing_but_code(name: str) -> None:
    assert_harmless(name)


@pytest.mark.parametrize("name", KINDS["long"], ids=brief)
def test_a_long_hostile_name_is_cut_and_shapes_nothing(name: str) -> None:
    plain, hostile = page(everything_named("x")), page(everything_named(name))
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert hostile.outside == plain.outside
    assert len(hostile.codes) == len(plain.codes)


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_name_shapes_the_page(name: str) -> None:
    assume(name not in SCALED_UNITS)
    assert_harmless(name)


@pytest.mark.parametrize("text", SHORT, ids=brief)
def test_escaped_text_reads_as_the_text_in_a_paragraph(text: str) -> None:
    found = Page(f"before {escape(text)} behind")
    assert found.tags == ["p", "code"]
    assert found.codes == [show(text)]
    assert found.outside.strip() == "before  behind"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "noise unknown",
        "[+9.0%, +12.1%] p=.002 n=10+10; drift removed",
        "[?, +12.1%] p<.001 n=5+5",
        "noise ±4.1%, worse than 30/30; the baseline's run measured 1.2e+05; different machine",
        "+7% beyond the whole suite; worse than all 30 past runs in 2 of 3 measurements",
        "noise ±12%: a 5% change cannot be seen",
    ],
)
def test_what_calibrax_says_itself_is_no_code(text: str) -> None:
    assert sentence(text, 100) == text


def test_a_long_sentence_of_a_file_is_cut() -> None:
    assert sentence("a" * 200, 100) == escape("a" * 200, 100)


def test_the_parser_of_these_tests_sees_what_github_would_act_on() -> None:
    found = Page("a@b.com https://example.com <b>x</b> <!-- y --> ![x](y)\n\n| a |\n|---|\n| b |\n")
    assert found.tags.count("a") == 2
    assert {"b", "comment", "img", "table"} <= set(found.tags)
    assert found.rows == [["a"], ["b"]]
