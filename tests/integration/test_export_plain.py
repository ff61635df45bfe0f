"""calibrax export --to: the store in plain forms, with neither the SDK nor a project."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.integration.conftest import Cli

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def a_measured_run(id: str, days: int, **more: object) -> Run:
    plain = a_run(
        a_point("CV-1/small", {"framework": "Datarax"}, t=1.0 + days),
        a_point("CV-1/small", {"framework": "Grain"}, t=2.0),
        id=id,
        timestamp=NOON + timedelta(days=days),
        commit=COMMIT,
        branch="main",
    ).to_dict()
    facts = {"python": "3.11.7", "cpu": {"model": "EPYC", "cores": 4}}
    metadata = {"warnings": ["hot"], "failed": {"b": "no memory"}, "note": "x"}
    known = {"machine": "box", "environment": facts, "metadata": metadata}
    return Run.from_dict({**plain, **known, **more})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store of three runs, saved in another order than they were measured in."""
    saved = Store(tmp_path / "data")
    for run in (
        a_measured_run("third", 2),
        a_measured_run("first", 0, suite="nightly"),
        a_measured_run("second", 1, kind="ab"),
    ):
        saved.save(run)
    return saved


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_of_the_whole_store(cli: Cli, store: Store, tmp_path: Path) -> None:
    done = cli("export", "--data", "data", "--to", "csv", "out/runs.csv")
    assert done == (0, "Wrote 3 runs to out/runs.csv\n", "")
    written = rows((tmp_path / "out" / "runs.csv").read_text(encoding="utf-8"))
    assert [row["run_id"] for row in written] == [
        *("first", "first", "second", "second", "third", "third")
    ]
    assert written[4] == {
        "run_id": "third",
        "timestamp": "2026-01-04T12:00:00Z",
        "commit": COMMIT,
        "branch": "main",
        "suite": "main",
        "kind": "run",
        "machine": "box",
        "point": "CV-1/small",
        "scenario": "CV-1/small",
        "tags": '{"framework":"Datarax"}',
        "metric": "t",
        "value": "3.0",
        "lower": "",
        "upper": "",
        "unit": "ms",
        "direction": "lower",
        "samples": "0",
    }
    assert os.listdir(tmp_path / "out") == ["runs.csv"]
    assert sorted(os.listdir(tmp_path / "data")) == ["runs"]


def test_the_settings_decide_how_a_metric_is_read(cli: Cli, store: Store, tmp_path: Path) -> None:
    rule = "metrics:\n  - {metric: t, unit: s}\n"
    (tmp_path / "other.yml").write_text(rule, encoding="utf-8")
    config = {"metric_defs": {"t": {"name": "t", "unit": "h", "direction": "info"}}}
    (tmp_path / "data" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    done = cli("export", "--data", "data", "--config", "other.yml", "--to", "csv", "-")
    assert {(row["unit"], row["direction"]) for row in rows(done.out)} == {("s", "info")}


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--run", "sec"], ["second"]),
        (["--run", "latest"], ["third"]),
        (["--since", "2026-01-03"], ["second", "third"]),
        (["--since", "2026-01-03T12:00:01"], ["third"]),
        (["--since", "2026-01-03T13:00:00+01:00"], ["second", "third"]),
    ],
)
def test_some_runs_only(cli: Cli, store: Store, options: list[str], ids: list[str]) -> None:
    done = cli("export", "--data", "data", *options, "--to", "jsonl", "-")
    assert done.code == 0
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ids
    assert done.err == ""


