"""config.json: what it may hold, and errors that name the file, the key and the reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import MetricDef, MetricDirection, MetricPriority
from calibrax.errors import DataError
from calibrax.settings import Config, load_config


def loaded(tmp_path: Path, content: object) -> Config:
    """Return what is loaded of a config.json with this content: bytes, or what JSON says."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (tmp_path / "config.json").write_bytes(data)
    return load_config(str(tmp_path / "config.json"))


def refusal(tmp_path: Path, content: object) -> str:
    """Return the message that refuses this content, without the path it must begin with."""
    with pytest.raises(DataError) as caught:
        loaded(tmp_path, content)
    path, separator, reason = str(caught.value).partition(": ")
    assert (path, separator) == (str(tmp_path / "config.json"), ": ")
    return reason


def a_definition(**changes: Any) -> dict[str, Any]:
    return {"metric_defs": {"throughput": {"unit": "elem/s", "direction": "higher", **changes}}}


def test_the_file_of_the_readme_is_read_whole(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        b'{"wandb_project": "benchmarks", "wandb_entity": "team", "metric_defs": {"throughput": '
        b'{"unit": "elem/s", "direction": "higher", "group": "Throughput", '
        b'"priority": "primary"}}}',
    )
    assert config.wandb_project == "benchmarks"
    assert config.wandb_entity == "team"
    assert config.metric_defs == {
        "throughput": MetricDef(
            name="throughput",
            unit="elem/s",
            direction=MetricDirection.HIGHER,
            group="Throughput",
            priority=MetricPriority.PRIMARY,
        )
    }


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    for missing in (tmp_path / "config.json", tmp_path / "no-folder" / "config.json"):
        config = load_config(str(missing))
        assert config.wandb_project is None
        assert config.wandb_entity is None
        assert config.metric_defs == {}


def test_an_empty_object_is_empty(tmp_path: Path) -> None:
    assert loaded(tmp_path, {}) == Config()


def test_two_empty_configs_do_not_share_their_definitions(tmp_path: Path) -> None:
    assert loaded(tmp_path, {}).metric_defs is not Config().metric_defs


def test_what_is_left_out_has_the_defaults_of_a_definition(tmp_path: Path) -> None:
    config = loaded(tmp_path, {"metric_defs": {"time": {"direction": "lower"}}})
    definition = config.metric_defs["time"]
    assert definition.unit == ""
    assert definition.group == ""
    assert definition.priority is MetricPriority.SECONDARY
    assert definition.description == ""


def test_the_key_by_which_editors_find_a_schema_is_left_alone(tmp_path: Path) -> None:
    assert loaded(tmp_path, {"$schema": "x", "wandb_project": "p"}).wandb_project == "p"


def test_a_mistyped_key_gets_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no key 'metric_def'; did you mean 'metric_defs'\?"):
        loaded(tmp_path, {"metric_def": {}})


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_wandb_name_is_none(empty: str | None, tmp_path: Path) -> None:
    assert loaded(tmp_path, {"wandb_project": empty}).wandb_project is None


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert loaded(tmp_path, b'\xef\xbb\xbf{"wandb_entity": "team"}').wandb_entity == "team"


def test_a_definition_may_repeat_its_name(tmp_path: Path) -> None:
    config = loaded(tmp_path, a_definition(name="throughput"))
    assert config.metric_defs["throughput"].name == "throughput"


def test_a_definition_of_another_name_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, a_definition(name="latency"))
    assert message == "metric_defs: 'throughput' defines 'latency'"


