"""Pure numbers: comparison, regression, ranking, bootstrap. No I/O and no text for people."""

from calibrax.analysis.bootstrap import Interval, bootstrap_ci, bootstrap_ratio_ci
from calibrax.analysis.comparison import Comparison, Outcome, compare_runs
from calibrax.analysis.ranking import RankEntry, rank_table
from calibrax.analysis.regression import Regression, detect_regressions
from calibrax.core.trend import TrendPoint, TrendSeries

__all__ = [
    "Comparison",
    "Interval",
    "Outcome",
    "RankEntry",
    "Regression",
    "TrendPoint",
    "TrendSeries",
    "bootstrap_ci",
    "bootstrap_ratio_ci",
    "compare_runs",
    "detect_regressions",
    "rank_table",
]
