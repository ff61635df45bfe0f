"""mitata's JSON: expected values were read from the files by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.document import Document
from calibrax.readers.inputs import read_input
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "mitata"
ODD = [
    ("concat x 4", "concat x $n", {"n": "4", "group": "arrays"}, 93.55957031238358e-9),
    ("concat x 16", "concat x $n", {"n": "16", "group": "arrays"}, 104.93408203125e-9),
    ("spread größe 🚀", "spread größe 🚀", {"group": "arrays"}, 13.090576171875e-9),
    ("same name", "same name", {"kind": "list"}, 2.66748046875e-9),
    ("same name", "same name", {"kind": "set"}, 2.537841796875e-9),
    ("1 and p", "$a and $b", {"a": "1", "b": "p"}, 0.481689453125e-9),
    ("2 and p", "$a and $b", {"a": "2", "b": "p"}, 0.484130859375e-9),
    (
        "1 and [object Object]",
        "$a and $b",
        {"a": "1", "b": '{"deep": [1, null]}'},
        46.812744140625e-9,
    ),
    (
        "2 and [object Object]",
        "$a and $b",
        {"a": "2", "b": '{"deep": [1, null]}'},
        47.084228515625e-9,
    ),
    ("with gc", "with gc", {}, 39.482421875e-9),
    ("async", "async", {}, 103.58203125e-9),
    ("throws at 2", "throws at 2", {"n": "1"}, 0.08056640625e-9),
    ("manual", "manual", {}, 1.029541015625e-9),
]


def mitata(*runs: dict[str, Any], **context: Any) -> Document:
    """Return a document of one benchmark with these runs."""
    benchmark = {"alias": "a $n", "group": 0, "runs": list(runs)}
    plain = {"layout": [{"name": None}], "benchmarks": [benchmark], "context": context}
    return Document("results.json", json.dumps(plain).encode())


def a_case(name: str = "a 1", **stats: Any) -> dict[str, Any]:
    """Return a run with a median of 10 ns, and what else is given."""
    return {"name": name, "args": {"n": name[2:]}, "stats": {"samples": None, "p50": 10.0, **stats}}


def said(document: Document) -> Reading:
    """Return what a document says."""
    return read(document, "mitata")[1]


def test_a_real_file() -> None:
    found = read_input(DATA / "dev.json").reading

    assert [(point.name, point.scenario, point.tags) for point in found.points] == [
        ("noop", "noop", {}),
        ("sort 8", "sort $n", {"n": "8"}),
        ("sort 64", "sort $n", {"n": "64"}),
    ]
    assert [point.metrics for point in found.points] == [
        {
            "time": Metric(value=0.195556640625e-9),
            "allocated": Metric(value=0.10464472891680367),
        },
        {"time": Metric(value=3936.30908203125e-9), "allocated": Metric(value=1106.8682002314815)},
        {"time": Metric(value=32262.248046875e-9), "allocated": Metric(value=2280.966796875)},
    ]
    assert {
        name: (each.unit, each.direction.value) for name, each in found.metric_defs.items()
    } == {"time": ("s", "lower"), "allocated": ("B", "lower")}
    assert found.timestamp == datetime(2026, 11, 22, 20, 1, 5, 553000, tzinfo=UTC)
    assert found.observed == {
        "os": {"system": "Linux", "machine": "x86_64"},
        "cpu": {"model": "AMD EPYC"},
        "runtime": "node 20.20.2",
    }
    assert (found.failed, found.warnings) == ({}, ())


def test_a_real_file_with_groups_arguments_and_errors() -> None:
    found = read_input(DATA / "odd.json").reading

    for point, (name, scenario, tags, time) in zip(found.points, ODD, strict=True):
        assert (point.name, point.scenario, point.tags) == (name, scenario, tags)
        assert point.metrics["time"].value == pytest.approx(time, rel=1e-15)
    assert found.failed == {"throws": "boom", "throws at 2(n='2')": "two"}
    collected = {point.name: point.metrics.get("gc_time") for point in found.points}
    assert collected.pop("with gc") == Metric(value=2066257.186746988e-9)
    assert set(collected.values()) == {None}
    definition = found.metric_defs["gc_time"]
    assert (definition.unit, definition.direction) == ("s", MetricDirection.LOWER)
    assert found.timestamp == datetime(2026, 11, 25, 20, 5, 0, 274000, tzinfo=UTC)


def test_samples_are_kept_and_give_the_median() -> None:
    found = said(mitata(a_case(samples=[1, 2.5, 2.5, 8.0], p50=2.5)))

    assert found.points[0].metrics == {
        "time": Metric(value=2.5e-9, samples=(1e-9, 2.5e-9, 2.5e-9, 8e-9))
    }


def test_hardware_counters_have_the_names_of_the_file_and_no_direction() -> None:
    counters = {
        "_bmispred": {"avg": 0.5},
        "cycles": {"min": 90, "max": 110, "avg": 100},
        "cache": {"avg": 8, "misses": {"avg": 2, "min": 1}},
        "l1": {"miss_loads": {"avg": 3}},
    }
    found = said(mitata(a_case(counters=counters)))

    assert {name: metric.value for name, metric in found.points[0].metrics.items()} == {
        "time": 1e-8,
        "_bmispred": 0.5,
        "cycles": 100.0,
        "cache": 8.0,
        "cache.misses": 2.0,
        "l1.miss_loads": 3.0,
    }
    assert {each.direction.value for each in found.metric_defs.values()} == {"lower", "info"}
    assert len(found.warnings) == 5
    assert found.warnings[1].startswith("the metric 'cycles' has no direction")


def test_a_measure_without_a_value_is_left_out_and_said() -> None:
    found = said(mitata(a_case(heap={"_": 0, "total": 0, "min": None, "avg": None})))

    assert list(found.points[0].metrics) == ["time"]
    assert list(found.metric_defs) == ["time"]
    assert found.warnings == ("a 1: no 'allocated': no value",)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ({"error": {"message": "one\ntwo", "stack": "x"}}, "one"),
        ({"error": "plain"}, "plain"),
        ({"error": {}}, "it threw an error"),
        ({"error": 5, "stats": None}, "it threw an error"),
        ({}, "it threw an error"),
        ({"stats": {"samples": [], "p50": None}}, "no value"),
        ({"stats": {"samples": [1, float("nan")]}}, "a value of nan"),
        ({"stats": {"p50": float("inf")}}, "a value of inf"),
    ],
)
def test_a_run_without_a_time_is_listed_as_failed(run: dict[str, Any], reason: str) -> None:
    found = said(mitata(a_case(), {"name": "b", "args": {"n": 2}, **run}))

    assert [point.name for point in found.points] == ["a 1"]
    assert found.failed == {"b": reason}


def test_a_benchmark_without_runs_is_listed_as_failed() -> None:
    with pytest.raises(DataError, match=r"every benchmark in it failed.*a \$n"):
        said(mitata())


def test_a_group_does_not_hide_an_argument_of_that_name() -> None:
    benchmark = {
        "alias": "a",
        "group": 0,
        "runs": [{"name": "a", "args": {"group": "x"}, "stats": {"p50": 1}}],
    }
    plain = {"layout": [{"name": "lists"}], "benchmarks": [benchmark], "context": {}}
    found = said(Document("results.json", json.dumps(plain).encode()))

    assert found.points[0].tags == {"group": "x", "benchmark_group": "lists"}
    assert (found.timestamp, found.observed) == (None, {})


@pytest.mark.parametrize(
    ("context", "observed"),
    [
        ({"arch": "aarch64-apple-darwin"}, {"os": {"system": "Darwin", "machine": "aarch64"}}),
        ({"arch": "x64-win32"}, {"os": {"system": "Windows", "machine": "AMD64"}}),
        ({"arch": None, "cpu": {"name": None}, "runtime": "v8", "version": None}, None),
        ({"arch": 5, "cpu": 5, "runtime": 5}, {}),
    ],
)
def test_the_machine(context: dict[str, Any], observed: dict[str, Any] | None) -> None:
    assert said(mitata(a_case(), **context)).observed == (observed or {}) | (
        {"runtime": "v8"} if observed is None else {}
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"layout": {}}, "layout: expected a list"),
        ({"layout": [5]}, r"layout\[0\]: expected an object"),
        ({"context": []}, "context: expected an object"),
        ({"context": {"now": 1e300}}, "context: now: 1e\\+300 .* is no time"),
        ({"context": {"now": "today"}}, "context: now: expected a number"),
        ({"benchmarks": None}, "benchmarks: expected a list"),
        ({"benchmarks": [5]}, r"benchmarks\[0\]: expected an object"),
        ({"benchmarks": [{}]}, r"benchmarks\[0\]: alias: expected a name"),
        ({"benchmarks": [{"alias": "a", "group": 1}]}, "a: group: the layout has no group 1"),
        ({"benchmarks": [{"alias": "a", "group": True}]}, "a: group: the layout has no group"),
        ({"benchmarks": [{"alias": "a", "group": 0}]}, "a: runs: expected a list"),
        ({"benchmarks": [{"alias": "a", "group": 0, "runs": [0]}]}, r"a: runs\[0\]: expected an"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    plain = json.loads(mitata(a_case()).data) | change

    with pytest.raises(DataError, match=rf"^results\.json \[mitata\]: {place}"):
        said(Document("results.json", json.dumps(plain).encode()))


@pytest.mark.parametrize(
    ("stats", "place"),
    [
        ({"p50": "5"}, "a $n: runs[0]: stats: p50: expected a number"),
        ({"samples": [10**400]}, "a $n: runs[0]: stats: samples: expected a number"),
        ({"samples": 5}, "a $n: runs[0]: stats: samples: expected a list"),
        ({"heap": 5}, "a $n: runs[0]: stats: heap: expected an object"),
        ({"heap": {"avg": "x"}}, "a $n: runs[0]: stats: heap: avg: expected a number"),
        ({"counters": [1]}, "a $n: runs[0]: stats: counters: expected an object"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(stats: dict[str, Any], place: str) -> None:
    with pytest.raises(DataError) as caught:
        said(mitata(a_case(**stats)))

    assert f"[mitata]: {place}" in str(caught.value)


def test_two_runs_of_one_name_and_arguments_are_refused() -> None:
    with pytest.raises(DataError, match="both 'a 1'"):
        said(mitata(a_case(), a_case()))


def test_google_benchmarks_keys_are_not_enough() -> None:
    assert "mitata" not in claims(Document("a.json", b'{"benchmarks": [], "context": {}}'))
