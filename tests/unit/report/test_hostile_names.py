"""Every name of the corpus through every renderer: the page has the shape of a harmless one."""

import re
from collections.abc import Callable
from datetime import date

import click
import msgspec
import pytest
import yaml

from calibrax.analysis import Outcome
from calibrax.analysis.ranking import rank_table
from calibrax.core import Run
from calibrax.core.trend import TrendPoint, TrendSeries
from calibrax.gate.policy import FAIL_ON
from calibrax.gate.rules import Rules
from calibrax.gate.suggest import Suggestion
from calibrax.gate.verdict import Verdict
from calibrax.github.commands import annotation
from calibrax.report import (
    backtest,
    build,
    imported,
    markdown,
    ranking,
    summary,
    terminal,
    trend,
)
from calibrax.report.annotations import annotations
from calibrax.report.explanation import explained
from calibrax.report.model import Interleaved, Report, Step
from calibrax.report.plain import to_json
from calibrax.report.text import show
from calibrax.settings import Settings
from calibrax.settings.edit import flow
from tests.builders import NOON, a_def, a_point, a_run
from tests.hostile import NAMES, SHOWN, brief
from tests.unit.report.pages import Page
from tests.workflow_commands import decode, obeyed

HARMLESS = "x"


def sides(name: str) -> tuple[Run, Run]:
    """Return a run and its baseline in which all that can be named has this name."""
    known = {"defs": (a_def(name, unit=name),), "suite": name, "branch": name, "commit": name}
    tags = {name: name}
    gone = a_point(name, {"other": name}, **{name: 1.0})
    baseline = a_run(a_point(name, tags, **{name: 1.0}), gone, id="before", **known)  # type: ignore[arg-type]
    run = a_run(a_point(name, tags, **{name: 2.0}), id="now", **known)  # type: ignore[arg-type]
    facts = {
        "machine": name,
        "environment": {"python": name},
        "metadata": {"failed": {name: name}, "skipped": {name: name}, "warnings": [name]},
    }
    return msgspec.structs.replace(run, **facts), msgspec.structs.replace(baseline, **facts)


def judged(name: str) -> Report:
    return build.judged(*sides(name), 0.05, name)


def told(name: str, verdict: Verdict) -> Report:
    """Return a report whose every free text is this name."""
    return msgspec.structs.replace(
        judged(name),
        verdict=verdict,
        message=name,
        failed={name: name},
        warnings=(name,),
        steps=(Step(name=name, code=None, message=name, warnings=(name,)),),
        interleaved=Interleaved(base=name, head=name, rounds=5, seed=1, same=True),
        settings_change=(name,),
    )


def a_summary(name: str) -> str:
    run, baseline = sides(name)
    return summary.render(baseline, run.metric_defs)


def a_ranking(name: str) -> str:
    points = (a_point(name, {name: value}, **{name: 1.0}) for value in (name, f"{name} "))
    run = a_run(*points, defs=(a_def(name, unit=name),))
    entries = rank_table(run, name, name, metric_defs=run.metric_defs)
    return ranking.render(entries, name, run.metric_defs[name], name)


def a_trend(name: str) -> str:
    points = tuple(
        TrendPoint(
            run_id="r",
            timestamp=NOON,
            value=1.0,
            commit=name,
            machine=f"{name}{place}",
            unit=f"{name}{place}",
        )
        for place in "12"
    )
    tags = {name: name}
    definition = a_def(name, unit=name)
    return trend.render(
        TrendSeries(metric=name, point_name=name, tags=tags, points=points, definition=definition)
    )


def an_import(name: str) -> str:
    run, _ = sides(name)
    return imported.render(imported.Imported(taken=(run,), stored=(run,), left=((name, name),)))


def an_explanation(name: str) -> str:
    run, _ = sides(name)
    rules = Rules(threshold=0.05, settings=Settings(), today=date(2026, 1, 2))
    return explained(None, rules, judged(name), run.points[0].name, name)


