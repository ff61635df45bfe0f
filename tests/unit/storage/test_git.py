"""git as a process: apart from the caller's clone, in C locale, and never for ever."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from calibrax.errors import ServiceError
from calibrax.storage.git import Finished, Git, without_credentials

PLAIN = {"PATH": os.environ["PATH"]}


def program(folder: Path, text: str) -> Mapping[str, str]:
    """Return an environment in which ``git`` is a shell script."""
    path = folder / "git"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return {**PLAIN, "PATH": f"{folder}{os.pathsep}{PLAIN['PATH']}"}


def test_what_ties_git_to_the_callers_clone_is_left_out(tmp_path: Path) -> None:
    given = {
        "GIT_DIR": "/theirs",
        "GIT_WORK_TREE": "/theirs",
        "GIT_INDEX_FILE": "/theirs",
        "GIT_OBJECT_DIRECTORY": "/theirs",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/theirs",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraheader",
        "GIT_CONFIG_VALUE_0": "secret",
        "LC_ALL": "de_DE.UTF-8",
        "LANGUAGE": "de",
    }
    environ = {**program(tmp_path, "env"), **given}
    out = Git(str(tmp_path), environ, "/ours").run("any").out.decode()
    seen = dict(line.split("=", 1) for line in out.splitlines())
    assert {name: value for name, value in seen.items() if name.startswith("GIT_")} == {
        "GIT_DIR": "/ours",
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:git:file",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraheader",
        "GIT_CONFIG_VALUE_0": "secret",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": ":",
    }
    assert (seen["LC_ALL"], seen["LANGUAGE"]) == ("C", "")


def test_without_git_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"git: there is no such program on PATH"):
        Git(str(tmp_path), {"PATH": str(tmp_path)}).run("version")


def state(process: int) -> str:
    """Return the letter that Linux has for what a process does, empty where there is none."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return status.rpartition(")")[2].split()[0]


def test_a_program_that_never_ends_is_ended_with_what_it_started(tmp_path: Path) -> None:
    environ = program(tmp_path, "sleep 60 & echo $! > child; wait")
    began = time.monotonic()
    done = Git(str(tmp_path), environ).run("fetch", seconds=0.5)
    assert time.monotonic() - began < 30
    assert done.code != 0
    assert done.reason == "not done after 0.5 s, so it was ended"
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    while state(child) not in ("", "Z"):  # the system may take a moment
        assert time.monotonic() - began < 30
        time.sleep(0.01)


def test_there_is_no_input_to_wait_for(tmp_path: Path) -> None:
    assert Git(str(tmp_path), program(tmp_path, "cat; echo end")).run("any").out == b"end\n"


def test_the_reason_leaves_out_advice_and_credentials(tmp_path: Path) -> None:
    environ = program(
        tmp_path,
        "echo 'warning: w' >&2; echo 'hint: h' >&2\n"
        "echo \"fatal: Authentication failed for 'https://me:p@ss@example.com/a/'\" >&2; exit 3",
    )
    done = Git(str(tmp_path), environ).run("any")
    assert done.code == 3
    assert done.reason == "fatal: Authentication failed for 'https://example.com/a/'"


def test_a_program_that_says_nothing_still_has_a_reason() -> None:
    assert Finished(7, b"", "\n").reason == "git ended with exit code 7"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://token@example.com/a", "https://example.com/a"),
        ("see https://u:p@w@h/a and ssh://git@h:22/b", "see https://h/a and ssh://h:22/b"),
        ("https://example.com/a@b", "https://example.com/a@b"),
        ("git@example.com:a/b", "git@example.com:a/b"),
        ("/home/me@work/a.git", "/home/me@work/a.git"),
    ],
)
def test_credentials_in_a_url_are_taken_out(text: str, shown: str) -> None:
    assert without_credentials(text) == shown
