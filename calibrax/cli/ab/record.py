"""What the two runs of an A/B remember of it, so that it can be explained and continued."""

from typing import Any

import msgspec

from calibrax.analysis.looks import Look
from calibrax.cli.ab.measuring import Sides
from calibrax.cli.ab.selecting import Select
from calibrax.core.models import Run, new_run_id
from calibrax.errors import UsageError
from calibrax.measure.schedule import Round, Side
from calibrax.measure.worktrees import Checkout
from calibrax.storage import Store

KEY = "ab"
"""The place in the metadata of a run."""


class SideRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One side: what the user called it, its commit, and the content that was measured.

    ``changed`` says that the content is not the commit's own.
    """

    name: str
    commit: str
    tree: str
    changed: bool


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, how, and in which order; ``order`` has the two sides of each round."""

    command: tuple[str, ...]
    setup: str | None = None
    results: tuple[str, ...] = ()
    format: str = "auto"
    bench_from: Side | None = None
    bench_files: tuple[str, ...] = ()
    select: Select | None = None
    venv: bool = True
    timeout: float | None = None
    suite: str | None = None
    seed: int
    continues: str | None = None
    base: SideRecord
    head: SideRecord
    looks: tuple[Look, ...] = ()
    order: tuple[Round, ...] = ()


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A measurement that is continued."""

    record: Record
    sides: Sides


def side_record(checkout: Checkout) -> SideRecord:
    """Return what is remembered of a side."""
    return SideRecord(
        name=checkout.name,
        commit=checkout.commit,
        tree=checkout.tree,
        changed=checkout.changed,
    )


def recorded(sides: Sides, record: Record) -> tuple[Run, Run]:
    """Return the runs of base and head as they are stored: each names the other."""
    ids = {"base": new_run_id(), "head": new_run_id()}
    content = msgspec.structs.replace(record, looks=sides.looks, order=sides.order)
    plain: dict[str, Any] = msgspec.to_builtins(content)
    begin = min(sides.base.timestamp, sides.head.timestamp)
    base, head = (
        msgspec.structs.replace(each, timestamp=begin) for each in (sides.base, sides.head)
    )
    return (
        _marked(base, {**plain, "side": "base", "other": ids["head"]}, ids["base"]),
        _marked(head, {**plain, "side": "head", "other": ids["base"]}, ids["head"]),
    )


def earlier_sides(store: Store, run_id: str) -> Earlier:
    """Return the measurement that a stored run is a side of.

    Raises:
        RunNotFound: there is no such run, or its other side is gone.
        UsageError: it is no side of an A/B.
    """
    run = store.load(run_id)
    known = run.metadata.get(KEY)
    if run.kind != "ab" or not isinstance(known, dict):
        raise UsageError(f"--continue {run_id}: is no side of an A/B; give a run that ab stored")
    try:
        record = msgspec.convert(known, Record)
        side, other = known["side"], known["other"]
    except (msgspec.ValidationError, KeyError) as error:
        raise UsageError(f"--continue {run_id}: what it remembers is not whole: {error}") from None
    both = {side: run, ("head" if side == "base" else "base"): store.load(other)}
    sides = Sides(base=both["base"], head=both["head"], looks=record.looks, order=record.order)
    return Earlier(record=record, sides=sides)


def _marked(run: Run, known: dict[str, Any], run_id: str) -> Run:
    return msgspec.structs.replace(run, id=run_id, kind="ab", metadata={**run.metadata, KEY: known})
