"""calibrax.yml: what it may hold, and errors that name file, line, key and remedy."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import MetricDirection, MetricPriority
from calibrax.errors import DataError
from calibrax.settings import MetricRule, Settings, load_settings
from calibrax.settings.keys import read_keys


def loaded(folder: Path, content: str | bytes) -> Settings:
    """Return what is loaded of a calibrax.yml with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "calibrax.yml").write_bytes(data)
    return load_settings(str(folder / "calibrax.yml"))


def refusal(folder: Path, content: str | bytes) -> str:
    """Return the message that refuses this content, from the line on."""
    with pytest.raises(DataError) as caught:
        loaded(folder, content)
    before, path, reason = str(caught.value).partition(str(folder / "calibrax.yml"))
    assert (before, path, reason[0]) == ("", str(folder / "calibrax.yml"), ":")
    return reason[1:]


def test_every_key_is_read(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """\
data: benchmark-data
threshold: 5%
fail-on: [regression, not-judged]
wandb_project: my-benchmarks
wandb_entity: my-team
metrics:
  - {metric: peak_memory, unit: MB, direction: lower, group: Memory, priority: secondary,
     description: "RSS"}
  - metric: "latency_*"
    priority: primary
""",
    )
    assert settings == Settings(
        path=str(tmp_path / "calibrax.yml"),
        data="benchmark-data",
        threshold=0.05,
        fail_on=("regression", "not-judged"),
        wandb_project="my-benchmarks",
        wandb_entity="my-team",
        metrics=(
            MetricRule(
                metric="peak_memory",
                unit="MB",
                direction=MetricDirection.LOWER,
                group="Memory",
                priority=MetricPriority.SECONDARY,
                description="RSS",
            ),
            MetricRule(metric="latency_*", priority=MetricPriority.PRIMARY),
        ),
    )


@pytest.mark.parametrize("content", ["", "\n", "# nothing yet\n", "---\n", "~", b"\xef\xbb\xbf"])
def test_a_file_that_says_nothing_is_empty_settings(content: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, content) == Settings(path=str(tmp_path / "calibrax.yml"))


def test_without_a_file_the_settings_are_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()


def test_the_file_of_the_current_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calibrax.yml").write_text("threshold: 10%\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings(path="calibrax.yml", threshold=0.1)


def test_a_named_file_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"^ci/gate\.yml: cannot be read: No such file"):
        load_settings("ci/gate.yml")
    with pytest.raises(DataError, match=r"^calibrax\.yml: cannot be read: No such file"):
        load_settings("calibrax.yml")


def test_a_link_to_a_file_is_followed_and_one_to_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calibrax.yml").symlink_to("shared.yml")
    with pytest.raises(DataError, match=r"^calibrax\.yml: cannot be read: No such file"):
        load_settings()
    (tmp_path / "shared.yml").write_text("data: here\n", encoding="utf-8")
    assert load_settings().data == "here"


def test_a_folder_in_its_place_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calibrax.yml").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"^calibrax\.yml: cannot be read: Is a directory"):
        load_settings()


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert loaded(tmp_path, b"\xef\xbb\xbfdata: caf\xc3\xa9\n").data == "café"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused(encoding: str, tmp_path: Path) -> None:
    assert " not UTF-8: " in refusal(tmp_path, "data: café\n".encode(encoding))


@pytest.mark.parametrize(
    ("written", "share"),
    [("5%", 0.05), ("0.05", 0.05), (".05", 0.05), ("'5 %'", 0.05), ("1e-2", 0.01), ("0", 0.0)],
)
def test_a_threshold_is_read_as_on_the_command_line(
    written: str, share: float, tmp_path: Path
) -> None:
    assert loaded(tmp_path, f"threshold: {written}\n").threshold == share


