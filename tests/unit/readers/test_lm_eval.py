"""Results of lm-evaluation-harness: expected values were worked out by hand from the files."""

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

DATA = Path(__file__).resolve().parents[2] / "data" / "lm-eval"
HIGHER, LOWER, INFO = MetricDirection.HIGHER, MetricDirection.LOWER, MetricDirection.INFO

TASKS: list[tuple[str, dict[str, str], dict[str, tuple[float, float | None, float | None]]]] = [
    (
        "gsm8k",
        {"num_fewshot": "5", "version": "3.0", "filter": "strict-match"},
        {"exact_match": (0.375, 0.3505, 0.3995)},
    ),
    (
        "gsm8k",
        {"num_fewshot": "5", "version": "3.0", "filter": "flexible-extract"},
        {"exact_match": (0.5, 0.451, 0.549)},
    ),
    (
        "hellaswag",
        {"num_fewshot": "0", "version": "1.0"},
        {"acc": (0.25, 0.2402, 0.2598), "acc_norm": (0.75, 0.7304, 0.7696)},
    ),
    (
        "wikitext",
        {"num_fewshot": "0", "version": "2.0"},
        {"word_perplexity": (32.5, None, None), "bits_per_byte": (0.875, None, None)},
    ),
]


def reading_of(name: str) -> Reading:
    """Return what a file of the kept ones says."""
    return read_input(DATA / name).reading


@pytest.mark.parametrize("index", range(len(TASKS)))
def test_a_task_is_a_benchmark_for_each_filter(index: int) -> None:
    name, tags, metrics = TASKS[index]

    point = reading_of("hand_tasks.json").points[index]

    assert (point.name, point.scenario) == (name, name)
    assert point.tags == {"model": "EleutherAI/pythia-14m", **tags}
    assert list(point.metrics) == list(metrics)
    for metric, (value, lower, upper) in metrics.items():
        found = point.metrics[metric]
        assert found.value == value
        assert found.lower == (None if lower is None else pytest.approx(lower))
        assert found.upper == (None if upper is None else pytest.approx(upper))
        assert found.samples is None


def test_nothing_else_is_in_a_file_of_tasks() -> None:
    found = reading_of("hand_tasks.json")

    assert len(found.points) == len(TASKS)
    assert (found.failed, found.warnings) == ({}, ())


def test_the_direction_is_what_the_file_says() -> None:
    found = reading_of("hand_tasks.json").metric_defs

    assert {name: each.direction for name, each in found.items()} == {
        "exact_match": HIGHER,
        "acc": HIGHER,
        "acc_norm": HIGHER,
        "word_perplexity": LOWER,
        "bits_per_byte": LOWER,
    }
    assert {each.unit for each in found.values()} == {""}


def test_commit_and_time_come_from_the_file() -> None:
    found = reading_of("hand_tasks.json")

    assert found.commit == "1a2b3c4"
    assert found.timestamp == datetime(2025, 11, 25, 9, 0, 0, 500000, tzinfo=UTC)
    assert (found.branch, found.observed) == (None, {})


def test_groups_are_aggregates_whether_they_have_a_score_or_not() -> None:
    found = reading_of("hand_group.json")

    assert [(point.name, point.tags) for point in found.points] == [
        ("mmlu_anatomy", {"model": "tiny", "num_fewshot": "0", "version": "1.0"}),
        ("mmlu_virology", {"model": "tiny", "num_fewshot": "0", "version": "1.0"}),
        ("tool_calls", {"model": "tiny", "num_fewshot": "0"}),
    ]
    assert found.failed == {}
    assert found.points[0].metrics["acc"].value == 0.25
    assert found.points[0].metrics["acc"].lower == pytest.approx(0.1716)
    assert found.points[0].metrics["acc"].upper == pytest.approx(0.3284)


