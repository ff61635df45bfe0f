"""The values of a run under the names that Weights & Biases groups them by."""

from collections import Counter
from collections.abc import Collection, Mapping
from math import isfinite

import msgspec

from calibrax.core.models import MetricDef, Point, Run

FRAMEWORK = "framework"


class SummaryValues(msgspec.Struct, frozen=True, kw_only=True):
    """Key -> value, each in its metric's unit; ``left_out`` counts those that are not finite."""

    values: dict[str, float]
    left_out: int


def summary_values(
    run: Run, metric_defs: Mapping[str, MetricDef], taken: Collection[str] = ()
) -> SummaryValues:
    """Return every value of the run under a key of its own.

    The key is ``Group/metric/framework``, without the parts that there are not. Where two values
    would share it, or it is ``taken``, the point's name is appended, then the other tags, at last
    a number.
    """
    measured = [
        (point, name, metric.value)
        for point in run.points
        for name, metric in point.metrics.items()
    ]
    finite = [entry for entry in measured if isfinite(entry[2])]
    forms = [
        _forms(point, name, metric_defs.get(name), place)
        for place, (point, name, _) in enumerate(finite)
    ]
    values = (value for _, _, value in finite)
    return SummaryValues(
        values=dict(zip(_distinct(forms, taken), values, strict=True)),
        left_out=len(measured) - len(finite),
    )


def _forms(
    point: Point, metric: str, definition: MetricDef | None, place: int
) -> tuple[str, str, str, str]:
    """Return the keys that a value may have, the shortest first; the last one no other can have."""
    group = definition.group if definition else ""
    short = "/".join(filter(None, (group, metric, point.tags.get(FRAMEWORK, ""))))
    named = f"{short}/{point.name}"
    others = ", ".join(f"{k}={v}" for k, v in sorted(point.tags.items()) if k != FRAMEWORK)
    tagged = f"{named}/{others}" if others else named
    return short, named, tagged, f"{tagged}#{place}"


def _distinct(forms: list[tuple[str, str, str, str]], taken: Collection[str]) -> list[str]:
    """Return one of each value's forms, longer ones only where shorter ones clash."""
    lengths = [0] * len(forms)
    while True:
        keys = [form[length] for form, length in zip(forms, lengths, strict=True)]
        counts = Counter(keys)
        clashing = [
            place
            for place, key in enumerate(keys)
            if (counts[key] > 1 or key in taken) and lengths[place] < len(forms[place]) - 1
        ]
        if not clashing:
            return keys
        for place in clashing:
            lengths[place] += 1
