"""What a comparison rests on, in a few words."""

from calibrax.analysis.comparison import Comparison
from calibrax.analysis.evidence import Evidence, Rule
from calibrax.core.models import MetricDirection
from calibrax.report.text import number

_UNKNOWN = "noise unknown"


def evidence(row: Comparison) -> str:
    """Return what speaks for the outcome of a comparison.

    ``[+9.0%, +12.1%] p=0.002 n=10+10`` of samples, ``noise ±4.1%, worse than 30/30`` of a history;
    the plain rule knows nothing of the noise, and says how many earlier values are better.
    """
    found = row.evidence
    said = [_numbers(row, found), found.words]
    if found.pinned_value is not None:
        said.append(f"the baseline's run measured {number(found.pinned_value)}")
    return "; ".join([each for each in (*said, *row.warnings) if each])


def _numbers(row: Comparison, found: Evidence) -> str:
    if found.rule in (Rule.SAMPLES, Rule.AB) and found.n:
        before, now = found.n
        bounds = f"[{_bound(found.lower_pct)}, {_bound(found.upper_pct)}]"
        return f"{bounds} {_p(found.p)} n={before}+{now}"
    if found.rule is Rule.HISTORY and found.noise_pct is not None:
        return f"noise ±{found.noise_pct:.1f}%, worse than {found.worse_than}/{found.runs}"
    if found.rule is Rule.EXACT:
        return "exact"
    if found.rule is Rule.LIMIT:
        return "over limit"
    return _worse_than(row) or _UNKNOWN


def _worse_than(row: Comparison) -> str:
    """Return how many of the earlier values the current one is beyond."""
    past, current = row.history, row.current_value
    if not past or current is None:
        return ""
    sign = -1 if row.direction is MetricDirection.HIGHER else 1
    worse = sum(sign * current > sign * value for value in past)
    return f"worse than {worse}/{len(past)} past runs"


def _bound(percent: float | None) -> str:
    return "?" if percent is None else f"{percent:+.1f}%"


def _p(value: float | None) -> str:
    if value is None:
        return "p=?"
    return "p<.001" if value < 0.001 else f"p={value:.3f}".replace("=0.", "=.")
