"""The Markdown of a check at a limit: never longer, always well formed, the worst kept longest."""

import re
from datetime import timedelta

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from calibrax.analysis import Comparison, Outcome
from calibrax.core import MetricDirection
from calibrax.gate import Verdict
from calibrax.report import build
from calibrax.report.markdown import render
from calibrax.report.model import Report, RunInfo, Step
from tests.builders import NOON, a_point, a_run
from tests.hostile import NAMES
from tests.strategies import numbers
from tests.unit.report.pages import Page

ENOUGH = 4096
LARGE = 10**9

texts: SearchStrategy[str] = st.sampled_from(NAMES) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=40
)
long_texts: SearchStrategy[str] = texts | st.builds(
    str.__mul__, st.sampled_from(["\U000e0001", "|", "a", "\x1b"]), st.sampled_from([50, 700])
)
values: SearchStrategy[float | None] = st.none() | numbers
comparisons: SearchStrategy[Comparison] = st.builds(
    Comparison,
    metric=long_texts,
    point_name=long_texts,
    tags=st.dictionaries(texts, long_texts, max_size=3),
    outcome=st.sampled_from(Outcome),
    direction=st.sampled_from(MetricDirection),
    unit=long_texts,
    baseline_value=values,
    current_value=values,
    delta_pct=values,
    note=long_texts,
    source=st.none() | texts,
    history=st.lists(numbers, max_size=30).map(tuple),
)
infos: SearchStrategy[RunInfo] = st.builds(
    RunInfo,
    id=long_texts,
    timestamp=st.just(NOON),
    commit=st.none() | long_texts,
    branch=st.none() | long_texts,
    suite=texts,
    machine=st.none() | long_texts,
    python=st.none() | long_texts,
    points=st.just(1),
)
steps: SearchStrategy[Step] = st.builds(
    Step,
    name=texts,
    code=st.none() | st.integers(0, 255),
    message=long_texts,
    warnings=st.lists(long_texts, max_size=3).map(tuple),
)
reports: SearchStrategy[Report] = st.builds(
    Report,
    verdict=st.sampled_from(Verdict),
    message=st.just("") | long_texts,
    threshold=st.floats(0, 1),
    baseline_name=st.none() | long_texts,
    run=st.none() | infos,
    baseline=st.none() | infos,
    comparisons=st.lists(comparisons, max_size=12).map(tuple),
    failed=st.dictionaries(texts, long_texts, max_size=5),
    warnings=st.lists(long_texts, max_size=20).map(tuple),
    settings_change=st.lists(long_texts, max_size=25).map(tuple),
    steps=st.lists(steps, max_size=8).map(tuple),
)


def large(number: int) -> Report:
    """Return a report with that many regressions, improvements, new and unchanged metrics."""
    baseline = a_run(
        *(a_point(f"slower/{n}", time=100.0) for n in range(number)),
        *(a_point(f"faster/{n}", time=100.0) for n in range(number)),
        *(a_point(f"same/{n}", time=100.0) for n in range(number)),
        id="before",
        timestamp=NOON - timedelta(days=1),
    )
    run = a_run(
        *(a_point(f"slower/{n}", time=200.0 + n) for n in range(number)),
        *(a_point(f"faster/{n}", time=50.0) for n in range(number)),
        *(a_point(f"same/{n}", time=100.0) for n in range(number)),
        *(a_point(f"new/{n}", time=100.0) for n in range(number)),
    )
    return build.judged(run, baseline, 0.05)


def benchmarks(found: Page, kind: str) -> int:
    """Return how many rows of a kind of benchmark the page shows."""
    return sum(row[0].startswith(f"{kind}/") for row in found.rows)


def section(markdown: str, title: str) -> str:
    """Return what stands between a section's title and the next one's."""
    return re.split(r"\n#### |\n<summary>", markdown.split(title)[1])[0]


@pytest.mark.parametrize("number", [0, 1, 5, 500])
@pytest.mark.parametrize("limit", [ENOUGH, 8000, 65_536, 921_600, None])
def test_every_row_is_shown_or_counted(number: int, limit: int | None) -> None:
    markdown = render(large(number), limit)
    found = Page(markdown)
    assert limit is None or len(markdown.encode()) <= limit
    titles = {
        "slower": "#### Regressions",
        "faster": "Improvements",
        "new": "New",
        "same": "Everything else",
    }
    for kind, title in titles.items():
        shown = benchmarks(found, kind)
        cut = re.search(
            r"(\d+)(?: more,)? left out for size", section(f"{markdown}\n{title}", title)
        )
        assert shown + (int(cut[1]) if cut else 0) == number


def test_what_was_cut_is_said_in_words() -> None:
    markdown = render(large(500), 65_536)
    assert re.search(r"\n\nand \d+ more, left out for size\n\n", markdown)
    assert "\n\n500 left out for size\n\n</details>" in markdown


