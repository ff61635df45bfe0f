"""The report: the one value that every output of a check is drawn from (docs/report.md)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from math import inf

import msgspec

from calibrax.analysis.comparison import Comparison, Outcome
from calibrax.analysis.evidence import Rule
from calibrax.core import plain_json
from calibrax.core.checks import utc
from calibrax.core.models import Run
from calibrax.errors import DataError
from calibrax.gate.policy import FAIL_ON, Finding, findings
from calibrax.gate.rules import Mode, Sensitivity
from calibrax.gate.verdict import Verdict, decide

SCHEMA = 3

_JUDGEMENTS = {"check": (0, 1, 3)}
"""Exit codes of steps that say what was found, and not that something went wrong."""


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader needs to know of a run; ``points`` counts them."""

    id: str
    timestamp: datetime
    commit: str | None
    branch: str | None
    suite: str
    machine: str | None
    python: str | None = None
    points: int

    def __post_init__(self) -> None:
        """Put the time in UTC, as that of a run.

        Raises:
            ValueError: there it is out of range.
        """
        msgspec.structs.force_setattr(self, "timestamp", utc(self.timestamp, "timestamp"))


class Interleaved(msgspec.Struct, frozen=True, kw_only=True):
    """How an A/B was measured: what the user called the sides, and how many rounds in turn.

    ``same`` says that both sides are one content: the A/A test of a machine.
    """

    base: str
    head: str
    rounds: int
    seed: int
    same: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one step of the Action did; ``code`` is its exit code, ``None`` if it did not finish."""

    name: str
    code: int | None
    message: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def went_wrong(self) -> bool:
        """Tell whether the step did not do its work; a check that found something did."""
        return self.code not in _JUDGEMENTS.get(self.name, (0,))


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict with all that it rests on.

    ``threshold`` is a share, ``history`` the number of earlier runs that showed the noise, and
    ``interleaved`` is there when both sides were measured in turns on one machine, and
    ``attempts`` are the ids of the further measurements of the run. ``failed`` holds the benchmarks
    of the run that gave no value: name and reason. ``message`` says why the verdict is not the one
    of the numbers, where that is so.
    ``settings_change`` are the lines of a unified diff: how the calibrax.yml that was used differs
    from that of the base. ``fail_on`` is the policy: which findings count as failure; it does not
    change the verdict.
    ``job`` names the job of the workflow run that wrote the report, ``steps`` what it did.
    """

    schema: int = SCHEMA
    verdict: Verdict
    message: str = ""
    threshold: float
    baseline_name: str | None = None
    mode: Mode = Mode.FIXED
    sensitivity: Sensitivity = Sensitivity.NORMAL
    history: int = 0
    run: RunInfo | None = None
    attempts: tuple[str, ...] = ()
    baseline: RunInfo | None = None
    interleaved: Interleaved | None = None
    comparisons: tuple[Comparison, ...] = ()
    failed: dict[str, str] = {}
    warnings: tuple[str, ...] = ()
    settings_change: tuple[str, ...] = ()
    fail_on: tuple[Finding, ...] = FAIL_ON
    job: str | None = None
    steps: tuple[Step, ...] = ()

    def of(self, outcome: Outcome) -> list[Comparison]:
        """Return the comparisons with this outcome that count, in the order of the run."""
        return [row for row in self.comparisons if row.outcome is outcome and row.counts]

    @property
    def excused(self) -> list[Comparison]:
        """The comparisons that do not count, whatever was found."""
        return [row for row in self.comparisons if not row.counts]

    @property
    def candidates(self) -> list[Comparison]:
        """The comparisons that another measurement would settle."""
        return [row for row in self.comparisons if row.candidate and row.counts]

    @property
    def counts(self) -> Counter[Outcome]:
        """How many comparisons that count have each outcome."""
        return Counter(row.outcome for row in self.comparisons if row.counts)

    @property
    def findings(self) -> frozenset[Finding]:
        """What was found that a team may or may not count as failure."""
        return findings(self.comparisons, self.failed, self.verdict)


class _Header(msgspec.Struct):
    schema: int


def worst_first(rows: Iterable[Comparison]) -> list[Comparison]:
    """Return the comparisons by the size of their change; one without a number is the largest."""
    return sorted(rows, key=lambda row: -inf if row.delta_pct is None else -abs(row.delta_pct))


def run_info(run: Run) -> RunInfo:
    """Return what a reader needs to know of the run."""
    python = run.environment.get("python")
    return RunInfo(
        id=run.id,
        timestamp=run.timestamp,
        commit=run.commit,
        branch=run.branch,
        suite=run.suite,
        machine=" and ".join(sorted(run.machines)) or None,
        python=python if isinstance(python, str) else None,
        points=len(run.points),
    )


def decode(path: str, data: bytes) -> Report:
    """Return the report that ``data`` holds.

    Raises:
        DataError: it is no report, or one of another schema; the message names ``path``.
    """
    try:
        plain = plain_json.parse(data)
        schema = msgspec.convert(plain, _Header).schema
        if schema != SCHEMA:
            raise DataError(
                f"{path}: schema {schema} is not {SCHEMA}, the one this version reads; "
                "render it with the calibrax that wrote it"
            )
        report = msgspec.json.decode(data.removeprefix(plain_json.BOM), type=Report)
    except DataError:
        raise
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: is no report of calibrax: {error}") from None
    for row in (*report.of(Outcome.REGRESSION), *report.of(Outcome.INCONCLUSIVE)):
        known = row.baseline_value is not None or row.evidence.rule is Rule.LIMIT
        if not known or row.current_value is None:
            raise DataError(
                f"{path}: is no report of calibrax: the {row.outcome} of {row.metric!r} "
                f"of {row.point_name!r} lacks a value"
            )
    if not report.message and report.verdict != decide(report.comparisons, report.failed):
        raise DataError(f"{path}: its verdict {report.verdict} does not follow from its rows")
    return report
