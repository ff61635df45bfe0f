"""One benchmark over the stored runs: which values, in which order, and what to say without any."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run, TrendPoint
from calibrax.errors import DataError, UnknownName, UsageError
from calibrax.storage import Store
from tests.builders import NOON, a_def, a_point, a_run, an_attempt


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


def at(hour: int, *points: Point, **changes: Any) -> Run:
    """Return a run measured at that hour, whose id says so."""
    return a_run(*points, id=f"run-{hour:02}", timestamp=NOON.replace(hour=hour), **changes)


def values(store: Store, metric: str = "t", point: str = "p", **given: Any) -> list[float]:
    return [each.value for each in store.extract_trend(metric, point, **given).points]


def as_other_tool(path: Path, change: Callable[[str], str] = str) -> None:
    """Rewrite a stored run as another tool would: indented, everything beyond ASCII escaped."""
    path.write_text(change(json.dumps(json.loads(path.read_bytes()), indent=1)), encoding="ascii")


def legacy(path: Path) -> None:
    """Give a stored run the name and the layout of the earlier calibrax."""
    as_other_tool(path)
    path.rename(path.with_name(path.name.partition("Z_")[2]))


def config(folder: Path, **metric_defs: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"metric_defs": metric_defs}))


# --- which values, in which order ----------------------------------------------------------------


def test_a_trend_is_oldest_first_whatever_the_order_of_saving(store: Store) -> None:
    for hour in (11, 9, 10):
        store.save(at(hour, a_point("p", t=float(hour))))
    series = store.extract_trend("t", "p", {})
    assert [point.run_id for point in series.points] == ["run-09", "run-10", "run-11"]
    assert [point.value for point in series.points] == [9.0, 10.0, 11.0]


def test_a_trend_point_holds_what_its_run_says(store: Store) -> None:
    bounded = Point(
        name="p",
        scenario="p",
        tags={"framework": "Grain", "size": "small"},
        metrics={"t": Metric(value=2.0, lower=1.5, upper=2.5, samples=(1.5, 2.0, 2.5))},
    )
    store.save(at(9, bounded, commit="c0ffee"))
    series = store.extract_trend("t", "p", {"framework": "Grain"})
    assert (series.metric, series.point_name) == ("t", "p")
    assert series.tags == {"framework": "Grain", "size": "small"}
    assert series.points == (
        TrendPoint(
            run_id="run-09",
            timestamp=NOON.replace(hour=9),
            value=2.0,
            commit="c0ffee",
            lower=1.5,
            upper=2.5,
            unit="ms",
        ),
    )


def test_other_points_and_metrics_do_not_mix_in(store: Store) -> None:
    near = [a_point(name, t=99.0, u=98.0) for name in ("P", "p ", "p/q", "pp", '"p"')]
    store.save(at(9, *near[:3], a_point("p", t=1.0, u=97.0), *near[3:]))
    assert values(store) == [1.0]


def test_a_point_that_is_mentioned_elsewhere_is_not_taken(store: Store) -> None:
    named_alike = Point(
        name="q",
        scenario="p",
        tags={"name": "p", "p": "p"},
        metrics={"t": Metric(value=99.0), "p": Metric(value=98.0)},
        source="p",
    )
    store.save(at(9, named_alike, a_point("p", t=1.0)))
    assert values(store) == [1.0]


def test_a_run_without_the_metric_or_the_point_is_left_out(store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    store.save(at(10, a_point("p", other=1.0)))
    store.save(at(11, a_point("q", t=1.0)))
    store.save(at(12))
    store.save(at(13, a_point("p", t=13.0)))
    assert values(store) == [9.0, 13.0]
    assert values(store, n_runs=2) == [9.0, 13.0]


def test_sides_of_an_ab_are_no_history(store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    store.save(msgspec.structs.replace(at(10, a_point("p", t=99.0)), kind="ab"))
    store.save(msgspec.structs.replace(at(11, a_point("p", t=11.0)), kind="import"))
    assert values(store) == [9.0, 11.0]


def test_attempts_are_no_history(store: Store) -> None:
    first = at(9, a_point("p", t=9.0))
    store.save(first)
    store.save(an_attempt(at(10, a_point("p", t=99.0)), first))
    assert values(store) == [9.0]


def test_a_suite_is_a_history_of_its_own(store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    store.save(at(10, a_point("p", t=10.0), suite="quick"))
    store.save(at(11, a_point("p", t=11.0)))
    assert values(store, suite="main") == [9.0, 11.0]
    assert values(store, suite="quick") == [10.0]
    assert values(store) == [9.0, 11.0]
    store.save(at(12, a_point("p", t=12.0), suite="quick"))
    assert values(store) == [10.0, 12.0]
    with pytest.raises(UnknownName, match=r"no suite 'quik' in .*; did you mean 'quick'"):
        values(store, suite="quik")


def test_each_value_carries_its_machine(store: Store) -> None:
    store.save(msgspec.structs.replace(at(9, a_point("p", t=9.0)), machine="one"))
    point = msgspec.structs.replace(a_point("p", t=10.0), machine="two")
    store.save(at(10, point))
    assert [each.machine for each in store.extract_trend("t", "p").points] == ["one", "two"]


def test_each_value_carries_the_unit_of_its_run(store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0), defs=(a_def("t", unit="ms"),)))
    store.save(at(10, a_point("p", t=10.0), defs=(a_def("t", unit="s"),)))
    store.save(at(11, a_point("p", t=11.0), defs=()))
    assert [each.unit for each in store.extract_trend("t", "p").points] == ["ms", "s", None]


def test_an_ambiguity_is_said_before_the_whole_history_is_read(
    store: Store, opened: list[str]
) -> None:
    for hour in (9, 10, 11):
        store.save(at(hour, a_point("p", {"f": "x"}, t=1.0), a_point("p", {"f": "y"}, t=2.0)))
    opened.clear()
    with pytest.raises(UsageError, match="f=x; f=y"):
        values(store, n_runs=1)
    assert len(opened) == 1


# --- n_runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n_runs", "expected"), [(1, [14.0]), (3, [12.0, 13.0, 14.0])])
def test_n_runs_opens_only_as_many_of_the_newest_as_it_needs(
    n_runs: int, expected: list[float], store: Store, opened: list[str]
) -> None:
    for hour in range(5, 15):
        store.save(at(hour, a_point("p", t=float(hour))))
    opened.clear()
    assert values(store, n_runs=n_runs) == expected
    assert [name[9:11] for name in opened] == [str(int(value)) for value in reversed(expected)]


def test_n_runs_goes_on_past_runs_that_do_not_count(store: Store, opened: list[str]) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    store.save(at(10, a_point("p", t=10.0)))
    store.save(at(11, a_point("p", t=11.0), suite="quick"))
    store.save(at(12, a_point("q", t=12.0)))
    opened.clear()
    assert values(store, n_runs=1, suite="main") == [10.0]
    assert [name[9:11] for name in opened] == ["12", "11", "10"]


def test_n_runs_above_what_there_is_returns_all(store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    assert values(store, n_runs=10) == [9.0]


@pytest.mark.parametrize("n_runs", [0, -1])
def test_n_runs_below_one_is_refused(n_runs: int, store: Store) -> None:
    with pytest.raises(UsageError, match=f"n_runs: expected 1 or more, got {n_runs}"):
        values(store, n_runs=n_runs)


# --- several benchmarks of one name --------------------------------------------------------------


def two_frameworks(hour: int) -> Run:
    return at(
        hour,
        a_point("p", {"framework": "Grain", "size": "small"}, t=float(hour)),
        a_point("p", {"framework": "Datarax", "size": "small"}, t=float(hour) + 100),
    )


@pytest.mark.parametrize("n_runs", [None, 1, 5])
def test_several_benchmarks_of_one_name_are_listed_and_none_is_taken(
    n_runs: int | None, store: Store
) -> None:
    store.save(two_frameworks(9))
    store.save(two_frameworks(10))
    with pytest.raises(UsageError) as caught:
        values(store, n_runs=n_runs)
    assert str(caught.value) == (
        "2 benchmarks are named 'p': give a tag that picks one: framework=Datarax; framework=Grain"
    )


def test_a_tag_picks_one_of_them(store: Store) -> None:
    store.save(two_frameworks(9))
    store.save(two_frameworks(10))
    assert values(store, tags={"framework": "Grain"}) == [9.0, 10.0]
    assert values(store, tags={"framework": "Datarax", "size": "small"}, n_runs=1) == [110.0]


def test_a_benchmark_that_lacks_a_tag_of_another_is_a_benchmark_of_its_own(store: Store) -> None:
    store.save(at(9, a_point("p", t=1.0), a_point("p", {"framework": "Grain"}, t=2.0)))
    with pytest.raises(UsageError, match=r"picks one: \(no other tag\); framework=Grain"):
        values(store)


def test_tags_that_changed_over_time_are_two_series(store: Store) -> None:
    store.save(at(9, a_point("p", {"host": "a"}, t=1.0)))
    store.save(at(10, a_point("p", {"host": "b"}, t=2.0)))
    with pytest.raises(UsageError, match="picks one: host=a; host=b"):
        values(store)
    assert values(store, tags={"host": "a"}) == [1.0]


# --- files that calibrax did not write -----------------------------------------------------------


@pytest.mark.parametrize("rewrite", [as_other_tool, legacy], ids=["indented", "legacy"])
@pytest.mark.parametrize("which", [(9,), (10,), (11,), (9, 10, 11)])
def test_other_layouts_give_the_same_series(
    rewrite: Callable[[Path], None], which: tuple[int, ...], store: Store
) -> None:
    paths = {hour: store.save(two_frameworks(hour)) for hour in (9, 10, 11)}
    stored = store.extract_trend("t", "p", {"framework": "Grain"})
    for hour in which:
        rewrite(paths[hour])
    assert store.extract_trend("t", "p", {"framework": "Grain"}) == stored
    assert values(store, tags={"framework": "Grain"}) == [9.0, 10.0, 11.0]


ODD_NAMES = [
    "μ-λ/é",
    'a "quoted" name',
    "back\\slash",
    "two\nlines",
    "tab\tand\rreturn",
    "\x00\x1b\x7f",
    '\n{"name":"p"',
    '","points":[',
    "😀",
    "test_names[a/b]",
    "<&>\u2028",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_found_in_every_layout(name: str, store: Store) -> None:
    paths = [store.save(at(hour, a_point("p", t=99.0), a_point(name, t=hour))) for hour in (9, 10)]
    assert values(store, point=name) == [9.0, 10.0]
    as_other_tool(paths[0])
    assert values(store, point=name) == [9.0, 10.0]
    assert values(store, point="p") == [99.0, 99.0]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("é", r"\u00e9"),
        ("é", r"\u00E9"),
        ("a/b", r"a\/b"),
        ("p", r"\u0070"),
        ("😀", r"\ud83d\ude00"),
    ],
)
def test_a_name_that_another_tool_escaped_is_found_in_the_stored_layout(
    ours: str, theirs: str, store: Store
) -> None:
    path = store.save(at(9, a_point(ours, t=9.0), a_point("other", t=99.0)))
    text = path.read_text(encoding="utf-8")
    assert f'{{"name":"{ours}"' in text
    path.write_text(text.replace(f'{{"name":"{ours}"', f'{{"name":"{theirs}"'), encoding="utf-8")
    assert values(store, point=ours) == [9.0]


any_text = st.text(st.characters(exclude_categories=["Cs"]))


@given(name=any_text.filter(bool), other=any_text.filter(bool), tag=any_text)
@settings(max_examples=50)
def test_every_name_is_found_and_no_other_taken(name: str, other: str, tag: str) -> None:
    assume(name != other)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        run = at(9, a_point(other, {"tag": tag}, t=2.0), a_point(name, {"tag": tag}, t=1.0))
        path = store.save(run)
        assert values(store, point=name, tags={"tag": tag}) == [1.0]
        assert values(store, point=other) == [2.0]
        as_other_tool(path)
        assert values(store, point=name, tags={"tag": tag}) == [1.0]


# --- damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [2, 4, 10, 60, 200])
def test_a_truncated_file_is_an_error_with_its_path_and_never_a_gap(cut: int, store: Store) -> None:
    store.save(at(9, a_point("p", t=9.0)))
    path = store.save(at(10, a_point("p", t=10.0), a_point("q", t=1.0)))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(DataError) as caught:
        values(store)
    assert str(caught.value).startswith(f"{path}: ")


def test_an_empty_file_is_an_error_with_its_path(store: Store) -> None:
    path = store.save(at(10, a_point("p", t=10.0)))
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"run-10\.json: "):
        values(store)


@pytest.mark.parametrize("value", ["null", '"9"', "true", "NaN", "1e999", "{}"])
def test_a_value_that_is_none_is_an_error_with_its_path(value: str, store: Store) -> None:
    path = store.save(at(10, a_point("p", t=10.0)))
    path.write_text(path.read_text().replace('"value":10.0', f'"value":{value}'))
    with pytest.raises(DataError, match=r"run-10\.json: "):
        values(store)


# --- nothing found -------------------------------------------------------------------------------


def test_a_mistyped_point_gets_the_nearest_names(store: Store) -> None:
    store.save(at(9, a_point("CV-1/small", t=1.0), a_point("NLP-2/large", t=1.0)))
    with pytest.raises(UnknownName) as caught:
        values(store, point="CV-1/smal")
    assert str(caught.value) == (
        "no point 'CV-1/smal' in the newest run (run-09); did you mean 'CV-1/small'?"
    )
    assert isinstance(caught.value, LookupError)


def test_a_mistyped_metric_gets_the_nearest_names(store: Store) -> None:
    store.save(at(9, a_point("p", throughput=1.0, latency=2.0)))
    with pytest.raises(UnknownName, match=r"no metric 'througput' in 'p' .* 'throughput'\?"):
        values(store, metric="througput")


def test_a_mistyped_tag_gets_the_nearest_ones(store: Store) -> None:
    store.save(two_frameworks(9))
    with pytest.raises(UnknownName, match=r"no tag 'framework=Grian' .* 'framework=Grain'"):
        values(store, tags={"framework": "Grian"})


def test_where_only_sides_of_an_ab_hold_the_point_no_tag_is_blamed(store: Store) -> None:
    store.save(msgspec.structs.replace(at(10, a_point("p", t=1.0)), kind="ab"))
    with pytest.raises(UsageError, match="no runs in "):
        values(store)
    store.save(at(9, a_point("q", t=1.0)))
    with pytest.raises(UnknownName, match=r"no point 'p' in the newest run \(run-09\)"):
        values(store)


def test_an_empty_store_says_so(store: Store) -> None:
    with pytest.raises(UsageError, match=r"no runs in .*: calibrax ingest stores one"):
        values(store)


# --- the definition ------------------------------------------------------------------------------


def definition(store: Store) -> MetricDef | None:
    return store.extract_trend("t", "p", {}).definition


def test_the_newest_run_with_a_value_defines_the_metric(store: Store) -> None:
    store.save(at(9, a_point("p", t=1.0), defs=(a_def("t", unit="s"),)))
    store.save(at(10, a_point("p", t=1.0), defs=(a_def("t", unit="us", direction="higher"),)))
    store.save(at(11, a_point("q", t=1.0), defs=(a_def("t", unit="never"),)))
    assert definition(store) == a_def("t", unit="us", direction="higher")


def test_config_json_wins_over_the_runs(store: Store, folder: Path) -> None:
    store.save(at(9, a_point("p", t=1.0), defs=(a_def("t", unit="s"),)))
    config(folder, t={"unit": "ms", "direction": "info"}, other={"direction": "lower"})
    defined = definition(store)
    assert defined == MetricDef(name="t", unit="ms", direction=MetricDirection.INFO)


def test_a_metric_that_nobody_defines_has_no_definition(store: Store, folder: Path) -> None:
    store.save(at(9, a_point("p", t=1.0), defs=()))
    config(folder, other={"direction": "lower"})
    assert definition(store) is None


@pytest.mark.parametrize("wrong", ['"direction":"sideways"', '"direction":null', '"nothing":1'])
def test_a_wrong_definition_is_an_error_with_its_path(wrong: str, store: Store) -> None:
    path = store.save(at(9, a_point("p", t=1.0)))
    text = path.read_text()
    assert '"direction":"lower"' in text
    path.write_text(text.replace('"direction":"lower"', wrong))
    with pytest.raises(DataError) as caught:
        definition(store)
    assert str(caught.value).startswith(f"{path}: metric_defs 't': ")
