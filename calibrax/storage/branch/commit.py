"""A planned commit as git fast-import reads it: no index, and no content that is not new."""

import os
from collections.abc import Iterator

from calibrax.storage import files
from calibrax.storage.branch import listing as of
from calibrax.storage.branch.plan import Plan

AUTHOR = "calibrax <calibrax@users.noreply.github.com>"


def stream(plan: Plan, store: str, parent: str | None, tree: str | None) -> Iterator[bytes]:
    """Yield what follows ``commit REF`` and ``mark :1``.

    ``parent`` is the tip and ``tree`` its tree, ``None`` where there is no branch.
    """
    yield f"committer {AUTHOR} now\n".encode()
    yield from _data(message(plan).encode())
    if plan.squashes and tree:
        yield f'M 040000 {tree} ""\n'.encode()
    elif parent:
        yield f"from {parent}\n".encode()
    for path in plan.removes:
        yield f"D {path}\n".encode()
    for path, content in plan.writes.items():
        yield f"M 100644 inline {path}\n".encode()
        yield from _data(files.read(os.path.join(store, path)) if content is None else content)


def message(plan: Plan) -> str:
    """Return the line that says what the commit does: no name, which GitHub might refer to."""
    configured = of.CONFIG in plan.settings
    counts = {"run": len(plan.runs), "baseline": len(plan.settings) - configured}
    added = [_counted(number, noun) for noun, number in counts.items() if number]
    added += [of.CONFIG] * configured
    done = [f"Add {', '.join(added)}"] if added else []
    if plan.removes:
        done.append(f"drop {_counted(len(plan.removes), 'old run')}")
    return "; ".join(done) or "Complete the index and the log"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _data(content: bytes) -> Iterator[bytes]:
    yield b"data %d\n" % len(content)
    yield content
    yield b"\n"
