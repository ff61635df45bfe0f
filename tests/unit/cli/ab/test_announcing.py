"""What is said before both sides are measured, whatever anything is called."""

from pathlib import Path

import pytest

from calibrax.analysis.looks import LOOKS
from calibrax.cli.ab.announcing import announce
from calibrax.cli.ab.measuring import Plan
from calibrax.cli.ab.request import Request
from calibrax.measure.schedule import Side
from calibrax.measure.worktrees import Checkout
from calibrax.settings import Settings
from tests.hostile import NAMES, brief
from tests.workflow_commands import obeyed


def asked(command: tuple[str, ...], setup: str) -> Request:
    return Request(
        command=command,
        settings=Settings(),
        base="main",
        head=".",
        setup=setup,
        rounds=None,
        budget=None,
        timeout=None,
        results=(),
        format="auto",
        bench_from=None,
        bench_files=(),
        select=None,
        seed=7,
        no_venv=False,
        continued=None,
        data="benchmark-data",
        suite=None,
        threshold=0.05,
        fail_on=(),
    )


def checkout(side: Side, name: str, folder: Path) -> Checkout:
    return Checkout(
        side=side,
        name=name,
        commit="0123456789abcdef",
        tree="t",
        changed=side == "head",
        root=folder,
        folder=folder,
        repository=folder,
    )


def test_names_folders_and_what_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    both = (checkout("base", "main", Path("/x/base")), checkout("head", ".", Path("/x/head")))
    announce(asked(("bench", "{output}"), "make"), Plan(looks=LOOKS, seed=7), both)
    assert capsys.readouterr().err.splitlines() == [
        "base  main (0123456789ab) in /x/base",
        "head  . (0123456789ab with changes) in /x/head",
        "setup  make",
        "runs   bench '{output}'",
        "looks  after 6, 12, 20, 30 rounds, sides in turn by the seed 7",
    ]


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_no_name_is_obeyed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    both = (checkout("base", name, Path("/x", name)), checkout("head", name, Path("/x", name)))
    announce(asked((name, name), name), Plan(looks=LOOKS, seed=7), both)
    said = capsys.readouterr().err
    lines = said.removesuffix("\n").split("\n")
    assert len(lines) == 5
    assert all(map(str.isprintable, lines))
    assert obeyed(said) == []
