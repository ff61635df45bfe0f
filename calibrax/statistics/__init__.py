"""Statistics for those who import them by these names; the code is in ``calibrax.analysis``."""

from calibrax.statistics.analyzer import (
    StatisticalAnalyzer,
    mann_whitney_u,
    paired_significance_test,
    welch_t_test,
)

__all__ = ["StatisticalAnalyzer", "mann_whitney_u", "paired_significance_test", "welch_t_test"]
