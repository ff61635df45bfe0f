"""What results are expected to be of, so that a file left over from an earlier run is noticed."""

import re
from collections.abc import Iterable

import msgspec

from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Source

_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ABBREVIATED = re.compile(r"[0-9a-f]{7,}")


class Expectations(msgspec.Struct, frozen=True, kw_only=True):
    """The commits, any of which will do, and the suite; empty and ``None`` expect nothing.

    Raises:
        UsageError: a commit is no full SHA.
    """

    commits: tuple[str, ...] = ()
    suite: str | None = None

    def __post_init__(self) -> None:
        for commit in self.commits:
            if not _FULL.fullmatch(commit.lower()):
                raise UsageError(
                    f"expect-commit: {commit!r} is no full SHA: 40 or 64 hexadecimal digits"
                )


def refuse_others(sources: Iterable[Source], expected: Expectations) -> None:
    """Refuse a file that itself states another commit or suite; one that states none is fine.

    Raises:
        DataError: a file does; the message says which, and what was expected.
    """
    for source in sources:
        commit, suite = source.reading.commit, source.reading.suite
        if commit and expected.commits and not _is_one_of(commit, expected.commits):
            raise _other(source.path, "commit", commit, " or ".join(expected.commits))
        if suite and expected.suite and suite != expected.suite:
            raise _other(source.path, "suite", suite, expected.suite)


def _is_one_of(stated: str, commits: Iterable[str]) -> bool:
    """Tell whether a stated SHA, or an abbreviation as git writes them, is one of the commits."""
    sha = stated.lower()
    fits = any(commit.lower().startswith(sha) for commit in commits)
    return fits and _ABBREVIATED.fullmatch(sha) is not None


def _other(path: str, field: str, stated: str, expected: str) -> DataError:
    return DataError(
        f"{path}: is of {field} {stated}, expected {expected}: a file left over from an earlier "
        "run? remove it before the benchmarks run"
    )
