"""The noise of a whole suite, learned from its history, and what a new run deviates from it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from calibrax.analysis import noise, siblings
from calibrax.analysis.noise import View
from calibrax.analysis.siblings import SiblingView, sibling_views
from calibrax.analysis.suite_shift import FEWEST, levels, suite_shift, without

_Key = TypeVar("_Key", bound=Hashable)

_TOGETHER = 400
"""Metrics that are all looked at for siblings; of more only those whose names begin alike."""

_GROUP = 100
"""Metrics of such a group at most."""


class Seen(msgspec.Struct, frozen=True):
    """A deviation in a view; larger is worse."""

    view: View
    deviation: float

    @property
    def is_bad(self) -> bool:
        """Tell whether it is beyond the band and worse than all of the history."""
        return self.view.is_bad(self.deviation)


class Deviation(msgspec.Struct, frozen=True):
    """What a new value deviates from a history: in the raw view, and beyond its siblings.

    ``siblings`` is ``None`` where the metric has none that explain its noise. ``level`` is where
    the history lies, on the scale of the values.
    """

    level: float
    raw: Seen
    siblings: Seen | None = None

    @property
    def views(self) -> tuple[Seen, ...]:
        """The raw view, and the siblings' where there is one."""
        return (self.raw, self.siblings) if self.siblings else (self.raw,)

    @property
    def sharpest(self) -> Seen:
        """The view with the narrower band."""
        return min(self.views, key=lambda seen: seen.view.limit)


class NoiseModel(Generic[_Key]):
    """What a suite's history says of the noise of its metrics.

    ``history`` are the earlier runs, oldest first: places on scales on which larger is worse (logs,
    or shares), by metric; a run need not hold every metric. A metric that fewer than 5 runs hold is
    not known. ``name`` gives what metrics that belong together begin alike with.
    """

    def __init__(
        self, history: Sequence[Mapping[_Key, float]], name: Callable[[_Key], str] = str
    ) -> None:
        known = levels(history, noise.FEWEST)
        self._enough = len(known) >= FEWEST
        self._known = known
        self._shifts = [self._shift(run) for run in history]
        self._levels: dict[_Key, float] = {}
        self._views: dict[_Key, View] = {}
        values: dict[_Key, list[float]] = {key: [] for key in known}
        held: dict[_Key, list[int]] = {key: [] for key in known}
        for place, (run, shift) in enumerate(zip(history, self._shifts, strict=True)):
            for key, value in without(run, shift).items():
                if key in known:
                    values[key].append(value)
                    held[key].append(place)
        for key, series in values.items():
            self._levels[key], self._views[key] = noise.view(series)
        self._siblings: dict[_Key, tuple[SiblingView, tuple[_Key, ...]]] = {}
        for group in _groups(held, name):
            found = sibling_views([self._views[key] for key in group])
            for key, seen in zip(group, found, strict=True):
                if seen is not None:
                    members = tuple(group[place] for place in seen.members)
                    self._siblings[key] = (seen, members)

    def deviations(self, run: Mapping[_Key, float]) -> dict[_Key, Deviation]:
        """Return what each known metric of a run deviates, the suite's shift taken off."""
        run = without(run, self._shift(run))
        raw = {key: run[key] - level for key, level in self._levels.items() if key in run}
        return {key: self._deviation(key, raw) for key in raw}

    def suite_shift(self, run: Mapping[_Key, float]) -> Deviation | None:
        """Return what the shift of a run deviates from those of the history.

        ``None`` with fewer than 8 known metrics or 5 runs.
        """
        shift = self._shift(run)
        past = [each for each in self._shifts if each is not None]
        if shift is None or len(past) < noise.FEWEST:
            return None
        level, seen = noise.view(past)
        return Deviation(level, Seen(seen, shift - level))

    def _shift(self, run: Mapping[_Key, float]) -> float | None:
        return suite_shift(run, self._known) if self._enough else None

    def _deviation(self, key: _Key, raw: Mapping[_Key, float]) -> Deviation:
        own = Seen(self._views[key], raw[key])
        level = self._levels[key]
        if key not in self._siblings:
            return Deviation(level, own)
        seen, members = self._siblings[key]
        beyond = seen.deviation(raw[key], [raw.get(each) for each in members])
        return Deviation(level, own, None if beyond is None else Seen(seen.view, beyond))


def _groups(held: Mapping[_Key, Sequence[int]], name: Callable[[_Key], str]) -> list[list[_Key]]:
    """Return the metrics among which siblings are looked for: those that the same runs hold."""
    same_runs: dict[tuple[int, ...], list[_Key]] = defaultdict(list)
    for key, places in held.items():
        if len(places) >= siblings.FEWEST:
            same_runs[tuple(places)].append(key)
    groups = []
    for keys in same_runs.values():
        if len(keys) <= _TOGETHER:
            groups.append(keys)
            continue
        keys = sorted(keys, key=name)
        groups += [keys[first : first + _GROUP] for first in range(0, len(keys), _GROUP)]
    return groups
