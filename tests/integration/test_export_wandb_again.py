"""Export of a run that was exported before, with the real SDK: what stays, goes and moves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Cli
from tests.integration.wandb_runs import KEY, Home, a_home, python, read_back
from tests.integration.wandb_server import WandBServer, serving

ALERT = "NotifyScriptableRunAlert"


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


@pytest.fixture
def server() -> Iterator[WandBServer]:
    with serving() as listening:
        yield listening


def environ(server: WandBServer) -> dict[str, str]:
    return {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}


def export(home: Home, server: WandBServer, *args: str) -> dict[str, Any]:
    """Export and return what the summary of the run ``second`` says then."""
    done = home.export(*args, **environ(server))
    assert done.code == 0, done
    assert done.err == ""
    return summary(server)


def summary(server: WandBServer) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(server.summaries["second"])
    return content


def judged(home: Home, threshold: str) -> str:
    home.cli("check", "--data", "data", "--threshold", threshold, "--report", f"{threshold}.json")
    return f"{threshold}.json"


ANALYSIS = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
run = store.load("second")
with WandBExporter("speed") as exporter:
    exporter.export_run(run, finish=False)
    exporter.export_analysis(run, {baseline})
"""


def test_only_who_asks_for_the_plain_rule_replaces_the_verdict_of_the_gate(
    home: Home, server: WandBServer
) -> None:
    # 18000 after 20158 is 10.7% worse: much for the plain rule's 5%, nothing for a gate of 20%
    plain = export(home, server)
    assert (plain["verdict"], plain["verdict_by"]) == ("fail", "plain rule")
    gate = export(home, server, "--report", judged(home, "20%"))
    assert (gate["verdict"], gate["verdict_by"]) == ("pass", "gate")
    assert gate["regressions"]["nrows"] == 0

    server.requests.clear()
    again = export(home, server)
    kept = ("verdict", "verdict_by", "regressions", "alerts_sent")
    assert [again[key] for key in kept] == [gate[key] for key in kept]
    assert server.named(ALERT) == []

    failed = export(home, server, "--report", judged(home, "10%"))
    assert (failed["verdict"], failed["verdict_by"]) == ("fail", "gate")
    assert failed["regressions"]["nrows"] == 1

    named = export(home, server, "--baseline", "main")
    assert (named["verdict"], named["verdict_by"]) == ("fail", "plain rule")

    export(home, server, "--report", judged(home, "20%"))
    done = python(home.path, ANALYSIS.format(baseline="None"), **environ(server))
    assert done.stderr == ""
    asked = summary(server)
    assert (asked["verdict"], asked["verdict_by"]) == ("no-baseline", "plain rule")


def test_the_plain_rule_raises_no_alert_where_the_gate_saw_nothing(
    home: Home, server: WandBServer
) -> None:
    export(home, server, "--report", judged(home, "20%"))
    assert "alerts_sent" not in export(home, server)
    assert server.named(ALERT) == []


OWN = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
with WandBExporter("speed") as exporter:
    exporter.export_run(Store("data").load("second"), finish=False)
    exporter.log_html_artifacts({"notes": "<p>mine</p>"})
    exporter.log_extra_tables({"rankings/mine": (["a"], [(1,)])})
"""


def test_keys_that_no_longer_apply_are_removed_and_no_others(
    home: Home, server: WandBServer
) -> None:
    done = python(home.path, OWN, **environ(server))
    assert done.stderr == ""
    before = summary(server)
    assert before["rankings/throughput"]["nrows"] == 2
    assert before["Throughput/throughput/Datarax"] == 18000
    settings = """\
metrics:
  - {metric: throughput, direction: info, group: Speed, unit: elem/s}
  - {metric: size, direction: lower, group: Memory}
