"""The two checkouts that are asked for, and what must hold of them."""

import os
from pathlib import Path

import msgspec

from calibrax.cli.ab.record import Record
from calibrax.cli.ab.request import Request
from calibrax.cli.options import DEFAULT_STORE
from calibrax.errors import UsageError
from calibrax.measure.worktrees import Checkout, differ, take

_BENCHMARKS = ("benchmarks", "bench", "benches")


def with_benchmarks(request: Request, base: Checkout, head: Checkout) -> tuple[Checkout, Checkout]:
    """Return the sides with the benchmarks of one of them in both, where that is asked for.

    Raises:
        UsageError: no file of a benchmark is known.
    """
    if request.bench_from is None:
        return base, head
    source, target = (base, head) if request.bench_from == "base" else (head, base)
    paths = request.bench_files or [
        name for name in _BENCHMARKS if any((each.folder / name).exists() for each in (base, head))
    ]
    if not paths:
        raise UsageError(
            f"--bench-from {request.bench_from}: no folder {', '.join(_BENCHMARKS)} here; "
            "name the files with --bench-files"
        )
    changed = take(paths, source, target, os.environ)
    return (base, changed) if request.bench_from == "base" else (changed, head)


def as_named_before(record: Record, base: Checkout, head: Checkout) -> tuple[Checkout, Checkout]:
    """Return the sides by the names that the measurement was begun with."""
    return (
        msgspec.structs.replace(base, name=record.base.name),
        msgspec.structs.replace(head, name=record.head.name),
    )


def stores(request: Request) -> list[Path]:
    """Return the folders that hold runs, which are no part of what is measured."""
    return [Path(each) for each in (request.data, request.settings.data, DEFAULT_STORE) if each]


def refuse_same_content(request: Request, base: Checkout, head: Checkout) -> None:
    """Refuse two names of the same content, which only the same name twice asks for.

    Raises:
        UsageError: there is nothing to compare.
    """
    if request.base != request.head and not differ(base, head):
        raise UsageError(
            f"base {request.base} and head {request.head} hold the same files: nothing to compare; "
            f"to test this machine, say so with --head {request.base}"
        )


def refuse_other_content(record: Record, base: Checkout, head: Checkout) -> None:
    """Refuse to continue a measurement with other content.

    Raises:
        UsageError: a side has changed since.
    """
    for known, now in ((record.base, base), (record.head, head)):
        if known.tree != now.tree:
            raise UsageError(
                f"--continue: {now.side} {now.name} is no longer what was measured; measure anew"
            )


def warnings(both: tuple[Checkout, Checkout]) -> list[str]:
    """Return what to say of content that is in no commit."""
    return [
        f"{each.side} is not the commit as it is: changes that are in no commit were measured too"
        for each in both
        if each.changed
    ]
