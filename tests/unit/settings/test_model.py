"""Which entries are about a series, and which fields of a metric's definition win."""

from datetime import date
from typing import Any

import pytest

from calibrax.core import MetricDef, MetricDirection, MetricPriority
from calibrax.settings import (
    Level,
    Limit,
    MetricRule,
    Noise,
    Selector,
    Settings,
    Tolerance,
    Waiver,
)

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


def test_an_entry_for_some_benchmarks_does_not_define_the_metric() -> None:
    settings = Settings(
        metrics=(
            rule("time", benchmark="CV-1/*", threshold=0.03),
            rule("time", tags={"framework": "Grain"}, threshold=0.04),
            rule("time", direction=MetricDirection.LOWER),
        )
    )
    assert settings.decides_direction("time")
    assert settings.metric_defs(["time"], {})["time"].direction is MetricDirection.LOWER


def test_an_entry_without_a_definition_leaves_it_to_others() -> None:
    settings = Settings(metrics=(rule("time", threshold=None), rule("time", unit="s")))
    assert settings.metric_defs(["time"], {}) == {}
    assert not settings.decides_direction("time")


def test_the_first_entry_that_covers_a_series_gives_its_tolerance_alone() -> None:
    settings = Settings(
        metrics=(
            rule("latency_*", benchmark="CV-1/*", threshold=0.03, absolute=0.5),
            rule("*", tags={"device": "gpu"}, threshold=None),
            rule("latency_p50", noise=Noise.EXACT),
            rule("latency_p50", threshold=0.5),
        )
    )

    def tolerance(metric: str, benchmark: str, tags: dict[str, str]) -> Tolerance:
        return settings.tolerance(metric, benchmark, tags, 0.1)

    assert tolerance("latency_p50", "CV-1/a", {"device": "gpu"}) == Tolerance(
        threshold=0.03, absolute=0.5
    )
    assert tolerance("latency_p50", "NLP", {"device": "gpu"}) == Tolerance(threshold=None)
    assert tolerance("latency_p50", "NLP", {}) == Tolerance(threshold=0.1, exact=True)
    assert tolerance("size", "CV-1/a", {}) == Tolerance(threshold=0.1)


def test_an_optional_series_is_a_benchmark_or_some_of_its_metrics() -> None:
    settings = Settings(
        optional=(Selector(benchmark="GPU/*"), Selector(metric="power", tags={"os": "mac"}))
    )
    assert settings.is_optional("time", "GPU/a", {})
    assert settings.is_optional("power", "CPU/a", {"os": "mac"})
    assert not settings.is_optional("time", "CPU/a", {"os": "mac"})
    assert not settings.is_optional("power", "CPU/a", {"os": "linux"})


def test_the_first_limit_decides() -> None:
    wide, narrow = Limit(metric="memory", benchmark="GPU/*", max=9.0), Limit(metric="*", max=1.0)
    settings = Settings(limits=(wide, narrow))
    assert settings.limit_for("memory", "GPU/a", {}) is wide
    assert settings.limit_for("memory", "CPU/a", {}) is narrow
    assert Settings(limits=(wide,)).limit_for("time", "GPU/a", {}) is None


def a_waiver(place: str, expires: date, **selector: Any) -> Waiver:
    return Waiver(place=place, expires=expires, ceiling=0.2, reason="r", **selector)


def test_a_waiver_that_is_over_makes_room_for_the_next() -> None:
    old = a_waiver("3: waivers[0]", date(2026, 12, 31), metric="time")
    new = a_waiver("4: waivers[1]", date(2027, 12, 31), metric="time")
    settings = Settings(waivers=(old, new))
    assert settings.waiver_for("time", "a", {}, date(2026, 12, 31)) is old
    assert settings.waiver_for("time", "a", {}, date(2027, 1, 1)) is new
    assert settings.waiver_for("time", "a", {}, date(2028, 1, 1)) is None
    assert settings.waiver_for("size", "a", {}, date(2026, 1, 1)) is None


def test_waivers_that_do_nothing_are_told_apart_by_their_place() -> None:
    day = date(2027, 1, 1)
    old = a_waiver("3: waivers[0]", date(2026, 12, 31))
    one = a_waiver("4: waivers[1]", day)
    other = a_waiver("4: waivers[2]", day)
    settings = Settings(waivers=(old, one, other))
    assert settings.expired_waivers(day) == (old,)
    assert settings.unused_waivers([one], day) == (other,)
    assert settings.unused_waivers([], day) == (one, other)


def test_the_first_level_counts() -> None:
    new = Level(metric="time", benchmark="a", since="new", reason="r")
    old = Level(metric="*", benchmark="*", since="old", reason="r")
    settings = Settings(levels=(new, old))
    assert settings.level_for("time", "a", {}) is new
    assert settings.level_for("time", "b", {}) is old
    assert Settings(levels=(new,)).level_for("time", "b", {}) is None
