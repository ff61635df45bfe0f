"""Every name of the corpus through every verb: what is printed and written is never obeyed."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import yaml

from calibrax.cli import main
from calibrax.core import Run
from tests.builders import NOON, a_def, a_point, a_run
from tests.hostile import NAMES, SHORT, brief
from tests.workflow_commands import obeyed


class Said(NamedTuple):
    """How a verb ended, and its lines on either stream."""

    code: int
    out: list[str]
    err: list[str]

    @property
    def text(self) -> str:
        """Return what was printed on standard output."""
        return "\n".join(self.out)


Verb = Callable[..., Said]


def harmless(text: str) -> list[str]:
    """Return the lines of an output that holds no command and no escape."""
    assert obeyed(text) == []
    lines = text.replace("\r\n", "\n").split("\n")  # CSV ends lines with both
    assert all(map(str.isprintable, lines))
    assert "Traceback" not in text
    return lines[:-1]


@pytest.fixture
def verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Verb]:
    """Return a function that runs a verb in an empty folder, and holds its output to be harmless.

    It runs in this process, since there are thousands of calls.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "CALIBRAX_")):
            monkeypatch.delenv(name)

    def run(*args: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main.main(args=list(args), prog_name="calibrax")
        printed = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, harmless(printed.out), harmless(printed.err))

    yield run
    assert not list(tmp_path.rglob("pwned"))


def named(name: str, value: float, hour: int, suite: str) -> Run:
    """Return a run in which all that can be named has this name."""
    run = a_run(
        a_point(name, {name: name}, **{name: value}),
        *([a_point(f"{name}2", {name: name}, **{name: 1.0})] if value == 1 else []),
        id=f"r{hour}",
        defs=(a_def(name, unit=name),),
        timestamp=NOON + timedelta(hours=hour),
        suite=suite,
        branch=name,
        commit=name,
    )
    facts = {"machine": name, "environment": {name: name, "python": name}}
    metadata = {"failed": {f"{name}3": name}, "warnings": [name], "skipped": {f"{name}4": name}}
    return msgspec.structs.replace(run, **facts, metadata=metadata)


