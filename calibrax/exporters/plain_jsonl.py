"""Runs as JSON lines: each line is the JSON of a run, as ``calibrax ingest`` reads it again."""

from collections.abc import Iterable, Iterator

import msgspec

from calibrax.core.models import Run
from calibrax.core.run_json import SCHEMA
from calibrax.exporters.definitions import Define
from calibrax.report.plain import inert


def pieces(runs: Iterable[Run], _: Define) -> Iterator[bytes]:
    """Yield a line for each run, which holds the run's own definitions."""
    for run in runs:
        rest = inert(msgspec.json.encode(run)[1:].decode())
        yield f'{{"schema":{SCHEMA},{rest}\n'.encode()
