"""The keys of calibrax.yml: for each the function that reads its value."""

from typing import Any

import yaml

from calibrax.core.models import MetricDirection, MetricPriority
from calibrax.settings.fail_on import parse_fail_on
from calibrax.settings.model import MetricRule
from calibrax.settings.nodes import Keys, choice, compose, items, mapping, name, text, word
from calibrax.settings.threshold import parse_threshold


def read_keys(content: str) -> dict[str, Any]:
    """Return the value of each key, by the name of its field in ``Settings``.

    Raises:
        ValueError: the message begins with the line and names the key.
    """
    root = compose(content)
    return {} if root is None else mapping(root, "", _KEYS)


def _threshold(node: yaml.Node, place: str) -> float:
    return parse_threshold(word(node, place))


def _fail_on(node: yaml.Node, place: str) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        return parse_fail_on(",".join(items(node, place, name)))
    return parse_fail_on(name(node, place))


def _rule(node: yaml.Node, place: str) -> MetricRule:
    return MetricRule(**mapping(node, place, _RULE, required="metric"))


def _rules(node: yaml.Node, place: str) -> tuple[MetricRule, ...]:
    return items(node, place, _rule)


_RULE: Keys = {
    "metric": name,
    "unit": text,
    "direction": choice(MetricDirection),
    "group": text,
    "priority": choice(MetricPriority),
    "description": text,
}
_KEYS: Keys = {
    "data": name,
    "threshold": _threshold,
    "fail-on": _fail_on,
    "wandb_project": name,
    "wandb_entity": name,
    "metrics": _rules,
}
