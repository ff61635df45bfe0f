"""Export from below the user's home folder, with the real SDK: nobody is told where that is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import Cli
from tests.integration.wandb_runs import KEY, Home, a_home
from tests.integration.wandb_server import serving


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


def telling(home: Home) -> list[Path]:
    """Return the files of the store that name the folder above it, or the key."""
    secrets = (str(home.path).encode(), KEY.encode())
    written = [path for path in (home.path / "data").rglob("*") if path.is_file()]
    return [path for path in written if any(each in path.read_bytes() for each in secrets)]


def test_offline_only_what_is_sent_later_names_the_place_of_its_files(home: Home) -> None:
    done = home.export(WANDB_MODE="offline", WANDB_API_KEY=KEY, HOME=str(home.path))
    folder = home.path / done.out.splitlines()[0].removeprefix("Exported run second to ")
    assert telling(home) == [folder / "run-second.wandb"]
    assert not (folder / "logs").exists()
    assert not [path for path in (home.path / "data").rglob("*") if path.is_symlink()]


def test_it_is_sent_later_without_its_logs(home: Home) -> None:
    done = home.export(WANDB_MODE="offline")
    folder = home.path / done.out.splitlines()[0].removeprefix("Exported run second to ")
    with serving() as server:
        synced = subprocess.run(
            [Path(sys.executable).parent / "wandb", "sync", folder],
            cwd=home.path / "home",
            env={
                "HOME": str(home.path / "home"),
                "WANDB_API_KEY": KEY,
                "WANDB_BASE_URL": server.url,
            },
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert synced.returncode == 0, synced
    assert json.loads(server.summaries["second"])["verdict"] == "fail"
    assert len(server.named("/upload/run.json")) == 1


@pytest.mark.parametrize("variable", ["WANDB_DIR", "WANDB_DATA_DIR"])
def test_online_no_path_is_sent(home: Home, variable: str) -> None:
    kept = {variable: str(home.path / "data" / "kept")}
    with serving() as server:
        address = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
        done = home.export(HOME=str(home.path), **address, **kept)
    assert done.code == 0, done
    assert server.named("/upload/manifest")
    assert not [each for each in server.requests if str(home.path) in str(each)]
    assert not [each for each in telling(home) if each.suffix != ".wandb"]