"""
    (home.path / "calibrax.yml").write_text(settings, encoding="utf-8")
    after = export(home, server)
    gone = {"rankings/throughput", "Throughput/throughput/Datarax", "Throughput/throughput/Grain"}
    assert before.keys() - after.keys() == {*gone, "size/Datarax"}
    assert after["Speed/throughput/Datarax"] == 18000
    assert after["Memory/size/Datarax"] == 3
    assert after["rankings/size"]["nrows"] == 1
    assert after["notes"] == before["notes"]
    assert after["rankings/mine"] == before["rankings/mine"]
    assert set(after["keys_sent"]) == {
        *("Speed/throughput/Datarax", "Speed/throughput/Grain", "Memory/size/Datarax"),
        *("timestamp", "timestamp_unix", "rankings/size", "comparison", "comparison_styled"),
    }


def test_the_store_says_which_run_is_a_baseline(home: Home, server: WandBServer) -> None:
    aliases = ("benchmarks-main", "baseline")
    export(home, server)
    assert aliases not in server.aliases
    home.store.set_baseline("second", "main")
    export(home, server, "--report", judged(home, "20%"))
    assert server.aliases[aliases] == server.aliases["benchmarks-main", "latest"]
    second = server.aliases[aliases]
    home.store.set_baseline("first", "main")
    export(home, server, "--run", "first")
    assert server.aliases[aliases] not in {None, second}


def test_what_is_its_own_baseline_has_the_alias(home: Home, server: WandBServer) -> None:
    done = python(home.path, ANALYSIS.format(baseline="run"), **environ(server))
    assert done.stderr == ""
    assert ("benchmarks-main", "baseline") in server.aliases


GATE = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.report.model import decode
from calibrax.storage import Store
run = Store("data").load("second")
with open("20%.json", "rb") as file:
    report = decode("20%.json", file.read())
with WandBExporter("speed") as exporter:
    exporter.export_run(run, finish=False)
    exporter.export_report(run, report)
"""


def test_the_report_of_the_gate_from_python(home: Home, server: WandBServer) -> None:
    judged(home, "20%")
    done = python(home.path, GATE, **environ(server))
    assert done.stderr == ""
    sent = summary(server)
    assert (sent["verdict"], sent["verdict_by"]) == ("pass", "gate")


IN_STEPS = """
from PIL import Image
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
run, baseline = store.load("second"), store.load("first")
exporter = WandBExporter("speed", folder={folder})
print(exporter.export_run(run, finish=False))
exporter.log_figures({{"plot": Image.new("RGB", (4, 3))}})
exporter.finish()
exporter.export_analysis(run, baseline)
exporter.export_analysis(run, baseline)
print(exporter.export_run(baseline))
print(exporter.export_run(run))
exporter.export_analysis(run, baseline)
"""


@pytest.mark.parametrize("folder", ["data", None])
def test_offline_an_analysis_after_the_end_is_in_the_folder_of_the_run(
    home: Home, folder: str | None
) -> None:
    temporary = home.path / "temporary"
    temporary.mkdir()
    script = IN_STEPS.format(folder=repr(folder))
    done = python(home.path, script, WANDB_MODE="offline", TMPDIR=str(temporary))
    assert done.stderr == ""
    first, baseline, second = (home.path / line for line in done.stdout.splitlines())
    assert {first, baseline, second} == set(first.parent.glob("offline-run-*"))
    assert "plot" in read_back(first).summary
    for each in (first, second):
        kept = read_back(each)
        assert kept.summary["verdict"] == "fail"
        assert kept.table("regressions")["data"]
        assert kept.summary["Throughput/throughput/Datarax"] == 18000
        assert kept.artifact["name"] == "benchmarks-main"
        assert len(kept.of("alert")) == 1
    if folder is None:
        assert first.parent.parent.parent == temporary
        assert len(list(temporary.iterdir())) == 1


def test_an_alert_that_arrived_is_told_once_though_the_rest_was_lost(
    home: Home, server: WandBServer
) -> None:
    server.refused["/upload/run.json"] = 403
    done = home.export(**environ(server))
    assert done.code == 5
    assert "failed to log artifact" in done.err
    assert f"what arrived is at {server.url}/team/speed/runs/second" in done.err
    assert len(server.named(ALERT)) == 1
    server.refused.clear()
    assert len(export(home, server)["alerts_sent"]) == 1
    assert len(server.named(ALERT)) == 1


def test_an_alert_that_was_lost_is_told_again(home: Home, server: WandBServer) -> None:
    server.refused[ALERT] = 403
    assert home.export(**environ(server)).code == 5
    server.refused.clear()
    server.requests.clear()
    export(home, server)
    assert len(server.named(ALERT)) == 1


def test_what_was_dropped_before_the_time_was_up_is_named(home: Home, server: WandBServer) -> None:
    server.refused["/upload/media/html"] = 403
    server.hangs["/files/"] = 0
    done = home.export(**environ(server))
    assert done.code == 5
    assert "Timed out" in done.err
    assert "failed to upload" in done.err
    assert f"what arrived is at {server.url}/team/speed/runs/second" in done.err
    assert "5ecret" not in done.err
