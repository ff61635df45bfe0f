"""Several files, and what is known of the place, become one run or one error that names them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calibrax.core import Metric, Point, Run
from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Overrides, Source, Surroundings, assemble, surroundings_of
from calibrax.readers.reading import Identity, Reading
from tests.builders import NOON, a_def, a_point

LOCAL = {
    "os": {"name": "Ubuntu", "version": "24.04", "system": "Linux", "machine": "x86_64"},
    "cpu": {"model": "AMD EPYC 7763", "cores": 4},
    "memory_gib": 16,
    "gpu": None,
    "python": "3.12.3",
}
HERE = Surroundings(timestamp=NOON, environment=LOCAL, machine="local key")
AGREEING = {"os": {"system": "Linux"}, "cpu": {"model": "AMD EPYC 7763"}, "python": "3.11.7"}
ELSEWHERE = {"os": {"system": "Darwin", "machine": "arm64"}, "cpu": {"model": "Apple M1"}}


def a_source(path: str, *names: str, **said: Any) -> Source:
    """Return a file with a point of each name, that says of the run what the keywords say."""
    points = tuple(a_point(name, t=1.0) for name in names)
    return Source(path, "pytest-benchmark", Reading(**{"points": points, **said}))


def run_of(*sources: Source, **around: Any) -> Run:
    """Return the run of sources at surroundings with the keywords' facts."""
    return assemble(sources, Surroundings(timestamp=NOON, **around))


def test_the_points_of_all_files_stand_in_the_order_of_the_files() -> None:
    run = run_of(a_source("a.json", "z", "y"), a_source("b.json", "x"))

    assert [point.name for point in run.points] == ["z", "y", "x"]


def test_what_no_file_says_is_filled_in_from_the_surroundings() -> None:
    run = run_of(a_source("a.json", "x"), commit="c0ffee", branch="main")

    assert (run.commit, run.branch, run.timestamp) == ("c0ffee", "main", NOON)
    assert (run.suite, run.kind) == ("main", "run")


def test_what_a_file_says_counts_more_than_the_surroundings() -> None:
    later = NOON + timedelta(hours=1)
    source = a_source(
        "a.json", "x", commit="f11e", branch="dev", suite="nightly", kind="ab", timestamp=later
    )

    run = run_of(source, commit="c0ffee", branch="main")

    assert (run.commit, run.branch, run.suite) == ("f11e", "dev", "nightly")
    assert (run.kind, run.timestamp) == ("ab", later)


def test_what_the_user_states_counts_most() -> None:
    source = a_source("a.json", "x", commit="f11e", branch="dev", suite="nightly")
    stated = Overrides(suite="quick", commit="0ddba11", branch="release")

    run = assemble([source], HERE, stated)

    assert (run.suite, run.commit, run.branch) == ("quick", "0ddba11", "release")


def test_one_file_that_says_it_speaks_for_those_that_do_not() -> None:
    run = run_of(a_source("a.json", "x"), a_source("b.json", "y", commit="f11e"), commit="c0ffee")

    assert run.commit == "f11e"


def test_the_latest_time_of_the_files_is_the_runs() -> None:
    times = [datetime(2026, 1, day, tzinfo=UTC) for day in (3, 5, 4)]

    run = run_of(*(a_source(f"{at.day}.json", str(at.day), timestamp=at) for at in times))

    assert run.timestamp == datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("commit", "c0ffee", "f11e"),
        ("branch", "main", "dev"),
        ("suite", "main", "nightly"),
        ("kind", "run", "ab"),
    ],
)
def test_files_that_disagree_are_an_error_that_names_both(field: str, one: str, other: str) -> None:
    sources = [a_source("a.json", "x", **{field: one}), a_source("b.json", "y", **{field: other})]

    with pytest.raises(DataError) as caught:
        assemble(sources, HERE)

    message = f"a.json is of {field} {one}, b.json of {field} {other}: "
    assert str(caught.value).startswith(message)


def test_branch_and_suite_may_disagree_where_the_user_states_them_but_not_the_commit() -> None:
    one = a_source("a.json", "x", branch="main", suite="main", commit="c0ffee")
    other = a_source("b.json", "y", branch="dev", suite="nightly", commit="c0ffee")
    third = a_source("c.json", "z", commit="f11e")

    run = assemble([one, other], HERE, Overrides(branch="release", suite="quick"))

    assert (run.branch, run.suite) == ("release", "quick")
    with pytest.raises(DataError, match=r"a\.json is of commit c0ffee, c\.json of commit f11e"):
        assemble([one, third], HERE, Overrides(commit="0ddba11"))


def test_definitions_of_all_files_are_kept() -> None:
    run = run_of(
        a_source("a.json", "x", metric_defs={"t": a_def("t"), "u": a_def("u")}),
        a_source("b.json", "y", metric_defs={"t": a_def("t"), "v": a_def("v")}),
    )

    assert list(run.metric_defs) == ["t", "u", "v"]


