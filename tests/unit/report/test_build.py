"""How a report is put together: verdict, runs, failed benchmarks and warnings."""

import msgspec
import pytest

from calibrax.analysis import Outcome, compare_runs
from calibrax.core import Run
from calibrax.errors import UsageError
from calibrax.gate import Verdict
from calibrax.report.build import judged, unjudged
from tests.builders import a_def, a_point, a_run


def with_facts(run: Run, **fields: object) -> Run:
    """Return the run with other fields."""
    return msgspec.structs.replace(run, **fields)


def test_a_report_holds_the_comparisons_and_their_verdict() -> None:
    baseline = a_run(a_point("sort", time=1.0), id="base")
    run = a_run(a_point("sort", time=2.0), id="now")
    report = judged(run, baseline, 0.05, "main")
    assert report.verdict is Verdict.FAIL
    assert report.threshold == 0.05
    assert report.baseline_name == "main"
    assert report.comparisons == tuple(compare_runs(run, baseline))
    assert report.run is not None
    assert report.baseline is not None
    assert (report.run.id, report.baseline.id) == ("now", "base")
    assert report.message == ""
    assert report.warnings == ()


def test_the_threshold_and_the_definitions_are_used() -> None:
    baseline = a_run(a_point("sort", time=1.0))
    run = a_run(a_point("sort", time=2.0))
    assert judged(run, baseline, 1.0).verdict is Verdict.PASS
    faster = judged(run, baseline, 0.05, metric_defs={"time": a_def("time", "higher")})
    assert faster.comparisons[0].outcome is Outcome.IMPROVEMENT


def test_wrong_arguments_are_refused() -> None:
    run = a_run(a_point("sort", time=1.0))
    with pytest.raises(UsageError):
        judged(run, run, -1.0)
    with pytest.raises(UsageError):
        judged(run, a_run(a_point("sort", time=1.0), suite="nightly"), 0.05)


def test_a_first_run_has_a_message_and_no_verdict_on_numbers() -> None:
    report = unjudged("nothing yet", 0.05, "main", a_run(a_point("sort", time=1.0)))
    assert report.verdict is Verdict.NO_BASELINE
    assert report.message == "nothing yet"
    assert report.run is not None
    assert report.run.points == 1
    assert report.baseline is None
    assert report.comparisons == ()
    assert unjudged("nothing at all", 0.05).run is None


def test_a_first_run_names_what_failed_and_what_its_reader_noted() -> None:
    metadata = {"failed": {"load": "it returned nan"}, "warnings": ["a timestamp without zone"]}
    report = unjudged("nothing yet", 0.05, "main", with_facts(a_run(), metadata=metadata))
    assert report.verdict is Verdict.NOT_JUDGED
    assert report.message == (
        "1 benchmark failed, and there is no baseline yet to hold the others against"
    )
    assert report.failed == {"load": "it returned nan"}
    assert report.warnings == ("a timestamp without zone",)


def test_a_first_run_names_the_metrics_that_nobody_defined() -> None:
    run = a_run(a_point("sort", time=1.0, speed=1.0), defs=(a_def("time"),))
    assert unjudged("nothing yet", 0.05, "main", run).warnings == (
        "nobody defined 'speed': not judged; give unit and direction under metrics in calibrax.yml",
    )
    defined = {"speed": a_def("speed", "higher")}
    assert unjudged("nothing yet", 0.05, "main", run, defined).warnings == ()


def test_benchmarks_that_failed_keep_a_run_from_passing() -> None:
    run = a_run(a_point("sort", time=1.0))
    broken = with_facts(run, metadata={"failed": {"load": "it returned nan"}})
    report = judged(broken, run, 0.05)
    assert report.verdict is Verdict.NOT_JUDGED
    assert report.failed == {"load": "it returned nan"}
    assert judged(run, broken, 0.05).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, {}),
        ({"failed": {}}, {}),
        ({"failed": {"a": "b"}}, {"a": "b"}),
        ({"failed": {"a": 3}}, {"a": "3"}),
        ({"failed": None}, {}),
    ],
)
def test_failed_benchmarks_are_read_from_the_metadata(
    metadata: dict[str, object], expected: dict[str, str]
) -> None:
    assert with_facts(a_run(), metadata=metadata).failed == expected