@pytest.mark.parametrize(
    ("written", "findings"),
    [
        ("never", ()),
        ("[never]", ()),
        ("inconclusive", ("inconclusive",)),
        ("inconclusive, regression", ("regression", "inconclusive")),
        ("[inconclusive, regression]", ("regression", "inconclusive")),
        ("\n  - regression", ("regression",)),
    ],
)
def test_what_counts_as_failure_is_a_list_or_a_text(
    written: str, findings: tuple[str, ...], tmp_path: Path
) -> None:
    assert loaded(tmp_path, f"fail-on: {written}\n").fail_on == findings


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("data: a\nthreshhold: 5%", "2: no key 'threshhold'; did you mean 'threshold'?"),
        ("fail_on: never", "1: no key 'fail_on'; did you mean 'fail-on'?"),
        ("# a\n\ndata: a\ndata: b", "4: the key 'data' stands twice"),
        (
            "threshold: five",
            "1: threshold: 'five' is no threshold: write a share such as 0.05, or 5%",
        ),
        ("threshold: 5", "1: threshold: '5' would be 500%: write 5% or a share below 1"),
        ("threshold: yes", "1: threshold: expected a text or a number, got yes"),
        ("threshold: [5%]", "1: threshold: expected a text or a number, got a list"),
        ("fail-on: [regresion]", "1: fail-on: no finding 'regresion'; did you mean 'regression'?"),
        (
            "fail-on:\n  - never\n  - regression",
            "2: fail-on: 'never,regression': never stands alone, without other findings",
        ),
        ("fail-on: []", "1: fail-on: is empty; fill it, or leave the key out"),
        ("fail-on: no", "1: fail-on: expected a text, got no; put it in quotes"),
        ("fail-on: [1]", "1: fail-on[0]: expected a text, got 1; put it in quotes"),
        ("data:", "1: data: is empty; fill it, or leave the key out"),
        ('data: "  "', "1: data: is empty; fill it, or leave the key out"),
        ("data: 2027-01-31", "1: data: expected a text, got 2027-01-31; put it in quotes"),
        ("wandb_project: 7", "1: wandb_project: expected a text, got 7; put it in quotes"),
        ("wandb_entity: {a: b}", "1: wandb_entity: expected a text, got keys with values"),
        ("metrics: {metric: a}", "1: metrics: expected a list, got keys with values"),
        ("metrics: all", "1: metrics: expected a list, got all"),
        ("metrics:\n", "1: metrics: is empty; fill it, or leave the key out"),
        ("metrics: [time]", "1: metrics[0]: expected keys with values, got time"),
        ("metrics:\n- {unit: s}", "2: metrics[0]: the key 'metric' is missing"),
        (
            "metrics:\n- {metric: a}\n- metric: b\n  units: s",
            "4: metrics[1]: no key 'units'; did you mean 'unit' or 'noise'?",
        ),
        ("metrics:\n- {metric: a, metric: b}", "2: metrics[0]: the key 'metric' stands twice"),
        (
            "metrics:\n- metric: a\n  direction: lowr",
            "3: metrics[0].direction: no value 'lowr'; did you mean 'lower'?",
        ),
        (
            "metrics:\n- metric: a\n  priority: high",
            "3: metrics[0].priority: no value 'high'; there is 'primary', 'secondary'",
        ),
        (
            "metrics:\n- {metric: a, unit: 1}",
            "2: metrics[0].unit: expected a text, got 1; put it in quotes",
        ),
        ("- data", "1: expected keys with values, got a list"),
        ("benchmark-data", "1: expected keys with values, got benchmark-data"),
        ("data: a: b", "1: not YAML: mapping values are not allowed here"),
        ("data: 'a\n", "2: not YAML: found unexpected end of stream"),
        ("data: a\n--- \ndata: b", "2: not YAML: but found another document"),
        ("data: *a", "1: not YAML: found undefined alias 'a'"),
        ("data: a\nthreshold: \x01", "2: not YAML: special characters are not allowed"),
    ],
)
def test_a_mistake_is_told_with_its_line_its_key_and_the_remedy(
    content: str, reason: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, content) == reason


@pytest.mark.parametrize(
    "content",
    [
        "data: !!python/object/apply:os.system ['true']",
        "data: &a [*a]",
        "metrics: &a [*a]",
        "<<: {data: a}",
        "? [a]\n: b",
        "data: !!binary aGk=",
        "data: !local a",
        "[" * 100_000,
    ],
)
def test_tricks_of_yaml_are_refused(content: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, content).startswith("1: ")


def test_an_entry_may_be_used_twice_by_its_anchor(tmp_path: Path) -> None:
    rules = loaded(tmp_path, "metrics:\n- &a {metric: a}\n- *a\n").metrics
    assert rules == (MetricRule(metric="a"), MetricRule(metric="a"))


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%#\n ,data", max_size=30) | st.text(max_size=12))
def test_any_text_is_settings_or_refused_with_a_line(content: str) -> None:
    try:
        Settings(**read_keys(content))
    except ValueError as error:
        line, _, reason = str(error).partition(": ")
        assert 1 <= int(line) <= len(content.splitlines()) + 1
        assert reason


def test_nothing_of_yaml_is_imported_without_a_file(tmp_path: Path) -> None:
    code = (
        "import sys; from calibrax.settings import load_settings\n"
        "load_settings(); print('yaml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
