"""The store against a plain dictionary: whatever is done in whatever order, both say the same."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import compress
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from calibrax.core import Run
from calibrax.errors import RunConflict, RunNotFound, UsageError
from calibrax.storage import Store, names
from calibrax.storage.baselines import By
from calibrax.storage.prune import Keeping, carry_out, plan
from calibrax.storage.verify import repair, verify
from tests.builders import NOON, a_point, a_run, an_attempt

IDS = ["a", "ab", "abc", "abd", "b.json", "b", "Z_a", "20260102T000000", "_"]
BRANCHES = ["main", "feature/x", None]
SUITES = ["main", "quick"]
FIRST = a_run(id="a")
NAMES = ["main", "../é"]


class Logged(NamedTuple):
    """What a line of the log of baselines says, but for its time."""

    name: str
    run: str
    by: By
    pin: bool
    reason: str


@st.composite
def fresh_runs(draw: st.DrawFn) -> Run:
    """Make a run; two runs of different ids never share a time, so that their order is known."""
    run_id = draw(st.sampled_from(IDS))
    minutes = draw(st.integers(min_value=0, max_value=5))
    run = a_run(
        a_point("p", {"id": run_id}, t=float(draw(st.integers(1, 3)))),
        id=run_id,
        timestamp=NOON + timedelta(minutes=minutes, microseconds=IDS.index(run_id)),
        branch=draw(st.sampled_from(BRANCHES)),
        suite=draw(st.sampled_from(SUITES)),
    )
    sort = draw(st.sampled_from(["run", "run", "run", "run", "ab", "attempt"]))
    return an_attempt(run, FIRST) if sort == "attempt" else msgspec.structs.replace(run, kind=sort)


def mostly_stored() -> st.SearchStrategy[str]:
    """Return ids, three of four of which are those of stored runs."""
    stored = st.runner().flatmap(
        lambda self: st.sampled_from([*self.runs, *(IDS * (not self.runs))])
    )
    return st.one_of(stored, stored, stored, st.sampled_from([*IDS, "2", "c", "abcd", "A"]))


class StoreAndModel(RuleBasedStateMachine):
    """Do the same to a store and to a dictionary of runs, and compare what they answer."""

    stored: Bundle[Run] = Bundle("stored")
    legacy: Bundle[Run] = Bundle("legacy")

    @initialize()
    def begin(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.store = Store(self.temporary.name)
        self.other = Store(self.temporary.name)
        self.runs: dict[str, Run] = {}
        self.baselines: dict[str, Run] = {}
        self.log: list[Logged] = []
        self.repairs = 0

    def teardown(self) -> None:
        if hasattr(self, "temporary"):
            self.temporary.cleanup()

    def newest_first(self) -> list[Run]:
        return sorted(self.runs.values(), key=lambda run: run.timestamp, reverse=True)

    def the_run(self, beginning: str) -> Run | None:
        """Return the one run that the model finds by an id or the beginning of one."""
        if beginning in self.runs:
            return self.runs[beginning]
        matches = [run for run_id, run in self.runs.items() if run_id.startswith(beginning)]
        return matches[0] if len(matches) == 1 else None

    def save_with(self, store: Store, run: Run) -> Run:
        """Save a run, which is refused where another one has its id; return the one with it."""
        known = self.runs.setdefault(run.id, run)
        if known != run:
            with pytest.raises(RunConflict):
                store.save(run)
        else:
            store.save(run)
        return known

    @rule(target=stored, run=fresh_runs())
    def save(self, run: Run) -> Run:
        return self.save_with(self.store, run)

    @rule(run=stored)
    def save_again(self, run: Run) -> None:
        """Save a run once more, which may have been removed, or have come from somebody else."""
        assert self.save_with(self.other, run) == self.save_with(self.store, run)

    @rule(target=legacy, run=fresh_runs())
    def put_a_file_of_the_earlier_calibrax(self, run: Run) -> Run:
        if run.id not in self.runs:
            path = Path(self.temporary.name, "runs", f"{run.id}.json")
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(run.to_dict(), indent=2), encoding="utf-8")
            self.runs[run.id] = run
            if run.id == "20260102T000000":  # a name that begins with a time sorts by that time
                early = msgspec.structs.replace(run, timestamp=NOON.replace(hour=0))
                path.write_text(json.dumps(early.to_dict()), encoding="utf-8")
                self.runs[run.id] = early
        return self.runs[run.id]

    @rule(run=consumes(legacy))
    def save_what_a_legacy_file_holds(self, run: Run) -> None:
        self.save_with(self.other, run)

    @rule(beginning=mostly_stored())
    def load(self, beginning: str) -> None:
        expected = self.the_run(beginning)
        if expected is None:
            with pytest.raises(RunNotFound):
                self.store.load(beginning)
        else:
            assert self.store.load(beginning) == expected

    @rule(
        branch=st.sampled_from([*BRANCHES, "other"]),
        suite=st.sampled_from([*SUITES, None]),
        limit=st.none() | st.integers(min_value=0, max_value=4),
    )
    def list_runs(self, branch: str | None, suite: str | None, limit: int | None) -> None:
        matching = [
            run
            for run in self.newest_first()
            if branch in (None, run.branch) and suite in (None, run.suite)
        ]
        assert self.store.list_runs(branch=branch, suite=suite, limit=limit) == matching[:limit]
        history = [run for run in matching if run.kind != "ab" and not run.metadata]
        expected = history[0] if history else None
        assert self.store.latest(branch=branch, suite=suite) == expected

    @rule(tag=st.sampled_from(IDS))
    def query(self, tag: str) -> None:
        assert self.store.query(id=tag) == ([self.runs[tag]] if tag in self.runs else [])

    @rule(beginning=mostly_stored(), name=st.sampled_from(NAMES), pin=st.booleans())
    def set_baseline(self, beginning: str, name: str, pin: bool) -> None:
        self.change_baseline(beginning, Logged(name, "", "human", pin, "chosen"))

    @rule(beginning=mostly_stored(), name=st.sampled_from(NAMES))
    def promote(self, beginning: str, name: str) -> None:
        self.change_baseline(beginning, Logged(name, "", "auto", False, "newest"))

    def change_baseline(self, beginning: str, change: Logged) -> None:
        """Set a baseline unless it is refused, as it is to CI where a human's pin is the last."""
        name, _, by, pin, reason = change
        last = next((each for each in reversed(self.log) if each.name == name), None)
        run = self.the_run(beginning)
        if run is None:
            with pytest.raises(RunNotFound):
                self.store.set_baseline(beginning, name, by=by)
        elif run.kind == "ab" or run.metadata:
            with pytest.raises(UsageError, match="is never a baseline"):
                self.store.set_baseline(beginning, name, by=by)
        elif by == "auto" and last and last.pin:
            with pytest.raises(UsageError, match="is pinned"):
                self.store.set_baseline(beginning, name, by=by)
        else:
            self.store.set_baseline(beginning, name, by=by, pin=pin, reason=reason)
            self.baselines[name] = run
            self.log.append(change._replace(run=run.id))

    @rule(runs=st.lists(fresh_runs(), min_size=2, max_size=4, unique_by=lambda run: run.id))
    def save_at_once(self, runs: list[Run]) -> None:
        """Let each run have a writer of its own, while somebody sets the newest baseline again."""
        fresh = [run for run in runs if run.id not in self.runs]
        baseline = self.baselines.get("main")
        with ThreadPoolExecutor(len(runs) + 1) as writers:
            saved = [writers.submit(Store(self.temporary.name).save, run) for run in fresh]
            again = self.runs.get(baseline.id) if baseline else None
            if again and again.kind != "ab" and not again.metadata:
                writers.submit(self.other.set_baseline, again.id).result()
                self.baselines["main"] = again
                self.log.append(Logged("main", again.id, "human", False, ""))
        assert all(each.result().exists() for each in saved)
        self.runs |= {run.id: run for run in fresh}

    @rule(run=fresh_runs(), writers=st.integers(2, 4))
    def save_one_id_with_different_contents_at_once(self, run: Run, writers: int) -> None:
        """Let writers meet at one name: the first of them wins, and the others are told."""
        if run.id in self.runs:
            return
        different = [
            msgspec.structs.replace(run, points=(a_point("p", {"id": run.id}, t=10.0 + place),))
            for place in range(writers)
        ]
        together = Barrier(writers)

        def save(content: Run) -> bool:
            together.wait()
            try:
                Store(self.temporary.name).save(content)
            except RunConflict:
                return False
            return True

        with ThreadPoolExecutor(writers) as pool:
            won = list(pool.map(save, different))
        (self.runs[run.id],) = compress(different, won)
        assert self.store.load(run.id) == self.runs[run.id]

    @rule(newest=st.integers(0, 4), minutes=st.none() | st.integers(0, 5))
    def prune(self, newest: int, minutes: int | None) -> None:
        since = None if minutes is None else NOON + timedelta(minutes=minutes)

        def belongs(run: Run) -> str | None:
            first = run.metadata.get("attempt_of")
            return first if first in self.runs else None

        own = [run for run in self.newest_first() if belongs(run) is None]
        alone = [run for run in own if run.kind != "ab"]
        kept = alone[:newest]
        beside = [run for run in own if newest and run.kind == "ab"]
        if len(alone) > newest > 0:
            beside = [run for run in beside if run.timestamp >= kept[-1].timestamp]
        safe = {run.id for run in (*kept, *beside, *self.baselines.values())}
        old = {
            run.id for run in own if run.id not in safe and (since is None or run.timestamp < since)
        }
        planned = plan(self.store.path, Keeping(newest=newest, since=since))
        assert carry_out(self.store.path, planned, NOON) == 0
        gone = old | {run.id for run in self.runs.values() if belongs(run) in old}
        self.runs = {run_id: run for run_id, run in self.runs.items() if run_id not in gone}
        assert planned.kept == len(self.runs)

    @rule(run=st.runner().flatmap(lambda self: st.sampled_from([*self.runs.values(), None])))
    def damage_and_repair(self, run: Run | None) -> None:
        if run is None:
            return
        (path,) = [
            path
            for path in Path(self.temporary.name, "runs").iterdir()
            if json.loads(path.read_bytes())["id"] == run.id
        ]
        path.write_bytes(path.read_bytes()[:-9])
        self.repairs += 1
        findings = verify(self.temporary.name)
        ((moved, target),) = repair(
            self.temporary.name, findings, NOON + timedelta(seconds=self.repairs)
        )
        assert moved == f"runs/{path.name}"
        assert Path(self.temporary.name, target).exists()
        del self.runs[run.id]

    @invariant()
    def only_a_baseline_whose_run_was_replaced_is_wrong(self) -> None:
        """Hold that an id whose run was repaired away may come back as another run."""
        differing = {
            names.baseline_file(name)
            for name, run in self.baselines.items()
            if self.runs.get(run.id, run) != run
        }
        found = [each.path for each in verify(self.temporary.name)]
        assert sorted(found) == sorted(f"baselines/{file}" for file in differing)

    @invariant()
    def nothing_was_deleted_by_a_repair(self) -> None:
        kept = list(Path(self.temporary.name, "quarantine").rglob("*.json"))
        assert len(kept) == self.repairs

    @invariant()
    def the_baselines_are_those_that_were_set(self) -> None:
        assert {name: self.store.get_baseline(name) for name in NAMES} == {
            name: self.baselines.get(name) for name in NAMES
        }
        assert self.store.baselines() == sorted(self.baselines)

    @invariant()
    def each_change_of_a_baseline_is_one_line_of_the_log(self) -> None:
        path = Path(self.temporary.name, "baselines", "log.jsonl")
        lines = map(json.loads, path.read_bytes().splitlines() if path.exists() else [])
        told = [Logged(*(line[field] for field in Logged._fields)) for line in lines]
        assert told == self.log

    @invariant()
    def there_is_one_file_a_run(self) -> None:
        folder = Path(self.temporary.name, "runs")
        assert len(list(folder.iterdir()) if folder.exists() else []) == len(self.runs)


StoreAndModel.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestStoreAndModel = StoreAndModel.TestCase
