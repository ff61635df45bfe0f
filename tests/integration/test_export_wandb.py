"""Export with the real SDK: offline read back from its files, online against a local server."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.wandb_server import Request, WandBServer, serving

KEY = "0123456789abcdef" * 3
LEET = [str(Path(sys.executable).parent / "wandb"), "leet", "inspect", "--json"]


def a_measured_run(id: str, throughput: float) -> Run:
    run = a_run(
        a_point("CV-1/small", {"framework": "Datarax"}, throughput=throughput, size=3.0),
        a_point("CV-1/small", {"framework": "Grain"}, throughput=20071.0),
        id=id,
        branch="feature/x",
        commit="c0ffee",
        defs=(),
    )
    plain = run.to_dict()
    plain["environment"] = {"cpu": {"model": "EPYC"}, "python": "3.11.7"}
    plain["metric_defs"] = {
        "throughput": {
            "name": "throughput",
            "unit": "elem/s",
            "direction": "higher",
            "group": "Throughput",
        }
    }
    return Run.from_dict(plain)


class Home(NamedTuple):
    """A store with a baseline and a slower run, and the command line beside it."""

    path: Path
    cli: Cli

    @property
    def store(self) -> Store:
        return Store(self.path / "data")

    def export(self, *args: str, **environ: str) -> Any:
        variables = {"HOME": str(self.path / "home"), "WANDB_PROJECT": "speed", **environ}
        return self.cli("export", "--data", "data", *args, **variables)


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    store = Store(tmp_path / "data")
    store.save(a_measured_run("first", 20158.0))
    store.set_baseline("first")
    store.save(a_measured_run("second", 18000.0))
    (tmp_path / "home").mkdir()
    return Home(tmp_path, cli)


@pytest.fixture
def server() -> Iterator[WandBServer]:
    with serving() as listening:
        yield listening


class Offline(NamedTuple):
    """What the SDK wrote into a folder."""

    folder: Path
    records: list[dict[str, Any]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [record[kind] for record in self.records if record["type"] == kind]

    @property
    def run(self) -> dict[str, Any]:
        (run,) = self.of("run")
        return run

    @property
    def summary(self) -> dict[str, Any]:
        return {key: value for each in self.of("summary") for key, value in each["update"].items()}

    def table(self, key: str) -> dict[str, Any]:
        content = (self.folder / "files" / self.summary[key]["path"]).read_text(encoding="utf-8")
        table: dict[str, Any] = json.loads(content)
        return table

    @property
    def artifact(self) -> dict[str, Any]:
        (artifact,) = [each for each in self.of("artifact") if each["type"] == "benchmark-run"]
        return artifact


def read_back(folder: Path) -> Offline:
    done = subprocess.run([*LEET, str(folder)], capture_output=True, check=True, timeout=60)
    return Offline(folder, [json.loads(line) for line in done.stdout.splitlines()])


def test_offline_everything_arrives(home: Home) -> None:
    done = home.export(WANDB_MODE="offline", WANDB_BASE_URL="")
    assert done.err == ""
    assert done.code == 0
    first, *more = done.out.splitlines()
    folder = first.removeprefix("Exported run second to ")
    assert re.fullmatch(r"data/wandb/offline-run-\d{8}_\d{6}-second", folder)
    assert more == [
        f"  offline: send it later with: wandb sync {folder}",
        "  or, once online, with: calibrax export --data data --run second",
    ]
    kept = read_back(home.path / folder)
    assert {key: kept.run[key] for key in ("project", "run_id", "run_group", "job_type")} == {
        "project": "speed",
        "run_id": "second",
        "run_group": "feature/x",
        "job_type": "benchmark",
    }
    assert kept.run["resume"] is True
    config = kept.run["config"]["update"]
    assert config["run_id"] == "second"
    assert config["commit"] == "c0ffee"
    assert config["branch"] == "feature/x"
    assert config["timestamp"] == "2026-01-02T12:00:00Z"
    assert config["timestamp_unix"] == 1767355200
    assert config["environment"] == {"cpu": {"model": "EPYC"}, "python": "3.11.7"}
    assert config["metric_defs"]["throughput"]["direction"] == "higher"
    summary = kept.summary
    assert summary["Throughput/throughput/Datarax"] == 18000
    assert summary["Throughput/throughput/Grain"] == 20071
    assert summary["size/Datarax"] == 3
    assert summary["verdict"] == "fail"
    assert summary["timestamp"] == "2026-01-02T12:00:00Z"
    assert kept.table("comparison") == {
        "columns": ["benchmark", "framework", "throughput", "size"],
        "data": [
            ["CV-1/small", "Datarax", "18000.00", 3.0],
            ["CV-1/small", "Grain", "20071.00 *", None],
        ],
    }
    regressions = kept.table("regressions")
    assert [row[:7] for row in regressions["data"]] == [
        ["CV-1/small", "framework=Datarax", "throughput", "elem/s", "higher", 20158.0, 18000.0]
    ]
    assert kept.artifact["name"] == "benchmarks-main"
    assert kept.artifact["aliases"] == ["latest"]
    (content,) = kept.artifact["manifest"]["contents"]
    assert content["path"] == "run.json"
    (stored,) = (home.path / "data" / "runs").glob("*_second.json")
    assert Path(content["local_path"]).read_bytes() == stored.read_bytes()
    assert not [record for record in kept.records if record["type"] == "history"]


def test_offline_touches_only_the_store_and_tells_nothing_of_the_user(home: Home) -> None:
    before = {path.name for path in home.path.iterdir()}
    done = home.export(
        "--run", "first", WANDB_MODE="offline", WANDB_API_KEY=KEY, WANDB_DIR="data/elsewhere"
    )
    assert done.out.startswith("Exported run first to data/elsewhere/wandb/offline-run-")
    assert {path.name for path in home.path.iterdir()} == before
    assert not (home.path / "data" / "wandb").exists()
    written = [path for path in (home.path / "data").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert KEY.encode() not in path.read_bytes()
        assert str(home.path / "home").encode() not in path.read_bytes()
    kept = read_back(home.path / done.out.splitlines()[0].removeprefix("Exported run first to "))
    assert sorted(kept.artifact["aliases"]) == ["baseline", "latest"]
    assert kept.summary["verdict"] == "pass"


def test_without_a_baseline_the_verdict_says_so(home: Home) -> None:
    (home.path / "data" / "baselines" / "main.json").unlink()
    store = home.store
    hostile = a_run(a_point("</td>\x1b[1m::error::", {"k": "a/b"}, **{"_step": 1.0}), id="odd")
    store.save(hostile)
    done = home.export("--run", "odd", WANDB_MODE="offline")
    assert done.code == 0
    kept = read_back(home.path / done.out.splitlines()[0].removeprefix("Exported run odd to "))
    assert kept.summary["verdict"] == "no-baseline"
    assert kept.summary["_step/</td>\x1b[1m::error::"] == 1
    assert kept.table("regressions")["data"] == []


def test_the_verdict_of_a_report(home: Home) -> None:
    home.cli("check", "--data", "data", "--threshold", "20%", "--report", "report.json")
    done = home.export("--report", "report.json", WANDB_MODE="offline")
    kept = read_back(home.path / done.out.splitlines()[0].removeprefix("Exported run second to "))
    assert kept.summary["verdict"] == "pass"
    assert home.export("--report", "report.json", "--baseline", "main").code == 2
    other = home.export("--report", "report.json", "--run", "first", WANDB_MODE="offline")
    assert other.err == "Error: the report is on second, not on run first\n"
    assert other.code == 2
    assert len(list((home.path / "data" / "wandb").glob("offline-run-*"))) == 1


API = """
import logging, os
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
run, baseline = store.load("second"), store.get_baseline()
with WandBExporter("speed", tags=["nightly"], folder="data") as exporter:
    assert exporter.check_auth()
    open_one = exporter.export_run(run, finish=False)
    exporter.export_analysis(run, baseline)
