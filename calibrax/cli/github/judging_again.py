"""Judge again what was measured in turns in another job: its two runs, as that job stored them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from calibrax.cli.ab.record import Earlier, earlier_sides
from calibrax.cli.judging import deciding
from calibrax.errors import DataError
from calibrax.gate.ab import Session, judged
from calibrax.gate.policy import Finding
from calibrax.gate.rules import Rules
from calibrax.github.plan import LARGEST_FOREIGN, Plan
from calibrax.readers.inputs import expand, refuse_larger
from calibrax.report import build
from calibrax.report.model import Interleaved, Report
from calibrax.report.text import counted
from calibrax.settings import load_settings, parse_threshold
from calibrax.storage import Store
from calibrax.storage.files import read
from calibrax.storage.runs import parse_run

if TYPE_CHECKING:
    from calibrax.core.models import Run

_THRESHOLD = 0.05


def judge_again(plan: Plan, base_commit: str) -> Report:
    """Return the report on the sides that the results hold, which are stored.

    Those of another workflow run are of whatever it measured, and there is no ``base_commit``.

    Raises:
        DataError: they are not the two sides of one measurement of what this job is about.
    """
    paths = expand(plan.results)
    refuse_larger(paths, LARGEST_FOREIGN)
    runs = [parse_run(path, read(path)) for path in paths]
    store = Store(plan.data)
    found = _sides(store, runs, ", ".join(plan.results))
    _require_origin(found, plan, base_commit)
    base, head = found.sides.base, found.sides.head
    settings = load_settings(plan.config or None)
    threshold = parse_threshold(plan.threshold) if plan.threshold else settings.threshold
    rules = Rules(
        threshold=_THRESHOLD if threshold is None else threshold,
        settings=settings,
        today=datetime.now(UTC).date(),
    )
    judgement = judged(
        Session(base=base, head=head, looks=found.sides.looks),
        rules,
        deciding(settings, head, base, store.metric_defs),
    )
    report = build.interleaved(base, head, judgement, rules.threshold, _how(found))
    return msgspec.structs.replace(report, fail_on=tuple(map(Finding, plan.fail_on)))


def _sides(store: Store, runs: "list[Run]", where: str) -> Earlier:
    """Store the runs, and return the measurement whose sides they are."""
    if len(runs) != 2 or {run.kind for run in runs} != {"ab"}:
        raise DataError(
            f"{where}: holds {counted(len(runs), 'run')}, and not the two sides of one measurement "
            "in turns; give each measurement a suite of its own"
        )
    for run in runs:
        store.save(run)
    return earlier_sides(store, runs[0].id)


def _require_origin(found: Earlier, plan: Plan, base_commit: str) -> None:
    """Refuse the sides of other commits or another suite, as an earlier job may leave them."""
    context, base, head = plan.context, found.sides.base, found.sides.head
    if head.suite != plan.suite:
        raise DataError(f"the runs are of the suite {head.suite!r} and not of {plan.suite!r}")
    if context.foreign:
        return
    if head.commit not in (context.commit, context.merge_commit) or base.commit != base_commit:
        raise DataError(
            f"the runs are of {head.commit} against {base.commit}, and not of {context.commit} "
            f"against {base_commit}"
        )


def _how(found: Earlier) -> Interleaved:
    base, head = found.record.base, found.record.head
    return Interleaved(
        base=base.name,
        head=head.name,
        rounds=found.sides.rounds,
        seed=found.record.seed,
        same=base.tree == head.tree,
    )
