"""The comment on the pull request: one, kept up to date, and never a reason to be red."""

from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample
from tests.e2e.summaries import assert_said
from tests.e2e.test_action import CLEAN, SEED, SLOW, SLOW_ERRORS, TWO

MARK = "<!-- calibrax: bench.yml/bench/main -->\n"


def test_a_comment_is_created_then_updated(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(comment="true"))
    sample.push(SEED)
    assert sample.pull_request(CLEAN).code == 0
    assert sample.api.comments == []
    assert sample.pull_request(SLOW).code == 1
    (comment,) = sample.api.comments
    assert comment["body"].startswith(f"{MARK}### ❌ Fail: 2 regressions in 3 metrics\n")
    sample.api.add_comment("looks good", author="a-reviewer")
    assert sample.pull_request(CLEAN).code == 0
    assert len(sample.api.comments) == 2
    assert comment["body"].startswith(f"{MARK}All is well again.\n\n### ✅ Pass")


def test_a_fork_may_not_comment_and_is_judged_all_the_same(sample: Sample) -> None:
    sample.workflow("bench.yml", direct(comment="true"))
    sample.push(SEED)
    sample.api.forbidden = True
    payload = sample.request(sample.commit(SLOW, "feature"), "main", owner="eve")
    result = sample.run("pull_request", payload)
    message = (
        f"GitHub: POST {sample.api.url}/repos/octo/sample/issues/7/comments: "
        "403 Resource not accessible by integration; the job needs the permission "
        "pull-requests: write, which a pull request of a fork never has"
    )
    said = [*SLOW_ERRORS, Annotation("warning", "No comment", message)]
    assert_said(result, 1, "fail", "two-regressions", said, TWO, branch="eve&#58;main")
    sample.commit(CLEAN, "feature")
    assert sample.run("pull_request", payload).code == 0
