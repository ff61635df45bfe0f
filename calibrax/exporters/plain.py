"""The plain forms of a store by name: a new one is a new file and a line here."""

from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

from calibrax.core.models import Run
from calibrax.exporters import plain_asv, plain_csv, plain_jsonl
from calibrax.exporters.definitions import Define

FILES: dict[str, Callable[[Iterable[Run], Define], Iterator[bytes]]] = {
    "csv": plain_csv.pieces,
    "jsonl": plain_jsonl.pieces,
}
"""Forms that are one file; it is made piece by piece, a run at a time."""

FOLDERS: dict[str, ModuleType] = {"asv": plain_asv}
"""Forms that are a folder: ``fits`` tells which runs it can hold, ``contents`` what lies in it."""