def test_a_metric_that_is_defined_in_two_ways_is_an_error_that_names_both_files() -> None:
    sources = [
        a_source("a.json", "x"),
        a_source("b.json", "y", metric_defs={"t": a_def("t", unit="s")}),
        a_source("c.json", "z", metric_defs={"t": a_def("t", unit="ms")}),
    ]

    with pytest.raises(DataError, match=r"^c\.json and b\.json define the metric 't' differently"):
        assemble(sources, HERE)


def test_a_benchmark_in_two_files_is_an_error_that_names_both() -> None:
    with pytest.raises(DataError, match=r"^b\.json: the benchmark 'x' .* stands in a\.json too"):
        run_of(a_source("a.json", "w", "x"), a_source("b.json", "x"))


def test_a_benchmark_that_stands_twice_in_one_file_is_an_error_too() -> None:
    with pytest.raises(DataError, match=r"^a\.json: the benchmark 'x' .* stands in a\.json too"):
        run_of(a_source("a.json", "x", "x"))


def test_tags_are_added_to_every_point() -> None:
    point = Point(name="x", scenario="s", tags={"n": "10"}, metrics={"t": Metric(value=1.0)})
    sources = [a_source("a.json", points=(point,)), a_source("b.json", "y")]

    run = assemble(sources, HERE, Overrides(tags={"framework": "Grain", "n": "10"}))

    assert [each.tags for each in run.points] == [
        {"n": "10", "framework": "Grain"},
        {"framework": "Grain", "n": "10"},
    ]


def test_a_tag_that_a_point_has_with_another_value_is_wrong_usage() -> None:
    source = a_source("a.json", points=(a_point("x", {"framework": "Grain"}),))

    with pytest.raises(UsageError, match=r"a\.json: 'x' has the tag framework='Grain' already"):
        assemble([source], HERE, Overrides(tags={"framework": "Datarax"}))


@pytest.mark.parametrize("field", ["suite", "commit", "branch", "label"])
def test_what_the_user_states_is_text_that_can_be_written(field: str) -> None:
    stated: Any = {field: "\udcff"}

    with pytest.raises(UsageError, match=f"^{field}: .* lone surrogate"):
        Overrides(**stated)


@pytest.mark.parametrize("tags", [{"a": "\udcff"}, {"\udcff": "a"}, {"": "a"}])
def test_so_is_a_tag(tags: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"^tags: "):
        Overrides(tags=tags)


def test_one_file_with_an_id_keeps_it_and_several_get_a_new_one() -> None:
    one, other = a_source("a.json", "x", id="mine"), a_source("b.json", "y", id="theirs")

    assert assemble([one], HERE).id == "mine"
    assert assemble([one, other], HERE).id not in ("mine", "theirs")


def test_the_id_of_the_content_is_the_same_when_only_time_and_environment_differ() -> None:
    sources = [a_source("a.json", "x"), a_source("b.json", "y")]
    later = Surroundings(
        timestamp=NOON + timedelta(days=1), environment={**LOCAL, "memory_gib": 15}, machine="m"
    )

    first = assemble(sources, Surroundings(timestamp=NOON, environment=LOCAL, machine="m"))

    assert len(first.id) == 12
    assert assemble(sources, later).id == first.id
    assert assemble(sources, surroundings_of(first)) == first


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "commit": ({}, {"commit": "f11e"}),
    "branch": ({}, {"branch": "dev"}),
    "suite": ({"suite": "nightly"}, {}),
    "machine": ({}, {"machine": "other", "environment": LOCAL}),
    "stated time": ({"timestamp": NOON}, {}),
    "value": ({"points": (a_point("x", t=1.0000001),)}, {}),
    "tag": ({"points": (a_point("x", {"a": "b"}, t=1.0),)}, {}),
    "definition": ({"metric_defs": {"t": a_def("t")}}, {}),
    "metadata": ({"metadata": {"seed": 1}}, {}),
}


@pytest.mark.parametrize(("said", "around"), CHANGES.values(), ids=CHANGES.keys())
def test_another_content_has_another_id(said: dict[str, Any], around: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"commit": "c0ffee", "branch": "main"}
    changed = run_of(a_source("a.json", "x", **said), **{**usual, **around})

    assert changed.id != run_of(a_source("a.json", "x"), **usual).id


def test_a_time_that_a_file_states_is_part_of_the_id() -> None:
    ids = {
        run_of(a_source("a.json", "x", timestamp=NOON + timedelta(seconds=each))).id
        for each in range(3)
    }

    assert len(ids) == 3


def test_a_file_that_knows_nothing_was_measured_here() -> None:
    run = assemble([a_source("a.json", "x")], HERE)

    assert (run.machine, run.environment) == ("local key", LOCAL)
    assert run.points[0].machine is None


