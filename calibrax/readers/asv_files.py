"""A results file of asv: what one environment measured at one commit, in either version of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from calibrax.core import checks
from calibrax.readers.shape import a_list, a_name, a_number, an_object


class ResultsFile(msgspec.Struct, frozen=True, kw_only=True):
    """A results file; ``date`` is the commit's, ``started`` when the last benchmark began.

    ``facts`` are those of the machine and the environment. ``rows`` holds the cells of each
    benchmark under the names of their columns.
    """

    commit: str
    date: datetime
    started: datetime | None
    environment: str
    facts: dict[str, Any]
    rows: dict[str, dict[str, Any]]


def results_file(plain: object, place: str) -> ResultsFile:
    """Return what a results file says.

    Raises:
        ValueError: it is of no shape or version that is known.
    """
    data = an_object(plain, place)
    refuse_unknown(data, place)
    rows = dict(_rows(data, place) if data["version"] == 2 else _old_rows(data, place))
    started = [row["started_at"] for row in rows.values() if row.get("started_at") is not None]
    times = [_time(each, f"{place}: started_at") for each in started]
    python = data.get("python")
    return ResultsFile(
        commit=a_name(data.get("commit_hash"), f"{place}: commit_hash"),
        date=_time(data.get("date"), f"{place}: date"),
        started=max(times, default=None),
        environment=a_name(data.get("env_name") or python, f"{place}: env_name"),
        facts={**an_object(data.get("params") or {}, f"{place}: params"), "python": python},
        rows=rows,
    )


def refuse_unknown(data: Mapping[str, Any], place: str) -> None:
    """Refuse a file of a version that is not known.

    Raises:
        ValueError: it is of one.
    """
    version = data.get("version")
    if version not in (1, 2):
        raise ValueError(f"{place}: version {checks.brief(version)}, and 1 and 2 are read")


def _rows(data: Mapping[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the cells of version 2; the last ones of a row may be cut."""
    columns = a_list(data.get("result_columns"), f"{place}: result_columns")
    names = [a_name(column, f"{place}: result_columns") for column in columns]
    for name, row in an_object(data.get("results"), f"{place}: results").items():
        cells = a_list(row, f"{place}: {name}")
        if len(cells) > len(names):
            raise ValueError(f"{place}: {name}: {len(cells)} cells in {len(names)} columns")
        yield name, dict(zip(names, cells, strict=False))


def _old_rows(data: Mapping[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the cells of version 1, where what a benchmark has may be its result alone."""
    started = an_object(data.get("started_at") or {}, f"{place}: started_at")
    versions = an_object(data.get("benchmark_version") or {}, f"{place}: benchmark_version")
    for name, value in an_object(data.get("results"), f"{place}: results").items():
        cells = dict(value) if isinstance(value, dict) else {"result": value}
        if cells.get("samples") and not isinstance(cells.get("result"), list):
            cells["samples"] = [cells["samples"]]
        yield name, {**cells, "started_at": started.get(name), "version": versions.get(name)}


def _time(value: object, place: str) -> datetime:
    """Return the time of so many milliseconds since 1970."""
    milliseconds = a_number(value, place)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{place}: {checks.brief(value)} is no time") from None