TEXTS: dict[str, Callable[[str], str]] = {
    "summary": a_summary,
    "ranking": a_ranking,
    "trend": a_trend,
    "import": an_import,
    "explanation": an_explanation,
    "check": lambda name: terminal.render(judged(name)),
    **{
        verdict: lambda name, verdict=verdict: terminal.render(told(name, verdict))  # type: ignore[misc]
        for verdict in Verdict
    },
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_text_has_the_lines_and_colours_of_a_harmless_one(text: str, name: str) -> None:
    plain, hostile = TEXTS[text](HARMLESS), TEXTS[text](name)
    assert obeyed(hostile) == []
    lines = click.unstyle(hostile).removesuffix("\n").split("\n")
    assert len(lines) == plain.count("\n")
    assert all(map(str.isprintable, lines))
    colours = re.compile(r"\x1b\[\d*m")
    assert colours.findall(hostile) == colours.findall(plain)


@pytest.mark.parametrize("verdict", [*Verdict, None])
@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_an_annotation_is_one_command_that_says_it(name: str, verdict: Verdict | None) -> None:
    def remarks(name: str) -> list[tuple[str, set[str]]]:
        report = judged(name) if verdict is None else told(name, verdict)
        placed = tuple(
            msgspec.structs.replace(row, source=f"{name}.py:7") for row in report.comparisons
        )
        found = annotations(msgspec.structs.replace(report, comparisons=placed), FAIL_ON)
        read = []
        for each in found:
            line = annotation(each)
            assert obeyed(line) == [each.level]
            assert line.splitlines() == [line]
            level, properties, message = decode(line)
            assert message == each.message
            assert message.isprintable()
            assert properties.get("file") == each.file
            read.append((level, set(properties)))
        return read

    assert remarks(name) == remarks(HARMLESS)


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_json_holds_the_name_and_nothing_that_a_terminal_or_a_log_acts_on(name: str) -> None:
    report = told(name, Verdict.FAIL)
    written = to_json(report)
    assert msgspec.json.decode(written, type=Report) == report
    assert obeyed(written) == []
    assert written.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_suggestion_is_one_entry_of_yaml(name: str) -> None:
    threshold = Suggestion(
        series=(name, ((name, name),), name), threshold=0.05, detectable=0.1, runs=12, alarms=0.0
    )
    entry = {"metric": name, "benchmark": name, "tags": {name: name}, "threshold": "5%"}
    section = backtest.settings([threshold], [flow(entry)])  # type: ignore[arg-type]
    assert yaml.safe_load(section) == {"metrics": [entry]}
    assert obeyed(section) == []
    assert section.count("\n") == 2
    assert section.replace("\n", "").isprintable()


LINKED = re.compile(r"(?i)gh-[0-9]|www\.|\b[0-9a-f]{40}\b|\[x\]")
"""What GitHub makes links and boxes of where words stand by themselves."""


def forged(text: str) -> Report:
    """Return a report as a file can hold it: with this text where calibrax speaks itself."""
    report = judged(HARMLESS)
    rows = tuple(
        msgspec.structs.replace(
            row,
            outcome=outcome,
            note=text,
            remedy=text,
            warnings=(text,),
            evidence=msgspec.structs.replace(row.evidence, words=text),
        )
        for row in report.of(Outcome.REGRESSION)
        for outcome in Outcome
    )
    return msgspec.structs.replace(report, comparisons=rows)


@pytest.mark.parametrize("text", NAMES, ids=brief)
def test_a_forged_report_has_the_tables_of_a_true_one(text: str) -> None:
    plain, hostile = Page(markdown.render(forged("again"))), Page(markdown.render(forged(text)))
    assert [tag for tag in hostile.tags if tag != "code"] == [
        tag for tag in plain.tags if tag != "code"
    ]
    assert [len(row) for row in hostile.rows] == [len(row) for row in plain.rows]
    assert not set("@#`") & set(hostile.outside)
    assert LINKED.findall(hostile.outside) == []
    shown = click.unstyle(terminal.render(forged(text)))
    assert shown.count("\n") == terminal.render(forged("again")).count("\n")
    assert obeyed(shown) == []


@pytest.mark.parametrize(("name", "shown"), SHOWN.items())
def test_how_a_line_of_text_shows_a_name(name: str, shown: str) -> None:
    assert show(name) == shown


def test_the_corpus_is_large_and_repeats_nothing() -> None:
    assert len(NAMES) == len(set(NAMES)) > 80
    assert SHOWN.keys() <= set(NAMES)


def test_the_grammar_of_these_tests_sees_what_a_runner_acts_on() -> None:
    assert obeyed("a\n::error::b\r  ::set-output name=a::b\r\nx ##[group]") == [
        *("error", "set-output", "group")
    ]
    assert obeyed("a ::error::b\n:: error::\n# #[group]\n::error") == []
