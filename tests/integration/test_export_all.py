"""calibrax export --all with the real SDK: in time order, once, and never more than arrived."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run, an_attempt
from tests.integration.conftest import Cli, Outcome
from tests.integration.remotes import Remote
from tests.integration.wandb_server import WandBServer, serving
from tests.measured import measured

KEY = "0123456789abcdef" * 3


def a_run_of_day(id: str, days: int, value: float = 1.0) -> Run:
    return a_run(a_point("a", t=value), id=id, timestamp=NOON + timedelta(days=days))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store of three runs, a side of an A/B and an attempt, saved in no order."""
    saved = Store(tmp_path / "data")
    saved.save(a_run_of_day("late", 2, 2.0))
    saved.save(a_run_of_day("early", 0, 3.0))
    saved.save(a_run_of_day("middle", 1))
    saved.save(Run.from_dict({**a_run_of_day("side", 1).to_dict(), "kind": "ab"}))
    saved.save(an_attempt(a_run_of_day("third", 3), a_run_of_day("late", 2)))
    saved.set_baseline("middle")
    return saved


@pytest.fixture
def server() -> Iterator[WandBServer]:
    with serving() as listening:
        yield listening


def export(cli: Cli, tmp_path: Path, *args: str, **environ: str) -> Outcome:
    variables = {"HOME": str(tmp_path / "home"), "WANDB_PROJECT": "speed", **environ}
    return cli("export", "--data", "data", *args, **variables)


def arrived(server: WandBServer) -> list[str]:
    """Return the ids of the runs that were begun, in order."""
    return list(dict.fromkeys(each["name"] for each in server.named("UpsertBucket")))


def test_online_until_one_fails_and_on_from_there(
    cli: Cli, store: Store, server: WandBServer, tmp_path: Path
) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    server.refused["/files/team/speed/middle"] = 403
    stopped = export(cli, tmp_path, "--all", "--entity", "team", **environ)
    url = f"{server.url}/team/speed/runs"
    assert stopped.code == 5
    assert stopped.out == f"Exported run early to {url}/early (1 of 3)\n"
    assert stopped.err.startswith("Error: Weights & Biases: ")
    assert stopped.err.endswith(
        "; 1 of 3 runs arrived, run middle did not; all are safe in data, send the rest with: "
        "calibrax export --data data --all --entity team\n"
    )
    server.refused.clear()
    server.requests.clear()
    rest = export(cli, tmp_path, "--all", "--entity", "team", **environ)
    assert rest == (
        0,
        f"Exported run middle to {url}/middle (1 of 2)\n"
        f"Exported run late to {url}/late (2 of 2)\n"
        "Exported 2 runs to team/speed, 1 run exported before\n",
        "",
    )
    assert arrived(server) == ["middle", "late"]
    server.requests.clear()
    nothing = export(cli, tmp_path, "--all", "--entity", "team", **environ)
    assert nothing == (0, "Nothing to export, 3 runs exported before\n", "")
    assert server.requests == []
    kept = json.loads((tmp_path / "data" / "exports.json").read_bytes())
    to = {"mode": "online", "project": "speed", "entity": "team", "server": server.url}
    assert kept["sent"] == [{"to": to, "runs": ["early", "middle", "late"]}]


