"""What a run is sent as: its values, its tables, its file, and what was judged of it."""

from collections.abc import Mapping

from calibrax.core import run_json
from calibrax.core.models import MetricDef, Run
from calibrax.exporters import comparison, tables
from calibrax.exporters.judgement import Judgement
from calibrax.exporters.media import Html
from calibrax.exporters.run_config import artifact_name, times
from calibrax.exporters.session import ALERTED, WRITTEN, Session
from calibrax.exporters.summary_values import summary_values

VERDICT_BY = "verdict_by"

_TAKEN = (
    *("comparison", "comparison_styled", "regressions", "verdict", VERDICT_BY, ALERTED, WRITTEN),
    *("timestamp", "timestamp_unix", "values_left_out"),
    *("_runtime", "_step", "_timestamp", "_wandb"),  # the SDK's own
)


def described(run: Run, metric_defs: Mapping[str, MetricDef]) -> dict[str, object]:
    """Return the values of the summary that say what was measured."""
    rankings = tables.rankings(run, metric_defs)
    found = summary_values(run, metric_defs, (*_TAKEN, *rankings))
    left_out = {"values_left_out": found.left_out} if found.left_out else {}
    return {
        **found.values,
        **times(run),
        **left_out,
        **rankings,
        "comparison": comparison.table(run, metric_defs),
        "comparison_styled": Html(comparison.styled(run, metric_defs)),
    }


def judged(judgement: Judgement) -> dict[str, object]:
    """Return the values of the summary that say what was judged, and by whom."""
    return {
        "verdict": judgement.report.verdict.value,
        VERDICT_BY: judgement.judge.value,
        "regressions": tables.regressions(judgement.report),
    }


def reserved(run: Run, metric_defs: Mapping[str, MetricDef]) -> frozenset[str]:
    """Return the keys that nothing else may have."""
    return frozenset((*_TAKEN, *described(run, metric_defs)))


def attach(session: Session, run: Run, newest: Run | None, *aliases: str) -> None:
    """Attach the run's own file, which becomes ``latest`` of its suite unless ``newest`` is later.

    The SDK gives that alias to whatever it logs: of an older run, the newest one's file is logged
    after it, which is the version that is there already, and takes the alias back. A run that does
    not stand alone has no alias: without a newest run to take ``latest`` back, its file stays away.
    """
    name = artifact_name(run.suite)
    alone = run.stands_alone
    other = newest if newest and newest.suite == run.suite else None
    if other and alone and other.timestamp <= run.timestamp:
        other = None
    if not alone and other is None:
        return
    latest = () if other else ("latest",)
    mine = (*latest, *aliases) if alone else ()
    session.attach(name, "run.json", run_json.encode(run), *mine)
    if other:
        session.attach(name, "run.json", run_json.encode(other), "latest")
