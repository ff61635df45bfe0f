"""A ranking as text."""

import click

from calibrax.analysis import rank_table
from calibrax.core import MetricDef, Run
from calibrax.report import ranking
from tests.builders import a_def, a_point, a_run


def ranked(run: Run, metric: str, tag: str = "framework", width: int | None = None) -> list[str]:
    """Return the lines of the ranking."""
    definition: MetricDef | None = run.metric_defs.get(metric)
    entries = rank_table(run, metric, tag)
    shown = click.unstyle(ranking.render(entries, metric, definition, tag, width))
    assert shown.endswith("\n")
    return shown[:-1].split("\n")


def test_benchmark_by_benchmark_the_best_first() -> None:
    run = a_run(
        a_point("CV-1/small", {"framework": "Grain"}, throughput=15118.5),
        a_point("CV-1/small", {"framework": "Datarax"}, throughput=20158.0),
        a_point("NLP", {"framework": "Grain"}, throughput=7.0),
        defs=(a_def("throughput", "higher", "elem/s"),),
    )
    assert ranked(run, "throughput") == [
        "throughput (elem/s, higher is better)",
        "benchmark   rank  framework     value  vs best",
        "CV-1/small     1  Datarax *  20158.00     best",
        "CV-1/small     2  Grain      15118.50   -25.0%",
        "NLP            1  Grain *        7.00     best",
    ]


def test_ties_share_rank_and_star_and_seconds_are_scaled() -> None:
    run = a_run(
        a_point("sort", {"n": "1"}, time=0.002),
        a_point("sort", {"n": "2"}, time=0.002),
        a_point("sort", {"n": "3"}, time=0.003),
        defs=(a_def("time", unit="s"),),
    )
    assert ranked(run, "time", "n") == [
        "time (s, lower is better)",
        "benchmark  rank  n      value  vs best",
        "sort          1  1 *  2.00 ms     best",
        "sort          1  2 *  2.00 ms     best",
        "sort          3  3    3.00 ms   +50.0%",
    ]


def test_info_metrics_have_neither_rank_nor_star() -> None:
    run = a_run(
        a_point("sort", {"framework": "A"}, load=1.0),
        a_point("sort", {"framework": "B"}, load=3.0),
        defs=(a_def("load", "info", ""),),
    )
    assert ranked(run, "load") == [
        "load (not ranked)",
        "benchmark  rank  framework  value  vs best",
        "sort          -  A           1.00",
        "sort          -  B           3.00",
    ]


def test_a_metric_that_nobody_defined_is_not_ranked() -> None:
    run = a_run(a_point("sort", {"framework": "A"}, load=1.0), defs=())
    assert ranked(run, "load")[0] == "load (not ranked)"


def test_a_distance_from_zero_is_left_empty() -> None:
    run = a_run(
        a_point("sort", {"framework": "A"}, time=0.0), a_point("sort", {"framework": "B"}, time=3.0)
    )
    assert ranked(run, "time")[2:] == [
        "sort          1  A *         0.00     best",
        "sort          2  B           3.00",
    ]


def test_hostile_names_stay_in_their_line() -> None:
    name = "::x\n\x1b"
    run = a_run(a_point(name, {name: name}, **{name: 1.0}), defs=(a_def(name, "lower", name),))
    shown = r"\x3a:x\n\x1b"
    assert ranked(run, name, name) == [
        f"{shown} ({shown}, lower is better)",
        rf"benchmark     rank  {shown}    value  vs best",
        rf"{shown}     1  {shown} *   1.00     best",
    ]


def test_long_names_are_cut_to_the_width() -> None:
    run = a_run(a_point("benchmark/" + "x" * 80 + "/end", {"framework": "A"}, time=1.0))
    (*_, row) = ranked(run, "time", width=60)
    assert len(row) == 60
    assert row.startswith("benchmark/x")
    assert "x/end     1  A *         1.00     best" in row