def test_metrics_that_nobody_defined_are_named_with_the_remedy() -> None:
    run = a_run(a_point("sort", time=1.0, speed=1.0), defs=(a_def("time"),))
    baseline = with_facts(run, id="before")
    (warning,) = judged(run, baseline, 0.05).warnings
    assert warning == (
        "nobody defined 'speed': not judged; give unit and direction under metrics in calibrax.yml"
    )
    assert judged(run, baseline, 0.05, metric_defs={"speed": a_def("speed")}).warnings == ()


def test_a_run_that_is_its_own_baseline_is_noted() -> None:
    run = a_run(a_point("sort", time=1.0))
    (warning,) = judged(run, run, 0.05).warnings
    assert warning == "the run is the baseline itself: nothing new was measured"


def test_a_direction_that_changed_is_not_judged_unless_config_says_which() -> None:
    baseline = a_run(a_point("sort", rate=1.0), defs=(a_def("rate", "lower"),))
    run = a_run(a_point("sort", rate=2.0), defs=(a_def("rate", "higher"),))
    report = judged(run, baseline, 0.05)
    assert report.verdict is Verdict.NOT_JUDGED
    assert report.comparisons[0].note == "the direction changed from lower to higher"
    decided = judged(run, baseline, 0.05, metric_defs={"rate": a_def("rate")})
    assert decided.verdict is Verdict.FAIL


def test_another_python_is_noted() -> None:
    run = a_run(a_point("sort", time=1.0))
    before, now = (with_facts(run, environment={"python": each}) for each in ("3.11.7", "3.12.1"))
    assert judged(now, before, 0.05).warnings == (
        "different Python: the baseline ran on 3.11.7, this on 3.12.1",
    )


def test_machines_of_points_count() -> None:
    def on(machine: str) -> Run:
        return a_run(msgspec.structs.replace(a_point("sort", time=1.0), machine=machine))

    (warning,) = judged(on("arm"), on("x86"), 0.05).warnings
    assert warning == "different machine: the baseline ran on x86, this on arm"


@pytest.mark.parametrize(
    ("before", "now", "warned"),
    [("arm", "x86", True), ("arm", "arm", False), (None, "x86", False), ("arm", None, False)],
)
def test_another_machine_is_noted(before: str | None, now: str | None, warned: bool) -> None:
    run = a_run(a_point("sort", time=1.0))
    baseline = with_facts(run, id="before", machine=before)
    warnings = judged(with_facts(run, machine=now), baseline, 0.05).warnings
    expected = ("different machine: the baseline ran on arm, this on x86",)
    assert warnings == (expected if warned else ())


def test_the_warnings_of_the_reader_come_last() -> None:
    run = a_run(a_point("sort", time=1.0), a_point("load", speed=1.0), defs=(a_def("time"),))
    noted = with_facts(run, metadata={"warnings": ["a timestamp without zone", 7]})
    warnings = judged(noted, run, 0.05).warnings
    assert len(warnings) == 3
    assert warnings[1:] == ("a timestamp without zone", "7")


def test_a_name_in_config_that_nothing_measured_is_held_against_the_measured_ones() -> None:
    run = a_run(a_point("sort", throughput=1.0))
    baseline = with_facts(run, id="before")
    overrides = {"throughptu": a_def("throughptu", "higher"), "other": a_def("other")}
    assert judged(run, baseline, 0.05, metric_defs=overrides).warnings == (
        "config.json defines 'throughptu', which nothing measured: is 'throughput' meant?",
    )
