"""calibrax import: histories that other tools kept, through the real command line."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli
from tests.shared import SHARED, needs_shared

HYPER = SHARED / "data" / "history" / "hyper-data.js"
DATA = Path(__file__).resolve().parents[1] / "data"

DATA_JS = b"""window.BENCHMARK_DATA = {"entries": {"go": [
 {"commit": {"id": "1111111111111111111111111111111111111111"}, "date": 1767355200000, "tool": "go",
  "benches": [{"name": "BenchmarkA", "value": 250, "unit": "ns/op"},
              {"name": "BenchmarkB", "value": 3, "unit": "widgets"}]},
 {"commit": {"id": "2222222222222222222222222222222222222222"}, "date": 1767358800000, "tool": "go",
  "benches": [{"name": "BenchmarkA", "value": 500, "unit": "ns/op"}]},
 {"commit": {"id": "2222222222222222222222222222222222222222"}, "date": 1767362400000, "tool": "go",
  "benches": [{"name": "BenchmarkA", "value": 300, "unit": "ns/op"}]},
 {"commit": {"id": "3333333333333333333333333333333333333333"}, "date": 1767366000000, "tool": "go",
  "benches": []}
]}}"""


@pytest.fixture
def data_js(tmp_path: Path) -> Path:
    path = tmp_path / "data.js"
    path.write_bytes(DATA_JS)
    return path


def test_the_closing_table_says_what_was_taken_and_what_was_not(cli: Cli, data_js: Path) -> None:
    done = cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    assert done.code == 0, done
    assert done.out == (
        "Imported 2 runs from data.js [github-action-benchmark] into benchmark-data\n"
        "          runs  which\n"
        "taken        2  2026-01-02 on trunk\n"
        "left out     1  222222222222 (go)\n"
        "                measured again later at the same commit: the newest counts\n"
        "left out     1  333333333333 (go)\n"
        "                entries: 'go'[3]: benches: none has a value\n"
        "\n"
        "time in s, of 1 benchmark: lower is better\n"
        "widgets in widgets, of 1 benchmark: "
        "shown and not judged, since its direction is not known\n"
        "How the gate would have judged it: calibrax backtest --data benchmark-data\n"
    )
    assert done.err == (
        "warning: the metric 'widgets' has no direction, so it is shown and not judged; "
        "give it one with --direction 'widgets'=lower, or in calibrax.yml\n"
    )
    runs = Store(data_js.parent / "benchmark-data").list_runs()
    assert [(run.kind, run.branch, run.commit[:1]) for run in runs if run.commit] == [
        ("import", "trunk", "2"),
        ("import", "trunk", "1"),
    ]
    assert runs[0].points[0].metrics["time"].value == 3e-7


def test_a_second_import_adds_what_is_new_and_nothing_else(cli: Cli, data_js: Path) -> None:
    folder = data_js.parent / "benchmark-data" / "runs"
    cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    done = cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    assert done.code == 0
    assert "stored before     2  2026-01-02 on trunk\n" in done.out
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

    later = DATA_JS.replace(
        b'"benches": []', b'"benches": [{"name": "BenchmarkA", "value": 4, "unit": "ns/op"}]'
    )
    data_js.write_bytes(later)
    done = cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    assert done.out.startswith("Imported 1 run from data.js")
    assert len(list(folder.iterdir())) == 3


def test_a_commit_that_is_stored_otherwise_gets_no_second_run(cli: Cli, data_js: Path) -> None:
    cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    data_js.write_bytes(DATA_JS.replace(b"250", b"260"))
    done = cli("import", "github-action-benchmark", "data.js", "--branch", "trunk")
    assert done.code == 0
    assert "left out          1  111111111111" in done.out
    assert "the store holds another run of the commit: " in done.out


def test_standard_input_is_a_history_too(cli: Cli) -> None:
    done = cli("import", "github-action-benchmark", "-", stdin=DATA_JS)
    assert done.code == 0
    assert done.out.startswith("Imported 2 runs from - [github-action-benchmark]")


def test_the_user_says_what_the_history_does_not(cli: Cli, data_js: Path) -> None:
    options = ("--suite", "micro", "--tag", "pkg=example.com/x", "--machine", "old-runner")
    done = cli(
        "import", "github-action-benchmark", "data.js", *options, "--direction", "widgets=higher"
    )
    assert (done.code, done.err) == (0, "")
    newest, oldest = Store(data_js.parent / "benchmark-data").list_runs()
    assert (newest.suite, newest.machine) == ("micro", "(old-runner)")
    assert {point.tags["pkg"] for point in oldest.points} == {"example.com/x"}
    assert oldest.metric_defs["widgets"].direction == "higher"


@pytest.mark.parametrize(
    ("args", "code", "reason"),
    [
        (["data.js", "--direction", "widgets=up"], 2, "write name=lower, or higher, or info"),
        (["data.js", "--direction", "widget=lower"], 2, "no metric 'widget' in the history"),
        (["gone.js"], 4, "gone.js: no such file"),
        (["."], 4, "name the file data.js in it"),
    ],
)
def test_a_mistake_stores_nothing(
    cli: Cli, data_js: Path, args: list[str], code: int, reason: str
) -> None:
    done = cli("import", "github-action-benchmark", *args)
    assert done.code == code
    assert reason in done.err
    assert done.err.count("\n") == 1
    assert not (data_js.parent / "benchmark-data").exists()


def test_the_clone_says_which_branch_a_history_is_of(cli: Cli, data_js: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "trunk", data_js.parent], check=True)
    cli("import", "github-action-benchmark", "data.js")
    assert Store(data_js.parent / "benchmark-data").list_runs()[0].branch == "trunk"


def test_the_folder_of_pytest_benchmark_is_a_history(cli: Cli, tmp_path: Path) -> None:
    kept = tmp_path / ".benchmarks" / "Linux-CPython-3.11-64bit"
    kept.mkdir(parents=True)
    source = DATA / "pytest-benchmark" / "dev_autosave_savedata.json"
    plain = json.loads(source.read_text(encoding="utf-8"))
    for number, (commit, date) in enumerate(
        [("1" * 40, "2026-01-02"), ("2" * 40, "2026-01-03"), ("2" * 40, "2026-01-04")]
    ):
        info = {"id": commit, "branch": "dev", "dirty": False}
        written = {**plain, "commit_info": info, "datetime": f"{date}T12:00:00+00:00"}
        (kept / f"000{number}_x.json").write_text(json.dumps(written), encoding="utf-8")
    (kept / "notes.json").write_text("{}", encoding="utf-8")

    done = cli("import", "pytest-benchmark", ".benchmarks")
    assert done.code == 0, done
    assert "taken        2  2026-01-02 to 2026-01-04 on dev\n" in done.out
    assert "0001_x.json" in done.out
    assert "is no file of pytest-benchmark's" in done.out
    newest, oldest = Store(tmp_path / "benchmark-data").list_runs()
    assert (newest.commit, oldest.commit) == ("2" * 40, "1" * 40)
    assert newest.kind == "import"
    assert newest.points[0].metrics["time"].samples


def test_the_results_of_asv_are_a_history(cli: Cli, tmp_path: Path) -> None:
    shutil.copytree(DATA / "asv" / "results", tmp_path / "results")
    done = cli("import", "asv", "results", "--branch", "main")
    assert done.code == 0, done
    assert done.out.startswith("Imported 2 runs from results [asv] into benchmark-data\n")
    newest, oldest = Store(tmp_path / "benchmark-data").list_runs()
    assert {newest.commit, oldest.commit} == {
        "af1edc1d69955dff93d81b0202d5f590eac3c732",
        "efcf1db5"
        + json.loads(
            (tmp_path / "results/vm/efcf1db5-existing-py_home_u_proj_v_bin_python.json").read_text()
        )["commit_hash"][8:],
    }
    assert newest.timestamp > oldest.timestamp


def test_the_list_of_tools_is_cut_nowhere(cli: Cli) -> None:
    text = cli("import", "--help").out
    assert "..." not in text.partition("Commands:")[2]
    assert text.count("Bring along") == 4


def test_what_failed_is_in_the_closing_table(cli: Cli, data_js: Path) -> None:
    data_js.write_bytes(DATA_JS.replace(b'"value": 3,', b'"value": null,'))
    done = cli("import", "github-action-benchmark", "data.js")
    assert done.code == 0, done
    assert "failed       1  BenchmarkB\n" in done.out


def test_one_bad_entry_costs_that_entry_alone(cli: Cli, data_js: Path) -> None:
    data_js.write_bytes(DATA_JS.replace(b'"id": "1111', b'"sha": "1111'))
    done = cli("import", "github-action-benchmark", "data.js")
    assert done.code == 0, done
    assert done.out.startswith("Imported 1 run from data.js")
    assert "go[0]" in done.out
    assert "entries: 'go'[0]: commit: id: " in done.out


def test_where_nothing_remains_the_table_says_why(cli: Cli, tmp_path: Path) -> None:
    kept = tmp_path / ".benchmarks" / "box"
    kept.mkdir(parents=True)
    (kept / "0001_x.json").write_bytes(b"")
    done = cli("import", "pytest-benchmark", ".benchmarks", "--direction", "time=lower")
    assert done.code == 4
    assert "box/0001_x.json" in done.out
    assert "the file is empty" in done.out
    assert "nothing of it could be taken; the table above says why" in done.err
    assert not list((tmp_path / "benchmark-data").glob("runs/*"))


@needs_shared
def test_a_real_history_is_followed_and_replayed_at_once(cli: Cli) -> None:
    done = cli("import", "github-action-benchmark", HYPER, "--branch", "master")
    assert done.code == 0
    assert done.out.startswith("Imported 440 runs from ")
    assert "taken   440  2020-11-17 to 2026-08-17 on master\n" in done.out
    assert "time in s, of 27 benchmarks: lower is better\n" in done.out

    trend = json.loads(cli("trend", "--metric", "time", "--point", "hello_world_16", "--json").out)
    assert len(trend["points"]) == 440
    assert trend["points"][0]["value"] == 5.9874e-05
    assert trend["points"][0]["commit"] == "af96ddf008540ca4799381efb16a74af4dc3db28"

    replayed = cli("backtest", "--json")
    assert replayed.code == 0
    assert json.loads(replayed.out)[0]["runs"] == 439
