"""Export with the real SDK, offline: read back from the files that it wrote."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import a_point, a_run
from tests.integration.conftest import Cli
from tests.integration.wandb_runs import KEY, Home, a_home, python, read_back
from tests.measured import measured


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


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
    assert kept.table("rankings/throughput") == {
        "columns": [
            *("benchmark", "rank", "label", "value"),
            *("is_best", "delta % from best", "scenario"),
        ],
        "data": [
            ["CV-1/small", 1, "Grain", 20071.0, True, 0.0, "CV-1/small"],
            ["CV-1/small", 2, "Datarax", 18000.0, False, pytest.approx(-10.31837), "CV-1/small"],
        ],
    }
    assert "rankings/size" not in summary
    page = kept.text("comparison_styled")
    assert summary["comparison_styled"]["_type"] == "html-file"
    assert "<td>CV-1/small</td><td>Grain</td><td><b>20071.00</b></td><td></td>" in page
    assert "<td>CV-1/small</td><td>Datarax</td><td>18000.00</td><td>3.00</td>" in page
    assert page.count("<b>") == 1
    (regression,) = kept.table("regressions")["data"]
    assert regression == [
        *("CV-1/small", "framework=Datarax", "throughput", "elem/s", "higher"),
        *(20158.0, 18000.0, pytest.approx(-10.70543), "noise unknown", ""),
    ]
    (alert,) = kept.of("alert")
    assert alert["title"] == "CV-1/small throughput [framework=Datarax]"
    assert alert["level"] == "ERROR"
    assert "baseline 20158.00 `elem/s`, current 18000.00 `elem/s`, change -10.7%" in alert["text"]
    assert alert["text"].endswith("run `second`, commit `c0ffee`")
    assert summary["alerts_sent"] == [alert["title"]]
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
    assert done.out.endswith(
        "calibrax export --data data --run second --report report.json\n"
    )  # the command that sends the same
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
assert not {"WANDB_SILENT", "WANDB_SERVICE"} & os.environ.keys()
print(open_one, finished, sep="\\n")
"""


def test_the_python_api(home: Home) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(home.path / "home"), **measured()}
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
    assert finished.summary["verdict"] == "fail"
    folders = (home.path / "data" / "wandb").glob("offline-run-*")
    kept = [read_back(folder) for folder in folders]
    ends = {(each.run["run_id"], *(end["exit_code"] for end in each.of("exit"))) for each in kept}
    assert len(kept) == 3
    assert ends == {("second", 0), ("first", 1)}


LEFT_OPEN = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
exporter = WandBExporter("speed", folder="data")
print(exporter.export_run(Store("data").load("second"), finish=False), flush=True)
"""


@pytest.mark.parametrize(("end", "code"), [("", 0), ("raise RuntimeError", 1)])
def test_a_run_that_is_left_open_ends_as_the_program_does(home: Home, end: str, code: int) -> None:
    done = python(home.path, LEFT_OPEN + end, WANDB_MODE="offline")
    assert done.returncode == code
    ends = read_back(home.path / done.stdout.strip()).of("exit")
    assert [each["exit_code"] for each in ends] == [code]


@pytest.mark.parametrize(
    ("args", "environ", "said"),
    [
        (["--baseline", "nope"], {"WANDB_MODE": "offline"}, "no baseline 'nope' in data; "),
        (["--project", "a/b"], {"WANDB_MODE": "offline"}, "Invalid project name 'a/b'"),
        ([], {}, "WANDB_API_KEY is not set: set it in the environment (export WANDB_API_KEY=...)"),
        ([], {"WANDB_API_KEY": "\t"}, "WANDB_API_KEY is blank: set it"),
        (
            [],
            {"GITHUB_ACTIONS": "true"},
            "WANDB_API_KEY is not set: add the secret WANDB_API_KEY to the repository",
        ),
        ([], {"WANDB_MODE": "Offline"}, "no WANDB_MODE 'Offline'; calibrax takes online, "),
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
from calibrax.cli import main
print(main.main({args}, standalone_mode=False))
"""


def in_process(home: Home, **environ: str) -> subprocess.CompletedProcess[str]:
    args = ["export", "--data", "data", "--run", "sec"]
    kept = {"PATH": os.environ["PATH"], "HOME": str(home.path / "home"), **measured(), **environ}
    return subprocess.run(
        [sys.executable, "-c", IN_PROCESS.format(args=args)],
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
    absent = "raise ModuleNotFoundError('No module named wandb', name='wandb')\n"
    (home.path / "wandb.py").write_text(absent, encoding="utf-8")
    done = home.export("--run", "second", WANDB_MODE="offline", PYTHONPATH=str(home.path))
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Error: the Weights & Biases SDK cannot be imported (No module")
    assert 'install it with uv pip install "calibrax[wandb] @ git+https' in done.err
    assert len(done.err.splitlines()) == 1


def test_the_command_that_sends_again_names_the_settings(home: Home) -> None:
    (home.path / "other.yml").write_text("wandb_project: elsewhere\n", encoding="utf-8")
    done = home.export("--config", "other.yml", WANDB_MODE="offline")
    assert done.out.endswith(
        "online, with: calibrax export --data data --run second --config other.yml\n"
    ), done
