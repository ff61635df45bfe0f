"""What calibrax ab is asked for."""

import msgspec

from calibrax.analysis.looks import LOOKS, Look, continued, fixed
from calibrax.cli.ab.record import Record, SideRecord
from calibrax.cli.ab.selecting import Select
from calibrax.errors import UsageError
from calibrax.measure.schedule import Side
from calibrax.measure.worktrees import WORKING_TREE
from calibrax.settings import Settings

_MORE = 10
"""Rounds that are added where nobody says how many."""

_FEWEST = 4
"""Rounds that can show a change of one metric: 1 of the 70 orders of 4 and 4 has one side last."""


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
    select: Select | None
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
    return msgspec.structs.replace(
        request,
        command=record.command,
        base=_again(record.base),
        head=_again(record.head),
        setup=record.setup,
        results=record.results,
        format=record.format,
        bench_from=record.bench_from,
        bench_files=record.bench_files,
        select=record.select,
        no_venv=not record.venv,
        timeout=request.timeout or record.timeout,
        suite=record.suite,
        seed=record.seed,
    )


def _again(side: SideRecord) -> str:
    return WORKING_TREE if side.name == WORKING_TREE else side.commit


def fewest_rounds(request: Request, benchmarks: int) -> int:
    """Return how many rounds it takes to tell a change from chance at all."""
    return _FEWEST if request.rounds and benchmarks == 1 else LOOKS[0].rounds


def looks_of(request: Request, earlier: tuple[Look, ...]) -> tuple[Look, ...]:
    """Return the looks at the measurement, or at one that is continued after ``earlier`` ones.

    Raises:
        UsageError: so few rounds can show nothing.
    """
    if request.rounds and request.rounds < _FEWEST and not earlier:
        raise UsageError(
            f"--rounds {request.rounds}: it takes {_FEWEST} or more to tell a change from chance"
        )
    if earlier:
        return continued(earlier, request.rounds or _MORE)
    return fixed(request.rounds) if request.rounds else LOOKS