def test_facts_that_agree_with_this_machine_take_its_fingerprint() -> None:
    run = assemble([a_source("a.json", "x", observed=AGREEING)], HERE)

    assert run.machine == "local key"
    assert run.environment == {**LOCAL, "python": "3.11.7"}


def test_facts_that_contradict_this_machine_stand_for_themselves() -> None:
    run = assemble([a_source("a.json", "x", observed=ELSEWHERE)], HERE, Overrides(label="mini"))

    assert run.machine == "Darwin arm64, Apple M1, (mini)"
    assert run.environment == ELSEWHERE


def test_an_own_environment_is_never_replaced_by_the_local_one() -> None:
    own = {"gpu": "NVIDIA A100"}

    run = assemble([a_source("a.json", "x", environment=own)], HERE)

    assert (run.machine, run.environment) == (None, own)


@pytest.mark.parametrize(
    ("machine", "key"),
    [("theirs", "theirs, (ci)"), ("theirs, (ci)", "theirs, (ci)"), (None, "(ci)")],
)
def test_a_label_is_added_to_an_own_machine(machine: str | None, key: str) -> None:
    source = a_source("a.json", "x", machine=machine, environment={"gpu": "T4"})

    assert assemble([source], HERE, Overrides(label="ci")).machine == key


def test_points_of_several_machines_carry_theirs() -> None:
    one = a_source("a.json", "x", machine="m1", environment={"cores": 4})
    other = a_source("b.json", "y", machine="m2", environment={"cores": 8})
    own = Point(name="z", scenario="s", machine="m3")

    run = assemble([one, other, a_source("c.json", points=(own,))], HERE)

    assert run.machine is None
    assert [point.machine for point in run.points] == ["m1", "m2", "m3"]
    assert run.environment == {"machines": {"m1": {"cores": 4}, "m2": {"cores": 8}}}


def test_several_files_of_one_machine_are_of_that_machine() -> None:
    run = assemble([a_source("a.json", "x"), a_source("b.json", "y", observed=AGREEING)], HERE)

    assert run.machine == "local key"
    assert [point.machine for point in run.points] == [None, None]


def test_no_environment_is_lost_where_one_machine_had_two() -> None:
    one = a_source("a.json", "x", machine="m", environment={"python": "3.11"})
    other = a_source("b.json", "y", machine="m", environment={"python": "3.12"})

    run = assemble([one, other], HERE)

    assert run.machine == "m"
    assert list(run.environment["machines"].values()) == [{"python": "3.11"}, {"python": "3.12"}]


def test_failures_and_warnings_are_kept_with_the_run() -> None:
    run = run_of(
        a_source("a.json", "x", failed={"p": "no statistics"}, warnings=("dirty", "no zone")),
        a_source("b.json", "y", failed={"q": "a time of nan"}, warnings=("dirty",)),
    )

    assert run.metadata == {
        "failed": {"p": "no statistics", "q": "a time of nan"},
        "warnings": ["dirty", "no zone"],
    }


def test_metadata_of_a_file_is_kept_and_of_several_that_differ_listed() -> None:
    one, other = a_source("a.json", "x", metadata={"seed": 1}), a_source("b.json", "y")

    assert run_of(one).metadata == {"seed": 1}
    assert run_of(one, other).metadata == {"inputs": [{"seed": 1}, {}]}


def test_the_order_of_the_files_makes_no_other_run() -> None:
    one = a_source("a.json", "x", "y", warnings=("slow",), metadata={"of": "a"})
    other = a_source("b.json", "z", warnings=("a debug build",), metadata={"of": "b"})

    assert run_of(one, other).id == run_of(other, one).id


def test_a_failure_that_two_files_list_is_kept_for_both() -> None:
    run = run_of(
        a_source("a.json", "x", failed={"sort": "out of memory"}),
        a_source("b.json", "y", failed={"sort": "it broke"}),
    )

    assert run.failed == {"sort": "out of memory", "sort in b.json": "it broke"}


def test_a_file_that_is_silent_about_its_commit_beside_one_that_states_another() -> None:
    stated = a_source("asv", "x", commit="f11e")
    silent = a_source("go.txt", "y")

    assert run_of(stated, silent, commit="c0ffee").warnings == (
        "go.txt states no commit: taken to be of f11e, and git is at c0ffee",
    )
    assert run_of(stated, silent, commit="f11e").warnings == ()
    assert run_of(stated, silent).warnings == ()
    assert run_of(silent, commit="c0ffee").warnings == ()


def test_a_case_that_failed_is_known_by_its_name_and_its_tags() -> None:
    case = {"sort(n='1')": Identity("sort", {"n": "1"})}
    run = run_of(a_source("a.json", "x", failed={"sort(n='1')": "it broke"}, cases=case))

    assert run.absent_case("sort(n='1')") == ("sort", {"n": "1"})
    assert run.absent_case("other") == ("other", {})
