"""What a commit writes and removes, from three listings: here, at the last pull, at the tip."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from calibrax.core import run_json
from calibrax.errors import DataError, RunConflict
from calibrax.storage.baselines import BaselineChange
from calibrax.storage.branch.changes import Changes, changes_since, require_pulled
from calibrax.storage.branch.commit import message, stream
from calibrax.storage.branch.index import Index, IndexEntry
from calibrax.storage.branch.plan import Plan, plan
from calibrax.storage.branch.tip import Tip
from calibrax.storage.names import run_name
from tests.builders import NOON, a_point, a_run


def name_of(hour: int) -> str:
    return run_name(NOON + timedelta(hours=hour), f"r{hour:02}")


def path_of(hour: int) -> str:
    return f"runs/{name_of(hour)}"


def line(name: str, by: Literal["auto", "human"] = "auto", pin: bool = False) -> bytes:
    change = BaselineChange(time=NOON, name=name, run="r", by=by, pin=pin)
    return msgspec.json.encode(change)


def index_of(*hours: int) -> Index:
    return {name_of(hour): IndexEntry(file=name_of(hour), suite="main") for hour in hours}


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Return a store with runs of the hours 0 to 12."""
    (tmp_path / "runs").mkdir()
    for hour in range(13):
        run = a_run(a_point("a", t=1.0), id=f"r{hour:02}", timestamp=NOON + timedelta(hours=hour))
        (tmp_path / path_of(hour)).write_bytes(run_json.encode(run))
    return str(tmp_path)


def changes(
    runs: Mapping[str, str] = {},
    settings: Mapping[str, str] = {},
    log: tuple[bytes, ...] = (),
    pulled: Mapping[str, str] = {},
) -> Changes:
    return Changes(runs=dict(runs), settings=dict(settings), log=log, pulled=dict(pulled))


def test_a_change_is_what_differs_from_the_last_pull() -> None:
    pulled = {path_of(0): "a", "baselines/main.json": "a", "config.json": "c", "index.jsonl": "i"}
    here = {
        path_of(0): "a",
        path_of(1): "b",
        "baselines/main.json": "b",
        "baselines/log.jsonl": "l",
        "config.json": "c",
    }
    old, new = line("q"), line("main")
    found = changes_since(pulled, (old,), here, (old, new))
    before = {"baselines/main.json": "a", "config.json": "c"}
    assert found == changes({path_of(1): "b"}, {"baselines/main.json": "b"}, (new,), before)


def test_a_baseline_that_was_set_again_is_a_change() -> None:
    there = {"baselines/main.json": "a", "baselines/q.json": "q"}
    again = (line("main", "human"),)
    found = changes_since(there, (), {**there, "baselines/log.jsonl": "l"}, again)
    assert found == changes({}, {"baselines/main.json": "a"}, again, there)


def test_a_run_with_other_content_is_a_conflict(store: str) -> None:
    with pytest.raises(RunConflict, match=r"r00\.json: is on the branch with other content"):
        changes_since({path_of(0): "a"}, (), {path_of(0): "b"}, ())
    with pytest.raises(RunConflict, match=r"r00\.json: is on the branch"):
        plan(changes({path_of(0): "b"}), Tip(commit="t", files={path_of(0): "a"}), store, 10)


def test_a_store_that_never_pulled_replaces_nothing() -> None:
    require_pulled(changes({}, {"config.json": "a"}), {"config.json": "a"})
    require_pulled(changes({}, {"config.json": "a"}), {})
    with pytest.raises(DataError, match=r"config\.json: .*run calibrax store pull first"):
        require_pulled(changes({}, {"config.json": "a"}), {"config.json": "b"})


