"""Export with the real SDK to a local server: what arrives, and what a second one changes."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run, run_json
from tests.integration.conftest import Cli
from tests.integration.wandb_runs import KEY, Home, a_home, a_measured_run, python
from tests.integration.wandb_server import Request, WandBServer, serving


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Home:
    return a_home(tmp_path, cli)


@pytest.fixture
def server() -> Iterator[WandBServer]:
    with serving() as listening:
        yield listening


def environ(server: WandBServer) -> dict[str, str]:
    return {"WANDB_API_KEY": KEY, "WANDB_BASE_URL": server.url}


def summary(server: WandBServer) -> dict[str, Any]:
    """Return what the run ``second`` says at the end."""
    content: dict[str, Any] = json.loads(server.summaries["second"])
    return content


def content(requests: list[Request]) -> list[tuple[str, Any]]:
    """Return what was uploaded, and for which runs; addresses within it differ each time."""
    uploads = ("/upload/media/", "/upload/run.json", "/upload/comparison", "/upload/rankings")
    sent = {(each.name, each.content) for each in requests if each.name.startswith(uploads)}
    runs = {each.content["name"] for each in requests if each.name == "UpsertBucket"}
    return [*sorted(sent), *(("run", run) for run in runs)]


def test_everything_arrives_and_a_second_export_changes_nothing(
    home: Home, server: WandBServer
) -> None:
    github = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "avitai/datarax"}
    done = home.export("--entity", "team", **environ(server), **github)
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
    sent = summary(server)
    assert sent["Throughput/throughput/Datarax"] == 18000
    assert sent["verdict"] == "fail"
    title = "CV-1/small throughput [framework=Datarax]"
    assert sent["alerts_sent"] == [title]
    (alert,) = server.named("NotifyScriptableRunAlert")
    assert alert["title"] == title
    assert alert["severity"] == "ERROR"
    assert alert["text"].endswith("commit https://github.com/avitai/datarax/commit/c0ffee")
    (stored,) = (home.path / "data" / "runs").glob("*_second.json")
    assert server.named("/upload/run.json") == [stored.read_bytes()]
    assert "benchmarks-main" in server.versions
    assert not (home.path / "data" / "wandb").exists()
    assert not (home.path / "home" / ".netrc").exists()
    sources = [*server.requests, done.out, done.err]
    assert not [each for each in sources if str(home.path) in str(each)]

    first = content(server.requests)
    assert [name for name, _ in first if name.startswith("/upload/media/html/comparison_styled")]
    versions = {name: list(digests) for name, digests in server.versions.items()}
    server.requests.clear()
    again = home.export("--entity", "team", **environ(server), **github)
    assert again.code == 0
    assert again.out == done.out
    # a version that is there already is not uploaded again
    media = [entry for entry in first if entry[0].startswith("/upload/media/")]
    assert content(server.requests) == [*media, ("run", "second")]
    assert server.versions == versions
    assert server.named("NotifyScriptableRunAlert") == []
    assert summary(server)["alerts_sent"] == [title]
    assert summary(server)["Throughput/throughput/Datarax"] == 18000
    assert not [each for each in server.requests if "wandb-history" in str(each.content)]


def test_an_alert_that_was_refused_comes_again(home: Home, server: WandBServer) -> None:
    server.refused["NotifyScriptableRunAlert"] = 403
    done = home.export(**environ(server))
    assert done.code == 5
    assert "the run there is incomplete" in done.err
    assert "failed to notify scriptable run alert" in done.err
    assert "alerts_sent" not in summary(server)
    server.refused.clear()
    server.requests.clear()
    assert home.export(**environ(server)).code == 0
    assert len(server.named("NotifyScriptableRunAlert")) == 1


def later(run: Run) -> Run:
    return Run.from_dict({**run.to_dict(), "timestamp": run.timestamp + timedelta(hours=1)})


OLDER = """
from calibrax.exporters.wandb import WandBExporter
from calibrax.storage import Store
store = Store("data")
old, newest = store.load("second"), store.load("third")
exporter = WandBExporter("speed")
exporter.export_run(old)
exporter.export_run(newest)
again = WandBExporter("speed", newest=newest)
again.export_run(old, finish=False)
again.export_analysis(old, old)
again.finish()
"""


def test_an_older_run_does_not_take_latest_away(home: Home, server: WandBServer) -> None:
    newest = later(a_measured_run("third", 19000.0))
    home.store.save(newest)
    done = python(home.path, OLDER, **environ(server))
    assert done.stderr == ""
    old, new = server.versions["benchmarks-main"]
    assert server.aliases["benchmarks-main", "latest"] == new
    assert server.aliases["benchmarks-main", "baseline"] == old
    assert server.named("/upload/run.json")[1] == run_json.encode(newest)
    assert len(server.named("/upload/run.json")) == 2


def test_a_file_of_the_work_tree_does_not_decide_where_the_key_goes(
    home: Home, server: WandBServer
) -> None:
    own = home.path / "config"
    own.mkdir()
    (own / "settings").write_text(f"[default]\nbase_url = {server.url}\n", encoding="utf-8")
    with serving() as another:
        (home.path / "wandb").mkdir()
        hostile = f"[default]\nbase_url = {another.url}\n"
        (home.path / "wandb" / "settings").write_text(hostile, encoding="utf-8")
        done = home.export("--entity", "team", WANDB_API_KEY=KEY, WANDB_CONFIG_DIR=str(own))
        assert another.requests == []
    assert done.code == 0, done
    assert server.named("UpsertBucket")
