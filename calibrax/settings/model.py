"""What calibrax.yml says, as values."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import msgspec

from calibrax.core.columns import TableFormat
from calibrax.core.models import MetricDef, MetricDirection
from calibrax.settings.agreements import Level, Limit, Waiver
from calibrax.settings.metric_rule import MetricRule, Tolerance
from calibrax.settings.selector import Selector, first, matches


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The content of calibrax.yml; ``None`` where it says nothing.

    ``path`` is the file, ``threshold`` a share, ``fail_on`` what counts as failure, ``reference``
    the name of a baseline or the id of a run, ``renamed`` the present name of each benchmark that
    had another one, ``formats`` what results of the user's own look like. In every list of entries
    about series the first that covers one decides alone.
    """

    path: str | None = None
    data: str | None = None
    threshold: float | None = None
    fail_on: tuple[str, ...] | None = None
    wandb_project: str | None = None
    wandb_entity: str | None = None
    metrics: tuple[MetricRule, ...] = ()
    optional: tuple[Selector, ...] = ()
    renamed: dict[str, str] = {}
    limits: tuple[Limit, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    levels: tuple[Level, ...] = ()
    reference: str | None = None
    formats: tuple[TableFormat, ...] = ()

    def metric_defs(
        self, measured: Iterable[str], known: Mapping[str, MetricDef]
    ) -> dict[str, MetricDef]:
        """Return the definition of each measured metric that a rule defines.

        What the rule leaves open is as ``known`` has it. A metric that nobody defined is ``info``
        unless the rule gives a direction.
        """
        rules = {name: self._definition(name) for name in measured}
        return {
            name: rule.over(known.get(name) or _undefined(name))
            for name, rule in rules.items()
            if rule is not None and rule.definition
        }

    def decides_direction(self, metric: str) -> bool:
        """Tell whether a rule says which way is better, whatever a run says of itself."""
        rule = self._definition(metric)
        return rule is not None and rule.direction is not None

    def tolerance(
        self, metric: str, benchmark: str, tags: Mapping[str, str], default: float
    ) -> Tolerance:
        """Return how much worse the series may be; ``default`` is the threshold elsewhere."""
        rule = first(self.metrics, metric, benchmark, tags)
        return rule.tolerance(default) if rule else Tolerance(threshold=default)

    def is_optional(self, metric: str, benchmark: str, tags: Mapping[str, str]) -> bool:
        """Tell whether the series may be absent."""
        return first(self.optional, metric, benchmark, tags) is not None

    def limit_for(self, metric: str, benchmark: str, tags: Mapping[str, str]) -> Limit | None:
        """Return the series' budget."""
        return first(self.limits, metric, benchmark, tags)

    def waiver_for(
        self, metric: str, benchmark: str, tags: Mapping[str, str], on: date
    ) -> Waiver | None:
        """Return the waiver that covers the series' regression on that day."""
        return first(
            [each for each in self.waivers if not each.expired(on)], metric, benchmark, tags
        )

    def expired_waivers(self, on: date) -> tuple[Waiver, ...]:
        """Return the waivers that no longer count on that day."""
        return tuple(each for each in self.waivers if each.expired(on))

    def unused_waivers(self, used: Collection[Waiver], on: date) -> tuple[Waiver, ...]:
        """Return the waivers that still count on that day and are not among the used."""
        places = {each.place for each in used}
        return tuple(
            each for each in self.waivers if not each.expired(on) and each.place not in places
        )

    def level_for(self, metric: str, benchmark: str, tags: Mapping[str, str]) -> Level | None:
        """Return the newest level that was accepted for the series: the first in the list."""
        return first(self.levels, metric, benchmark, tags)

    def _definition(self, metric: str) -> MetricRule | None:
        """Return the rule that may define the metric: one for some benchmarks cannot."""
        return next(
            (rule for rule in self.metrics if rule.everywhere and matches(rule.metric, metric)),
            None,
        )


def _undefined(name: str) -> MetricDef:
    return MetricDef(name=name, unit="", direction=MetricDirection.INFO)
