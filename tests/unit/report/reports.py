"""Reports that several tests of renderers need and that no run of today's rules makes."""

import msgspec

from calibrax.analysis import Outcome
from calibrax.report import build
from calibrax.report.model import Report
from tests.builders import a_point, a_run


def inconclusive() -> Report:
    """Return a report that passes with one metric that could not be told from noise."""
    baseline = a_run(a_point("sort", time=1.0), id="base")
    run = a_run(a_point("sort", time=1.2), id="now")
    report = build.judged(run, baseline, 1.0)
    rows = [msgspec.structs.replace(r, outcome=Outcome.INCONCLUSIVE) for r in report.comparisons]
    return msgspec.structs.replace(report, comparisons=tuple(rows))
