"""A trend as text, and its sparkline."""

from datetime import UTC, datetime

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import MetricDef
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.report import trend
from calibrax.report.trend import BARS, sparkline
from tests.builders import a_def


def plain(series: TrendSeries, width: int | None = None) -> str:
    """Return the trend without colours."""
    return click.unstyle(trend.render(series, width))


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def a_series(
    *points: TrendPoint,
    definition: MetricDef | None = None,
    tags: dict[str, str] | None = None,
    name: str = "sort",
) -> TrendSeries:
    """Return a series of the metric time."""
    return TrendSeries(
        metric="time", point_name=name, tags=tags or {}, points=points, definition=definition
    )


def on_day(
    day: int,
    value: float,
    commit: str | None = None,
    bounds: tuple[float | None, float | None] = (None, None),
) -> TrendPoint:
    """Return the value of a day of January."""
    return TrendPoint(
        run_id=f"run{day}",
        timestamp=datetime(2026, 1, day, 12, tzinfo=UTC),
        value=value,
        commit=commit,
        lower=bounds[0],
        upper=bounds[1],
    )


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([], ""),
        ([7.0], "▅"),
        ([0.0], "▅"),
        ([3.0, 3.0, 3.0], "▅▅▅"),
        ([1.0, 2.0], "▁█"),
        ([2.0, 1.0], "█▁"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], "▁▂▃▄▅▆▇█"),
        ([0.0, 4.0, 8.0], "▁▅█"),
        ([-8.0, -4.0, 0.0], "▁▅█"),
        ([-1.0, 1.0], "▁█"),
        ([10.0, 10.0, 100.0], "▁▁█"),
        ([-1.7e308, 0.0, 1.7e308], "▁▅█"),
        ([1e308, 1.1e308], "▁█"),
        ([0.0, 5e-324], "▁█"),
        ([5e-324, 1.5e-323, 1e-323], "▁█▅"),
        ([1e-300, 1e300, 1.0], "▁█▁"),
        ([1.0, 1.0000000000000002], "▁█"),
    ],
)
def test_a_bar_for_each_value(values: list[float], line: str) -> None:
    assert sparkline(values) == line


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_larger_values_never_have_lower_bars(values: list[float]) -> None:
    line = sparkline(values)
    assert len(line) == len(values)
    bars = [BARS.index(bar) for _, bar in sorted(zip(values, line, strict=True))]
    assert bars == sorted(bars)
    if min(values) < max(values):
        assert (bars[0], bars[-1]) == (0, 7)


def test_a_row_for_each_run_oldest_first() -> None:
    series = a_series(
        on_day(1, 10.0, "0123456789abcdef"), on_day(2, 12.0), definition=a_def("time")
    )
    assert plain(series).split("\n") == [
        "sort time (ms): 2 runs",
        "  ▁█",
        "time                     value  commit        run",
        "2026-01-01 12:00:00 UTC  10.00  0123456789ab  run1",
        "2026-01-02 12:00:00 UTC  12.00                run2",
        "",
    ]


def test_bounds_are_shown_where_they_are_known() -> None:
    series = a_series(
        on_day(1, 0.010, "c0ffee", (0.009, 0.011)),
        on_day(2, 0.012, "c0ffee", (None, 0.5)),
        on_day(3, 0.0114, "c0ffee"),
        definition=a_def("time", unit="s"),
    )
    assert plain(series).split("\n") == [
        "sort time (s): 3 runs",
        "  ▁█▆",
        "time                        value    lower      upper  commit  run",
        "2026-01-01 12:00:00 UTC  10.00 ms  9.00 ms   11.00 ms  c0ffee  run1",
        "2026-01-02 12:00:00 UTC  12.00 ms           500.00 ms  c0ffee  run2",
        "2026-01-03 12:00:00 UTC  11.40 ms                      c0ffee  run3",
        "",
    ]


def test_tags_are_named_in_alphabetical_order() -> None:
    shown = plain(a_series(on_day(1, 1.0), tags={"n": "10", "framework": "Grain"}))
    assert shown.split("\n")[0] == "sort [framework=Grain, n=10] time: 1 run"


def test_the_sparkline_of_a_narrow_terminal_shows_the_newest_values() -> None:
    points = [on_day(day, 0.0) for day in range(1, 11)] + [on_day(11, 1.0), on_day(12, 2.0)]
    shown = plain(a_series(*points), width=5).split("\n")
    assert shown[1] == "  ▁▅█"
    assert len(shown) == 3 + 12 + 1


def test_a_series_without_values_has_its_titles() -> None:
    assert plain(a_series()).split("\n") == [
        "sort time: 0 runs",
        "  ",
        "time  value  commit  run",
        "",
    ]


def test_hostile_names_stay_in_their_line() -> None:
    name = "::x\n\x1b[1m"
    series = a_series(
        on_day(1, 1.0, "\x1b::\n"), tags={name: name}, name=name, definition=a_def("t", unit=name)
    )
    shown = r"\x3a:x\n\x1b[1m"
    assert plain(series).split("\n") == [
        f"{shown} [{shown}={shown}] time ({shown}): 1 run",
        "  ▅",
        "time                     value  commit    run",
        r"2026-01-01 12:00:00 UTC   1.00  \x1b::\n  run1",
        "",
    ]


def test_machines_and_units_that_change_are_told() -> None:
    one = TrendPoint(
        run_id="a", timestamp=datetime(2026, 1, 1, tzinfo=UTC), value=1.0, machine="x", unit="ms"
    )
    other = TrendPoint(
        run_id="b", timestamp=datetime(2026, 1, 2, tzinfo=UTC), value=1.0, machine="y", unit="s"
    )
    shown = plain(a_series(one, other)).split("\n")
    assert shown[-3:-1] == [
        "  warning: measured on several machines: x; y",
        "  warning: measured in several units: ms; s",
    ]
    assert "warning" not in plain(a_series(one))
