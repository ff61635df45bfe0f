"""Run a command on both sides in turn, each time in a fresh process."""

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from tempfile import mkdtemp
from typing import Literal

import msgspec

from calibrax.errors import UsageError
from calibrax.measure.processes import Outcome, run, shell
from calibrax.measure.results import located, remove
from calibrax.measure.schedule import BASE_FIRST, Round, Side
from calibrax.measure.worktrees import Checkout

Position = Literal["first", "second"]

OUTPUT = "{output}"
"""Stands in an argument of the command for the path to write to."""

VARIABLE = "CALIBRAX_OUTPUT"
"""Holds the same path in the environment of the command."""

_WARM_UP = 0
_POSITIONS: tuple[Position, Position] = ("first", "second")


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A checkout and the environment variables of what runs in it."""

    checkout: Checkout
    variables: Mapping[str, str]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured, where, and how.

    ``results`` are patterns of the files that the command writes, relative to its folder; none
    where it writes to ``{output}`` or ``CALIBRAX_OUTPUT``. ``timeout`` is of one process, in s.
    """

    sides: Mapping[Side, Prepared]
    command: tuple[str, ...]
    results: tuple[str, ...] = ()
    timeout: float | None = None


class SetupFailed(Exception):
    """Say on which side the setup failed, and how."""

    def __init__(self, side: Side, outcome: Outcome) -> None:
        self.side = side
        self.outcome = outcome
        super().__init__(f"setup of {side} {outcome.ending}")


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One process: its round (0: the warm-up), its side, its place in the round, and how it ended.

    ``results`` are absolute patterns of the files that it wrote, of which there may be none.
    """

    round: int
    side: Side
    position: Position
    outcome: Outcome
    results: tuple[str, ...]


def set_up(session: Session, line: str | None) -> None:
    """Run a line of shell once in either checkout, when the command can run there at all.

    Raises:
        UsageError: a side lacks the folder, or results are named that lie outside of it.
        SetupFailed: the line failed on a side.
    """
    for prepared in session.sides.values():
        _refuse_nowhere(prepared.checkout)
        located(session.results, prepared.checkout)
    if line is None:
        return
    for side, prepared in session.sides.items():
        done = run(shell(line, prepared.variables), prepared.checkout.folder, prepared.variables)
        if done.failed:
            raise SetupFailed(side, done)


def warm_up(session: Session) -> Iterator[Measured]:
    """Run the command once on either side, so that no round pays for cold caches."""
    return rounds(session, [BASE_FIRST], first=_WARM_UP)


def rounds(session: Session, order: Iterable[Round], first: int = 1) -> Iterator[Measured]:
    """Run the command once on either side in each round, and yield what each process came to.

    ``first`` is the number of the first round. A process that fails ends nothing: whoever takes
    what is yielded decides whether to go on.
    """
    for number, sides in enumerate(order, first):
        for position, side in zip(_POSITIONS, sides, strict=True):
            yield _process(session, number, side, position)


def _process(session: Session, number: int, side: Side, position: Position) -> Measured:
    prepared = session.sides[side]
    checkout = prepared.checkout
    fresh = mkdtemp(prefix=f"{side}-", dir=checkout.root.parent)
    output = os.path.join(fresh, "output")
    results = located(session.results, checkout)
    remove(results, checkout)
    outcome = run(
        [argument.replace(OUTPUT, output) for argument in session.command],
        checkout.folder,
        {**prepared.variables, VARIABLE: output},
        session.timeout,
    )
    return Measured(
        round=number,
        side=side,
        position=position,
        outcome=outcome,
        results=results or (os.path.join(glob.escape(fresh), "*"),),
    )


def _refuse_nowhere(checkout: Checkout) -> None:
    if not checkout.folder.is_dir():
        below = checkout.folder.relative_to(checkout.root)
        raise UsageError(
            f"{checkout.side} {checkout.name!r} has no folder {str(below)!r} to run in; "
            "start from one that both sides have"
        )