def test_a_limit_and_a_metric_without_a_direction_are_warnings() -> None:
    found = reading_of("hand_group.json")

    assert found.metric_defs["calls"].direction is INFO
    assert found.warnings[0] == (
        "only some samples were evaluated (--limit 100): all may give another score"
    )
    assert "the metric 'calls' has no direction" in found.warnings[1]
    assert len(found.warnings) == 2


def test_the_commit_is_that_which_git_describes() -> None:
    assert reading_of("hand_group.json").commit == "1a2b3c4d"


def test_the_first_version_of_the_format_leaves_the_direction_open() -> None:
    found = reading_of("hand_v040.json")

    (point,) = found.points
    assert point.tags == {"model": "gpt2", "num_fewshot": "0", "version": "1.0"}
    assert point.metrics["acc"].value == 0.5
    assert found.metric_defs["acc"].direction is INFO
    assert len(found.warnings) == 1
    assert (found.commit, found.timestamp) == (None, None)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.name)
def test_a_file_is_claimed_by_this_reader_only(path: Path) -> None:
    assert claims(Document(path.name, path.read_bytes())) == ["lm-eval"]


def file_of(results: Any, **more: Any) -> dict[str, Any]:
    """Return a file of results."""
    return {"results": results, "configs": {}, "versions": {}, "n-shot": {}} | more


def said(results: Any, **more: Any) -> Reading:
    """Return what a file of results says."""
    document = Document("bench.json", json.dumps(file_of(results, **more)).encode())
    return read(document, "lm-eval")[1]


def test_only_groups_are_benchmarks_where_there_is_nothing_else() -> None:
    found = said({"mmlu": {"acc,none": 0.5}}, group_subtasks={"mmlu": ["mmlu_anatomy"]})

    assert [point.name for point in found.points] == ["mmlu"]


def test_a_task_that_is_listed_as_a_group_of_none_is_a_task() -> None:
    found = said(
        {"sciq": {"acc,none": 0.5}, "all": {"acc,none": 0.5}},
        group_subtasks={"sciq": [], "all": ["sciq"]},
    )

    assert [point.name for point in found.points] == ["sciq"]


@pytest.mark.parametrize(
    ("config", "tags"),
    [
        ({"model": "hf", "model_args": "dtype=float32, pretrained=gpt2"}, {"model": "gpt2"}),
        ({"model": "hf", "model_args": "pretrained=base,peft=tuned"}, {"model": "tuned"}),
        ({"model": "vllm", "model_args": {"pretrained": "a=b,c"}}, {"model": "a=b,c"}),
        ({"model": "dummy", "model_args": ""}, {"model": "dummy"}),
        ({"model": "dummy", "model_args": None}, {"model": "dummy"}),
        ({"model": "local", "model_args": "base_url=http://x/v1?a=b"}, {"model": "local"}),
        ({}, {}),
    ],
)
def test_the_model_is_named_by_its_arguments(config: Any, tags: dict[str, str]) -> None:
    found = said({"a": {"acc,none": 0.5}}, config=config, model_name="x7k2m9qz")

    assert found.points[0].tags == tags


