"""The files of ``calibrax init``: valid, least permissions, and nothing injected."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from calibrax import __version__
from calibrax.github import scaffold
from calibrax.github.repository import Repository
from calibrax.github.tools import Tool, example, tools_of
from calibrax.settings import Settings, load_settings
from tests.unit.github.repositories import repository_in

ROOT = Path(__file__).parents[3]
GO = {"go.mod": "", "a_test.go": "func BenchmarkA(b *testing.B) {}\n"}
TOOL = Tool(
    name="a tool",
    seen="a.py",
    paths=("**.py", "pyproject.toml"),
    setup="pip install a",
    command="run 'a' | tee \"out\"\n\necho ${HOME}\n",
    results="out.json",
)


def repository(branch: str = "main", top: str = "/home/somebody/sample") -> Repository:
    return Repository(top=top, files=(), default_branch=branch)


def parsed(text: str) -> dict[str, Any]:
    """Return a workflow; YAML reads its key ``on`` as true."""
    return {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}


def test_the_gate_measures_in_turns_and_writes_nothing() -> None:
    gate = parsed(scaffold.gate(repository("trunk"), TOOL, "1.2.3"))
    assert gate["permissions"] == {}
    assert gate["on"] == {
        "pull_request": {
            "paths": [
                "**.py",
                "pyproject.toml",
                "calibrax.yml",
                ".github/workflows/benchmarks.yml",
            ]
        },
        "merge_group": None,
        "push": {"branches": ["trunk"]},
    }
    measure = {
        "mode": "ab",
        "setup": "pip install a\n",
        "command": "run 'a' | tee \"out\"\n\necho ${HOME}\n",
        "results": "out.json",
    }
    used = "avitai/calibrax/.github/workflows/benchmark-gate.yml@v1.2.3"
    assert gate["jobs"] == {
        "gate": {"permissions": {"contents": "read"}, "uses": used, "with": measure},
    }


def test_a_tool_may_have_another_command_for_measuring_in_turns() -> None:
    tool = msgspec.structs.replace(TOOL, in_turns="run --quick")
    gate = parsed(scaffold.gate(repository(), tool, "1"))
    nightly = parsed(scaffold.nightly(repository(), tool, "1"))
    assert gate["jobs"]["gate"]["with"]["command"] == "run --quick\n"
    assert nightly["jobs"]["nightly"]["with"]["command"] == TOOL.command


def test_the_comment_is_two_signs_away() -> None:
    text = scaffold.gate(repository(), TOOL, "1.2.3")
    text = text.replace("# pull-requests: write", "pull-requests: write")
    gate = parsed(text.replace("# comment: true", "comment: true"))
    judged = gate["jobs"]["gate"]
    assert judged["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert judged["with"]["comment"] is True


def test_the_nightly_runs_at_two_and_by_hand_for_a_platform() -> None:
    nightly = parsed(scaffold.nightly(repository(), TOOL, "1.2.3"))
    assert nightly["on"]["schedule"] == [{"cron": "0 2 * * *"}]
    platform = nightly["on"]["workflow_dispatch"]["inputs"]["platform"]
    assert (platform["type"], platform["default"]) == ("choice", "all")
    assert nightly["permissions"] == {}
    (job,) = nightly["jobs"].values()
    assert job["permissions"] == {"contents": "write"}
    assert job["uses"] == "avitai/calibrax/.github/workflows/benchmark-nightly.yml@v1.2.3"
    assert job["with"]["results"] == "out.json"
    assert job["with"]["wandb-project"] == "sample"
    assert job["secrets"] == {"wandb-api-key": "${{ secrets.WANDB_API_KEY }}"}


@pytest.mark.parametrize("name", ["benchmark-gate", "benchmark-nightly"])
def test_the_callers_give_what_the_workflow_takes(name: str) -> None:
    called = parsed((ROOT / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))
    taken = called["on"]["workflow_call"]
    write = scaffold.gate if name == "benchmark-gate" else scaffold.nightly
    for job in parsed(write(repository(), TOOL, __version__))["jobs"].values():
        assert set(job["with"]) <= set(taken["inputs"])
        required = {key for key, each in taken["inputs"].items() if each.get("required")}
        assert required <= set(job["with"])
        assert set(job.get("secrets", {})) <= set(taken["secrets"])


def test_without_a_setup_there_is_none() -> None:
    assert "setup:" not in scaffold.gate(repository(), example(), "1")


@pytest.mark.parametrize(
    ("branch", "written"),
    [
        ("main", "main"),
        ("@PATHS@", "@PATHS@"),
        ("a\"b'c", "a\"b'c"),
        ("no", "no"),
        ("1.0", "1.0"),
        ("a: b #c", "a: b #c"),
        ("]{}", "]{}"),
        ("!main", r"\!main"),
        ("c++", r"c\+\+"),
        ("büro/\U0001f680", "büro/\U0001f680"),
        ("a\u2028b\x85c", "a\u2028b\x85c"),
    ],
)
def test_any_name_of_a_branch_stays_one(branch: str, written: str) -> None:
    gate = parsed(scaffold.gate(repository(branch), TOOL, "1"))
    assert gate["on"]["push"] == {"branches": [written]}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_text_is_read_back(text: str) -> None:
    assert yaml.safe_load(scaffold.quoted(text)) == text


def test_the_settings_decide_nothing_as_they_are_written(tmp_path: Path) -> None:
    path = str(tmp_path / "calibrax.yml")
    (tmp_path / "calibrax.yml").write_text(scaffold.settings(), encoding="utf-8")
    assert load_settings(path) == Settings(path=path)


def test_the_settings_hold_without_their_signs(tmp_path: Path) -> None:
    path = tmp_path / "calibrax.yml"
    lines = scaffold.settings().splitlines()
    told = [line for line in lines if not re.match(r"# \S", line)]
    path.write_text("\n".join(line.removeprefix("#") for line in told), encoding="utf-8")
    settings = load_settings(str(path))
    assert (settings.data, settings.threshold) == ("benchmark-data", 0.05)
    assert settings.fail_on == ("regression", "not-judged")
    listed = ["peak_memory", "throughput_*", "latency_*", "allocations", "startup_time"]
    assert [rule.metric for rule in settings.metrics] == listed
    assert (len(settings.waivers), len(settings.limits), len(settings.optional)) == (1, 1, 1)
    assert settings.wandb_project == "my-benchmarks"


@pytest.mark.parametrize(
    ("content", "ignored"),
    [
        ("", False),
        ("*.pyc\nbenchmark-data/\n", True),
        ("  /benchmark-data/  \r\n", True),
        ("benchmark-data", True),
        ("# benchmark-data/\n", False),
        ("benchmark-data/runs\n", False),
    ],
)
def test_the_line_of_the_store_is_found(content: str, ignored: bool) -> None:
    assert scaffold.ignores(content) is ignored


@pytest.fixture
def written(tmp_path: Path) -> list[str]:
    """Return workflows for tools of every kind, as files."""
    tools = [TOOL, example(), *tools_of(repository_in(tmp_path, GO))]
    (tmp_path / "workflows").mkdir()
    paths = []
    for index, tool in enumerate(tools):
        for name, write in (("gate", scaffold.gate), ("nightly", scaffold.nightly)):
            path = tmp_path / "workflows" / f"{name}-{index}.yml"
            path.write_text(write(repository(), tool, __version__), encoding="utf-8")
            paths.append(str(path))
    return paths


def program(name: str) -> str:
    path = shutil.which(name, path=str(Path(sys.executable).parent))
    assert path, f"{name} belongs to the environment of the tests"
    return path


def test_the_schema_of_workflows_holds(written: list[str]) -> None:
    command = [program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *written], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing(written: list[str]) -> None:
    config = str(ROOT / ".github" / "zizmor.yml")
    command = [program("zizmor"), "--offline", "--strict-collection", "--config", config]
    done = subprocess.run([*command, *written], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
