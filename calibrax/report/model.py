"""The report: the one value that every output of a check is drawn from (docs/report.md)."""

from collections import Counter
from datetime import datetime

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.gate.verdict import Verdict, decide

SCHEMA = 1


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader needs to know of a run; ``points`` counts them."""

    id: str
    timestamp: datetime
    commit: str | None
    branch: str | None
    suite: str
    machine: str | None
    points: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict with all that it rests on.

    ``threshold`` is a share. ``failed`` holds the benchmarks of the run that gave no value: name
    and reason. ``message`` says why there is no verdict on the numbers, where that is so.
    """

    schema: int = SCHEMA
    verdict: Verdict
    message: str = ""
    threshold: float
    baseline_name: str | None = None
    run: RunInfo | None = None
    baseline: RunInfo | None = None
    comparisons: tuple[Comparison, ...] = ()
    failed: dict[str, str] = {}
    warnings: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> list[Comparison]:
        """Return the comparisons with this outcome, in the order of the run."""
        return [row for row in self.comparisons if row.outcome is outcome]

    @property
    def counts(self) -> Counter[Outcome]:
        """How many comparisons have each outcome."""
        return Counter(row.outcome for row in self.comparisons)


class _Header(msgspec.Struct):
    schema: int


def run_info(run: Run) -> RunInfo:
    """Return what a reader needs to know of the run."""
    return RunInfo(
        id=run.id,
        timestamp=run.timestamp,
        commit=run.commit,
        branch=run.branch,
        suite=run.suite,
        machine=run.machine,
        points=len(run.points),
    )


def decode(path: str, data: bytes) -> Report:
    """Return the report that ``data`` holds.

    Raises:
        DataError: it is no report, or one of another schema; the message names ``path``.
    """
    try:
        schema = msgspec.json.decode(data, type=_Header).schema
        if schema != SCHEMA:
            raise DataError(
                f"{path}: schema {schema} is not {SCHEMA}, the one this version reads; "
                "render it with the calibrax that wrote it"
            )
        report = msgspec.json.decode(data, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path}: is no report of calibrax check: {error}") from None
    for row in report.of(Outcome.REGRESSION):
        if row.baseline_value is None or row.current_value is None:
            raise DataError(
                f"{path}: is no report of calibrax check: the regression of {row.metric!r} "
                f"of {row.point_name!r} lacks a value"
            )
    if not report.message and report.verdict != decide(report.comparisons, report.failed):
        raise DataError(f"{path}: its verdict {report.verdict} does not follow from its rows")
    return report
