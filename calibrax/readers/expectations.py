"""What results are expected to be of, so that a file left over from an earlier run is noticed."""

import re
from collections.abc import Iterable

import msgspec

from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Source

_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_STATED = re.compile(r"([0-9a-f]{7,})(?:-dirty)?")


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

    A text that is no SHA, such as a version, does not say which commit it is.

    Raises:
        DataError: a file does; the message says which, and what was expected.
    """
    for source in sources:
        commit, suite = source.reading.commit, source.reading.suite
        if commit and expected.commits and _is_of_another(commit, expected.commits):
            raise _other(source.path, "commit", commit, " or ".join(expected.commits))
        if suite and expected.suite and suite != expected.suite:
            raise _other(source.path, "suite", suite, expected.suite)


def _is_of_another(stated: str, commits: Iterable[str]) -> bool:
    """Tell whether a stated SHA, or the beginning of one, is that of none of the commits."""
    sha = _STATED.fullmatch(stated.lower())
    return sha is not None and not any(commit.lower().startswith(sha[1]) for commit in commits)


def _other(path: str, field: str, stated: str, expected: str) -> DataError:
    return DataError(
        f"{path}: is of {field} {stated}, expected {expected}: a file left over from an earlier "
        "run? remove it before the benchmarks run"
    )
