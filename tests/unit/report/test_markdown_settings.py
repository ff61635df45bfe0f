"""Settings that differ from the base's, on the page: a diff that no line of it can shape."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.report import build
from calibrax.report.markdown import render
from calibrax.report.model import Report
from calibrax.report.text import show
from tests.builders import a_point, a_run
from tests.hostile import SHORT
from tests.unit.report.pages import Page

DIFF = (
    "--- base/calibrax.yml",
    "+++ calibrax.yml",
    "@@ -1,2 +1,2 @@",
    " fail-on: regression",
    "-threshold: 5%",
    "+threshold: 50%",
)


def with_settings_change(*lines: str) -> Report:
    """Return the report on a regression under settings that differ by this diff."""
    judged = build.judged(a_run(a_point("a", t=2.0)), a_run(a_point("a", t=1.0)), 0.05)
    return msgspec.structs.replace(judged, settings_change=lines)


def test_settings_that_differ_stand_above_the_regressions_as_a_diff() -> None:
    text = render(with_settings_change(*DIFF))
    lines = "\n".join(DIFF)
    assert f"\n\n#### calibrax.yml differs from the base's\n\n```diff\n{lines}\n```\n\n" in text
    found = Page(text)
    assert found.headings[1:] == ["calibrax.yml differs from the base's", "Regressions"]
    assert found.codes[0] == lines + "\n"


def test_settings_that_do_not_differ_are_not_mentioned() -> None:
    assert "calibrax.yml" not in render(with_settings_change())


@pytest.mark.parametrize(("number", "folded"), [(20, False), (21, True)])
def test_a_diff_of_more_than_twenty_lines_is_folded(number: int, folded: bool) -> None:
    found = Page(render(with_settings_change(*(f"+line {n}" for n in range(number)))))
    title = "calibrax.yml differs from the base's"
    assert (title in found.headings) is not folded
    assert (f"{title} ({number})" in found.summaries) is folded
    assert found.codes[0].splitlines() == [f"+line {n}" for n in range(number)]


@pytest.mark.parametrize(
    "line", ["```", "   ```", "`````", "~~~", "", "# x", "</code></pre>", "    ````", "+```\n```"]
)
def test_no_line_of_a_diff_ends_it(line: str) -> None:
    found = Page(render(with_settings_change("-a", line, "+b")))
    assert found.codes[0] == f"-a\n{show(line)}\n+b\n"
    assert found.tags.count("pre") == 1


@given(
    st.lists(
        st.text("`~ \n-+#<>ab\t", max_size=12) | st.sampled_from(SHORT), min_size=1, max_size=20
    )
)
def test_a_diff_is_one_block_that_reads_as_its_lines(diff: list[str]) -> None:
    found = Page(render(with_settings_change(*diff)))
    assert found.codes[0] == "".join(f"{show(line)}\n" for line in diff)
    assert found.tags.count("pre") == 1
    assert found.headings[1:] == ["calibrax.yml differs from the base's", "Regressions"]
