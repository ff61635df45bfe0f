"""Count what a replayed history was told."""

from collections.abc import Sequence

import msgspec

from calibrax.analysis.comparison import Outcome
from calibrax.gate.backtest import Replayed
from calibrax.gate.rules import Mode


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How often one run's metrics were told what.

    ``suite`` tells whether the whole suite alarmed, by the first measurement and by both;
    ``alarms`` are regressions by the first measurement, ``confirmed`` those that the second agreed
    to, of the ``twice`` metrics that have one. ``caught`` are, for each slowdown, those that the
    first measurement and that both showed.
    """

    metrics: int
    suite: tuple[bool, bool]
    alarms: int
    twice: int
    confirmed: int
    inconclusive: int
    caught: tuple[tuple[int, int], ...]


def count(replayed: Replayed) -> Count:
    """Count over the metrics of a run."""
    every = list(replayed.metrics.values())
    first, both = replayed.suite or (Outcome.UNCHANGED, None)
    slowdowns = range(len(every[0].injected) if every else 0)
    return Count(
        metrics=len(every),
        suite=(_alarm(first), _alarm(first) and _alarm(both)),
        alarms=sum(_alarm(each.first) for each in every),
        twice=sum(each.second is not None for each in every),
        confirmed=sum(_alarm(each.first) and _alarm(each.second) for each in every),
        inconclusive=sum(each.first is Outcome.INCONCLUSIVE for each in every),
        caught=tuple(
            (
                sum(_alarm(each.injected[place][0]) for each in every),
                sum(_alarm(each.injected[place][1]) for each in every),
            )
            for place in slowdowns
        ),
    )


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """Of a slowdown the share that was caught: by the first measurement, and by two."""

    slowdown: float
    first: float
    second: float | None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What a mode would have said of a history; shares are of the metrics of all runs."""

    mode: Mode
    runs: int
    runs_with_alarm: int
    runs_confirmed: int
    metrics: int
    alarms: int
    twice: int
    confirmed: int
    inconclusive: float
    caught: tuple[Caught, ...]


def tally(mode: Mode, slowdowns: Sequence[float], counts: Sequence[Count]) -> Tally:
    """Add up the counts of the runs in which something was judged."""
    runs = [each for each in counts if each.metrics]
    metrics = sum(each.metrics for each in runs)
    twice = sum(each.twice for each in runs)
    return Tally(
        mode=mode,
        runs=len(runs),
        runs_with_alarm=sum(each.alarms > 0 or each.suite[0] for each in runs),
        runs_confirmed=sum(each.confirmed > 0 or each.suite[1] for each in runs),
        metrics=metrics,
        alarms=sum(each.alarms for each in runs),
        twice=twice,
        confirmed=sum(each.confirmed for each in runs),
        inconclusive=_share(sum(each.inconclusive for each in runs), metrics),
        caught=tuple(
            Caught(
                slowdown=slowdown,
                first=_share(sum(each.caught[place][0] for each in runs), metrics),
                second=_share(sum(each.caught[place][1] for each in runs), twice)
                if twice
                else None,
            )
            for place, slowdown in enumerate(slowdowns)
        ),
    )


def _alarm(outcome: Outcome | None) -> bool:
    return outcome is Outcome.REGRESSION


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
