"""The comment on a pull request, against an API on loopback."""

from pathlib import Path

import msgspec
import pytest

from calibrax.errors import DataError, Forbidden, ServiceError
from calibrax.github.api import GitHub
from calibrax.github.comments import body, marker, publish
from calibrax.github.credentials import git_credentials
from calibrax.github.pull_requests import resolved
from calibrax.github.settings_change import settings_change
from calibrax.report import build
from calibrax.report.model import Report
from tests.builders import a_point, a_run
from tests.github_api import Api
from tests.hostile import NAMES, brief
from tests.unit.github.plans import PUSH, REQUEST
from tests.unit.report.pages import GITHUB, Page

MARK = "<!-- calibrax: Benchmarks/judge/main -->"
BASE = a_run(a_point("a", t=1.0), id="base")
SLOW = build.judged(a_run(a_point("a", t=2.0)), BASE, 0.05, "main")
WELL = build.judged(a_run(a_point("a", t=1.0)), BASE, 0.05, "main")


@pytest.fixture
def github(api: Api) -> GitHub:
    return GitHub(api.url, "octo/sample", "a-token")


def test_it_is_written_then_updated_then_says_that_all_is_well(api: Api, github: GitHub) -> None:
    assert publish(github, REQUEST, "main", SLOW) == "commented on #7"
    assert publish(github, REQUEST, "main", SLOW) == ""
    assert publish(github, REQUEST, "main", WELL) == "updated the comment on #7"
    (comment,) = api.comments
    assert comment["body"].startswith(f"{MARK}\nAll is well again.\n\n### ✅ Pass")


def test_a_pass_under_other_settings_is_worth_a_word(api: Api, github: GitHub) -> None:
    changed = msgspec.structs.replace(WELL, settings_change=("-threshold: 5%",))
    assert publish(github, REQUEST, "main", changed) == "commented on #7"


def test_nothing_is_written_where_nothing_is_to_be_said(api: Api, github: GitHub) -> None:
    assert publish(github, REQUEST, "main", WELL) == ""
    assert publish(github, PUSH, "main", SLOW) == ""
    assert api.comments == []


def test_the_comment_of_another_job_or_author_is_left_alone(api: Api, github: GitHub) -> None:
    api.add_comment(f"{MARK}\nnot by us", author="eve")
    api.add_comment("<!-- calibrax: Benchmarks/judge/quick -->\nof another job")
    publish(github, REQUEST, "main", SLOW)
    assert [each["body"].splitlines()[-1] for each in api.comments[:2]] == [
        "not by us",
        "of another job",
    ]
    assert len(api.comments) == 3


def test_it_is_found_on_a_later_page(api: Api, github: GitHub) -> None:
    for number in range(205):
        api.add_comment(f"comment {number}", author="somebody")
    api.add_comment(f"{MARK}\nours")
    assert publish(github, REQUEST, "main", SLOW) == "updated the comment on #7"
    assert len(api.comments) == 206


def test_what_is_forbidden_is_said(api: Api, github: GitHub) -> None:
    api.forbidden = True
    with pytest.raises(Forbidden, match="403 Resource not accessible by integration"):
        publish(github, REQUEST, "main", SLOW)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(ServiceError, match="GitHub: GET") as found:
        publish(GitHub("http://127.0.0.1:9", "octo/sample", ""), REQUEST, "main", SLOW)
    assert not isinstance(found.value, Forbidden)


def test_a_name_cannot_end_the_hidden_marker() -> None:
    hostile = msgspec.structs.replace(REQUEST, workflow="x --> <script>", job="a/b")
    expected = "<!-- calibrax: x%20--%3E%20%3Cscript%3E/a%2Fb/s--%3E -->"
    assert marker(hostile, "s-->") == expected


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_comment_is_one_hidden_mark_and_the_report(name: str) -> None:
    named = msgspec.structs.replace(REQUEST, workflow=name, job=name)
    mark = marker(named, name)
    slow = a_run(a_point(name, {name: name}, **{name: 2.0}))
    report = build.judged(slow, a_run(a_point(name, {name: name}, **{name: 1.0}), id="b"), 0.05)
    text = body(report, mark)
    first, *rest = GITHUB.parse(text)
    assert (first.type, first.content) == ("html_block", f"{mark}\n")
    assert mark.isascii()
    assert mark.isprintable()
    page, plain = Page(text), Page(body(SLOW, MARK))
    assert [tag for tag in page.tags if tag != "code"] == [
        tag for tag in plain.tags if tag != "code"
    ]
    assert not set("@#`") & set(page.outside)
    assert "<!--" not in "".join(each.content for each in rest)