def test_the_worst_rows_stay_and_later_sections_lose_theirs_first() -> None:
    for limit in range(ENOUGH, 60_000, 1999):
        found = Page(render(large(60), limit))
        regressions = [row[0] for row in found.rows if row[0].startswith("slower/")]
        assert regressions == [f"slower/{59 - n}" for n in range(len(regressions))]
        assert regressions
        order = [benchmarks(found, kind) for kind in ("slower", "faster", "new", "same")]
        for place, shown in enumerate(order):
            assert shown == 60 or max(order[place + 1 :], default=0) <= 1, (limit, order)


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    whole = render(large(5))
    assert render(large(5), len(whole.encode()) + 2) == whole
    assert render(large(5), LARGE) == whole


def test_headline_and_counts_survive() -> None:
    for limit in (ENOUGH, 10_000):
        markdown = render(large(500), limit)
        assert markdown.startswith(
            "### ❌ Fail: 500 regressions in 1500 metrics\n\nregressions: 500, "
        )
        assert "run <code>a1b2c3d4e5f6</code> of 2026-01-02" in markdown


def test_a_tiny_limit_leaves_the_headline_or_nothing() -> None:
    headline = "### ❌ Fail: 5 regressions in 15 metrics\n"
    said = f"{headline}\nThe rest is left out for size.\n"
    assert render(large(5), len(said.encode())) == said
    assert render(large(5), len(said.encode()) - 1) == headline
    assert render(large(5), len(headline.encode())) == headline
    assert render(large(5), len(headline.encode()) - 1) == ""
    assert render(large(5), 0) == ""


def worst_case() -> Report:
    """Return a report in which each text is as long, and takes as many bytes, as it likes."""
    name = "\U000e0001" * 5000
    info = RunInfo(
        id=name,
        timestamp=NOON,
        commit=name,
        branch=name,
        suite=name,
        machine=name,
        python=name,
        points=1,
    )
    row = Comparison(
        metric=name,
        point_name=name,
        tags={name: name},
        outcome=Outcome.REGRESSION,
        direction=MetricDirection.LOWER,
        unit=name,
        baseline_value=-1.234e-300,
        current_value=-1.235e-300,
        note=name,
        history=(-1e300, 1e300) * 15,
    )
    rows = [msgspec.structs.replace(row, outcome=each) for each in Outcome for _ in range(9)]
    return Report(
        verdict=Verdict.ERROR,
        message=name,
        threshold=1 / 3,
        baseline_name=name,
        run=info,
        baseline=info,
        comparisons=tuple(rows),
        failed={name: name},
        warnings=(name,) * 9,
        settings_change=(name,) * 9,
        fail_on=(),
        steps=(Step(name=name, code=None, message=name, warnings=(name,)),) * 9,
    )


def test_a_long_diff_of_the_settings_takes_an_eighth_of_the_page() -> None:
    diff = tuple(f"+# {n:04} {'x' * 92}" for n in range(500))
    report = msgspec.structs.replace(large(500), settings_change=diff)
    for limit in (ENOUGH, 8000, 65_536):
        found = render(report, limit)
        taken = section(found, "calibrax.yml differs from the base's (500)</summary>")
        shown = taken.count("+# ")
        assert f"and {500 - shown} more, left out for size" in taken
        assert limit // 8 - 300 < len(taken.encode()) <= limit // 8
        assert benchmarks(Page(found), "slower") >= 1


def test_a_line_of_the_diff_is_cut_where_it_is_too_long() -> None:
    report = msgspec.structs.replace(large(1), settings_change=("+" + "é" * 5000,))
    (line,) = re.findall(r"^\+.*$", render(report), re.MULTILINE)
    assert line == "+" + "é" * 598 + "…"
    assert len(line.encode()) == 1200


def test_the_worst_regression_survives_whatever_the_names_are() -> None:
    markdown = render(worst_case(), ENOUGH)
    assert len(markdown.encode()) <= ENOUGH
    assert "regressions: 9, " in markdown
    assert Page(markdown).rows[0][:3] == ["benchmark", "tags", "metric"]
    assert len(Page(markdown).rows) >= 2


@given(reports, st.integers(0, 20_000))
@example(worst_case(), ENOUGH)
@example(worst_case(), 500)
@example(worst_case(), LARGE)
def test_any_report_at_any_limit_is_well_formed(report: Report, limit: int) -> None:
    markdown = render(report, limit)
    assert len(markdown.encode()) <= limit
    found = Page(markdown)
    assert found.tags.count("details") == found.tags.count("summary") == len(found.summaries)
    assert {len(row) for row in found.rows} <= {6, 8}
    assert not {"script", "img", "a", "comment", "b", "strong", "em"} & set(found.tags)
    assert found.tags.count("pre") <= (1 if report.settings_change else 0)
    assert "@" not in found.outside
    assert "::" not in found.outside
    if limit >= ENOUGH:
        assert len(found.headings) >= 1
        if report.of(Outcome.REGRESSION):
            assert "Regressions" in found.headings
            assert len(found.rows) >= 2
