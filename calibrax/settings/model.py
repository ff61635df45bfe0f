"""What calibrax.yml says, as values."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

import msgspec

from calibrax.core.models import MetricDef, MetricDirection, MetricPriority


class MetricRule(msgspec.Struct, frozen=True, kw_only=True):
    """How to read the metrics that ``metric``, a name or a glob, stands for.

    A field that is ``None`` leaves the matter to others.
    """

    metric: str
    unit: str | None = None
    direction: MetricDirection | None = None
    group: str | None = None
    priority: MetricPriority | None = None
    description: str | None = None

    def matches(self, metric: str) -> bool:
        """Tell whether the rule is about this metric; upper and lower case differ."""
        return metric == self.metric or fnmatchcase(metric, self.metric)

    def over(self, known: MetricDef) -> MetricDef:
        """Return the definition with what the rule says put over it."""
        said = {
            field: value
            for field in self.__struct_fields__
            if field != "metric" and (value := getattr(self, field)) is not None
        }
        return msgspec.structs.replace(known, **said)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The content of calibrax.yml; ``None`` where it says nothing.

    ``path`` is the file, ``threshold`` a share, ``fail_on`` what counts as failure.
    """

    path: str | None = None
    data: str | None = None
    threshold: float | None = None
    fail_on: tuple[str, ...] | None = None
    wandb_project: str | None = None
    wandb_entity: str | None = None
    metrics: tuple[MetricRule, ...] = ()

    def metric_defs(
        self, measured: Iterable[str], known: Mapping[str, MetricDef]
    ) -> dict[str, MetricDef]:
        """Return the definition of each measured metric that a rule matches; the first one counts.

        What the rule leaves open is as ``known`` has it. A metric that nobody defined is ``info``
        unless the rule gives a direction.
        """
        rules = {name: self._rule(name) for name in measured}
        return {
            name: rule.over(known.get(name) or _undefined(name))
            for name, rule in rules.items()
            if rule is not None
        }

    def decides_direction(self, metric: str) -> bool:
        """Tell whether a rule says which way is better, whatever a run says of itself."""
        rule = self._rule(metric)
        return rule is not None and rule.direction is not None

    def _rule(self, metric: str) -> MetricRule | None:
        return next((rule for rule in self.metrics if rule.matches(metric)), None)


def _undefined(name: str) -> MetricDef:
    return MetricDef(name=name, unit="", direction=MetricDirection.INFO)