def test_a_comment_stays_within_the_limit_of_github() -> None:
    points = [a_point(f"a benchmark with a rather long name {n}", t=2.0) for n in range(3000)]
    before = [a_point(point.name, t=1.0) for point in points]
    report: Report = build.judged(a_run(*points), a_run(*before, id="base"), 0.05, "main")
    assert len(body(report, MARK)) < 65_536


def pull(number: int, sha: str) -> dict[str, object]:
    return {
        "number": number,
        "head": {"sha": sha, "label": "eve:main"},
        "base": {"ref": "release/1"},
        "merge_commit_sha": "f" * 40,
    }


def test_the_pull_request_of_a_fork_is_found_by_its_head(api: Api, github: GitHub) -> None:
    api.pulls += [pull(6, "0" * 40), pull(7, "d" * 40)]
    run = msgspec.structs.replace(
        REQUEST, event="workflow_run", head="eve:main", pull_request=None, base_branch=None
    )
    found = resolved(run, github)
    assert (found.pull_request, found.base_branch) == (7, "release/1")
    assert found.merge_commit == "f" * 40


def test_a_branch_that_moved_on_has_no_pull_request_to_speak_to(api: Api, github: GitHub) -> None:
    api.pulls.append(pull(7, "0" * 40))
    run = msgspec.structs.replace(
        REQUEST, event="workflow_run", head="eve:main", pull_request=None, base_branch=None
    )
    assert resolved(run, github) == run


def test_git_gets_the_token_in_variables_beside_what_it_gets_already() -> None:
    before = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"}
    assert git_credentials("t0ken", "https://github.com/", before) == {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_1": "http.https://github.com/.extraheader",
        "GIT_CONFIG_VALUE_1": "",
        "GIT_CONFIG_KEY_2": "http.https://github.com/.extraheader",
        "GIT_CONFIG_VALUE_2": "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46dDBrZW4=",
    }
    assert git_credentials(" ", "https://github.com", {}) == {}


def test_the_settings_of_the_base_are_compared_with_those_of_the_checkout(
    api: Api, github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert settings_change(REQUEST, github, "calibrax.yml") == ()
    (tmp_path / "calibrax.yml").write_text("threshold: 99%\n", encoding="utf-8")
    assert settings_change(REQUEST, github, "calibrax.yml") == (
        "--- calibrax.yml of main",
        "+++ calibrax.yml here",
        "@@ -0,0 +1 @@",
        "+threshold: 99%",
    )
    api.files["main", "calibrax.yml"] = "threshold: 5%\n"
    for path in ("calibrax.yml", "./calibrax.yml", str(tmp_path / "calibrax.yml")):
        changed = settings_change(REQUEST, github, path)
        assert changed[3:] == ("-threshold: 5%", "+threshold: 99%")
    api.files["main", "calibrax.yml"] = "threshold: 99%\n"
    assert settings_change(REQUEST, github, "calibrax.yml") == ()


def test_the_base_is_the_commit_that_the_event_names(
    api: Api, github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "src"
    (clone / ".git").mkdir(parents=True)
    (clone / "calibrax.yml").write_text("threshold: 5%\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    api.files["main", "calibrax.yml"] = "threshold: 1%\n"
    api.files["b" * 40, "calibrax.yml"] = "threshold: 5%\n"
    request = msgspec.structs.replace(REQUEST, base_commit="b" * 40)
    assert settings_change(request, github, "src/calibrax.yml") == ()


def test_nothing_is_compared_without_a_base_or_with_anothers_checkout(github: GitHub) -> None:
    assert settings_change(PUSH, github, "calibrax.yml") == ()
    foreign = msgspec.structs.replace(REQUEST, foreign=True)
    assert settings_change(foreign, github, "calibrax.yml") == ()


def test_settings_outside_of_a_clone_cannot_be_compared(github: GitHub, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lies in no clone"):
        settings_change(REQUEST, github, str(tmp_path / "calibrax.yml"))
