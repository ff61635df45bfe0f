"""All names of the corpus in one run: on a branch of git, on W&B, in a job, in histories."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from calibrax.core import Metric, MetricDef, Point, Run
from calibrax.exporters.literal import literal
from calibrax.report.text import show
from calibrax.storage import Store
from tests.builders import NOON, a_point, a_run
from tests.hostile import NAMES, SHORT
from tests.integration.conftest import Cli, Outcome
from tests.integration.remotes import Remote, git
from tests.integration.wandb_runs import Home, exported
from tests.unit.report.pages import Page
from tests.workflow_commands import obeyed

Write = Callable[[str, Any], Path]


def all_named(id: str, factor: float, hour: int = 0, **more: Any) -> Run:
    """Return a run with a benchmark, a tag and a metric of each name."""
    points = tuple(
        Point(
            name=name,
            scenario=name,
            tags={"framework": name},
            metrics={f"{name} time": Metric(value=factor)},
        )
        for name in NAMES
    )
    metrics = [f"{name} time" for name in NAMES]
    units = dict(zip(metrics, NAMES, strict=True))
    defs = {
        each: MetricDef.from_dict({"name": each, "unit": units[each], "direction": "lower"})
        for each in metrics
    }
    time = NOON + timedelta(hours=hour)
    return Run(id=id, timestamp=time, points=points, metric_defs=defs, **more)


def harmless(done: Outcome) -> list[str]:
    """Return the lines of an outcome that holds no command and no escape."""
    for text in (done.out, done.err):
        assert obeyed(text) == []
        assert all(map(str.isprintable, text.split("\n")))
        assert "Traceback" not in text
    return done.out.splitlines()


def test_baselines_on_the_data_branch(cli: Cli, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git")
    store = Store(tmp_path / "one")
    for place, name in enumerate(SHORT):
        store.save(a_run(a_point(name, t=1.0), id=f"r{place}", suite=name, branch=name))
        store.set_baseline(f"r{place}", name=name, reason=name)
    pushed = cli("store", "push", "--data", "one", "--remote", remote.url)
    assert pushed.code == 0
    assert len(harmless(pushed)) == 1
    files = git(remote.path, "ls-tree", "-r", "-z", "--name-only", "calibrax-data").split("\0")
    assert all(path.isascii() and path.isprintable() for path in files)
    assert all(part not in (".", "..") for path in files for part in path.split("/"))
    log = git(remote.path, "log", "--format=%B%x00%an%x00%ae", "calibrax-data")
    message, author, _ = log.split("\0")
    assert author == "calibrax"
    count = len(SHORT)
    assert message.strip() == f"Add {count} runs, {count} baselines"
    pulled = cli("store", "pull", "--data", "two", "--remote", remote.url)
    assert pulled.code == 0
    harmless(pulled)
    copy = Store(tmp_path / "two")
    for place, name in enumerate(SHORT):
        baseline = copy.get_baseline(name)
        assert baseline is not None
        assert (baseline.id, baseline.branch) == (f"r{place}", name)


def test_everything_arrives_on_weights_and_biases(cli: Cli, tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    suite = "[a](http://evil.example)"
    odd: dict[str, Any] = {
        "suite": suite,
        "branch": "::error::no",
        "commit": "\x1b[31mred",
        "machine": "=1+1",
    }
    store.save(all_named("first", 1.0, **odd))
    store.set_baseline("first", name=suite)
    environment = {f"{name}!": name for name in NAMES}
    store.save(all_named("second", 2.0, 1, environment=environment, **odd))
    (tmp_path / "home").mkdir()
    kept = exported(Home(tmp_path, cli), "--run", "second")
    config = kept.run["config"]["update"]
    assert config["branch"] == "::error::no"
    assert config["environment"] == literal(environment)
    assert {each["name"] for each in config["metric_defs"].values()} == {
        f"{literal(name)} time" for name in NAMES
    }
    names = [literal(name) for name in NAMES]
    comparison = kept.table("comparison")
    assert [row[0] for row in comparison["data"]] == names
    assert {len(row) for row in comparison["data"]} == {len(comparison["columns"])}
    regressions = kept.table("regressions")["data"]
    assert sorted(row[0] for row in regressions) == sorted(names)
    rankings = [key for key in kept.summary if key.startswith("rankings/")]
    assert len(rankings) == len(NAMES)
    for path in kept.folder.rglob("*"):
        assert path.name.isprintable()
    (artifact,) = kept.of("artifact")[-1:]
    assert artifact["name"].isascii()


def test_a_history_of_another_tool(cli: Cli, tmp_path: Path) -> None:
    benches = [{"name": name, "value": 1, "unit": "ns/iter"} for name in NAMES]
    entries = {
        name: [
            {"commit": {"id": "1" * 40}, "date": 1767355200000, "tool": "cargo", "benches": [each]}
        ]
        for name, each in zip(NAMES, benches, strict=True)
    }
    broken = {f"{name}!": [{"commit": {"id": name}, "date": 1, "benches": [{}]}] for name in NAMES}
    text = json.dumps({"entries": {**entries, **broken}})
    (tmp_path / "data.js").write_text(f"window.BENCHMARK_DATA = {text}", encoding="utf-8")
    done = cli("import", "github-action-benchmark", "data.js", "--branch", "##[group]")
    assert done.code == 0, done
    harmless(done)
    assert len(Store(tmp_path / "benchmark-data").list_runs()) == 1


def test_suggestions_are_one_entry_a_metric(cli: Cli, tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    for hour in range(22):
        store.save(all_named(f"r{hour}", 1.0 + hour % 3 / 1000, hour))
    done = cli("backtest", "--data", "data", "--suggest")
    assert done.code == 0, done
    harmless(done)
    found = yaml.safe_load(done.out)
    assert set(found) == {"metrics"}
    assert len(found["metrics"]) == len(NAMES)
    (tmp_path / "calibrax.yml").write_text(done.out, encoding="utf-8")
    checked = cli("check", "--data", "data", "--against", "r0")
    assert checked.code == 0, checked
    harmless(checked)


def test_both_sides_in_turns(cli: Cli, write: Write, tmp_path: Path) -> None:
    base = "x;touch${IFS}pwned`touch${IFS}pwned`$(touch${IFS}pwned)"
    git(tmp_path, "init", "--quiet", "--initial-branch", base)
    for value in (1.0, 2.0):
        plain = all_named("a", value).to_dict()
        write("values.json", {key: plain[key] for key in ("points", "metric_defs")})
        git(tmp_path, "add", "values.json")
        git(tmp_path, "commit", "--quiet", "--message", base)
        if value == 1:
            git(tmp_path, "checkout", "--quiet", "-b", "head")
    options = ("--base", base, "--head", "HEAD", "--no-venv", "--rounds", "10", "--data", "d")
    done = cli("ab", *options, "--report", "report.json", "--", "cp", "values.json", "{output}")
    assert done.code == 1, done
    lines = harmless(done)
    assert sum(line.startswith("  ↑ ") for line in lines) == len(NAMES)
    page = cli("render", "report.json", "--format", "markdown")
    harmless(page)
    assert len(Page(page.out).rows) == 1 + len(NAMES)
    lost = cli("ab", "--base", "::error::no", "--no-venv", "--", "true")
    assert lost.code in (2, 4)
    harmless(lost)
    assert not list(tmp_path.rglob("pwned"))


def outputs(text: str) -> dict[str, str]:
    """Read a file of outputs the way the runner does: up to the line that is the delimiter."""
    lines = iter(text.split("\n"))
    found = {}
    for line in filter(None, lines):
        name, _, delimiter = line.partition("<<")
        found[name] = "\n".join(iter(lines.__next__, delimiter))
    return found


def test_the_steps_of_a_job(cli: Cli, write: Write, tmp_path: Path) -> None:
    branch = "x/${{a}}`b`;::error::"
    event = {"repository": {"default_branch": branch}}
    write("event.json", event)
    Remote(tmp_path / "octo" / "sample")
    (tmp_path / "action").mkdir()
    environ = {
        "CALIBRAX_GITHUB_FOLDER": str(tmp_path / "action"),
        "CALIBRAX_GITHUB_PLAN_RESULTS": "results.json",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REF_NAME": branch,
        "GITHUB_SHA": "5" * 40,
        "GITHUB_REPOSITORY": "octo/sample",
        "GITHUB_SERVER_URL": f"file://{tmp_path}",
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "GITHUB_JOB": "bench",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "HOME": str(tmp_path),
    }
    steps = [("step", name) for name in ("pull", "ingest", "check", "push", "export")]
    for run, factor in (("1", 1.0), ("2", 2.0)):
        write("results.json", all_named(f"r{run}", factor, int(run)))
        for file in ("output", "summary"):
            (tmp_path / file).write_text("", encoding="utf-8")
        said = {
            words[-1]: cli("github", *words, **{**environ, "GITHUB_RUN_ID": run})
            for words in (("plan",), *steps, ("publish",), ("verdict",))
        }
    for name, done in said.items():
        text = done.out + done.err
        assert all(map(str.isprintable, text.split("\n")))
        commands = [each for each in obeyed(text) if each != "stop-commands"]
        assert commands == (["error"] * 10 if name == "publish" else [])
    assert said["verdict"].code == 1
    found = outputs((tmp_path / "output").read_text(encoding="utf-8"))
    assert found["verdict"] == "fail"
    assert found["regressions"] == str(len(NAMES))
    assert len(found) == 11
    page = Page((tmp_path / "summary").read_text(encoding="utf-8"))
    assert set(page.tags) == {
        *("h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li")
    }
    assert [len(row) for row in page.rows] == [8] * (1 + len(NAMES))
    whole = {row[0] for row in page.rows}
    assert {show(name) for name in SHORT} <= whole
    assert not list(tmp_path.rglob("pwned"))
