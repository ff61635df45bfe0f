"""What an export prints: paths as they were given, and nobody's name or password."""

import os
from pathlib import Path

import pytest

from tests.integration.conftest import Cli, Outcome
from tests.integration.wandb_runs import KEY, fill
from tests.integration.wandb_server import serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a store in it, where the command is run."""
    fill(tmp_path)
    return tmp_path


def export(cli: Cli, home: Path, data: str, *args: str, **environ: str) -> Outcome:
    variables = {"HOME": str(home), "WANDB_PROJECT": "speed", "WANDB_MODE": "offline", **environ}
    return cli("export", "--data", data, *args, **variables)


@pytest.mark.parametrize(
    ("data", "shown"),
    [("data", "data"), ("./data", "data"), ("home/../data", "data"), ("home/data", "home/data")],
)
def test_a_folder_is_named_as_it_was_given(cli: Cli, home: Path, data: str, shown: str) -> None:
    os.symlink(home / "data", home / "home" / "data")
    done = export(cli, home, data)
    first, sync, again = done.out.splitlines()
    assert first.startswith(f"Exported run second to {shown}/wandb/offline-run-"), done
    assert sync.startswith(f"  offline: send it later with: wandb sync {shown}/wandb/offline-run-")
    assert again == f"  or, once online, with: calibrax export --data {data} --run second"
    assert str(home) not in done.out


def test_a_folder_above_is_named_as_it_was_given(cli: Cli, home: Path) -> None:
    data = f"../{home.name}/data"
    done = export(cli, home, data, "--all")
    assert f"Exported run first to {data}/wandb/offline-run-" in done.out
    assert str(home) not in done.out


def test_an_absolute_folder_stays_absolute(cli: Cli, home: Path) -> None:
    done = export(cli, home, str(home / "data"))
    assert done.out.startswith(f"Exported run second to {home}/data/wandb/offline-run-")


def test_a_folder_of_the_environment_is_named_as_it_was_given(cli: Cli, home: Path) -> None:
    done = export(cli, home, "data", WANDB_DIR="kept")
    assert done.out.startswith("Exported run second to kept/wandb/offline-run-")
    assert str(home) not in done.out


def test_what_the_sdk_says_of_a_folder_names_no_home(cli: Cli, home: Path) -> None:
    (home / "data" / "wandb").write_text("no folder", encoding="utf-8")
    done = export(cli, home, "data")
    assert done.code == 5
    assert "'~/data/wandb/offline-run-" in done.err
    assert str(home) not in done.err


def test_plain_files_are_named_as_they_were_given(cli: Cli, home: Path) -> None:
    assert export(cli, home, "data", "--to", "csv", "runs.csv").out == "Wrote 2 runs to runs.csv\n"
    assert "--to runs.csv: is there already" in (
        export(cli, home, "data", "--to", "csv", "runs.csv").err
    )


@pytest.mark.parametrize("refused", [{}, {"Viewer": 401}, {"/files/": 403}])
def test_who_asks_a_server_is_shown_nowhere(cli: Cli, home: Path, refused: dict[str, int]) -> None:
    with serving() as server:
        server.refused |= refused
        address = server.url.replace("http://", "http://me:pa55@")
        online = {"WANDB_MODE": "online", "WANDB_API_KEY": KEY, "WANDB_BASE_URL": address}
        done = export(cli, home, "data", **online)
        assert done.code == (5 if refused else 0), done
        assert server.url in done.out + done.err
    stored = [path for path in (home / "data").rglob("*") if path.is_file()]
    said = [done.out.encode(), done.err.encode(), *(path.read_bytes() for path in stored)]
    assert not [each for each in said if b"me:" in each or b"pa55" in each]


def test_what_was_sent_is_remembered_whoever_asked(cli: Cli, home: Path) -> None:
    with serving() as server:
        online = {"WANDB_MODE": "online", "WANDB_API_KEY": KEY}
        export(cli, home, "data", "--all", **online, WANDB_BASE_URL=server.url)
        address = server.url.replace("http://", "http://me:pa55@")
        again = export(cli, home, "data", "--all", **online, WANDB_BASE_URL=address)
    assert again.out == "Nothing to export, 2 runs exported before\n"