def test_the_first_commit_explains_the_branch(store: str) -> None:
    made = plan(changes({path_of(0): "a"}, {"config.json": "c"}), Tip(), store, 10)
    assert list(made.writes) == [path_of(0), "config.json", "index.jsonl", "README.md"]
    assert made.writes["index.jsonl"] == (
        b'{"file":"20260102T120000.000000Z_r00.json","suite":"main","branch":null,'
        b'"machine":null,"kind":"run"}\n'
    )
    assert b"calibrax store pull" in (made.writes["README.md"] or b"")
    assert message(made) == "Add 1 run, config.json"


def test_nothing_changed_is_an_empty_plan(store: str) -> None:
    assert plan(changes(), Tip(), store, 10).is_empty
    first = plan(changes({path_of(0): "a"}, {}, (line("main"),)), Tip(), store, 10)
    tip = Tip(
        commit="t",
        files={path_of(0): "a"},
        index=index_of(0),
        index_file=first.writes["index.jsonl"] or b"",
        log=first.log,
    )
    assert plan(changes({path_of(0): "a"}, {}, (line("main"),)), tip, store, 10).is_empty


def test_only_what_the_tip_lacks_is_written(store: str) -> None:
    tip = Tip(
        commit="t",
        files={path_of(0): "a", "baselines/main.json": "x", "baselines/q.json": "q"},
        index=index_of(0),
        log=(line("theirs"),),
    )
    mine = changes(
        {path_of(0): "a", path_of(1): "b"},
        {"baselines/main.json": "y", "baselines/q.json": "q"},
        (line("main"),),
        {"baselines/main.json": "x"},
    )
    made = plan(mine, tip, store, 10)
    assert made.runs == (path_of(1),)
    assert made.settings == ("baselines/main.json",)
    assert made.writes["baselines/log.jsonl"] == line("theirs") + b"\n" + line("main") + b"\n"
    assert (made.writes["index.jsonl"] or b"").count(b"\n") == 2
    assert not made.removes
    assert message(made) == "Add 1 run, 1 baseline"


@pytest.mark.parametrize(
    ("ours", "theirs", "yields"),
    [
        ([line("main")], [line("main", "human", pin=True)], True),
        ([line("main")], [line("main", "human", pin=True), line("main", "human")], False),
        ([line("main")], [line("main", "human")], False),
        ([line("main")], [line("other", "human", pin=True)], False),
        ([line("main", "human")], [line("main", "human", pin=True)], False),
        ([line("main", "human"), line("main")], [line("main", "human", pin=True)], False),
        ([], [line("main", "human", pin=True)], False),
    ],
)
def test_promotion_by_ci_gives_way_to_a_pin(
    store: str, ours: list[bytes], theirs: list[bytes], yields: bool
) -> None:
    path = "baselines/main.json"
    tip = Tip(commit="t", files={path: "pinned"}, log=tuple(theirs))
    mine = changes({}, {path: "mine"}, tuple(ours), {path: "pinned"})
    made = plan(mine, tip, store, 10)
    assert made.withheld == (("main",) if yields else ())
    assert made.settings == (() if yields else ("baselines/main.json",))
    assert made.log == (tuple(theirs) if yields else (*theirs, *ours))


@pytest.mark.parametrize(
    ("by", "pulled", "at_the_tip", "yields"),
    [
        ("auto", "old", "old", False),
        ("auto", "old", "newer", True),
        ("auto", None, "newer", True),
        ("auto", "old", "mine", False),
        ("auto", None, None, False),
        ("human", "old", "newer", False),
        ("human", None, "newer", False),
    ],
)
def test_promotion_by_ci_gives_way_to_a_baseline_that_was_not_pulled(
    store: str,
    by: Literal["auto", "human"],
    pulled: str | None,
    at_the_tip: str | None,
    yields: bool,
) -> None:
    path = "baselines/main.json"
    ours = (line("main", by),)
    mine = changes({}, {path: "mine"}, ours, {path: pulled} if pulled else {})
    tip = Tip(commit="t", files={path: at_the_tip} if at_the_tip else {})
    made = plan(mine, tip, store, 10)
    assert made.withheld == (("main",) if yields else ())
    assert made.log == (() if yields else ours)
    assert made.settings == (() if yields or at_the_tip == "mine" else (path,))


