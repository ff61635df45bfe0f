"""The log of baselines as lines: what one has that another lacks, and what the lines say."""

from collections.abc import Collection, Iterable

import msgspec

from calibrax.errors import DataError
from calibrax.storage.baselines import BaselineChange

Lines = tuple[bytes, ...]


def lines_of(data: bytes) -> Lines:
    """Return the lines that say something."""
    return tuple(line for line in data.splitlines() if line.strip())


def lacking(lines: Iterable[bytes], known: Iterable[bytes]) -> Lines:
    """Return the lines that are not among the known ones, in their order."""
    seen = set(known)
    return tuple(line for line in lines if line not in seen)


def as_file(lines: Iterable[bytes]) -> bytes:
    """Return the content of a log of these lines."""
    return b"".join(line + b"\n" for line in lines)


def without(lines: Iterable[bytes], names: Collection[str]) -> Lines:
    """Return the lines that name none of these baselines."""
    lines = tuple(lines)
    if not names:
        return lines
    changes = changes_of(lines, "log.jsonl")
    return tuple(
        line for line, change in zip(lines, changes, strict=True) if change.name not in names
    )


def changes_of(lines: Iterable[bytes], log: str) -> tuple[BaselineChange, ...]:
    """Return what the lines say.

    Raises:
        DataError: a line is not valid; ``log`` says in which log.
    """
    return tuple(_change(line, log) for line in lines)


def _change(line: bytes, log: str) -> BaselineChange:
    try:
        return msgspec.json.decode(line, type=BaselineChange)
    except (ValueError, RecursionError) as error:
        shown = line[:80].decode(errors="replace")
        raise DataError(f"{log}: {shown}: {error}; mend or remove the line") from None
