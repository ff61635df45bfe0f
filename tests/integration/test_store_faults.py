"""Whatever ends a command, or leaves it no space: the store is the old one or the new one."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from calibrax.core.run_json import encode
from calibrax.storage import Store
from calibrax.storage.branch import DataBranch, Wanted
from calibrax.storage.prune import Keeping, carry_out, plan
from calibrax.storage.temporary import temporary_files
from calibrax.storage.verify import verify
from tests.integration.faults import DIED, Trial, trials
from tests.integration.remotes import BRANCH, Remote, contents, git, run_at, save

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")


class State(NamedTuple):
    """All that a store holds, whole: a run that cannot be read is an error."""

    runs: dict[str, bytes]
    baselines: dict[str, bytes]


def state(folder: Path) -> State:
    store = Store(folder)
    held = {name: store.get_baseline(name) for name in store.baselines()}
    return State(
        runs={run.id: encode(run) for run in store.list_runs()},
        baselines={name: encode(run) for name, run in held.items() if run},
    )


def flaws(folder: Path) -> list[tuple[str, str]]:
    return [(each.path, each.reason) for each in verify(folder) if each.is_flaw]


class Case(NamedTuple):
    """A command, and the folder in which it is run: a store, and what the command reads."""

    template: Path
    arguments: tuple[str, ...]


HISTORY = """window.BENCHMARK_DATA = {"entries": {"go": [%s]}}"""
ENTRY = (
    '{"commit": {"id": "%s"}, "date": %d, "tool": "go", '
    '"benches": [{"name": "BenchmarkA", "value": 250, "unit": "ns/op"}]}'
)


def ingest(template: Path) -> tuple[str, ...]:
    (template / "results.json").write_text(json.dumps(run_at(9).to_dict()), encoding="utf-8")
    return ("ingest", "--input", "results.json")


def first_ingest(template: Path) -> tuple[str, ...]:
    return (*ingest(template), "--data", "a/new/store")


def baseline(template: Path) -> tuple[str, ...]:
    return ("baseline", "--run", "main-main-002", "--pin", "--reason", "mine")


def first_baseline(template: Path) -> tuple[str, ...]:
    return (*baseline(template), "--name", "other")


def prune(template: Path) -> tuple[str, ...]:
    return ("store", "prune", "--keep", "1")


def bring_along(template: Path) -> tuple[str, ...]:
    entries = [ENTRY % (str(place) * 40, 1767355200000 + place) for place in (1, 2, 3)]
    (template / "data.js").write_text(HISTORY % ",".join(entries), encoding="utf-8")
    return ("import", "github-action-benchmark", "data.js", "--branch", "main")


COMMANDS = [ingest, first_ingest, baseline, first_baseline, prune, bring_along]
commands = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)


def case(folder: Path, command: Callable[[Path], tuple[str, ...]]) -> Case:
    template = folder / "template"
    save(template / "benchmark-data", *map(run_at, range(4))).set_baseline("main-main-000")
    return Case(template, command(template))


def store_of(case: Case, folder: Path) -> Path:
    return folder / (case.arguments[-1] if "--data" in case.arguments else "benchmark-data")


WITHOUT_ITS_LINE = (
    "baselines/other.json",
    "is run main-main-002; baselines/log.jsonl does not say whether the baseline 'other' is "
    "pinned; set it again with calibrax baseline --run ID --name NAME",
)


def require_old_or_new(case: Case, tried: list[Trial]) -> None:
    """Hold what each fault left against the store before and after the command.

    Of a command that writes or removes several runs each run is there or is not. Of a first
    baseline the file is there before the line that says whether it is pinned.
    """
    whole, *faulty = tried
    old = state(store_of(case, case.template))
    new = state(store_of(case, whole.folder / "after"))
    assert new != old
    assert len(faulty) >= 2
    for each in faulty:
        after = store_of(case, each.folder / "after")
        left = state(after)
        assert left.baselines in (old.baselines, new.baselines)
        assert left.runs.items() <= (old.runs | new.runs).items()
        assert old.runs.keys() & new.runs.keys() <= left.runs.keys()
        assert flaws(after) in ([], [WITHOUT_ITS_LINE])
        for name in ("main", "other"):
            assert Store(after).get_baseline(name) or not Store(after).baseline_was_set(name)
        again = store_of(case, each.folder / "again")
        assert each.again == 0
        assert state(again) == new
        assert flaws(again) == []


@commands
def test_a_command_that_is_ended_at_any_step(
    command: Callable[[Path], tuple[str, ...]], tmp_path: Path
) -> None:
    it = case(tmp_path, command)
    whole, *ended = trials("die", it.template, *it.arguments)
    assert (whole.code, {each.code for each in ended}) == (0, {DIED})
    require_old_or_new(it, [whole, *ended])
    later = datetime.now(UTC) + timedelta(hours=2)
    removed = 0
    for each in ended:
        after = store_of(it, each.folder / "after")
        if after.exists():
            left = state(after)
            removed += carry_out(after, plan(after, Keeping(newest=99)), later)
            assert temporary_files(str(after)) == []
            assert state(after) == left
    assert removed or command is prune


def test_a_repair_that_is_ended_at_any_step_loses_nothing(tmp_path: Path) -> None:
    template = tmp_path / "template"
    folder = template / "benchmark-data"
    save(folder, *map(run_at, range(3))).set_baseline("main-main-000")
    (folder / "runs" / "20260102T130000.000000Z_main-main-001.json").write_bytes(b"{")
    (folder / "exports.json").write_bytes(b"[")
    log = folder / "baselines" / "log.jsonl"
    log.write_bytes(b"torn\n" + log.read_bytes())
    before = contents(folder).values()
    whole, *ended = trials("die", template, "store", "verify", "--repair")
    assert (whole.code, {each.code for each in ended}) == (0, {DIED})
    assert len(ended) >= 5
    for each in ended:
        for moment in ("after", "again"):
            assert set(before) <= set(contents(each.folder / moment / "benchmark-data").values())
        assert each.again == 0
        assert flaws(each.folder / "again" / "benchmark-data") == []


@commands
def test_a_disk_that_is_full_at_any_step(
    command: Callable[[Path], tuple[str, ...]], tmp_path: Path
) -> None:
    it = case(tmp_path, command)
    whole, *full = trials("full", it.template, *it.arguments)
    require_old_or_new(it, [whole, *full])
    old = state(store_of(it, it.template))
    for each in full:
        after = store_of(it, each.folder / "after")
        assert each.code in (0, 4)
        if each.code:
            assert each.err.startswith("Error: ")
            assert each.err.endswith(": No space left on device\n")
            assert each.err.count("\n") == 1
            assert state(after).baselines == old.baselines
        assert temporary_files(str(after)) == []
    assert command is prune or 4 in {each.code for each in full}


@pytest.fixture
def pulling(tmp_path: Path) -> Case:
    """Return a store behind whose back another one put a run and a baseline on the branch."""
    work = tmp_path / "made" / "work"
    remote = Remote(work / "remote.git")
    theirs = save(tmp_path / "theirs", *map(run_at, range(2)))
    theirs.set_baseline("main-main-000")
    DataBranch(theirs.path, str(remote.path), BRANCH, os.environ).push()
    DataBranch(work / "benchmark-data", str(remote.path), BRANCH, os.environ).pull(Wanted())
    save(theirs.path, run_at(2), run_at(3)).set_baseline("main-main-003")
    DataBranch(theirs.path, str(remote.path), BRANCH, os.environ).push()
    work.rename(tmp_path / "template")
    return Case(tmp_path / "template", ("store", "pull", "--remote", "remote.git"))


@pytest.mark.parametrize("kind", ["die", "full"])
def test_a_pull_with_a_fault_at_any_step(kind: str, pulling: Case) -> None:
    whole, *faulty = trials(kind, pulling.template, *pulling.arguments)
    assert len(faulty) >= 10
    assert state(whole.folder / "after" / "benchmark-data").runs.keys() == {
        f"main-main-00{hour}" for hour in range(4)
    }
    require_old_or_new(pulling, [whole, *faulty])
    for each in faulty:
        if kind == "full" and each.code:
            assert each.code == 4
            assert each.err.startswith("Error: ")
            assert each.err.endswith(": No space left on device\n")


@pytest.fixture
def pushing(tmp_path: Path) -> Callable[[str], Case]:
    """Return a function that makes a store with a run and a baseline to push.

    The store remembers where its branch is, so it is made in the folder where the command runs.
    """

    def make(kind: str) -> Case:
        work = tmp_path / f"template-{kind}" / "work"
        remote = Remote(work / "remote.git")
        store = save(work / "benchmark-data", *map(run_at, range(3)))
        store.set_baseline("main-main-000")
        DataBranch(store.path, str(remote.path), BRANCH, os.environ).push()
        save(store.path, run_at(3)).set_baseline("main-main-003")
        work.rename(tmp_path / "template")
        return Case(tmp_path / "template", ("store", "push", "--remote", "remote.git"))

    return make


def on_branch(folder: Path) -> dict[str, str]:
    """Return what the branch of the remote in a folder holds: path and content."""
    listed = git(folder / "remote.git", "ls-tree", "-r", BRANCH).splitlines()
    return {path: entry for entry, _, path in (line.partition("\t") for line in listed)}


@pytest.mark.parametrize("kind", ["die", "full"])
def test_a_push_with_a_fault_at_any_step(kind: str, pushing: Callable[[str], Case]) -> None:
    it = pushing(kind)
    whole, *faulty = trials(kind, it.template, *it.arguments)
    old, new = on_branch(it.template), on_branch(whole.folder / "after")
    own = state(it.template / "benchmark-data")
    assert new.keys() - old.keys() == {"runs/20260102T150000.000000Z_main-main-003.json"}
    assert len(faulty) >= 10
    for each in faulty:
        assert on_branch(each.folder / "after") in (old, new)
        assert state(each.folder / "after" / "benchmark-data") == own
        assert flaws(each.folder / "after" / "benchmark-data") == []
        assert each.again == 0
        assert on_branch(each.folder / "again") == new
        assert git(each.folder / "again" / "remote.git", "rev-list", "--count", BRANCH) == "2"
        private = each.folder / "again" / "benchmark-data" / ".branch.git"
        assert [path.name for path in private.iterdir() if "tmp" in path.name] == []
        if kind == "full" and each.code:
            assert each.code == 4
            assert each.err.startswith("Error: ")
            assert each.err.endswith(": No space left on device\n")
            assert "output cannot be written" not in each.err
