"""The README: every command, option and exit code is in it, and its examples do what it shows."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from msgspec import structs

from calibrax import errors
from calibrax.cli.group import BROKEN_PIPE, INTERRUPTED, UNEXPECTED
from calibrax.gate.verdict import Verdict
from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.contract.verbs import COMMANDS
from tests.measured import measured

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ELSEWHERE = ("./scripts/", "uv ", "pytest ")
RUN_ID = re.compile(r"\b[0-9a-f]{12}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Example(NamedTuple):
    """A command of a console block and what the README says that it prints."""

    command: str
    output: str


def section(verb: str) -> str:
    return README.split(f"### calibrax {verb}\n")[1].split("\n#")[0]


@pytest.mark.parametrize(
    ("verb", "command"),
    [(verb, command) for verb, command in COMMANDS.items() if not verb.startswith("github ")],
)
def test_every_option_is_documented_with_its_default(verb: str, command: click.Command) -> None:
    rows = {
        row.split("`")[1].split()[0]: row
        for row in section(verb).splitlines()
        if row.startswith("| `--")
    }
    options = {param.opts[0]: param for param in command.params if isinstance(param, click.Option)}
    assert set(rows) == set(options)
    for name, option in options.items():
        default = rows[name].replace("\\|", "/").split("|")[2].strip().strip("`")
        if option.required:
            assert default == "required"
        elif isinstance(option.default, str) and option.default:
            assert default == option.default


def test_every_exit_code_is_documented() -> None:
    table = README.split("## Exit codes")[1].split("\n## ")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    raised = {each.exit_code for each in classes if issubclass(each, errors.CalibraxError)}
    assert documented == raised | {0, UNEXPECTED} | {each.exit_code for each in Verdict}
    assert f"{INTERRUPTED} and {BROKEN_PIPE}" in table


def test_the_two_commands_stand_at_the_top() -> None:
    top = README.split("\n## ")[0]
    assert "./scripts/demo" in top
    assert "./scripts/test" in top


def blocks() -> Iterator[tuple[str, str, str]]:
    yield from FENCE.findall(README)


def examples(content: str) -> Iterator[Example]:
    for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Example(command, output)


def normal(text: str) -> str:
    """Return output with run ids, times and commits made equal; they differ from run to run."""
    return TIME.sub("TIME", RUN_ID.sub("ID", text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a git repository with a real result of pytest-benchmark in it."""
    measured = ROOT / "tests" / "data" / "pytest-benchmark" / "dev_default.json"
    shutil.copyfile(measured, tmp_path / "results.json")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", *identity, *command], cwd=tmp_path, check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach"], cwd=tmp_path, check=True)
    return tmp_path


def environment() -> dict[str, str]:
    """Return what a command of an example sees: ``calibrax`` and the programs of the system."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": programs, "LC_ALL": "C.UTF-8", **measured()}


def test_the_examples_do_what_they_show(folder: Path) -> None:
    environ = environment()
    ran, code = 0, 0
    for language, title, content in blocks():
        if language == "json" and title:
            (folder / title).parent.mkdir(exist_ok=True)
            (folder / title).write_text(content, encoding="utf-8")
            json.loads(content)
        if language != "console":
            continue
        for example in examples(content):
            if example.command.startswith(ELSEWHERE):
                continue
            if example.command == "echo $?":
                assert example.output == f"{code}\n"
                continue
            done = subprocess.run(
                ["bash", "-c", example.command],
                cwd=folder,
                env=environ,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                timeout=60,
            )
            code, ran = done.returncode, ran + 1
            assert done.stderr == ""
            assert normal(done.stdout) == normal(example.output), example.command
    assert ran >= 9


def test_the_loop_ingests_every_line_of_an_export(tmp_path: Path) -> None:
    (loop,) = [text for kind, _, text in blocks() if kind == "bash" and "runs.jsonl" in text]
    store = Store(tmp_path / "from")
    for id, value in (("first", 1.0), ("second", 2.0)):
        run = a_run(a_point('a "b" \\n', t=value), id=id)
        store.save(structs.replace(run, machine="box", environment={"python": "3.11.7"}))
    export = "calibrax export --data from --to jsonl runs.jsonl\n"
    done = subprocess.run(
        ["bash", "-ec", export + loop],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert Store(tmp_path / "benchmark-data").list_runs() == store.list_runs()


def test_the_python_example_runs(folder: Path) -> None:
    ((content,),) = [[text for kind, _, text in blocks() if kind == "python"]]
    for _ in range(2):
        script = content + "\nprint(baseline, len(store.list_runs()))"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
    assert done.stdout == "None 2\n"


def test_the_python_example_with_a_baseline(folder: Path) -> None:
    ((content,),) = [[text for kind, _, text in blocks() if kind == "python"]]
    content = content.replace("store.save(run)\n", "store.save(run)\nstore.set_baseline(run)\n")
    script = content + "\nprint(regressions, [each.label for each in ranks])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[] ['Datarax', 'Grain']\n", done.stderr
