"""How to read metrics, and how much worse they may be: an entry under ``metrics``."""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from calibrax.core.models import MetricDef, MetricDirection, MetricPriority
from calibrax.settings.selector import Selector

DEFINITION = ("unit", "direction", "group", "priority", "description")
"""The fields that define a metric as a whole, whatever benchmark measures it."""


class Noise(StrEnum):
    """What a metric's noise is known to be."""

    EXACT = "exact"


class Tolerance(msgspec.Struct, frozen=True, kw_only=True):
    """How much worse a series may be.

    ``threshold`` is a share of the baseline; ``None`` where the series is reported and never fails.
    Changes smaller than ``absolute``, in the metric's unit, never alarm. An ``exact`` series has no
    noise: the threshold alone decides.
    """

    threshold: float | None
    absolute: float = 0.0
    exact: bool = False


class MetricRule(Selector, frozen=True, kw_only=True):
    """What is said of the series that the entry covers.

    A field that is ``None`` leaves the matter to others. ``threshold`` is ``UNSET`` where nothing
    is said, and ``None`` where the series never fails.
    """

    unit: str | None = None
    direction: MetricDirection | None = None
    group: str | None = None
    priority: MetricPriority | None = None
    description: str | None = None
    threshold: float | UnsetType | None = UNSET
    absolute: float = 0.0
    noise: Noise | None = None

    def over(self, known: MetricDef) -> MetricDef:
        """Return the definition with what the rule says put over it."""
        return msgspec.structs.replace(known, **self.definition)

    @property
    def definition(self) -> dict[str, str]:
        """The fields of a definition that the rule gives."""
        return {field: value for field in DEFINITION if (value := getattr(self, field)) is not None}

    def tolerance(self, default: float) -> Tolerance:
        """Return how much worse a covered series may be; ``default`` is the threshold elsewhere."""
        return Tolerance(
            threshold=default if self.threshold is UNSET else self.threshold,
            absolute=self.absolute,
            exact=self.noise is Noise.EXACT,
        )