@pytest.mark.parametrize(
    ("described", "commit"),
    [
        ("1a2b3c4", "1a2b3c4"),
        ("v0.4.2-17-g1a2b3c4d", "1a2b3c4d"),
        ("0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567"),
        ("v0.4.2", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_tag_alone_is_no_commit(described: object, commit: str | None) -> None:
    assert said({"a": {"acc,none": 0.5}}, git_hash=described).commit == commit


@pytest.mark.parametrize(
    ("task", "other", "direction"),
    [
        (True, True, HIGHER),
        (True, None, HIGHER),
        (None, False, LOWER),
        (None, None, INFO),
        (True, False, INFO),
    ],
)
def test_tasks_that_know_the_direction_say_it_for_all(
    task: bool | None, other: bool | None, direction: MetricDirection
) -> None:
    found = said(
        {"a": {"m,none": 1.0}, "b": {"m,none": 2.0}},
        higher_is_better={"a": {"m": task}, "b": {"m": other}},
    )

    assert found.metric_defs["m"].direction is direction
    assert bool(found.warnings) == (direction is INFO)


@pytest.mark.parametrize("error", ["N/A", None, float("nan"), True, [0.1]])
def test_a_standard_error_that_is_not_known_bounds_nothing(error: object) -> None:
    found = said({"a": {"acc,none": 0.5, "acc_stderr,none": error}})

    assert found.points[0].metrics == {"acc": Metric(value=0.5)}


def test_a_metric_that_is_called_an_error_and_is_none_is_a_metric() -> None:
    found = said({"a": {"mean_stderr,none": 0.5}})

    assert list(found.points[0].metrics) == ["mean_stderr"]


@pytest.mark.parametrize("score", [float("nan"), float("inf"), "N/A", None, [1], {"x": 1}, True])
def test_a_score_that_is_no_number_is_a_failure(score: object) -> None:
    found = said({"a": {"acc,none": 0.5}, "b": {"acc,none": score}})

    assert [point.name for point in found.points] == ["a"]
    assert list(found.failed) == ["b"]
    assert found.failed["b"].startswith("a value of ")


def test_one_score_of_several_that_is_no_number_is_left_out_with_a_warning() -> None:
    found = said(
        {"a": {"acc,none": 0.5, "f1,none": float("nan")}}, higher_is_better={"a": {"acc": True}}
    )

    assert list(found.points[0].metrics) == ["acc"]
    assert list(found.metric_defs) == ["acc"]
    assert found.warnings == ("a: no 'f1': a value of nan",)


def test_predictions_without_scores_measured_nothing() -> None:
    with pytest.raises(DataError, match=r"every benchmark in it failed \(a\)"):
        said({"a": {"alias": "a", "bypass,none": 999, "bypass_stderr,none": "N/A"}})


def test_what_is_not_understood_is_a_warning() -> None:
    found = said({"a": {"acc,none": 0.5, "speed": 7}}, higher_is_better={"a": {"acc": True}})

    assert found.warnings == ("a: not understood and left out: speed",)


def test_the_time_is_that_of_the_epoch() -> None:
    assert said({"a": {"acc,none": 0.5}}, date=0).timestamp == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("results", "more", "reason"),
    [
        ([], {}, "results: expected an object"),
        ({"a": 1}, {}, "results: a: expected an object, got 1 (int)"),
        ({"a": {"acc,none": 10**400}}, {}, "acc,none: expected a number"),
        ({"a": {}}, {"config": [1]}, "config: expected an object"),
        ({"a": {}}, {"config": {"limit": "all"}}, "config: limit: expected a number"),
        ({"a": {}}, {"groups": [1]}, "groups: expected an object"),
        ({"a": {}}, {"group_subtasks": 7}, "group_subtasks: expected an object"),
        ({"a": {}}, {"versions": 7}, "versions: expected an object"),
        ({"a": {}}, {"n-shot": 7}, "n-shot: expected an object"),
        ({"a": {}}, {"higher_is_better": [1]}, "higher_is_better: expected an object"),
        ({"a": {}}, {"higher_is_better": {"a": 1}}, "higher_is_better: a: expected an object"),
        ({"a": {}}, {"date": "today"}, "date: 'today' (str) is no time since 1970"),
        ({"a": {}}, {"date": 1e300}, "date: 1e+300 (float) is no time since 1970"),
        ({"a": {}}, {"date": float("nan")}, "date: nan (float) is no time since 1970"),
        ({}, {}, "it measured nothing"),
        ({"": {"acc,none": 1.0}}, {}, "name: is empty"),
    ],
)
def test_a_wrong_shape_names_the_place(results: Any, more: Any, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        said(results, **more)

    assert str(caught.value).startswith("bench.json [lm-eval]: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "plain",
    [
        {"results": {"a": {"acc": 0.5}}, "versions": {}, "config": {}},
        file_of([]),
        file_of(None),
    ],
)
def test_what_is_of_another_tool_is_not_recognised(plain: Any) -> None:
    assert claims(Document("bench.json", json.dumps(plain).encode())) == []