exporter = WandBExporter(project="speed", folder="data")
finished = exporter.export_run(run)
exporter.export_analysis(run, baseline)
try:
    with exporter:
        exporter.export_run(baseline, finish=False)
        raise KeyError("a bug")
except KeyError:
    pass
assert "WANDB_SILENT" not in os.environ
print(open_one, finished, sep="\\n")
"""


def test_the_python_api(home: Home) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(home.path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", API],
        cwd=home.path,
        env={**environ, "WANDB_MODE": "offline"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    open_one, finished = (read_back(home.path / line) for line in done.stdout.splitlines())
    assert open_one.run["tags"] == ["nightly"]
    assert open_one.summary["verdict"] == "fail"
    assert open_one.summary["Throughput/throughput/Datarax"] == 18000
    assert "verdict" not in finished.summary
    folders = (home.path / "data" / "wandb").glob("offline-run-*")
    kept = [read_back(folder) for folder in folders]
    ends = {(each.run["run_id"], *(end["exit_code"] for end in each.of("exit"))) for each in kept}
    assert len(kept) == 4
    assert ends == {("second", 0), ("first", 1)}


def test_online_everything_arrives(home: Home, server: WandBServer) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    done = home.export("--entity", "team", **environ)
    assert done.err == ""
    assert done.out == f"Exported run second to {server.url}/team/speed/runs/second\n"
    assert done.code == 0
    begun = server.named("UpsertBucket")[0]
    wanted = {"name": "second", "project": "speed", "entity": "team", "groupName": "feature/x"}
    assert begun.items() >= wanted.items()
    assert begun["program"] == "calibrax"
    assert not begun["host"]
    assert not begun["repo"]
    basic = base64.b64encode(f"api:{KEY}".encode()).decode()
    asked = {each.authorization for each in server.requests if each.name == "UpsertBucket"}
    assert asked == {f"Basic {basic}"}
    (summary,) = server.named("/upload/wandb-summary.json")
    sent = json.loads(summary)
    assert sent["Throughput/throughput/Datarax"] == 18000
    assert sent["verdict"] == "fail"
    (stored,) = (home.path / "data" / "runs").glob("*_second.json")
    assert server.named("/upload/run.json") == [stored.read_bytes()]
    artifacts = [each["input"]["artifactCollectionName"] for each in server.named("CreateArtifact")]
    assert "benchmarks-main" in artifacts
    assert not (home.path / "data" / "wandb").exists()
    assert not (home.path / "home" / ".netrc").exists()
    sources = [*server.requests, done.out, done.err]
    assert not [each for each in sources if str(home.path) in str(each)]


def test_the_second_export_is_the_same_run(home: Home, server: WandBServer) -> None:
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}
    home.export(**environ)
    first = list(server.requests)
    server.requests.clear()
    assert home.export(**environ).code == 0

    def content(requests: list[Request]) -> list[tuple[str, Any]]:
        uploads = ("/upload/media/table", "/upload/run.json")
        sent = [(each.name, each.content) for each in requests if each.name.startswith(uploads)]
        runs = {each.content["name"] for each in requests if each.name == "UpsertBucket"}
        return [*sorted(sent), *(("run", run) for run in runs)]

    assert content(server.requests) == content(first)
    assert not [each for each in server.requests if "wandb-history" in str(each.content)]


@pytest.mark.parametrize(
    ("refused", "status", "said"),
    [
        (
            "Viewer",
            401,
            "nothing was sent, the key is refused, check WANDB_API_KEY: .*refused by the test",
        ),
        ("UpsertBucket", 403, "nothing was sent: .*refused by the test"),
        ("/files/", 403, "the run there is incomplete: .*filestream: .*403"),
        ("/upload/run.json", 403, "the run there is incomplete: .*failed to log artifact"),
    ],
)
def test_a_server_that_refuses(
    home: Home, server: WandBServer, refused: str, status: int, said: str
) -> None:
    server.refused[refused] = status
    done = home.export(WANDB_API_KEY=KEY, WANDB_BASE_URL=server.url)
    assert done.code == 5
    assert done.out == ""
    assert re.match(f"Error: Weights & Biases: {said}", done.err), done.err
    again = "the run is safe in data, send it again with: calibrax export --data data --run second"
    assert done.err.endswith(f"; {again}\n")
    assert "5ecret" not in done.err
    assert KEY not in done.err


def test_a_server_that_is_not_there(home: Home) -> None:
    begun = time.monotonic()
    environ = {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": "http://127.0.0.1:1"}
    done = home.export("--project", "a project", **environ)
    assert done.code == 5
    assert done.err.endswith("--data data --run second --project 'a project'\n")
    assert "the server cannot be reached, check the network and WANDB_BASE_URL" in done.err
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    ("args", "environ", "said"),
    [
        (["--baseline", "nope"], {"WANDB_MODE": "offline"}, "no baseline 'nope' in data; "),
        (["--project", "a/b"], {"WANDB_MODE": "offline"}, "Invalid project name 'a/b'"),
        ([], {}, "WANDB_API_KEY is not set: set WANDB_API_KEY (in a workflow: env: "),
        ([], {"WANDB_API_KEY": "\t"}, "WANDB_API_KEY is blank: set WANDB_API_KEY"),
        ([], {"WANDB_MODE": "Offline"}, "no WANDB_MODE 'Offline'; did you mean 'offline'"),
        (
            [],
            {"WANDB_PROJECT": " ", "WANDB_MODE": "offline"},
            "no W&B project: give --project, set WANDB_PROJECT, "
            "or write wandb_project into calibrax.yml or data/config.json",
        ),
    ],
)
def test_wrong_usage(home: Home, args: list[str], environ: dict[str, str], said: str) -> None:
    done = home.export(*args, **environ)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err


def test_a_disabled_mode_sends_nothing_and_says_so(home: Home) -> None:
    done = home.export(WANDB_MODE="disabled")
    assert done == (0, "Run second is sent nowhere: WANDB_MODE is disabled\n", "")


IN_PROCESS = """
import sys
{first}
from calibrax.cli import main
print(main.main({args}, standalone_mode=False))
"""


def in_process(home: Home, first: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    args = ["export", "--data", "data", "--run", "sec"]
    kept = {"PATH": os.environ["PATH"], "HOME": str(home.path / "home"), **environ}
    return subprocess.run(
        [sys.executable, "-c", IN_PROCESS.format(first=first, args=args)],
        cwd=home.path,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_returns_where_the_run_is(home: Home) -> None:
    config = {"wandb_project": "from-config", "wandb_entity": "a-team"}
    (home.path / "data" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    done = in_process(home, WANDB_MODE="offline")
    folder = home.path / done.stdout.splitlines()[-1]
    kept = read_back(folder)
    assert kept.run["project"] == "from-config"
    assert kept.run["entity"] == "a-team"


def test_calibrax_yml_has_its_say(home: Home) -> None:
    settings = """\
threshold: 20%
wandb_project: from-settings
metrics:
  - {metric: size, direction: lower, group: Memory}
"""
    (home.path / "calibrax.yml").write_text(settings, encoding="utf-8")
    done = home.export(WANDB_MODE="offline", WANDB_PROJECT="")
    assert done.err == ""
    kept = read_back(home.path / done.out.splitlines()[0].removeprefix("Exported run second to "))
    assert kept.run["project"] == "from-settings"
    assert kept.summary["verdict"] == "pass"
    assert kept.summary["Memory/size/Datarax"] == 3
    assert kept.table("comparison")["data"][0][3] == "3.00 *"


def test_a_missing_extra_says_how_to_install_it(home: Home) -> None:
    done = in_process(
        home,
        first="sys.modules['wandb'] = None",
        WANDB_MODE="offline",
        WANDB_PROJECT="speed",
    )
    assert 'install it with uv pip install "calibrax[wandb] @ git+https' in done.stderr
    assert "ClickException" in done.stderr
