"""The one tree of exceptions; each class carries the exit code of the command line.

CalibraxError
├── UsageError            2   wrong usage; also ValueError
│   ├── UnknownName       2   a metric, point, tag or format that is not there; also LookupError
│   └── RunNotFound       2   no run, or several, of that id; also LookupError, FileNotFoundError
├── DataError             4   an input or a store file that cannot be read; also ValueError
│   ├── NotJSON           4   an input that is not JSON at all
│   ├── StoreNotFound     4   the store's folder is not there; also FileNotFoundError
│   └── RunConflict       4   a run of that id is stored with other content
└── ServiceError          5   an outside service failed
    └── Forbidden         5   it does not allow what was asked
"""

from collections.abc import Iterable


class CalibraxError(Exception):
    """Base of everything that calibrax raises on purpose."""

    exit_code = 70


class UsageError(CalibraxError, ValueError):
    """Say what is wrong with the way a command or a function was called."""

    exit_code = 2


class UnknownName(UsageError, LookupError):
    """Name what was looked for and the nearest names that are there."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(set(known)))
        place = f" in {where}" if where else ""
        super().__init__(f"no {kind} {name!r}{place}; {self._remedy()}")

    def _remedy(self) -> str:
        import difflib

        near = difflib.get_close_matches(self.name, self.known, n=3, cutoff=0.6)
        if near:
            return "did you mean " + " or ".join(map(repr, near)) + "?"
        if not self.known:
            return f"there is no {self.kind} at all"
        shown = ", ".join(map(repr, self.known[:8]))
        more = len(self.known) - 8
        return f"there is {shown}" + (f" and {more} more" if more > 0 else "")


class RunNotFound(UsageError, LookupError, FileNotFoundError):
    """Say that an id, or the beginning of one, does not lead to exactly one run."""

    def __str__(self) -> str:
        return str(self.args[0])


class DataError(CalibraxError, ValueError):
    """Name the file, the place in it, and why it cannot be used."""

    exit_code = 4


class NotJSON(DataError):
    """Say that an input is not JSON, which may mean that it is another kind of file."""


class StoreNotFound(DataError, FileNotFoundError):
    """Say that the store's folder does not exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class RunConflict(DataError):
    """Say that a run of the same id is stored with other content."""


class ServiceError(CalibraxError):
    """Name the outside service that failed, and what did and did not arrive."""

    exit_code = 5


class Forbidden(ServiceError):
    """Say what the outside service does not allow."""
