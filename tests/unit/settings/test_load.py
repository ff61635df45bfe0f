"""calibrax.yml: what it may hold, and errors that name file, line, key and remedy."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import MetricDirection, MetricPriority
from calibrax.errors import DataError
from calibrax.settings import (
    Level,
    Limit,
    MetricRule,
    Noise,
    Selector,
    Settings,
    Waiver,
    load_settings,
)
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


def test_every_key_of_the_policy_is_read(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """\
metrics:
  - {metric: "latency_*", benchmark: "CV-1/*", threshold: 3%, absolute: 0.5}
  - {metric: peak_memory, unit: MB, direction: lower, group: Memory, noise: exact}
  - {metric: startup_time, tags: {framework: "G*", mode: ""}, threshold: none}
optional:
  - "GPU/*"
  - {metric: power, benchmark: b, tags: {os: mac}}
renamed: {"old/name": "newer/name", "newer/name": "new/name"}
limits:
  - {metric: peak_memory, benchmark: "*", max: 2048}
  - {metric: "*_count", tags: {os: mac}, min: -1e3, max: .5}
waivers:
  - {benchmark: CV-1/small, metric: latency_p50, ceiling: 120%, expires: 2027-01-31,
     reason: "new decoder", link: "https://example.org/7"}
  - {benchmark: b, metric: m, tags: {os: mac}, ceiling: 0.2, expires: "2027-02-01", reason: "r"}
levels:
  - {benchmark: "CV-1/*", metric: latency_p50, since: 4f2a9c1e, reason: "new decoder"}
