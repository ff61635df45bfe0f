"""What a run measured, as text."""

import click
import msgspec
import pytest

from calibrax.core import Metric, Point, Run
from calibrax.report import summary
from tests.builders import a_def, a_point, a_run

HEADER = ["Run a1b2c3d4e5f6 of 2026-01-02 12:00:00 UTC"]


def lines(run: Run, width: int | None = None) -> list[str]:
    """Return the lines of the summary."""
    shown = click.unstyle(summary.render(run, {}, width))
    assert shown.endswith("\n")
    return shown[:-1].split("\n")


def test_a_row_for_each_benchmark_and_a_column_for_each_metric() -> None:
    run = a_run(
        a_point("CV-1/small", throughput=20158.0, latency=12.0),
        a_point("NLP", throughput=7.5),
        defs=(a_def("throughput", "higher", "elem/s"), a_def("latency")),
    )
    assert lines(run) == [
        *HEADER,
        "  suite main, 2 points",
        "",
        "benchmark   throughput (elem/s) ↑  latency (ms) ↓",
        "CV-1/small               20158.00           12.00",
        "NLP                          7.50",
    ]


def test_the_header_has_commit_branch_suite_machine_and_failures() -> None:
    run = a_run(
        a_point("sort", time=1.0), commit="0123456789abcdef", branch="main", suite="nightly"
    )
    full = msgspec.structs.replace(
        run, machine="linux-x86", metadata={"failed": {"load": "nan", "parse\n": "inf"}}
    )
    assert lines(full)[:5] == [
        "Run a1b2c3d4e5f6 of 2026-01-02 12:00:00 UTC, commit 0123456789ab on main",
        "  suite nightly, 1 point",
        "  machine linux-x86",
        r"  failed: load, parse\n",
        "",
    ]


def test_primary_metrics_come_first_and_undefined_ones_last() -> None:
    run = a_run(
        a_point("sort", mystery=1.0, second=2.0, first=3.0, third=4.0),
        defs=(
            a_def("second", unit="", priority="secondary"),
            a_def("first", unit="", priority="primary"),
            a_def("third", unit="", priority="primary"),
        ),
    )
    assert lines(run)[3:] == [
        "benchmark  first ↓  third ↓  mystery  second ↓",
        "sort          3.00     4.00     1.00      2.00",
    ]


def test_seconds_and_bytes_are_scaled_in_their_cells() -> None:
    defs = (a_def("time", unit="s"), a_def("size", "info", "B"))
    run = a_run(
        a_point("sort", time=0.0025, size=1536.0), a_point("idle", time=0.0, size=0.0), defs=defs
    )
    assert lines(run)[3:] == [
        "benchmark   time ↓      size",
        "sort       2.50 ms  1.50 KiB",
        "idle        0.00 s    0.00 B",
    ]


def test_definitions_of_config_win() -> None:
    run = a_run(a_point("sort", time=1.0))
    shown = click.unstyle(summary.render(run, {"time": a_def("time", "higher", "ops")}))
    assert shown.split("\n")[3] == "benchmark  time (ops) ↑"


def test_tags_tell_benchmarks_of_one_name_apart() -> None:
    run = a_run(
        a_point("CV-1", {"framework": "Grain"}, time=1.0),
        a_point("CV-1", {"framework": "Torch"}, time=2.0),
        a_point("CV-2", {"framework": "Grain"}, time=3.0),
    )
    assert [line.split("  ")[0] for line in lines(run)[4:]] == [
        "CV-1 [framework=Grain]",
        "CV-1 [framework=Torch]",
        "CV-2",
    ]


def test_metrics_that_do_not_fit_go_into_further_tables() -> None:
    defs = tuple(a_def(name, "info", "") for name in ("alpha", "beta", "gamma"))
    run = a_run(a_point("sort", alpha=1.0, beta=2.0, gamma=12345678.0), defs=defs)
    assert lines(run, width=26)[3:] == [
        "benchmark  alpha  beta",
        "sort        1.00  2.00",
        "",
        "benchmark        gamma",
        "sort       12345678.00",
    ]
    assert lines(run, width=80)[3:] == lines(run)[3:]


def test_metrics_that_few_benchmarks_have_stand_in_tables_of_their_own() -> None:
    run = a_run(
        a_point("a", time=1.0, space=5.0, depth=6.0),
        a_point("b", time=2.0),
        a_point("c", time=3.0, space=7.0, depth=8.0),
        a_point("d", time=4.0),
        a_point("e"),
        a_point("f", score=9.0),
        defs=tuple(a_def(name, "info", "") for name in ("time", "space", "depth", "score")),
    )
    assert lines(run)[3:] == [
        "benchmark  time",
        "a          1.00",
        "b          2.00",
        "c          3.00",
        "d          4.00",
        "e",
        "",
        "benchmark  space  depth",
        "a           5.00   6.00",
        "c           7.00   8.00",
        "",
        "benchmark  score",
        "f           9.00",
    ]


def test_a_metric_for_each_benchmark_makes_no_square() -> None:
    points = [a_point(f"b{place}", **{f"m{place}": 1.0}) for place in range(300)]
    assert len(summary.render(a_run(*points), {})) < 300 * 100


@pytest.mark.parametrize("width", [30, 40, 60, 100])
def test_no_table_is_wider_than_asked(width: int) -> None:
    metrics = {f"metric_{place}": Metric(value=10.0**place) for place in range(8)}
    point = Point(name="a benchmark with a long name/" + "x" * 60, scenario="", metrics=metrics)
    table = lines(a_run(point), width)[3:]
    assert max(map(len, table)) <= width
    shown = " ".join(table)
    assert all(f"metric_{place} (ms) ↓" in shown for place in range(8))


def test_a_run_without_benchmarks_has_its_header() -> None:
    assert lines(a_run()) == [*HEADER, "  suite main, 0 points", "", "benchmark"]


def test_hostile_names_stay_in_their_line() -> None:
    name = "::x\n\x1b[1m"
    shown = r"\x3a:x\n\x1b[1m"
    run = a_run(
        a_point(name, **{name: 1.0}), defs=(a_def(name, "info", name),), branch=name, suite=name
    )
    assert lines(run) == [
        f"{HEADER[0]} on {shown}",
        f"  suite {shown}, 1 point",
        "",
        rf"benchmark        {shown} ({shown})",
        rf"{shown}                               1.00",
    ]
