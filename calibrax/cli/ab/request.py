"""What calibrax ab is asked for."""

import msgspec

from calibrax.analysis.looks import LOOKS, Look, continued, fixed
from calibrax.cli.ab.record import Record
from calibrax.errors import UsageError
from calibrax.measure.schedule import Side
from calibrax.measure.worktrees import WORKING_TREE
from calibrax.settings import Settings

_MORE = 10
"""Rounds that are added where nobody says how many."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for, by the names of the options."""

    command: tuple[str, ...]
    settings: Settings
    base: str
    head: str
    setup: str | None
    rounds: int | None
    budget: float | None
    timeout: float | None
    results: tuple[str, ...]
    format: str
    bench_from: Side | None
    bench_files: tuple[str, ...]
    select: str | None
    join: str
    seed: int | None
    no_venv: bool
    continued: str | None
    data: str
    suite: str | None
    threshold: float
    fail_on: tuple[str, ...]


def as_before(request: Request, record: Record) -> Request:
    """Return the request with what a measurement that is continued was made with.

    Raises:
        UsageError: the request asks for another command, or other sides.
    """
    if request.command and request.command != record.command:
        raise UsageError("--continue measures the same command again: leave the command out")
    if record.base is None or record.head is None:
        raise UsageError("--continue: the run does not remember its sides")
    return msgspec.structs.replace(
        request,
        command=record.command,
        base=record.base.commit if not record.base.changed else record.base.name,
        head=record.head.commit if record.head.name != WORKING_TREE else WORKING_TREE,
        setup=record.setup,
        results=record.results,
        format=record.format,
        bench_from=record.bench_from,
        bench_files=record.bench_files,
        select=record.select,
        join=record.join,
        no_venv=not record.venv,
        timeout=record.timeout,
        suite=record.suite,
        seed=record.seed,
    )


def looks_of(request: Request, earlier: tuple[Look, ...]) -> tuple[Look, ...]:
    """Return the looks at the measurement, or at one that is continued after ``earlier`` ones."""
    if earlier:
        return continued(earlier, request.rounds or _MORE)
    return fixed(request.rounds) if request.rounds else LOOKS
