"""The Markdown of a check, read back by a real parser: its tables, and that no name shapes it."""

from html.parser import HTMLParser

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from calibrax.core import Run
from calibrax.gate import Verdict
from calibrax.report import build
from calibrax.report.markdown import escape, render
from calibrax.report.model import Report
from calibrax.report.text import show
from tests.builders import a_def, a_point, a_run

GITHUB = MarkdownIt("gfm-like")
"""Tables, strike-through, bare links and raw HTML, as GitHub has them."""

HOSTILE = [
    "a | b",
    "a\n| x | y |",
    "a\r\n\r\n# title",
    "</code></details><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "-->",
    "[a](http://x)",
    "![x](y)",
    "[x]: http://evil",
    "@user and @org/team",
    "#1 org/repo#2 GH-3",
    "`code` ``x``",
    "``` \n",
    "::error::boom",
    "##[error]",
    "https://example.com",
    "www.example.com",
    "a@b.com",
    "*bold* _it_ ~~gone~~ **b**",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "\\| \\`",
    "$x$ $$y$$",
    ":smile: :+1:",
    "\x1b[31m\u202e\u200b",
    "- item",
    "1. item",
    "> quote",
    "---",
    " ",
    "|",
    "漢字 é 🚀",
]


class Page(HTMLParser):
    """The rows of a page's tables, its elements, and the text in and outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.items: list[str] = []
        self.outside = ""
        self.codes: list[str] = []
        self._open: list[str] = []
        self.feed(GITHUB.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, value in attrs if not (value or "").startswith("text-a")]
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("h3", "h4"):
            self.headings.append("")
        if tag == "li":
            self.items.append("")
        if tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_data(self, data: str) -> None:
        if "code" in self._open:
            self.codes[-1] += data
        else:
            self.outside += data
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data
        if "h3" in self._open or "h4" in self._open:
            self.headings[-1] += data
        if "li" in self._open:
            self.items[-1] += data


SCALED_UNITS = ("s", "B")  # shown as ms, KiB and so on, and so not as the name that they are


def page(report: Report) -> Page:
    """Return the report's Markdown as a browser would have it."""
    return Page(render(report))


def checked(run: Run, baseline: Run) -> Page:
    """Return the page on a run held against a baseline."""
    return page(build.judged(run, baseline, 0.05))


def test_a_failure_has_a_headline_counts_and_a_table() -> None:
    defs = (a_def("throughput", "higher", "elem/s"), a_def("latency_p50"))
    baseline = a_run(a_point("CV-1/small", throughput=20158.0, latency_p50=12.0), defs=defs)
    run = a_run(a_point("CV-1/small", throughput=18000.0, latency_p50=15.0), defs=defs)
    found = checked(run, baseline)
    assert found.headings == ["❌ Fail", "Regressions"]
    assert "regressions: 2, unchanged: 0, threshold 5%" in found.outside
    assert found.rows == [
        ["benchmark", "metric", "baseline", "current", "change"],
        ["CV-1/small", "latency_p50", "12.00 ms", "15.00 ms", "+25.0%"],
        ["CV-1/small", "throughput", "20158.00 elem/s", "18000.00 elem/s", "-10.7%"],
    ]


def test_tables_are_worst_first_and_from_zero_is_the_worst() -> None:
    baseline = a_run(*(a_point(name, time=10.0) for name in "abc"), a_point("zero", time=0.0))
    run = a_run(
        a_point("a", time=11.0),
        a_point("b", time=30.0),
        a_point("c", time=20.0),
        a_point("zero", time=1.0),
    )
    found = checked(run, baseline)
    assert [(row[0], row[4]) for row in found.rows[1:]] == [
        ("zero", "from zero"),
        ("b", "+200.0%"),
        ("c", "+100.0%"),
        ("a", "+10.0%"),
    ]


def test_each_outcome_that_a_reader_acts_on_has_its_table() -> None:
    defs = (a_def("time", unit="s"), a_def("size", unit="B"))
    baseline = a_run(
        a_point("slow", time=1.0),
        a_point("fast", time=1.0),
        a_point("same", time=1.0),
        a_point("gone", time=1.0),
        a_point("big", size=1.0),
        defs=(a_def("time", unit="s"), a_def("size", unit="KiB")),
    )
    run = a_run(
        a_point("slow", time=2.0),
        a_point("fast", time=0.5),
        a_point("same", time=1.0),
        a_point("fresh", time=0.002),
        a_point("big", size=2048.0),
        defs=defs,
    )
    found = checked(run, baseline)
    assert found.headings == [
        "❌ Fail",
        "Regressions",
        "Missing",
        "Invalid",
        "Improvements",
        "New",
    ]
    title = ["benchmark", "metric", "baseline", "current", "change"]
    assert found.rows == [
        title,
        ["slow", "time", "1.00 s", "2.00 s", "+100.0%"],
        title,
        ["gone", "time", "1.00 s", "", ""],
        title,
        ["big", "size", "1.00 B", "2.00 KiB", "the unit changed from KiB to B"],
        title,
        ["fast", "time", "1.00 s", "500.00 ms", "-50.0%"],
        title,
        ["fresh", "time", "", "2.00 ms", ""],
    ]
    counts = "regressions: 1, missing: 1, invalid: 1, improvements: 1, new: 1, unchanged: 1"
    assert f"{counts}, threshold 5%" in found.outside


