"""What a caller adds to an open W&B run, with the real SDK: figures, pages, tables, trends."""

import json
import struct
from pathlib import Path

import pytest

from tests.integration.conftest import Cli
from tests.integration.wandb_runs import Home, Offline, a_home, python, read_back


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


EXTRAS = """
from PIL import Image
from calibrax.errors import UsageError
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
run = store.load("second")

def refused(act, *args):
    try:
        act(*args)
    except UsageError as error:
        print("refused:", error)

with WandBExporter("speed", folder="data") as exporter:
    refused(exporter.log_figures, {"plot": Image.new("RGB", (4, 3))})
    print(exporter.export_run(run, finish=False))
    exporter.log_figures({"plots/curve": Image.new("RGB", (4, 3))})
    exporter.log_html_artifacts({"notes": "<p>as it is</p>"})
    exporter.log_extra_tables({"machines": (["name", "cores"], [("one", 8), ("two", 16)])})
    framework = {"framework": "Datarax"}
    exporter.export_trends(store, "throughput", "CV-1/small", framework)
    exporter.export_trends(store, "size", "CV-1/small", framework, n_runs=1)
    refused(exporter.log_html_artifacts, {"comparison": "<p>other</p>"})
    refused(exporter.log_html_artifacts, {"../outside": "<p>other</p>"})
    refused(exporter.export_trends, store, "throughputs", "CV-1/small", framework)
    refused(exporter.log_extra_tables, {"x": (["a"], [(1, 2)])})
    refused(exporter.log_extra_tables, {"x": (["a", "b"], [("p", 1), ("q", "one")])})
    exporter.log_extra_tables({"after": (["a"], [(1,)])})
"""


def test_everything_that_is_added_arrives(home: Home) -> None:
    done = python(home.path, EXTRAS, WANDB_MODE="offline")
    assert done.stderr == ""
    first, folder, *refusals = done.stdout.splitlines()
    assert first == ("refused: no W&B run is open: call export_run(run, finish=False) first")
    assert len(refusals) == 5
    assert refusals[0] == (
        "refused: 'comparison' is a name of the run's own content: give another one"
    )
    assert refusals[1].startswith("refused: '../outside' cannot be a name")
    assert "did you mean 'throughput'?" in refusals[2]
    assert refusals[3] == "refused: table 'x', row 0: 2 cells, but 1 columns"
    assert refusals[4] == (
        "refused: table 'x', column 'b': holds numbers and text; "
        "a column is all text or all numbers or all truth values"
    )
    kept = read_back(home.path / folder)
    assert [each["exit_code"] for each in kept.of("exit")] == [0]
    picture = (kept.folder / "files" / kept.summary["plots/curve"]["path"]).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (4, 3)
    assert kept.text("notes") == "<p>as it is</p>"
    machines = {"columns": ["name", "cores"], "data": [["one", 8], ["two", 16]]}
    assert kept.table("machines") == machines
    assert kept.table("after")["data"] == [[1]]
    assert not [record for record in kept.records if record["type"] == "history"]
    lines_are_drawn(kept)


def lines_are_drawn(kept: Offline) -> None:
    tables = [key for key in kept.summary if key.startswith("trends/")]
    both, newest = (kept.table(key) for key in tables)
    assert both["columns"][:2] == ["time", "value"]
    assert [row[1] for row in both["data"]] == [20158.0, 18000.0]
    assert [row[4] for row in both["data"]] == ["first", "second"]
    assert [row[1] for row in newest["data"]] == [3.0]
    charts = kept.of("config")[-1]["update"]["_wandb"]["visualize"]
    assert [f"{key}_table" for key in charts] == tables
    for key, chart in charts.items():
        panel = chart["panel_config"]
        assert panel["panelDefId"] == "wandb/line/v0"
        assert panel["fieldSettings"].items() >= {"x": "time", "y": "value"}.items()
        assert f"{key}_table" in json.dumps(panel["userQuery"])
    assert {each["panel_config"]["stringSettings"]["title"] for each in charts.values()} == {
        "CV-1/small [framework=Datarax] throughput",
        "CV-1/small [framework=Datarax] size",
    }


NO_FIGURE = """
from calibrax.errors import UsageError
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
with WandBExporter("speed", folder="data") as exporter:
    print(exporter.export_run(Store("data").load("second"), finish=False))
    for figure in (42, "no such file.png"):
        try:
            exporter.log_figures({"plot": figure})
        except UsageError as error:
            print(error)
    exporter.log_html_artifacts({"notes": "<p>after</p>"})
"""


