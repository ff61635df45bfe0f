"""What a judgement rests on, as numbers that every renderer can show."""

from enum import StrEnum

import msgspec


class Rule(StrEnum):
    """Which rule judged a metric."""

    FIXED = "fixed"
    EXACT = "exact"
    SAMPLES = "samples"
    AB = "ab"
    HISTORY = "history"
    LIMIT = "limit"
    REFERENCE = "reference"


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The numbers behind an outcome; percentages are of the baseline, in the metric's own sign.

    ``lower_pct`` and ``upper_pct`` bound the change, ``p`` is one-sided and adjusted for all the
    metrics that were tested, ``n`` counts the processes of the baseline and of the current side.
    ``noise_pct`` is half the width of the band in which the metric moves when nothing changed,
    known from ``runs`` earlier runs, of which the current value is worse than ``worse_than``. Of
    ``measured`` measurements ``bad`` were outside of the band. ``detectable_pct`` is the smallest
    change that this data could have shown. Of an A/B, ``n`` counts the rounds, ``noise_pct`` is the
    standard deviation of a process, and ``detectable_pct`` would be shown with a chance of 80%.
    ``pinned_value`` is what the baseline's own run measured where the level of the history is more
    than the threshold away from it. ``beyond_pct`` is the change that is left when what the
    siblings or the whole suite did is taken off. ``words`` say what the numbers do not.
    """

    rule: Rule = Rule.FIXED
    lower_pct: float | None = None
    upper_pct: float | None = None
    p: float | None = None
    n: tuple[int, int] | None = None
    noise_pct: float | None = None
    runs: int = 0
    worse_than: int = 0
    bad: int = 0
    measured: int = 1
    detectable_pct: float | None = None
    pinned_value: float | None = None
    beyond_pct: float | None = None
    words: str = ""