def test_each_json_line_alone_is_ingested_into_an_equal_store(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    done = cli("export", "--data", "data", "--to", "jsonl", "runs.jsonl")
    assert done.out == "Wrote 3 runs to runs.jsonl\n"
    for line in (tmp_path / "runs.jsonl").read_bytes().splitlines():
        assert cli("ingest", "--data", "copy", "--input", "-", stdin=line).code == 0
    copy = Store(tmp_path / "copy")
    assert [run.id for run in copy.list_runs()] == ["third", "second", "first"]
    assert copy.list_runs() == store.list_runs()


def test_a_folder_of_asv(cli: Cli, store: Store, tmp_path: Path) -> None:
    store.save(a_run(a_point("a", t=1.0), id="unknown"))
    (tmp_path / "results").mkdir()
    done = cli("export", "--data", "data", "--to", "asv", "results")
    assert done.code == 0
    assert done.out == "Wrote 2 runs to results\n"
    assert done.err == (
        "warning: 2 runs left out: asv holds runs of a commit that is known by its hash, "
        "no side of an A/B and no attempt\n"
    )
    written = [path for path in (tmp_path / "results").rglob("*") if path.is_file()]
    assert sorted(path.name for path in written) == [
        "01234567-main-py3.11.7.json",
        "01234567-nightly-py3.11.7.json",
        "benchmarks.json",
        "machine.json",
    ]
    taken = cli("export", "--data", "data", "--to", "asv", "results")
    assert taken.code == 2
    assert taken.err == "Error: --to results: is there already; remove it, or name another\n"
    none = cli("export", "--data", "data", "--run", "unknown", "--to", "asv", "more")
    assert none.code == 4
    assert none.err.startswith("Error: data: 1 run left out: asv holds runs of a commit")
    assert not (tmp_path / "more").exists()


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--to", "cvs", "x"], 2, "no format 'cvs'; did you mean 'csv'"),
        (["--to", "csv"], 2, "requires 2 arguments"),
        (["--to", "csv", ""], 2, "the name of the file is empty"),
        (["--to", "csv", "taken.csv"], 2, "--to taken.csv: is there already; remove it"),
        (["--to", "csv", "empty"], 2, "--to empty: is a folder; name a file"),
        (["--to", "csv", "data/runs/x.json"], 2, "lies in the store; name a place outside of it"),
        (["--to", "asv", "-"], 2, "--to asv writes a folder: name one instead of -"),
        (["--to", "asv", "taken.csv"], 2, "is there already"),
        (["--to", "csv", "x", "--all"], 2, "--all does not go with --to"),
        (["--to", "csv", "x", "--project", "p"], 2, "--project does not go with --to"),
        (["--to", "csv", "x", "--report", "r"], 2, "--report does not go with --to"),
        (["--to", "csv", "x", "--run", "first", "--since", "2026-01-01"], 2, "--since does not"),
        (["--to", "csv", "x", "--since", "yesterday"], 2, "'yesterday' is no date"),
        (["--to", "csv", "x", "--since", "2027-01-01"], 4, "holds no run since 2027-01-01"),
        (["--to", "csv", "x", "--run", "nope"], 2, "no run 'nope'"),
        (["--to", "csv", "taken.csv/x"], 4, "taken.csv/x: cannot be written: File exists"),
    ],
)
def test_what_is_refused(
    cli: Cli, store: Store, tmp_path: Path, args: list[str], code: int, said: str
) -> None:
    (tmp_path / "taken.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = cli("export", "--data", "data", *args)
    assert said in done.err
    assert done.code == code
    assert done.out == ""
    assert (tmp_path / "taken.csv").read_text(encoding="utf-8") == "mine"
    assert sorted(os.listdir(tmp_path)) == ["data", "empty", "taken.csv"]


def test_a_broken_run_leaves_no_half_of_a_file(cli: Cli, store: Store, tmp_path: Path) -> None:
    (broken,) = (tmp_path / "data" / "runs").glob("*_third.json")
    broken.write_bytes(broken.read_bytes()[:-20])
    done = cli("export", "--data", "data", "--to", "jsonl", "runs.jsonl")
    assert done.code == 4
    assert f"data/runs/{broken.name}: " in done.err
    assert os.listdir(tmp_path) == ["data"]


def test_an_empty_store(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = cli("export", "--data", "data", "--to", "csv", "-")
    assert done == (4, "", "Error: data: holds no run yet; calibrax ingest stores one\n")
    assert cli("export", "--data", "nope", "--to", "csv", "-").code == 4


def test_the_variable_holds_a_value_a_line(cli: Cli, store: Store, tmp_path: Path) -> None:
    done = cli("export", "--data", "data", CALIBRAX_EXPORT_TO="csv\nmy runs.csv")
    assert done.out == "Wrote 3 runs to my runs.csv\n"
    assert (tmp_path / "my runs.csv").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_takes_the_rows(store: Store, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "calibrax", "export", "--data", "data", "--to", "csv", "pipe"]
    writing = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    assert len(rows((tmp_path / "pipe").read_text(encoding="utf-8"))) == 6
    assert writing.wait(30) == 0


def test_the_sdk_is_not_imported(store: Store, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['wandb'] = None\n"
        "from calibrax.cli import main\n"
        "args = ['export', '--data', 'data', '--to', 'csv', '-']\n"
        "main.main(args=args, standalone_mode=False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert len(rows(done.stdout)) == 6
