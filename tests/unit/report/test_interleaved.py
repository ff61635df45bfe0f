"""What a report says of two sides that were measured in turns."""

from msgspec.structs import replace

from calibrax.analysis.evidence import Evidence, Rule
from calibrax.core.models import Run
from calibrax.gate.judgement import Judgement
from calibrax.report import build, markdown, terminal
from calibrax.report.interleaved import measured, noise_floor
from calibrax.report.model import Interleaved, Report
from tests.builders import a_point, a_run

HOW = Interleaved(base="main", head=".", rounds=12, seed=7)


def sides() -> tuple[Run, Run]:
    base = a_run(a_point("sort", t=1.0), a_point("scan", t=2.0), id="base")
    return base, replace(base, id="head")


def report(how: Interleaved = HOW, noise: float | None = 1.25) -> Report:
    base, head = sides()
    rows = build.judged(head, base, 0.05).comparisons
    evidence = Evidence(rule=Rule.AB, noise_pct=noise, detectable_pct=noise and 3 * noise)
    rows = tuple(replace(row, evidence=evidence) for row in rows)
    judgement = Judgement(comparisons=rows, failed={}, warnings=())
    return build.interleaved(base, head, judgement, 0.05, how)


def test_how_it_was_measured() -> None:
    assert measured(HOW, str) == ". against main, 12 rounds in turn on one machine, seed 7"
    assert measured(replace(HOW, rounds=1), str).startswith(". against main, 1 round in turn")


def test_the_noise_of_each_metric_and_what_can_be_shown() -> None:
    assert noise_floor(report()).rows == (
        ("sort", "t", "1.2%", "3.8%"),
        ("scan", "t", "1.2%", "3.8%"),
    )
    assert noise_floor(report(noise=None)).rows[0] == ("sort", "t", "?", "?")


def test_a_terminal_says_that_it_was_an_ab() -> None:
    text = terminal.render(report())
    assert "  measured . against main, 12 rounds in turn on one machine, seed 7\n" in text
    assert "noise" not in text


def test_of_an_aa_a_terminal_shows_the_noise() -> None:
    lines = terminal.render(report(replace(HOW, same=True))).splitlines()
    at = lines.index("  both sides are the same: all that differs is noise")
    assert lines[at + 1].split() == ["benchmark", "metric", "noise", "detectable"]
    assert ["sort", "t", "1.2%", "3.8%"] in [line.split() for line in lines[at:]]


def test_a_summary_says_it_too() -> None:
    text = markdown.render(report(replace(HOW, base="a|b")))
    assert "Measured <code>&#46;</code> against <code>a&#124;b</code>, 12 rounds in turn on" in text
    assert "Noise of this machine" in markdown.render(report(replace(HOW, same=True)))
    assert "Noise of this machine" not in markdown.render(report())
