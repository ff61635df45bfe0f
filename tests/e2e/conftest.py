"""The action as another repository gets it, a repository that uses it, and a GitHub API."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.runner import ACT, ROOT
from tests.e2e.sample import Sample
from tests.github_api import Api

EXPORTED = ("action.yml", "calibrax", "scripts/action", ".github/workflows")
SPEED: list[str] = []
"""Lines to print at the end: measured, never asserted."""

DIRECT = """\
on: [push, pull_request, merge_group, schedule, workflow_dispatch]
permissions:
  contents: write
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd
      - run: python3 bench.py
      - id: calibrax
        if: always()
        uses: avitai/calibrax@v0.1.0
        with:
          results: ${{ vars.RESULTS || 'results.json' }}
          INPUTS
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the act runner where there is none."""
    skip = pytest.mark.skip(reason="needs the act runner: scripts/test --e2e builds it")
    for item in items:
        if not ACT and Path(__file__).parent in item.path.parents:
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the action took of a job's time, as the runner measured it."""
    if SPEED:
        terminalreporter.section("time of the action, in seconds")
    for line in SPEED:
        terminalreporter.line(line)


def direct(**inputs: str) -> str:
    """Return a workflow that uses the action with these inputs, in a single job."""
    lines = [f"{name.replace('_', '-')}: '{value}'" for name, value in inputs.items()]
    return DIRECT.replace("INPUTS", "\n          ".join(lines))


@pytest.fixture(scope="session")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of this project, which is all that a runner downloads of an action."""
    folder = tmp_path_factory.mktemp("action") / "calibrax"
    for name in EXPORTED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    return folder


@pytest.fixture
def sample(tmp_path: Path, action: Path, api: Api) -> Sample:
    """Return a repository new to calibrax, with a workflow that uses the action."""
    repository = Sample(tmp_path, action, api)
    repository.workflow("bench.yml", direct())
    return repository
