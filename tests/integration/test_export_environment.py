"""Export with an environment that cannot be right: told before anything is sent."""

from base64 import b64encode
from pathlib import Path

import pytest

from tests.integration.conftest import Cli
from tests.integration.wandb_runs import KEY, Home, a_home, exported, python
from tests.integration.wandb_server import serving


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


def test_a_key_that_was_pasted_with_its_newline(home: Home) -> None:
    with serving() as server:
        done = home.export(WANDB_API_KEY=f"{KEY}\n", WANDB_BASE_URL=server.url)
    assert done.code == 0, done
    assert server.summaries["second"]


@pytest.mark.parametrize("mode", ["online", "offline"])
@pytest.mark.parametrize(
    "address", ["notaurl", "me:s3cretpw@host/[", "http://me:s3cretpw@wandb.ai"]
)
def test_a_wrong_address(home: Home, address: str, mode: str) -> None:
    done = home.export(WANDB_API_KEY=KEY, WANDB_BASE_URL=address, WANDB_MODE=mode)
    assert done.code == 2, done
    assert "WANDB_BASE_URL" in done.err
    assert done.err.count("\n") == 1
    assert "s3cretpw" not in done.err


@pytest.mark.parametrize("mode", ["online", "offline"])
def test_a_setting_that_cannot_be_one(home: Home, mode: str) -> None:
    done = home.export(WANDB_API_KEY=KEY, WANDB_HTTP_TIMEOUT="abc", WANDB_MODE=mode)
    assert done.code == 2, done
    assert done.err.startswith("Error: Weights & Biases: WANDB_HTTP_TIMEOUT: ")
    assert done.err.count("\n") == 1


def test_a_token_that_is_not_there(home: Home) -> None:
    done = home.export(WANDB_IDENTITY_TOKEN_FILE="nowhere")
    assert done.code == 2, done
    assert done.err.startswith("Error: Weights & Biases: WANDB_IDENTITY_TOKEN_FILE: 'nowhere' ")


@pytest.mark.parametrize(
    ("folder", "reason"), [("taken", "File exists"), ("taken/below", "Not a directory")]
)
def test_a_folder_that_cannot_be_one(home: Home, folder: str, reason: str) -> None:
    (home.path / "taken").touch()
    done = home.export(WANDB_MODE="offline", WANDB_DIR=folder)
    assert done.code == 2, done
    assert done.err == (
        f"Error: {folder}: runs cannot be kept there ({reason}): "
        "set WANDB_DIR to a folder that can be written to\n"
    )


def test_a_run_in_a_sweep_is_still_the_one_of_its_id(home: Home) -> None:
    (home.path / "sweep.yaml").write_text("lr: {value: 1}\n", encoding="utf-8")
    theirs = {
        "WANDB_LAUNCH": "true",
        "WANDB_RESUME": "maybe",
        "WANDB_RUN_ID": "theirs",
        "WANDB_SWEEP_ID": "s1",
        "WANDB_SWEEP_PARAM_PATH": str(home.path / "sweep.yaml"),
    }
    run = exported(home, **theirs).run
    assert (run["run_id"], run["project"]) == ("second", "speed")
    assert not run.get("sweep_id")
    assert "lr" not in str(run)


GIVEN = """
import os, sys
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store

environ = {"WANDB_API_KEY": sys.argv[1], "WANDB_BASE_URL": sys.argv[2], "HOME": os.environ["HOME"]}
before = dict(os.environ)
with WandBExporter("speed", environ=environ) as exporter:
    exporter.export_run(Store("data").load("second"))
assert dict(os.environ) == before
"""


def test_credentials_come_from_the_environment_that_is_given(home: Home) -> None:
    theirs = "f" * len(KEY)
    netrc = home.path / "home" / ".netrc"
    with serving() as server, serving() as other:
        netrc.write_text(f"machine 127.0.0.1 login user password {theirs}\n", encoding="utf-8")
        netrc.chmod(0o600)
        done = python(
            home.path, GIVEN, KEY, server.url, WANDB_API_KEY=theirs, WANDB_BASE_URL=other.url
        )
    assert done.returncode == 0, done
    assert "second" in server.summaries
    expected = b64encode(f"api:{KEY}".encode()).decode()
    assert {each.authorization for each in server.requests} <= {f"Basic {expected}", ""}
    assert not other.requests
