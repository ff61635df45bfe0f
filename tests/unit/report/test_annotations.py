"""The annotations of a report: their level, order, number, place and wording."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import Run
from calibrax.gate import Verdict
from calibrax.report import build
from calibrax.report.annotations import Annotation, annotations
from calibrax.report.model import Report, Step
from tests.builders import a_def, a_point, a_run
from tests.unit.report.reports import inconclusive

DEFAULT = ("regression", "not-judged")


def told(report: Report, fail_on: tuple[str, ...] = DEFAULT) -> list[tuple[str, str, str]]:
    """Return level, title and message of the annotations."""
    return [(each.level, each.title, each.message) for each in annotations(report, fail_on)]


def located(run: Run, source: str) -> Run:
    """Return the run with this source on all of its points."""
    points = tuple(msgspec.structs.replace(point, source=source) for point in run.points)
    return msgspec.structs.replace(run, points=points)


def slower(**fields: object) -> Report:
    """Return the report on a run with one regression."""
    defs = (a_def("throughput", "higher", "elem/s"),)
    tags = {"framework": "X"}, {"framework": "Y"}
    baseline = a_run(*(a_point("CV-1/small", each, throughput=20158.0) for each in tags), defs=defs)
    run = a_run(
        a_point("CV-1/small", tags[0], throughput=18000.0),
        a_point("CV-1/small", tags[1], throughput=20158.0),
        defs=defs,
    )
    return msgspec.structs.replace(build.judged(run, baseline, 0.05), **fields)


def test_a_regression_is_one_plain_line() -> None:
    message = "CV-1/small [framework=X] throughput: 20158.00 → 18000.00 (-10.7%)"
    assert told(slower()) == [("error", "Regression", message)]


@pytest.mark.parametrize(
    ("fail_on", "level"),
    [(DEFAULT, "error"), (("regression",), "error"), (("not-judged",), "warning"), ((), "warning")],
)
def test_a_finding_is_an_error_where_it_counts_as_failure(
    fail_on: tuple[str, ...], level: str
) -> None:
    assert [each.level for each in annotations(slower(), fail_on)] == [level]


def test_a_pass_has_no_annotations() -> None:
    run = a_run(a_point("sort", time=1.0))
    before = msgspec.structs.replace(run, id="before")
    assert annotations(build.judged(run, before, 0.05), DEFAULT) == []


def test_what_could_not_be_judged() -> None:
    defs = (a_def("time"), a_def("size", unit="B"))
    baseline = a_run(
        a_point("gone", time=1.0, size=1.0), a_point("kept", time=1.0, size=1.0), defs=defs
    )
    run = a_run(
        a_point("kept", time=1.0, size=1.0), defs=(a_def("time"), a_def("size", unit="KiB"))
    )
    broken = msgspec.structs.replace(run, metadata={"failed": {"crashed": "out of memory"}})
    report = build.judged(broken, baseline, 0.05)
    lines = [
        ("Missing", "gone: missing (2 metrics in the baseline)"),
        ("Invalid", "kept size: invalid (the unit changed from B to KiB)"),
        ("Failed", "crashed: failed (out of memory)"),
    ]
    assert told(report) == [("error", *line) for line in lines]
    assert told(report, ("regression",)) == [("warning", *line) for line in lines]


def test_a_run_in_which_nothing_was_judged_says_so() -> None:
    run = a_run(a_point("new", time=1.0))
    report = build.judged(run, a_run(id="before"), 0.05)
    assert told(report) == [("error", "Not judged", "no metric could be held against the baseline")]
    nothing = build.unjudged("the store holds no run", 0.05, verdict=Verdict.NOT_JUDGED)
    assert told(nothing) == [("error", "Not judged", "the store holds no run")]


def test_an_inconclusive_metric_is_a_warning_unless_it_counts() -> None:
    (line,) = told(inconclusive())
    assert line == ("warning", "Inconclusive", "sort time: 1.00 → 1.20 (+20.0%)")
    assert told(inconclusive(), ("inconclusive",))[0][0] == "error"


def test_a_first_run_is_one_notice() -> None:
    report = build.unjudged("no baseline 'main' yet", 0.05, "main")
    message = "there is no baseline 'main' to compare with yet, which is no failure"
    assert told(report) == [("notice", "First run", message)]


def test_without_anything_to_compare_a_notice_says_why() -> None:
    report = build.unjudged("the commit has no parent", 0.05)
    assert told(report) == [("notice", "Nothing to compare", "the commit has no parent")]


def test_a_step_that_went_wrong_is_an_error_whatever_the_policy() -> None:
    steps = (
        Step(name="pull", code=0, warnings=("the server sends everything",)),
        Step(name="check", code=1),
        Step(name="export", code=5, message="Weights & Biases did not answer"),
        Step(name="push", code=None),
        Step(name="ingest", code=4),
    )
    report = slower(verdict=Verdict.ERROR, message="export: it failed", steps=steps)
    assert told(report, ()) == [
        ("error", "export failed", "Weights & Biases did not answer"),
        ("error", "push failed", "did not finish"),
        ("error", "ingest failed", "ended with exit code 4"),
        ("warning", "Regression", told(slower())[0][2]),
        ("warning", "pull", "the server sends everything"),
    ]


def test_an_error_without_a_step_is_an_error() -> None:
    report = Report(verdict=Verdict.ERROR, message="the check wrote no report", threshold=0.05)
    assert told(report, ()) == [("error", "Error", "the check wrote no report")]


def test_warnings_are_warnings() -> None:
    assert told(slower(warnings=("take care",)))[1:] == [("warning", "Benchmarks", "take care")]


def test_settings_that_differ_are_the_first_warning_and_at_their_file() -> None:
    report = slower(settings_change=("-threshold: 5%", "+threshold: 50%"), warnings=("x",) * 20)
    first = annotations(report, ())[0]
    assert first == Annotation(
        level="warning",
        title="Settings",
        message="calibrax.yml differs from the base's: "
        "what counts here may not be what counts there",
        file="calibrax.yml",
    )


def test_the_worst_nine_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    baseline = a_run(*(a_point(f"b{n}", time=100.0) for n in range(20)), a_point("gone", time=1.0))
    run = a_run(*(a_point(f"b{n}", time=110.0 + n) for n in range(20)))
    report = msgspec.structs.replace(
        build.judged(run, baseline, 0.05), warnings=tuple(f"note {n}" for n in range(10))
    )
    found = told(report)
    assert [message.split()[0] for _, _, message in found[:9]] == [
        f"b{n}" for n in range(19, 10, -1)
    ]
    assert found[9] == ("error", "More", "and 12 more, left out here")
    assert [message for _, _, message in found[10:19]] == [f"note {n}" for n in range(9)]
    assert found[19:] == [("warning", "More", "and 1 more, left out here")]


@pytest.mark.parametrize(
    ("source", "file", "line"),
    [
        ("benchmarks/test_sort.py:12", "benchmarks/test_sort.py", 12),
        ("benchmarks/test_sort.py", "benchmarks/test_sort.py", None),
        ("C:/work/test.py:3", "C:/work/test.py", 3),
        ("C:/work/test.py", "C:/work/test.py", None),
        ("a:0", "a:0", None),
        ("a:1:2", "a:1", 2),
        ("a:12345678901", "a:12345678901", None),
        (":7", ":7", None),
        ("a\n::error::b:7", r"a\n::error::b", 7),
    ],
)
def test_the_place_is_the_benchmarks_source(source: str, file: str, line: int | None) -> None:
    baseline = a_run(a_point("sort", time=1.0))
    run = located(a_run(a_point("sort", time=2.0)), source)
    (found,) = annotations(build.judged(run, baseline, 0.05), DEFAULT)
    assert (found.file, found.line) == (file, line)


def test_no_source_is_no_place() -> None:
    (found,) = annotations(slower(), DEFAULT)
    assert (found.file, found.line) == (None, None)


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_name_makes_more_of_a_message_than_one_line(name: str) -> None:
    baseline = a_run(a_point(name, {name: name}, time=1.0), a_point("x" + name, time=1.0))
    run = a_run(a_point(name, {name: name}, time=2.0))
    report = msgspec.structs.replace(
        build.judged(run, baseline, 0.05),
        failed={name: name},
        warnings=(name,),
        settings_change=(name,),
        steps=(Step(name=name, code=1, message=name),),
    )
    for each in annotations(report, DEFAULT):
        assert isinstance(each, Annotation)
        assert each.message.isprintable()
        assert each.title.isprintable()