def test_a_line_of_the_log_that_is_none_is_named(store: str) -> None:
    with pytest.raises(DataError, match=r"the branch's log\.jsonl: <<<: .*remove the line"):
        plan(changes({}, {}, (line("main"),)), Tip(commit="t", log=(b"<<<",)), store, 10)


def at(*hours: int) -> dict[str, str]:
    return {path_of(hour): f"blob{hour}" for hour in hours}


def test_runs_stay_until_there_are_a_tenth_more_than_enough(store: str) -> None:
    tip = Tip(commit="t", files=at(*range(10)), index=index_of(*range(10)))
    made = plan(changes(at(10)), tip, store, 10)
    assert made.removes == ()
    assert made.runs == (path_of(10),)


def test_beyond_that_the_oldest_go_but_not_those_that_are_a_baseline(store: str) -> None:
    files = at(*range(11)) | {"baselines/main.json": "blob1"}
    made = plan(
        changes(at(11)), Tip(commit="t", files=files, index=index_of(*range(11))), store, 10
    )
    assert made.removes == (path_of(0),)
    assert b"r00" not in (made.writes["index.jsonl"] or b"")
    assert message(made) == "Add 1 run; drop 1 old run"


def test_runs_too_old_to_be_kept_are_not_added(store: str) -> None:
    tip = Tip(commit="t", files=at(3, 4, 5), index=index_of(3, 4, 5))
    made = plan(changes(at(0, 6)), tip, store, 4)
    assert made.runs == (path_of(6),)
    assert made.left == (path_of(0),)


def test_a_run_that_cannot_be_read_is_not_pushed(store: str) -> None:
    Path(store, path_of(0)).write_text('{"schema":1,"points":[\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"r00\.json"):
        plan(changes(at(0)), Tip(), store, 10)


def a_plan(runs: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> Plan:
    return Plan(
        writes={},
        removes=(),
        squashes=False,
        runs=runs,
        settings=settings,
        log=(),
        withheld=(),
        left=(),
    )


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (a_plan((path_of(0), path_of(1))), "Add 2 runs"),
        (a_plan((), ("baselines/x%0Ay.json", "config.json")), "Add 1 baseline, config.json"),
        (a_plan(), "Complete the index and the log"),
    ],
)
def test_the_message_says_what_the_commit_does(planned: Plan, said: str) -> None:
    assert message(planned) == said


def test_the_stream_is_one_commit_on_the_tip(store: str) -> None:
    made = plan(changes(at(0)), Tip(commit="t"), store, 10)
    text = b"".join(stream(made, store, "t" * 40, "e" * 40))
    content = Path(store, path_of(0)).read_bytes()
    assert b"\nfrom " + b"t" * 40 + b"\n" in text
    assert f"M 100644 inline {path_of(0)}\ndata {len(content)}\n".encode() + content in text
    assert b"\nD " not in text


def test_a_commit_that_drops_runs_has_no_parent(store: str) -> None:
    tip = Tip(commit="t", files=at(*range(4)), index=index_of(*range(4)))
    made = plan(changes(at(4)), tip, store, 3)
    text = b"".join(stream(made, store, "t" * 40, "e" * 40))
    assert b"from" not in text
    assert b"\nM 040000 " + b"e" * 40 + b' ""\n' in text
    assert text.count(b"\nD runs/") == 2


def test_beside_files_of_others_old_runs_are_dropped_on_top_of_the_tip(store: str) -> None:
    tip = Tip(commit="t", files=at(*range(4)), index=index_of(*range(4)), others=("docs",))
    made = plan(changes(at(4)), tip, store, 3)
    text = b"".join(stream(made, store, "t" * 40, "e" * 40))
    assert b"\nfrom " + b"t" * 40 + b"\n" in text
    assert b"M 040000" not in text
    assert text.count(b"\nD runs/") == 2