def test_a_pass_has_no_table() -> None:
    run = a_run(a_point("sort", time=1.0))
    found = checked(run, run)
    assert found.headings == ["✅ Pass"]
    assert found.rows == []
    assert "unchanged: 1, threshold 5%" in found.outside


def test_a_first_run_says_why() -> None:
    found = page(build.unjudged("no baseline yet", 0.05, "main"))
    assert found.headings == ["ℹ️ No baseline no baseline yet"]
    assert found.codes == ["no baseline yet"]


def test_tags_tell_benchmarks_of_one_name_apart() -> None:
    tags = [{"framework": "Grain"}, {"framework": "Torch"}]
    baseline = a_run(*(a_point("CV-1", each, time=1.0) for each in tags))
    run = a_run(*(a_point("CV-1", each, time=2.0) for each in tags))
    assert [row[0] for row in checked(run, baseline).rows[1:]] == [
        "CV-1 [framework=Grain]",
        "CV-1 [framework=Torch]",
    ]


def test_failed_benchmarks_warnings_and_runs_are_listed() -> None:
    baseline = a_run(a_point("sort", time=1.0), id="base", commit="f" * 40, branch="main")
    judged = build.judged(a_run(a_point("sort", time=1.0), id="now"), baseline, 0.05)
    report = Report(
        verdict=Verdict.NOT_JUDGED,
        threshold=0.05,
        run=judged.run,
        baseline=judged.baseline,
        failed={"broken": "nan"},
        warnings=("take care",),
    )
    found = page(report)
    assert found.headings == ["⚠️ Not judged", "1 benchmark failed"]
    assert [item.strip() for item in found.items] == [
        "broken: nan",
        "warning: take care",
        "run now of 2026-01-02 12:00:00 UTC",
        "baseline base of 2026-01-02 12:00:00 UTC, commit ffffffffffff on main",
    ]


def everything_named(name: str) -> Report:
    """Return a report in which all that can be named has this name."""
    defs = (a_def(name, unit=name),)
    tags = {name: name}
    baseline = a_run(
        a_point(name, tags, **{name: 1.0}),
        a_point(name, {"other": name}, **{name: 1.0}),
        defs=defs,
        branch=name,
        commit=name,
    )
    run = a_run(a_point(name, tags, **{name: 2.0}), defs=defs, branch=name, commit=name)
    judged = build.judged(run, baseline, 0.05)
    return Report(
        verdict=judged.verdict,
        threshold=0.05,
        message=name,
        run=judged.run,
        baseline=judged.baseline,
        comparisons=judged.comparisons,
        failed={name: name},
        warnings=(name,),
    )


def assert_harmless(name: str) -> None:
    """Hold the page to the same shape and outside text whatever the names are."""
    plain, hostile = page(everything_named("x")), page(everything_named(name))
    assert hostile.tags == plain.tags
    assert hostile.attributes == []
    assert hostile.outside == plain.outside
    assert len(hostile.rows) == len(plain.rows) == 4
    shown, cut = show(name), show(name[:12])
    labels = [f"{shown} [{shown}={shown}]", f"{shown} [other={shown}]"]
    assert hostile.codes == [
        shown,
        *(labels[0], shown, shown, shown),
        *(labels[1], shown, shown),
        *(shown, shown, shown),
        *("a1b2c3d4e5f6", cut, shown) * 2,
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_nothing_but_code(name: str) -> None:
    assert_harmless(name)


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_name_shapes_the_page(name: str) -> None:
    assume(name not in SCALED_UNITS)
    assert_harmless(name)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_reads_as_the_text_in_a_paragraph(text: str) -> None:
    found = Page(f"before {escape(text)} behind")
    assert found.tags == ["p", "code"]
    assert found.codes == [show(text)]
    assert found.outside.strip() == "before  behind"


def test_the_parser_of_these_tests_sees_what_github_would_act_on() -> None:
    found = Page("a@b.com https://example.com <b>x</b> <!-- y --> ![x](y)\n\n| a |\n|---|\n| b |\n")
    assert found.tags.count("a") == 2
    assert {"b", "comment", "img", "table"} <= set(found.tags)
    assert found.rows == [["a"], ["b"]]