def stored(folder: Path, name: str) -> None:
    """Keep a baseline and a run that is twice as slow and lacks a benchmark."""
    suite = name if name in SHORT else "main"
    for value, hour in ((1.0, 0), (2.0, 1)):
        content = json.dumps(named(name, value, hour, suite).to_dict())
        (folder / f"r{hour}.json").write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_name_in_every_verb(name: str, verb: Verb, tmp_path: Path) -> None:
    stored(tmp_path, name)
    assert verb("ingest", "--data=d", "--input=r0.json").code == 0
    assert verb("baseline", "--data=d", f"--reason={name}").code == 0
    assert verb("ingest", "--data=d", "--input=r1.json").code == 0
    check = verb("check", "--data=d", "--report=report.json")
    assert check.code == 1
    assert check.out[0] == "FAIL: 1 regression(s) detected:"
    assert len(check.out) == 6  # the change, what is missing, what failed, a count, a warning
    assert json.loads(verb("check", "--data=d", "--json").text)["verdict"] == "fail"
    explained = verb("check", "--data=d", "--explain", name, name)
    assert explained.code == 1
    for form in ("terminal", "markdown", "json"):
        assert verb("render", "report.json", "--format", form).code == 0
    assert verb("summary", "--data=d").code == 0
    assert json.loads(verb("summary", "--data=d", "--json").text)["branch"] == name
    assert len(verb("trend", "--data=d", f"--metric={name}", f"--point={name}").out) == 5
    assert verb("trend", "--data=d", f"--metric={name}", f"--point={name}", "--json").code == 0
    assert len(verb("rank", "--data=d", f"--metric={name}", f"--by={name}").out) == 3
    assert verb("rank", "--data=d", f"--metric={name}", f"--by={name}", "--json").code == 0
    for form in ("csv", "jsonl"):
        assert verb("export", "--data=d", "--to", form, "-").code == 0
    assert verb("store", "verify", "--data=d").code == 0
    assert verb("store", "prune", "--data=d", "--keep=1", "--dry-run").code == 0
    for folder, _, files in os.walk(tmp_path / "d"):
        assert all(f"{folder}{file}".isascii() for file in files)


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_what_is_accepted_is_one_entry(name: str, verb: Verb, tmp_path: Path) -> None:
    stored(tmp_path, name)
    verb("ingest", "--data=d", "--input=r0.json")
    done = verb(
        *("accept", "--data=d", f"--metric={name}", f"--point={name}", f"--reason=x{name}x"),
        *("--ceiling=20%", "--expires=9999-12-31"),
    )
    assert done.code == 0, done
    plain = yaml.safe_load((tmp_path / "calibrax.yml").read_text(encoding="utf-8"))
    (entry,) = plain.pop("waivers")
    assert plain == {}
    assert entry["reason"] == f"x{name}x"
    assert set(entry) == {"benchmark", "metric", "tags", "ceiling", "expires", "reason"}
    assert verb("check", "--data=d", "--against=r0.json").code == 3  # a benchmark failed
    assert verb("accept", "--data=d", f"--metric={name}", f"--point={name}", "--reason=x").code == 0


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_name_that_is_not_there_is_one_line(name: str, verb: Verb, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(a_run(a_point("a", t=1.0)).to_dict()))
    verb("ingest", "--data=d", "--input=r.json")
    for args in (
        ("trend", f"--metric={name}", "--point=a"),
        ("trend", "--metric=t", f"--point={name}"),
        ("trend", "--metric=t", "--point=a", f"--tag=k={name}"),
        ("rank", f"--metric={name}"),
        ("rank", "--metric=t", f"--by={name}"),
        ("summary", f"--run={name}"),
        ("check", f"--run={name}"),
        ("check", f"--baseline={name}"),
        ("check", f"--threshold={name}"),
        ("check", f"--fail-on={name}"),
        ("check", "--against=r.json", "--explain", name, "t"),
        ("baseline", f"--run={name}"),
        ("accept", f"--metric={name}", "--point=a", "--reason=x"),
        ("backtest", f"--suite={name}"),
        ("backtest", f"--branch={name}"),
        ("export", "--to", name, "x"),
    ):
        done = verb(args[0], "--data=d", *args[1:])
        assert done.code in (2, 3, 4), (args, done)
        assert len(done.out + done.err) == 1, (args, done)


def is_a_file_name(name: str) -> bool:
    return "/" not in name and "\0" not in name and len(name.encode()) < 200


@pytest.mark.parametrize("name", [*filter(is_a_file_name, NAMES)], ids=brief)
def test_a_name_of_a_file(name: str, verb: Verb, tmp_path: Path) -> None:
    content = json.dumps(a_run(a_point("a", t=1.0)).to_dict())
    folder = tmp_path / "in"
    folder.mkdir()
    if name not in (".", ".."):
        (folder / f"x{name}").write_text(content, encoding="utf-8")
        assert verb("ingest", "--data=d", f"--input=in/x{name}").code == 0
        (folder / f"y{name}").write_text("{", encoding="utf-8")
    for args in (
        ("ingest", "--data=d", f"--input=in/y{name}"),
        ("check", "--data=d", f"--against=in/y{name}"),
        ("check", "--data=d", f"--config=in/y{name}"),
        ("render", f"in/y{name}"),
        ("import", "asv", f"in/y{name}"),
        ("import", "github-action-benchmark", f"in/y{name}"),
        ("store", "verify", f"--data=in/y{name}"),
        ("summary", f"--data=in/y{name}"),
    ):
        done = verb(*args)
        assert done.code in (2, 3, 4), (args, done)
        assert len(done.out + done.err) == 1, (args, done)
