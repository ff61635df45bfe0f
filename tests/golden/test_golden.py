"""Whole outputs, held to files that were written by hand from the rules.

There is no switch that rewrites them: a wanted change of an output is made in its file, by hand.
"""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from calibrax.analysis import rank_table
from calibrax.core import Point, Run
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.report import build, ranking, summary, trend
from calibrax.report.model import Report
from calibrax.report.renderers import RENDERERS
from tests.builders import a_def, a_point, a_run

EXPECTED = Path(__file__).parent / "expected"
DATARAX = {"framework": "Datarax"}
GRAIN = {"framework": "Grain"}
DEFS = (
    a_def("throughput", "higher", "elem/s"),
    a_def("latency_p50", "lower", "ms"),
    a_def("startup", "lower", "s"),
    a_def("memory", "lower", "B", priority="secondary"),
)


def expected(name: str) -> str:
    """Return the text of a file in expected/."""
    return (EXPECTED / name).read_text(encoding="utf-8")


def baseline_run(*more: Point) -> Run:
    """Return what was accepted on the first of January."""
    return a_run(
        a_point("CV-1/small", DATARAX, throughput=20158.0, latency_p50=12.0),
        a_point("CV-1/small", GRAIN, throughput=20071.0, latency_p50=12.5),
        a_point("IO-2/read", GRAIN, startup=3.2e-07, memory=1048576.0),
        *more,
        id="b0b0b0b0b0b0",
        timestamp=datetime(2026, 1, 1, 12, tzinfo=UTC),
        commit="1" * 40,
        branch="main",
        defs=DEFS,
    )


def slower_run() -> Run:
    """Return a run with three regressions, an improvement, and a metric that nobody defined."""
    return a_run(
        a_point("CV-1/small", DATARAX, throughput=18000.0, latency_p50=15.0),
        a_point("CV-1/small", GRAIN, throughput=20071.0, latency_p50=10.0),
        a_point("IO-2/read", GRAIN, startup=6.4e-07, memory=1048576.0, load=9.0),
        a_point("New/one", GRAIN, throughput=1.0),
        commit="2" * 40,
        branch="feature/x",
        defs=DEFS,
    )


def rendered(report: Report, format: str) -> str:
    """Return the report as a file or a pipe gets it."""
    return click.unstyle(RENDERERS[format](report))


def failing_report() -> Report:
    """Return the report on the slower run, which lost a benchmark too."""
    baseline = baseline_run(a_point("Old/gone", throughput=5.0))
    return build.judged(slower_run(), baseline, 0.05, "main")


def test_check_that_fails() -> None:
    assert rendered(failing_report(), "terminal") == expected("check-fail.txt")


def test_check_that_fails_as_markdown() -> None:
    assert rendered(failing_report(), "markdown") == expected("check-fail-markdown.txt")


def test_check_under_other_settings_than_the_base() -> None:
    run = a_run(a_point("sort", time=1.4), commit="2" * 40, branch="feature/x")
    baseline = a_run(a_point("sort", time=1.0), id="b0b0b0b0b0b0", commit="1" * 40, branch="main")
    diff = ("@@ -1,2 +1,2 @@", " data: bench", "-threshold: 5%", "+threshold: 50%")
    report = msgspec.structs.replace(build.judged(run, baseline, 0.5, "main"), settings_change=diff)
    assert rendered(report, "markdown") == expected("other-settings-markdown.txt")
    assert rendered(report, "terminal") == expected("other-settings.txt")


def test_check_that_passes() -> None:
    run = a_run(
        a_point("CV-1/small", DATARAX, throughput=20158.0, latency_p50=12.0),
        a_point("CV-1/small", GRAIN, throughput=20071.0, latency_p50=10.0),
        a_point("IO-2/read", GRAIN, startup=3.3e-07, memory=1048576.0),
        a_point("New/one", GRAIN, throughput=1.0),
        defs=DEFS,
    )
    report = build.judged(run, baseline_run(), 0.05, "main")
    assert rendered(report, "terminal") == expected("check-pass.txt")


def test_check_that_passes_as_json() -> None:
    baseline = a_run(a_point("sort", {"n": "10"}, time=2.0), id="base", commit="c0ffee")
    report = build.judged(a_run(a_point("sort", {"n": "10"}, time=1.5)), baseline, 0.05, "main")
    assert rendered(report, "json") == expected("check-pass-json.txt")


def test_check_that_cannot_judge() -> None:
    baseline = baseline_run(
        a_point("Old/gone", throughput=5.0, startup=1.0), a_point("Old/other", throughput=5.0)
    )
    run = a_run(
        a_point("CV-1/small", DATARAX, throughput=20158.0),
        a_point("CV-1/small", GRAIN, throughput=20071.0, latency_p50=12.5),
        a_point("IO-2/read", GRAIN, startup=3.2e-07, memory=1024.0),
        defs=(*DEFS[:3], a_def("memory", "lower", "KiB")),
    )
    report = build.judged(run, baseline, 0.05, "main")
    assert rendered(report, "terminal") == expected("check-not-judged.txt")


def test_check_of_a_run_in_which_nothing_can_be_judged() -> None:
    run = a_run(a_point("New/one", mystery=1.0), defs=())
    report = build.judged(run, a_run(a_point("New/one", mystery=2.0), defs=()), 0.05, "main")
    assert rendered(report, "terminal") == expected("check-nothing-judged.txt")


def test_first_run() -> None:
    message = "benchmark-data has no baseline 'main' yet; make run a1b2c3d4e5f6 the baseline"
    report = build.unjudged(message, 0.05, "main", slower_run())
    assert rendered(report, "terminal") == expected("first-run.txt")
    assert rendered(report, "markdown") == expected("first-run-markdown.txt")
    assert rendered(report, "json") == expected("first-run-json.txt")


def test_summary() -> None:
    assert click.unstyle(summary.render(slower_run(), {})) == expected("summary.txt")


def test_rank() -> None:
    run = slower_run()
    entries = rank_table(run, "throughput")
    shown = ranking.render(entries, "throughput", run.metric_defs["throughput"], "framework")
    assert click.unstyle(shown) == expected("rank.txt")


def test_trend() -> None:
    values = [20158.0, 20071.0, 19000.0, 18000.0]
    series = TrendSeries(
        metric="throughput",
        point_name="CV-1/small",
        tags=DATARAX,
        points=tuple(
            TrendPoint(
                run_id=f"run-{day}",
                timestamp=datetime(2026, 1, day, 12, tzinfo=UTC),
                value=value,
                commit=f"{day}" * 40 if day > 1 else None,
                lower=value - 10 if day > 2 else None,
                upper=value + 10 if day > 2 else None,
            )
            for day, value in enumerate(values, start=1)
        ),
        definition=DEFS[0],
    )
    assert click.unstyle(trend.render(series)) == expected("trend.txt")
