"""Which rule is about a metric, and which fields of its definition win."""

from typing import Any

import pytest

from calibrax.core import MetricDef, MetricDirection, MetricPriority
from calibrax.settings import MetricRule, Settings

MEMORY = MetricDef(
    name="peak_memory",
    unit="KB",
    direction=MetricDirection.INFO,
    group="Other",
    priority=MetricPriority.PRIMARY,
    description="as the tool says",
)


def rule(metric: str, **fields: Any) -> MetricRule:
    return MetricRule(metric=metric, **fields)


@pytest.mark.parametrize(
    ("pattern", "metric", "matches"),
    [
        ("latency_p50", "latency_p50", True),
        ("latency_*", "latency_p50", True),
        ("latency_p?0", "latency_p90", True),
        ("*", "anything", True),
        ("latency_*", "Latency_p50", False),
        ("LATENCY_P50", "latency_p50", False),
        ("latency", "latency_p50", False),
        ("p[59]0", "p90", True),
        ("p[59]0", "p[59]0", True),
        ("time (s)", "time (s)", True),
        ("a.b", "axb", False),
    ],
)
def test_a_pattern_is_a_name_or_a_glob(pattern: str, metric: str, matches: bool) -> None:
    assert rule(pattern).covers(metric, "any", {}) is matches


def test_what_the_rule_says_wins_and_the_rest_stays() -> None:
    settings = Settings(
        metrics=(rule("peak_memory", unit="MB", direction=MetricDirection.LOWER, group="Memory"),)
    )
    assert settings.metric_defs(["peak_memory"], {"peak_memory": MEMORY}) == {
        "peak_memory": MetricDef(
            name="peak_memory",
            unit="MB",
            direction=MetricDirection.LOWER,
            group="Memory",
            priority=MetricPriority.PRIMARY,
            description="as the tool says",
        )
    }


def test_an_empty_text_wins_too() -> None:
    settings = Settings(metrics=(rule("*", description="", group=""),))
    definition = settings.metric_defs(["peak_memory"], {"peak_memory": MEMORY})["peak_memory"]
    assert (definition.description, definition.group, definition.unit) == ("", "", "KB")


def test_the_first_rule_that_matches_counts_alone() -> None:
    settings = Settings(metrics=(rule("peak_*", unit="MB"), rule("*", unit="s", group="All")))
    found = settings.metric_defs(["peak_memory", "time"], {"peak_memory": MEMORY})
    assert found["peak_memory"].unit == "MB"
    assert found["peak_memory"].group == "Other"
    assert (found["time"].unit, found["time"].group) == ("s", "All")


def test_a_metric_without_a_rule_is_left_to_others() -> None:
    settings = Settings(metrics=(rule("latency_*", unit="ms"),))
    assert settings.metric_defs(["peak_memory"], {"peak_memory": MEMORY}) == {}


def test_only_what_was_measured_is_defined() -> None:
    assert Settings(metrics=(rule("*", unit="ms"),)).metric_defs([], {"peak_memory": MEMORY}) == {}


def test_a_metric_nobody_defined_is_info_unless_the_rule_gives_a_direction() -> None:
    settings = Settings(
        metrics=(rule("time", direction=MetricDirection.LOWER), rule("count", unit="1"))
    )
    assert settings.metric_defs(["time", "count"], {}) == {
        "time": MetricDef(name="time", unit="", direction=MetricDirection.LOWER),
        "count": MetricDef(name="count", unit="1", direction=MetricDirection.INFO),
    }
