"""A store to export from, and what the SDK wrote when it did."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from calibrax.core import Run
from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.integration.conftest import Cli
from tests.measured import measured

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


def a_home(path: Path, cli: Cli) -> Home:
    """Return a home whose run ``second`` is slower than its baseline ``first``."""
    fill(path)
    return Home(path, cli)


def fill(path: Path) -> None:
    """Make the store and an empty folder of the user."""
    store = Store(path / "data")
    store.save(a_measured_run("first", 20158.0))
    store.set_baseline("first")
    store.save(a_measured_run("second", 18000.0))
    (path / "home").mkdir()


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

    def text(self, key: str) -> str:
        path: str = self.summary[key]["path"]
        return (self.folder / "files" / path).read_text(encoding="utf-8")

    def table(self, key: str) -> dict[str, Any]:
        table: dict[str, Any] = json.loads(self.text(key))
        return table

    @property
    def artifact(self) -> dict[str, Any]:
        (artifact,) = [each for each in self.of("artifact") if each["type"] == "benchmark-run"]
        return artifact


def read_back(folder: Path) -> Offline:
    done = subprocess.run([*LEET, str(folder)], capture_output=True, check=True, timeout=60)
    return Offline(folder, [json.loads(line) for line in done.stdout.splitlines()])


def exported(home: Home, *args: str, **environ: str) -> Offline:
    """Export offline and read back what was written."""
    done = home.export(*args, **{"WANDB_MODE": "offline", **environ})
    assert done.err == ""
    first = done.out.splitlines()[0]
    return read_back(home.path / re.sub(r"Exported run \S+ to ", "", first))


def python(path: Path, script: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a script beside the store, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script, *args],
        cwd=path,
        env={"PATH": os.environ["PATH"], "HOME": str(path / "home"), **measured(), **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