def test_an_unknown_key_of_a_definition_is_refused_with_those_there_are(tmp_path: Path) -> None:
    assert refusal(tmp_path, a_definition(units="elem/s")) == (
        "metric_defs: 'throughput': no key 'units'; "
        "there is unit, direction, group, priority, description"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "up"),
        ("direction", 1),
        ("direction", None),
        ("direction", ""),
        ("priority", "high"),
        ("priority", True),
        ("unit", 5),
        ("unit", None),
        ("group", ["Throughput"]),
        ("description", {}),
    ],
)
def test_a_wrong_value_in_a_definition_names_the_metric_and_the_field(
    field: str, value: object, tmp_path: Path
) -> None:
    message = refusal(tmp_path, a_definition(**{field: value}))
    assert message.startswith(f"metric_defs: 'throughput': {field}: ")


def test_a_definition_without_direction_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, {"metric_defs": {"throughput": {"unit": "s"}}})
    assert message.startswith("metric_defs: 'throughput': ")
    assert "direction" in message


def test_a_metric_without_a_name_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, {"metric_defs": {"": {"unit": "s", "direction": "lower"}}})
    assert message == "metric_defs: '': name: is empty"


@pytest.mark.parametrize("wrong", [[], "lower", 3, None, True])
def test_a_definition_that_is_no_object_is_refused(wrong: object, tmp_path: Path) -> None:
    message = refusal(tmp_path, {"metric_defs": {"time": wrong}})
    assert message == f"metric_defs: 'time': expected an object, got {wrong!r}"


@pytest.mark.parametrize("wrong", [[], "time", 3, None, True])
def test_definitions_that_are_no_object_are_refused(wrong: object, tmp_path: Path) -> None:
    message = refusal(tmp_path, {"metric_defs": wrong})
    assert message == f"metric_defs: expected an object, got {wrong!r}"


@pytest.mark.parametrize("key", ["wandb_project", "wandb_entity"])
@pytest.mark.parametrize("wrong", [3, False, ["a"], {"name": "a"}])
def test_a_wandb_name_that_is_no_string_is_refused(key: str, wrong: object, tmp_path: Path) -> None:
    assert refusal(tmp_path, {key: wrong}) == f"{key}: expected a string, got {wrong!r}"


@pytest.mark.parametrize(
    ("content", "type_name"), [(b"[]", "list"), (b'"text"', "str"), (b"3", "int")]
)
def test_a_top_level_that_is_no_object_is_refused(
    content: bytes, type_name: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, content) == f"expected an object, got a {type_name}"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b'{"wandb_project": "a", "wandb_project": "b"}', "wandb_project"),
        (
            b'{"metric_defs": {"time": {"direction": "lower"}, "time": {"direction": "higher"}}}',
            "time",
        ),
        (b'{"metric_defs": {"time": {"direction": "lower", "direction": "higher"}}}', "direction"),
    ],
)
def test_a_key_that_stands_twice_is_refused(content: bytes, key: str, tmp_path: Path) -> None:
    assert f"the key {key!r} stands twice" in refusal(tmp_path, content)


def test_a_mistake_in_the_json_has_its_line(tmp_path: Path) -> None:
    message = refusal(tmp_path, b'{\n  "wandb_project": "a",\n}')
    assert message.startswith("not JSON: ")
    assert "line 3" in message or "line 2" in message  # the comma, or what follows it


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_a_file_without_content_is_no_config(content: bytes, tmp_path: Path) -> None:
    assert refusal(tmp_path, content) == "the file is empty"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"wandb_project": "é"}'.encode("latin-1"), "not UTF-8: "),
        ('{"a": "b"}'.encode("utf-16"), "is UTF-16 and not UTF-8; "),
    ],
)
def test_another_encoding_than_utf_8_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, content).startswith(said)


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b'{"a":' * 200_000) == "nested too deeply"


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    with pytest.raises(DataError, match=r"config\.json: cannot be read: Is a directory"):
        load_config(str(tmp_path / "config.json"))


def test_a_file_in_the_store_s_place_is_an_error_and_not_an_absence(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"")
    with pytest.raises(DataError, match=r"config\.json: cannot be read: Not a directory"):
        load_config(str(tmp_path / "store" / "config.json"))
