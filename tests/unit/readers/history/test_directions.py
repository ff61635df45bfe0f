"""Directions that the user gives, and the warning about each metric that is left without one."""

from calibrax.core import Metric, MetricDef, MetricDirection, Point
from calibrax.readers.assembly import Source
from calibrax.readers.history.directions import directed
from calibrax.readers.metrics import open_direction
from calibrax.readers.reading import Reading

LOWER, HIGHER, INFO = MetricDirection.LOWER, MetricDirection.HIGHER, MetricDirection.INFO
OPEN = (
    "the metric 'laps' has no direction, so it is shown and not judged; "
    "give it one with --direction 'laps'=lower, or in calibrax.yml"
)


def source(*warnings: str, **directions: MetricDirection) -> Source:
    names = list(directions)
    point = Point(name="a", scenario="a", metrics={name: Metric(value=1.0) for name in names})
    definitions = {
        name: MetricDef(name=name, unit="", direction=direction)
        for name, direction in directions.items()
    }
    reading = Reading(points=(point,), metric_defs=definitions, warnings=warnings)
    return Source("data.js", "asv", reading)


def after(given: Source, **directions: MetricDirection) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the directions of a source that was directed, and its warnings."""
    reading = directed(given, directions).reading
    return {name: each.direction for name, each in reading.metric_defs.items()}, reading.warnings


def test_what_has_a_direction_keeps_it_without_a_word() -> None:
    assert after(source(time=LOWER)) == ({"time": LOWER}, ())


def test_what_has_none_is_warned_of_with_the_option_that_gives_it() -> None:
    assert after(source(laps=INFO)) == ({"laps": INFO}, (OPEN,))


def test_the_warning_of_the_reader_gives_way() -> None:
    given = source("a debug build", open_direction("laps"), laps=INFO)
    assert after(given)[1] == ("a debug build", OPEN)


def test_a_direction_that_is_given_counts_whatever_the_history_says() -> None:
    given = source("a debug build", open_direction("laps"), laps=INFO, time=LOWER)
    assert after(given, laps=HIGHER, time=HIGHER) == (
        {"laps": HIGHER, "time": HIGHER},
        ("a debug build",),
    )


def test_info_may_be_meant() -> None:
    assert after(source(laps=INFO), laps=INFO) == ({"laps": INFO}, ())


def test_a_direction_of_another_source_is_none_of_this() -> None:
    assert after(source(time=LOWER), laps=HIGHER) == ({"time": LOWER}, ())
