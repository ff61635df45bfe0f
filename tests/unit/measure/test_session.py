"""Rounds of fresh processes: where each runs, what it is told, and where its results are."""

import glob
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from calibrax.errors import DataError, UsageError
from calibrax.measure.environments import environment, make_venv
from calibrax.measure.schedule import Side
from calibrax.measure.session import (
    Measured,
    Prepared,
    Session,
    SetupFailed,
    rounds,
    set_up,
    warm_up,
)
from calibrax.measure.worktrees import Checkout, checkouts

Environ = Mapping[str, str]

WRITE = """
import os, sys
with open(sys.argv[1], "w") as file:
    file.write(os.getcwd() + " " + os.environ["CALIBRAX_OUTPUT"])
"""


@pytest.fixture
def pair(project: Path, environ: Environ) -> Iterator[tuple[Checkout, Checkout]]:
    with checkouts(project, "v1", "v2", environ) as both:
        yield both


@pytest.fixture
def sides(pair: tuple[Checkout, Checkout], environ: Environ) -> dict[Side, Prepared]:
    return {
        each.side: Prepared(checkout=each, variables=environment(each, environ)) for each in pair
    }


def found(measured: Measured) -> list[str]:
    return [
        Path(path).read_text("utf-8") for pattern in measured.results for path in glob.glob(pattern)
    ]


def test_each_process_runs_in_its_checkout_and_writes_to_a_place_of_its_own(
    sides: dict[Side, Prepared],
) -> None:
    session = Session(sides=sides, command=(sys.executable, "-c", WRITE, "{output}"))
    order = [("base", "head"), ("head", "base")]
    done = list(rounds(session, order))  # type: ignore[arg-type]
    assert [(each.round, each.side, each.position) for each in done] == [
        (1, "base", "first"),
        (1, "head", "second"),
        (2, "head", "first"),
        (2, "base", "second"),
    ]
    written = [found(each) for each in done]
    assert all(len(each) == 1 for each in written)
    folders, outputs = zip(*(each[0].split() for each in written), strict=True)
    assert folders == tuple(str(sides[each.side].checkout.folder) for each in done)
    assert len(set(outputs)) == 4


def test_the_warm_up_is_no_round(sides: dict[Side, Prepared]) -> None:
    session = Session(sides=sides, command=(sys.executable, "-c", "pass"))
    assert [(each.round, each.side) for each in warm_up(session)] == [(0, "base"), (0, "head")]


def test_a_process_that_writes_nothing_has_no_results(sides: dict[Side, Prepared]) -> None:
    session = Session(sides=sides, command=(sys.executable, "-c", "pass"))
    assert all(found(each) == [] for each in rounds(session, [("base", "head")]))


def test_old_results_do_not_count_twice(sides: dict[Side, Prepared]) -> None:
    script = "import os; os.path.exists('out-2.json') or open('out-1.json', 'a').write('x')"
    for prepared in sides.values():
        (prepared.checkout.folder / "out-2.json").write_text("old", encoding="utf-8")
    session = Session(sides=sides, command=(sys.executable, "-c", script), results=("out-*.json",))
    done = [found(each) for each in rounds(session, [("base", "head"), ("base", "head")])]
    assert done == [["x"]] * 4


def test_a_process_that_takes_too_long_is_ended(sides: dict[Side, Prepared]) -> None:
    sleep = (sys.executable, "-c", "import time; time.sleep(60)")
    session = Session(sides=sides, command=sleep, timeout=0.5)
    assert [each.outcome.timed_out for each in rounds(session, [("base", "head")])] == [True, True]


@pytest.mark.parametrize("pattern", ["../out.json", "/tmp/out.json", ".", "pkg/../.."])
def test_results_outside_of_a_checkout(sides: dict[Side, Prepared], pattern: str) -> None:
    session = Session(sides=sides, command=("true",), results=(pattern,))
    with pytest.raises(UsageError, match="name files in the checkout"):
        set_up(session, None)


def test_a_side_that_lacks_the_folder(project: Path, environ: Environ) -> None:
    (project / "new").mkdir()
    (project / "new" / "file").write_text("", encoding="utf-8")
    with checkouts(project / "new", "v1", ".", environ) as both:
        sides: dict[Side, Prepared] = {
            each.side: Prepared(checkout=each, variables=environ) for each in both
        }
        with pytest.raises(UsageError, match="base 'v1' has no folder 'new' to run in"):
            set_up(Session(sides=sides, command=("true",)), None)


def test_the_setup_runs_once_on_either_side(sides: dict[Side, Prepared]) -> None:
    set_up(Session(sides=sides, command=("true",)), "echo $PWD >> made; cat made")
    for prepared in sides.values():
        said = (prepared.checkout.folder / "made").read_text(encoding="utf-8")
        assert said.split() == [str(prepared.checkout.folder)]


def test_a_setup_that_fails_says_what_it_wrote(sides: dict[Side, Prepared]) -> None:
    with pytest.raises(SetupFailed) as told:
        set_up(Session(sides=sides, command=("true",)), "echo no such package; exit 4")
    assert (told.value.side, told.value.outcome.code) == ("base", 4)
    assert told.value.outcome.output == "no such package"


def test_secrets_and_the_users_own_tree_are_left_out(
    pair: tuple[Checkout, Checkout], project: Path, environ: Environ
) -> None:
    base, head = pair
    given = {
        **environ,
        "WANDB_API_KEY": "secret",
        "CALIBRAX_GITHUB_TOKEN": "secret",
        "PYTHONPATH": os.pathsep.join([str(project / "pkg"), "/elsewhere", "relative"]),
        "GITHUB_WORKSPACE": str(project),
        "GIT_DIR": str(project / ".git"),
        "KEPT": "yes",
    }
    found = environment(base, given)
    assert "secret" not in found.values()
    assert "GIT_DIR" not in found
    assert found["KEPT"] == "yes"
    assert found["PYTHONPATH"] == os.pathsep.join(
        [str(base.root / "pkg"), "/elsewhere", "relative"]
    )
    assert found["GITHUB_WORKSPACE"] == str(base.root)
    other = environment(head, given)
    assert {name for name in found if found[name] != other[name]} == {
        "PYTHONPATH",
        "GITHUB_WORKSPACE",
    }


def test_an_environment_of_its_own_comes_first(
    pair: tuple[Checkout, Checkout], environ: Environ
) -> None:
    base, head = pair
    venvs = [make_venv(each, environ) for each in pair]
    assert None not in venvs
    assert len({len(str(each)) for each in venvs}) == 1
    variables = environment(base, {**environ, "PYTHONHOME": "/nowhere"}, venvs[0])
    assert variables["PATH"].split(os.pathsep)[0] == str(venvs[0] / "bin")  # type: ignore[operator]
    assert variables["VIRTUAL_ENV"] == str(venvs[0])
    assert "PYTHONHOME" not in variables
    assert not Path(str(venvs[0])).is_relative_to(base.root)
    assert venvs[0] != venvs[1] != make_venv(head, {"PATH": "/nowhere"})


def test_without_a_python_there_is_no_environment(
    pair: tuple[Checkout, Checkout], environ: Environ
) -> None:
    assert make_venv(pair[0], {**environ, "PATH": "/nowhere"}) is None


def test_a_python_that_makes_no_environment(
    pair: tuple[Checkout, Checkout], environ: Environ, tmp_path: Path
) -> None:
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho No module named venv\nexit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    path = os.pathsep.join([str(fake.parent), environ["PATH"]])
    with pytest.raises(DataError, match=r"No module named venv\n.*--no-venv"):
        make_venv(pair[0], {**environ, "PATH": path})