def test_offline_is_remembered_apart_and_a_run_by_name_counts(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    to = {"mode": "online", "project": "speed", "entity": None, "server": None}
    online = {"to": to, "runs": ["early", "middle", "late"]}
    path = tmp_path / "data" / "exports.json"
    path.write_text(json.dumps({"schema": 1, "sent": [online]}), encoding="utf-8")
    export(cli, tmp_path, "--run", "late", WANDB_MODE="offline")
    done = export(cli, tmp_path, "--all", "--since", "2026-01-03", WANDB_MODE="offline")
    assert done.err == ""
    first, *more = done.out.splitlines()
    assert re.fullmatch(
        r"Exported run middle to data/wandb/offline-run-\S+-middle \(1 of 1\)", first
    )
    assert more == [
        "Exported 1 run to speed, 1 run exported before",
        "  offline: once online, send them with: "
        "calibrax export --data data --all --since 2026-01-03T00:00:00+00:00",
    ]
    kept = json.loads(path.read_bytes())["sent"]
    assert kept == [online, {"to": {**to, "mode": "offline"}, "runs": ["late", "middle"]}]


def test_a_run_that_is_older_than_the_baseline_is_not_judged(
    cli: Cli, store: Store, server: WandBServer, tmp_path: Path
) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    verdicts = []
    for options in (["early"], ["early", "--baseline", "main"], ["middle"], ["late"]):
        server.requests.clear()
        assert export(cli, tmp_path, "--run", *options, **environ).code == 0
        summary = json.loads(server.named("/upload/wandb-summary.json")[-1])
        verdicts.append(summary["verdict"])
    assert verdicts == ["not-judged", "fail", "pass", "fail"]


@pytest.mark.parametrize("options", [["--all"], []])
def test_a_broken_memory_is_named_before_anything_is_sent(
    cli: Cli, store: Store, tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "data" / "exports.json"
    path.write_text("{", encoding="utf-8")
    done = export(cli, tmp_path, *options, WANDB_MODE="offline")
    assert done.code == 4
    assert done.out == ""
    assert done.err.startswith("Error: data/exports.json: ")
    assert "; remove the file, it only says which runs were exported" in done.err
    assert path.read_text(encoding="utf-8") == "{"
    assert not (tmp_path / "data" / "wandb").exists()


FULL_DISK = """
from calibrax.cli import main
from calibrax.errors import DataError
from calibrax.storage import files
def full(path, data):
    raise DataError(f"{path}: cannot be written: No space left on device")
files.write = full
main.main(args=["export", "--data", "data", "--project", "speed"], standalone_mode=False)
"""


def test_what_arrived_and_cannot_be_remembered_is_no_failure(store: Store, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "WANDB_MODE": "offline",
            **measured(),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("Exported run late to ")
    assert done.stderr == (
        "warning: data/exports.json: cannot be written: No space left on device; "
        "--all will send the run again\n"
    )


def test_an_old_run_does_not_take_latest_from_a_newer_one(
    cli: Cli, store: Store, server: WandBServer, tmp_path: Path
) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    export(cli, tmp_path, "--run", "late", **environ)
    latest = server.aliases["benchmarks-main", "latest"]
    done = export(cli, tmp_path, "--all", "--since", "2026-01-03", **environ)
    assert "Exported run middle" in done.out
    assert server.aliases["benchmarks-main", "latest"] == latest
    assert server.aliases["benchmarks-main", "baseline"] != latest


def test_the_baseline_of_another_branch_does_not_take_the_alias(
    cli: Cli, store: Store, server: WandBServer, tmp_path: Path
) -> None:
    store.set_baseline("late", "main@feature/x")
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    assert export(cli, tmp_path, "--run", "middle", **environ).code == 0
    mains = server.aliases["benchmarks-main", "baseline"]
    assert export(cli, tmp_path, "--all", **environ).code == 0
    assert server.aliases["benchmarks-main", "baseline"] == mains
    assert server.aliases["benchmarks-main", "latest"] != mains


def aliases(server: WandBServer) -> dict[str, str]:
    return {alias: of for (name, alias), of in server.aliases.items() if name == "benchmarks-main"}


def test_a_side_and_an_attempt_take_no_alias(
    cli: Cli, store: Store, server: WandBServer, tmp_path: Path
) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    assert export(cli, tmp_path, "--run", "side", **environ).code == 0
    assert "benchmarks-main" not in server.versions
    assert export(cli, tmp_path, "--all", **environ).code == 0
    before = aliases(server)
    assert before.keys() == {"latest", "baseline"}
    for run_id in ("side", "third"):
        assert export(cli, tmp_path, "--run", run_id, **environ).code == 0
        assert aliases(server) == before


def test_a_broken_run_says_how_far_it_came(cli: Cli, store: Store, tmp_path: Path) -> None:
    (broken,) = (tmp_path / "data" / "runs").glob("*_middle.json")
    broken.write_bytes(broken.read_bytes()[:-20])
    done = export(cli, tmp_path, "--all", WANDB_MODE="offline")
    assert done.code == 4
    assert f"data/runs/{broken.name}: " in done.err
    assert "; 1 of 3 runs arrived, run middle did not; " in done.err


@pytest.mark.parametrize(
    ("args", "environ", "said"),
    [
        (["--all", "--run", "late"], {}, "--run does not go with --all"),
        (["--all", "--baseline", "main"], {}, "--baseline does not go with --all"),
        (["--all", "--report", "report.json"], {}, "--report does not go with --all"),
        (["--since", "2026-01-01"], {}, "--since does not go with a single run"),
        (["--all", "--since", "2026-13-01"], {}, "'2026-13-01' is no date: write 2026-01-31"),
        (["--all"], {}, "WANDB_API_KEY is not set"),
        (["--all"], {"WANDB_PROJECT": ""}, "no W&B project: give --project"),
    ],
)
def test_wrong_usage(
    cli: Cli, store: Store, tmp_path: Path, args: list[str], environ: dict[str, str], said: str
) -> None:
    done = export(cli, tmp_path, *args, **environ)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err


def test_nothing_is_sent_in_a_disabled_mode_nor_remembered(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    done = export(cli, tmp_path, "--all", WANDB_MODE="disabled")
    assert done == (0, "3 runs sent nowhere: WANDB_MODE is disabled\n", "")
    assert not (tmp_path / "data" / "exports.json").exists()


def test_an_empty_store(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = export(cli, tmp_path, "--all", WANDB_MODE="offline")
    assert done == (4, "", "Error: data: holds no run yet; calibrax ingest stores one\n")


def test_the_memory_stays_on_this_machine(cli: Cli, store: Store, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git")
    memory = tmp_path / "data" / "exports.json"
    memory.write_text('{"schema": 1, "sent": []}', encoding="utf-8")
    for verb in ("push", "pull"):
        assert cli("store", verb, "--data", "data", "--remote", remote.url).code == 0
    assert "exports.json" not in remote.files()
    assert memory.is_file()
    assert [run.id for run in store.list_runs()] == ["third", "late", "side", "middle", "early"]


@pytest.mark.parametrize("columns", [24, 80])
def test_a_bar_fits_a_terminal(store: Store, tmp_path: Path, columns: int) -> None:
    pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    from tests.integration.test_terminal import ANSI, on_terminal

    args = ["export", "--data", "data", "--all", "--since", "2026-01-03", "--project", "speed"]
    home = str(tmp_path / "home")
    shown = ANSI.sub("", on_terminal(tmp_path, columns, *args, WANDB_MODE="offline", HOME=home))
    bar, done, hint, *rest = re.sub(r"\x1b\[\?25[lh]", "", shown).split("\n")
    states = [state.strip() for state in bar.split("\r")]
    assert all(len(state) <= columns for state in states)
    assert [state for state in states if state.endswith("0/2") or "0/2 " in state]
    assert "2/2" in states[-1]
    assert ("Exporting" in bar) is (columns == 80)
    assert done == "Exported 2 runs to speed"
    assert hint.startswith("  offline: once online, send them with: calibrax export")
    assert rest == [""]