def test_a_figure_that_is_none_leaves_the_run_open(home: Home) -> None:
    done = python(home.path, NO_FIGURE, WANDB_MODE="offline")
    assert done.stderr == ""
    folder, *said = done.stdout.splitlines()
    assert len(said) == 2
    assert all(each.startswith("the figure cannot be drawn: ") for each in said)
    kept = read_back(home.path / folder)
    assert kept.text("notes") == "<p>after</p>"
    assert [each["exit_code"] for each in kept.of("exit")] == [0]


NOWHERE = """
import sys
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
exporter = WandBExporter("speed")
assert exporter.export_run(store.load("second"), finish=False) == ""
exporter.log_figures({"plot": None})
exporter.log_html_artifacts({"notes": ""})
exporter.log_extra_tables({"machines": ([], [])})
exporter.export_trends(store, "throughput", "CV-1/small", {})
assert "wandb" not in sys.modules
"""


def test_without_credentials_nothing_is_added(home: Home) -> None:
    done = python(home.path, NOWHERE)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("nothing is sent: Weights & Biases: WANDB_API_KEY is not set") == 5


LONG = """
from calibrax.core import Run
from calibrax.exporters.wandb import WandBExporter
from tests.integration.wandb_runs import a_measured_run
plain = a_measured_run("x" * 128, 1.0).to_dict()
name = "../" + "m" * 200
for point in plain["points"]:
    point["metrics"][name] = {"value": 1.0}
plain["branch"] = "feature/" + "b" * 200
plain["metric_defs"][name] = {"name": name, "unit": "ms", "direction": "lower"}
with WandBExporter("speed", folder="data") as exporter:
    print(exporter.export_run(Run.from_dict(plain)))
"""


def test_long_and_hostile_names_arrive(home: Home) -> None:
    root = str(Path(__file__).parents[2])
    done = python(home.path, LONG, WANDB_MODE="offline", PYTHONPATH=root)
    assert done.stderr == ""
    kept = read_back(home.path / done.stdout.strip())
    (key,) = (key for key in kept.summary if key.startswith("rankings/-"))
    assert len(kept.table(key)["data"]) == 2
    assert kept.run["config"]["update"]["run_id"] == "x" * 128
    assert kept.run["config"]["update"]["branch"] == "feature/" + "b" * 200
    assert kept.run["run_group"] == "feature/" + "b" * 120


REFERENCES = """
from calibrax.core import Run
from calibrax.exporters.wandb import WandBExporter
from tests.integration.wandb_runs import a_measured_run
plain = a_measured_run("second", 1.0).to_dict()
plain["points"][0]["name"] = "wandb-artifact://team/speed/a:v0"
plain["points"][1]["name"] = "b"
plain["branch"] = "wandb-artifact://x"
plain["environment"] = {"_type": "artifactVersion", "cpu": {"model": "wandb-client-artifact://x/y"}}
with WandBExporter("speed", folder="data") as exporter:
    print(exporter.export_run(Run.from_dict(plain)))
"""


def test_a_name_is_no_reference_to_an_artifact(home: Home) -> None:
    root = str(Path(__file__).parents[2])
    done = python(home.path, REFERENCES, WANDB_MODE="offline", PYTHONPATH=root)
    assert done.stderr == ""
    kept = read_back(home.path / done.stdout.strip())
    names = [row[0] for row in kept.table("comparison")["data"]]
    assert names == [" wandb-artifact://team/speed/a:v0", "b"]
    config = kept.run["config"]["update"]
    assert config["branch"] == " wandb-artifact://x"
    assert config["environment"]["cpu"]["model"] == " wandb-client-artifact://x/y"


LARGE = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
rows = [(place, f"row {place}") for place in range(10_050)]
with WandBExporter("speed", folder="data") as exporter:
    print(exporter.export_run(Store("data").load("second"), finish=False))
    exporter.log_extra_tables({"large": (["place", "name"], rows)})
import wandb
print(wandb.Table.MAX_ROWS, wandb.Table.MAX_ARTIFACT_ROWS)
"""


def test_no_row_of_a_large_table_is_lost(home: Home) -> None:
    done = python(home.path, LARGE, WANDB_MODE="offline")
    assert done.stderr == ""
    folder, limits = done.stdout.splitlines()
    assert limits == "10000 200000"
    kept = read_back(home.path / folder)
    rows = [[place, f"row {place}"] for place in range(10_050)]
    assert kept.table("large")["data"] == rows
    assert kept.summary["large"]["nrows"] == 10_050
