"""The closing table of an import: every reason whole, at every width."""

from datetime import UTC, datetime
from typing import Any

import pytest
from click import unstyle

from calibrax.core import Metric, MetricDef, MetricDirection, Point, Run
from calibrax.report import imported as report
from calibrax.report.imported import Imported

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TIME = {"time": MetricDef(name="time", unit="s", direction=MetricDirection.LOWER)}
AGAIN = "measured again later at the same commit: the newest counts"


def run(day: int = 2, branch: str = "main", **more: Any) -> Run:
    point = Point(name="sort", scenario="sort", metrics={"time": Metric(value=1.0)})
    time = NOON.replace(day=day)
    return Run(points=(point,), timestamp=time, branch=branch, metric_defs=TIME, **more)


def render(imported: Imported, width: int | None = None) -> str:
    return unstyle(report.render(imported, width))


def imported(*taken: Run, stored: tuple[Run, ...] = (), left: Any = ()) -> Imported:
    return Imported(taken=taken, stored=stored, left=tuple(left))


def test_what_was_taken_and_what_was_there_before() -> None:
    assert render(imported(run(2), run(5), stored=(run(3),))) == (
        "               runs  which\n"
        "taken             2  2026-01-02 to 2026-01-05 on main\n"
        "stored before     1  2026-01-03 on main\n"
        "\n"
        "time in s, of 1 benchmark: lower is better\n"
    )


def test_parts_with_one_reason_are_one_row_that_names_the_first() -> None:
    left = [(name, AGAIN) for name in "abcde"] + [("f", "not JSON")]
    assert render(imported(left=left)) == (
        "          runs  which\n"
        "taken        0\n"
        "left out     5  a, b, c and 2 more\n"
        f"                {AGAIN}\n"
        "left out     1  f\n"
        "                not JSON\n"
    )


def test_what_failed_is_named() -> None:
    one = run(2, metadata={"failed": {"parse": "no value", "print": "no value"}})
    other = run(3, metadata={"failed": {"parse": "no value"}})
    assert render(imported(one, other, run(4))).splitlines()[:4] == [
        "        runs  which",
        "taken      3  2026-01-02 to 2026-01-04 on main",
        "failed     2  parse, print",
        "              listed without a value in these runs",
    ]


def test_a_narrow_table_cuts_no_reason() -> None:
    text = render(imported(run(), left=[("222222222222 (go)", AGAIN)]), width=40)
    assert text.splitlines()[:6] == [
        "          runs  which",
        "taken        1  2026-01-02 on main",
        "left out     1  222222222222 (go)",
        "                measured again later at",
        "                the same commit: the",
        "                newest counts",
    ]


@pytest.mark.parametrize("width", [10, 36, 40, 80, 200])
def test_every_word_is_there_at_every_width(width: int) -> None:
    left = [("Linux-CPython-3.11-64bit/0001_a.json", AGAIN)]
    lines = render(imported(left=left), width=width).splitlines()
    assert all(len(line) <= max(width, 36) for line in lines)
    text = "".join(line[16:] for line in lines[2:]).replace(" ", "")
    assert text == "Linux-CPython-3.11-64bit/0001_a.json" + AGAIN.replace(" ", "")


def test_a_text_from_outside_is_made_harmless() -> None:
    text = render(imported(left=[("::error::x\x1b[31m", "a\nb")]))
    assert "\x1b" not in text
    assert "\n::" not in text
    assert r"a\nb" in text