reference: v1.4.0
""",
    )
    assert settings == Settings(
        path=str(tmp_path / "calibrax.yml"),
        metrics=(
            MetricRule(metric="latency_*", benchmark="CV-1/*", threshold=0.03, absolute=0.5),
            MetricRule(
                metric="peak_memory",
                unit="MB",
                direction=MetricDirection.LOWER,
                group="Memory",
                noise=Noise.EXACT,
            ),
            MetricRule(metric="startup_time", tags={"framework": "G*", "mode": ""}, threshold=None),
        ),
        optional=(
            Selector(benchmark="GPU/*"),
            Selector(metric="power", benchmark="b", tags={"os": "mac"}),
        ),
        renamed={"old/name": "new/name", "newer/name": "new/name"},
        limits=(
            Limit(metric="peak_memory", max=2048.0),
            Limit(metric="*_count", tags={"os": "mac"}, min=-1000.0, max=0.5),
        ),
        waivers=(
            Waiver(
                benchmark="CV-1/small",
                metric="latency_p50",
                ceiling=1.2,
                expires=date(2027, 1, 31),
                reason="new decoder",
                link="https://example.org/7",
                place="13: waivers[0]",
            ),
            Waiver(
                benchmark="b",
                metric="m",
                tags={"os": "mac"},
                ceiling=0.2,
                expires=date(2027, 2, 1),
                reason="r",
                place="15: waivers[1]",
            ),
        ),
        levels=(
            Level(benchmark="CV-1/*", metric="latency_p50", since="4f2a9c1e", reason="new decoder"),
        ),
        reference="v1.4.0",
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
    assert " not UTF-8" in refusal(tmp_path, "data: café\n".encode(encoding))


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
        (
            "metrics:\n- {metric: a, threshold: five}",
            "2: metrics[0].threshold: 'five' is no threshold: write a share such as 0.05, or 5%; "
            "or none",
        ),
        (
            "metrics:\n- {metric: a, threshold: }",
            "2: metrics[0].threshold: is empty; fill it, or leave the key out",
        ),
        (
            "metrics:\n- {metric: a, absolute: 1:30}",
            "2: metrics[0].absolute: expected a number, got 1:30",
        ),
        (
            "metrics:\n- {metric: a, absolute: .inf}",
            "2: metrics[0].absolute: expected a number, got .inf",
        ),
        ("metrics:\n- {metric: a, absolute: -1}", "2: metrics[0].absolute: -1 is below 0"),
        (
            "metrics:\n- {metric: a, noise: exakt}",
            "2: metrics[0].noise: no value 'exakt'; did you mean 'exact'?",
        ),
        (
            "metrics:\n- metric: a\n  benchmark: b\n  unit: s",
            "4: metrics[0]: the key 'unit' is about the metric in every benchmark; "
            "put it in an entry without 'benchmark' and 'tags'",
        ),
        (
            "metrics:\n- {metric: a, tags: {k: v}, direction: lower}",
            "2: metrics[0]: the key 'direction' is about the metric in every benchmark; "
            "put it in an entry without 'benchmark' and 'tags'",
        ),
        (
            "metrics:\n- {metric: a, tags: [k]}",
            "2: metrics[0].tags: expected keys with values, got a list",
        ),
        (
            "metrics:\n- {metric: a, tags: {}}",
            "2: metrics[0].tags: is empty; fill it, or leave the key out",
        ),
        (
            "metrics:\n- {metric: a, tags: {k: 1}}",
            "2: metrics[0].tags.k: expected a text, got 1; put it in quotes",
        ),
        (
            "metrics:\n- {metric: a, tags: {k: a, k: b}}",
            "2: metrics[0].tags: the key 'k' stands twice",
        ),
        ("optional: GPU", "1: optional: expected a list, got GPU"),
        ("optional: [1]", "1: optional[0]: expected a text, got 1; put it in quotes"),
        (
            "optional:\n- {name: GPU}",
            "2: optional[0]: no key 'name'; there is 'benchmark', 'metric', 'tags'",
        ),
        ("optional: [{}]", "1: optional[0]: everything is meant; name a benchmark or a metric"),
        (
            'optional: [{metric: "*"}]',
            "1: optional[0]: everything is meant; name a benchmark or a metric",
        ),
        (
            'optional: ["*"]',
            "1: optional[0]: everything is meant; name a benchmark or a metric",
        ),
        ("renamed: [a]", "1: renamed: expected keys with values, got a list"),
        ("renamed: {}", "1: renamed: is empty; fill it, or leave the key out"),
        ("renamed:\n  a: b\n  a: c", "3: renamed: the key 'a' stands twice"),
        (
            "renamed:\n  a: b\n  b: a",
            "2: renamed: 'a' to 'b' to 'a' is a circle; leave out the name that is in use now",
        ),
        ("limits: [{max: 1}]", "1: limits[0]: the key 'metric' is missing"),
        ("limits: [{metric: a}]", "1: limits[0]: no bound; give 'max', 'min', or both"),
        ("limits: [{metric: a, max: 1, min: 2}]", "1: limits[0]: min 2 is above max 1"),
        ("limits: [{metric: a, max: 5%}]", "1: limits[0].max: expected a number, got 5%"),
        (
            "limits: [{metric: a, maximum: 5}]",
            "1: limits[0]: no key 'maximum'; did you mean 'max'?",
        ),
        (
            "waivers:\n- {metric: a, benchmark: b, expires: 2027-01-31, reason: r}",
            "2: waivers[0]: the key 'ceiling' is missing",
        ),
        (
            "waivers:\n- {metric: a, ceiling: 5%, expires: 2027-01-31, reason: r}",
            "2: waivers[0]: the key 'benchmark' is missing",
        ),
        (
            "waivers:\n- {metric: a, benchmark: b, ceiling: 5%, expires: 2027-01-31}",
            "2: waivers[0]: the key 'reason' is missing",
        ),
        (
            "waivers:\n- metric: a\n  ceiling: 5",
            "3: waivers[0].ceiling: '5' would be 500%: write 5% or a share below 1",
        ),
        (
            "waivers:\n- metric: a\n  expires: 31.1.2027",
            "3: waivers[0].expires: '31.1.2027' is no day: write it as 2027-01-31",
        ),
        (
            "waivers:\n- metric: a\n  expires: 2027-01-31 10:00:00",
            "3: waivers[0].expires: '2027-01-31 10:00:00' is no day: write it as 2027-01-31",
        ),
        (
            "waivers:\n- metric: a\n  expires: never",
            "3: waivers[0].expires: 'never' is no day: write it as 2027-01-31",
        ),
        (
            "waivers:\n- metric: a\n  link: javascript:alert(1)",
            "3: waivers[0].link: 'javascript:alert(1)' is no address: write https://...",
        ),
        (
            "waivers:\n- metric: a\n  expire: 2027-01-31",
            "3: waivers[0]: no key 'expire'; did you mean 'expires'?",
        ),
        (
            "levels:\n- {metric: a, benchmark: b, reason: r}",
            "2: levels[0]: the key 'since' is missing",
        ),
        (
            "levels:\n- {metric: a, benchmark: b, since: 12345678, reason: r}",
            "2: levels[0].since: expected a text, got 12345678; put it in quotes",
        ),
        (
            "levels:\n- {metric: a, benchmark: b, since: latest, reason: r}",
            "2: levels[0].since: 'latest' is no run's id, nor the beginning of one",
        ),
        (
            "levels:\n- {metric: a, benchmark: b, since: a/b, reason: r}",
            "2: levels[0].since: 'a/b' is no run's id, nor the beginning of one",
        ),
        ("reference: 1.4", "1: reference: expected a text, got 1.4; put it in quotes"),
        ("reference: [a]", "1: reference: expected a text, got a list"),
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
