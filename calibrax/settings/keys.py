"""The keys of calibrax.yml: for each the function that reads its value."""

from datetime import date
from typing import Any

import yaml

from calibrax.core import checks
from calibrax.core.models import MetricDirection, MetricPriority
from calibrax.settings.address import parse_address
from calibrax.settings.agreements import Level, Limit, Waiver
from calibrax.settings.day import parse_day
from calibrax.settings.fail_on import parse_fail_on
from calibrax.settings.metric_rule import DEFINITION, MetricRule, Noise
from calibrax.settings.nodes import (
    Keys,
    Misplaced,
    choice,
    compose,
    day,
    items,
    line_of,
    mapping,
    name,
    number,
    path,
    text,
    texts,
    word,
)
from calibrax.settings.renamed import present_names
from calibrax.settings.selector import Selector
from calibrax.settings.tables import tables
from calibrax.settings.threshold import parse_threshold

NEVER_FAILS = "none"


def read_keys(content: str) -> dict[str, Any]:
    """Return the value of each key, by the name of its field in ``Settings``.

    Raises:
        ValueError: the message begins with the line and names the key.
    """
    root = compose(content)
    return {} if root is None else mapping(root, "", _KEYS)


def _threshold(node: yaml.Node, place: str) -> float:
    return parse_threshold(word(node, place))


def _threshold_or_none(node: yaml.Node, place: str) -> float | None:
    written = word(node, place)
    if written == NEVER_FAILS:
        return None
    try:
        return parse_threshold(written)
    except ValueError as error:
        raise ValueError(f"{error}; or {NEVER_FAILS}") from None


def _fail_on(node: yaml.Node, place: str) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        return parse_fail_on(",".join(items(node, place, name)))
    return parse_fail_on(name(node, place))


def _amount(node: yaml.Node, place: str) -> float:
    amount = number(node, place)
    if amount < 0:
        raise ValueError(f"{amount:g} is below 0")
    return amount


def _day(node: yaml.Node, place: str) -> date:
    return parse_day(day(node, place))


def _address(node: yaml.Node, place: str) -> str:
    return parse_address(name(node, place))


def _run_id(node: yaml.Node, place: str) -> str:
    written = name(node, place)
    try:
        return checks.run_id(written)
    except ValueError:
        raise ValueError(f"{written!r:.60} is no run's id, nor the beginning of one") from None


def _rule(node: yaml.Node, place: str) -> MetricRule:
    rule = MetricRule(**mapping(node, place, _RULE, required=("metric",)))
    if rule.definition and not rule.everywhere:
        defined = next(key for key, _ in node.value if key.value in DEFINITION)
        raise Misplaced(
            line_of(defined),
            place,
            f"the key {defined.value!r} is about the metric in every benchmark; "
            "put it in an entry without 'benchmark' and 'tags'",
        )
    return rule


def _optional(node: yaml.Node, place: str) -> Selector:
    if isinstance(node, yaml.ScalarNode):
        selector = Selector(benchmark=name(node, place))
    else:
        selector = Selector(**mapping(node, place, _SELECTOR))
    if selector == Selector():
        raise Misplaced(line_of(node), place, "everything is meant; name a benchmark or a metric")
    return selector


def _limit(node: yaml.Node, place: str) -> Limit:
    limit = Limit(**mapping(node, place, _LIMIT, required=("metric",)))
    if limit.max is None and limit.min is None:
        raise Misplaced(line_of(node), place, "no bound; give 'max', 'min', or both")
    if limit.max is not None and limit.min is not None and limit.min > limit.max:
        raise Misplaced(line_of(node), place, f"min {limit.min:g} is above max {limit.max:g}")
    return limit


def _waiver(node: yaml.Node, place: str) -> Waiver:
    required = ("benchmark", "metric", "ceiling", "expires", "reason")
    values = mapping(node, place, _WAIVER, required=required)
    return Waiver(place=f"{line_of(node)}: {place}", **values)


def _level(node: yaml.Node, place: str) -> Level:
    required = ("benchmark", "metric", "since", "reason")
    return Level(**mapping(node, place, _LEVEL, required=required))


def _renamed(node: yaml.Node, place: str) -> dict[str, str]:
    return present_names(texts(node, place))


_SELECTOR: Keys = {"metric": name, "benchmark": name, "tags": texts}
_RULE: Keys = {
    **_SELECTOR,
    "unit": text,
    "direction": choice(MetricDirection),
    "group": text,
    "priority": choice(MetricPriority),
    "description": text,
    "threshold": _threshold_or_none,
    "absolute": _amount,
    "noise": choice(Noise),
}
_LIMIT: Keys = {**_SELECTOR, "max": number, "min": number}
_WAIVER: Keys = {
    **_SELECTOR,
    "ceiling": _threshold,
    "expires": _day,
    "reason": name,
    "link": _address,
}
_LEVEL: Keys = {**_SELECTOR, "since": _run_id, "reason": name}
_KEYS: Keys = {
    "data": path,
    "threshold": _threshold,
    "fail-on": _fail_on,
    "wandb_project": name,
    "wandb_entity": name,
    "metrics": lambda node, place: items(node, place, _rule),
    "optional": lambda node, place: items(node, place, _optional),
    "renamed": _renamed,
    "limits": lambda node, place: items(node, place, _limit),
    "waivers": lambda node, place: items(node, place, _waiver),
    "levels": lambda node, place: items(node, place, _level),
    "reference": name,
    "formats": tables,
}
