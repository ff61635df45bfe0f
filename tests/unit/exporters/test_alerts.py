import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calibrax.core import Run
from calibrax.exporters.alerts import alerts
from calibrax.report import build
from calibrax.report.model import Report
from tests.builders import a_point, a_run
from tests.strategies import runs

GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "avitai/datarax"}


def a_report(
    *changes: tuple[str, float], commit: str | None = None, threshold: float = 0.05
) -> Report:
    """Return a report on benchmarks that took 100 ms before."""
    before = a_run(
        *(a_point(name, {"framework": "A"}, t=100.0) for name, _ in changes), id="before"
    )
    now = a_run(
        *(a_point(name, {"framework": "A"}, t=value) for name, value in changes),
        id="now",
        commit=commit,
    )
    return build.judged(now, before, threshold)


def test_one_alert_for_each_regression_the_worst_first() -> None:
    slow, slower = alerts(a_report(("a", 111.0), ("b", 104.0), ("c", 108.0)), {})
    assert slow.title == "a t [framework=A]"
    assert slow.level == "ERROR"
    assert slow.text == (
        "`t` of `a`, `framework=A`\n"
        "baseline 100.00 `ms`, current 111.00 `ms`, change +11.0% "
        "(lower is better, threshold 5%, noise unknown)\n"
        "run `now`"
    )
    assert slower.title == "c t [framework=A]"
    assert slower.level == "WARN"


def test_no_regression_no_alert() -> None:
    assert alerts(a_report(("a", 104.0)), {}) == []


def test_twice_the_threshold_is_not_yet_an_error() -> None:
    (alert,) = alerts(a_report(("a", 110.0)), {})
    assert alert.level == "WARN"


def test_from_zero_is_an_error() -> None:
    report = build.judged(a_run(a_point("a", t=1.0), id="now"), a_run(a_point("a", t=0.0)), 0.05)
    (alert,) = alerts(report, {})
    assert alert.level == "ERROR"
    assert "baseline 0.00 `ms`, current 1.00 `ms`, change `from zero` " in alert.text


@pytest.mark.parametrize(
    ("commit", "environ", "ending"),
    [
        ("c0ffee", GITHUB, "commit https://github.com/avitai/datarax/commit/c0ffee"),
        ("c0ffee", {}, "commit `c0ffee`"),
        ("c0ffee", {**GITHUB, "GITHUB_SERVER_URL": "javascript:1"}, "commit `c0ffee`"),
        ("c0ffee", {**GITHUB, "GITHUB_REPOSITORY": "a/b/../c"}, "commit `c0ffee`"),
        ("v1) `x", GITHUB, "commit `v1) 'x`"),
    ],
)
def test_the_commit(commit: str, environ: dict[str, str], ending: str) -> None:
    (alert,) = alerts(a_report(("a", 120.0), commit=commit), environ)
    assert alert.text.splitlines()[-1] == f"run `now`, {ending}"


def test_a_long_title_keeps_its_ends() -> None:
    one, other = (f"suite/{'x' * 80}{place}{'y' * 80}" for place in "12")
    titles = [each.title for each in alerts(a_report((one, 120.0), (other, 120.0)), {})]
    assert len(set(titles)) == 2
    for title in titles:
        assert len(title) == 63
        assert title.startswith("suite/xxx")
        assert title.endswith("yyy t [framework=A]")


def titles_of(*points: tuple[str, str, dict[str, str]]) -> list[str]:
    """Return the titles for benchmarks, each a name, a metric and tags, that take twice as long."""
    before, now = (
        a_run(*(a_point(name, tags, **{metric: value}) for name, metric, tags in points), id=id)
        for id, value in (("before", 1.0), ("now", 2.0))
    )
    return [each.title for each in alerts(build.judged(now, before, 0.05), {})]


frameworks = st.text(st.characters(categories=("L", "N"), include_characters="._+- "), max_size=20)


@given(st.text(min_size=1), st.text(min_size=1), frameworks, frameworks)
@example("pipeline/image/resize-and-crop/batch-of-one-hundred", "throughput", "Datarax", "Grain")
@example("x" * 200, "y" * 200, "f" * 20, "f" * 19 + "g")
@example("a", "y" * 60, "f" * 20, "g" * 20)
def test_every_title_names_its_framework(name: str, metric: str, one: str, other: str) -> None:
    if one == other:
        return
    more = {"batch": "128", "dtype": "float32", "zone": "z" * 30}
    titles = titles_of(*((name, metric, {"framework": each, **more}) for each in (one, other)))
    assert len(set(titles)) == 2
    for framework in (one, other):
        named = re.compile(rf"\[framework={re.escape(framework)}[],]")
        assert any(map(named.search, titles))
    assert all(len(title) < 64 for title in titles)


def test_the_name_is_cut_and_the_tags_that_fit_stay() -> None:
    tags = {"batch": "8", "dtype": "float32", "zone": "z" * 30}
    (title,) = titles_of(("suite/" + "x" * 80, "t", tags))
    assert re.fullmatch(r"suite/x+…[0-9a-f]{8}…x+ t \[batch=8, dtype=float32\]", title)
    (title,) = titles_of(("suite/" + "x" * 80, "throughput", {"framework": "Datarax"}))
    assert re.fullmatch(r"suite/x+…[0-9a-f]{8}…x+ throughput \[framework=Datarax\]", title)
    (title,) = titles_of(("a", "t", {"framework": "f" * 90}))
    assert re.fullmatch(r"a t…[0-9a-f]{8}… \[framework=f+\]", title)
    assert len(title) == 63


def test_titles_that_read_alike_are_told_apart() -> None:
    before = a_run(a_point("a b", **{"c": 1.0}), a_point("a", **{"b c": 1.0}), id="before")
    now = a_run(a_point("a b", **{"c": 2.0}), a_point("a", **{"b c": 2.0}), id="now")
    one, other = (each.title for each in alerts(build.judged(now, before, 0.05), {}))
    assert one != other


def test_many_regressions_are_counted() -> None:
    found = alerts(a_report(*((f"b{place}", 120.0 + place) for place in range(25))), {})
    assert len(found) == 21
    assert found[0].title == "b24 t [framework=A]"
    assert found[-1].title == "and 5 more regressions"
    assert found[-1].level == "ERROR"


@given(runs(), runs())
def test_titles_are_unique_and_short(run: Run, baseline: Run) -> None:
    if run.suite != baseline.suite:
        return
    titles = [each.title for each in alerts(build.judged(run, baseline, 0.0), {})]
    assert len(set(titles)) == len(titles)
    assert all(len(title) < 64 and title.isprintable() for title in titles)
