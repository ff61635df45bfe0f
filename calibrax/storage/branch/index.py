"""``index.jsonl`` on the branch: what is known of each run without fetching it, one line a run."""

from collections.abc import Iterable, Mapping

import msgspec

from calibrax.core import run_json
from calibrax.core.run_json import RunHeader


class IndexEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a run's header says of where the run belongs; ``file`` is its name in ``runs/``.

    The ``kind`` of an attempt is ``attempt`` here.
    """

    file: str
    suite: str
    branch: str | None = None
    machine: str | None = None
    kind: str = "run"

    def is_history(self, suite: str | None, branch: str | None) -> bool:
        """Tell whether the run is part of the history of a suite and a branch, or of any."""
        alone = self.kind not in ("ab", "attempt")
        return alone and suite in (None, self.suite) and branch in (None, self.branch)


Index = dict[str, IndexEntry]
"""File name -> entry."""


def read_index(data: bytes) -> tuple[Index, int]:
    """Return the entries, and how many lines are none.

    What the index does not say is told by the run itself, so a broken line costs time, no truth.
    """
    found: Index = {}
    broken = 0
    for line in data.splitlines():
        try:
            entry = msgspec.json.decode(line, type=IndexEntry)
        except (ValueError, RecursionError):
            broken += bool(line.strip())
        else:
            found[entry.file] = entry
    return found, broken


def write_index(index: Mapping[str, IndexEntry]) -> bytes:
    """Return the lines of the index, sorted by file name."""
    return b"".join(msgspec.json.encode(index[file]) + b"\n" for file in sorted(index))


def entry_of(file: str, header: RunHeader) -> IndexEntry:
    """Return the line of a run with that header."""
    return IndexEntry(
        file=file,
        suite=header.suite,
        branch=header.branch,
        machine=header.machine,
        kind="attempt" if header.attempt_of else header.kind,
    )


def index_contents(contents: Iterable[tuple[str, bytes]]) -> Index:
    """Return the entries of runs from their contents, without those that cannot be read."""
    found: Index = {}
    for file, data in contents:
        try:
            first_line = data.partition(b"\n")[0]
            header = run_json.decode_header(first_line)
            found[file] = entry_of(file, header or run_json.header_of(run_json.decode(data)))
        except ValueError:
            continue
    return found
