"""The name of a benchmark does nothing: not in commands, outputs, Markdown, HTML or git."""

import pytest

from tests.e2e.conftest import direct
from tests.e2e.runner import Annotation
from tests.e2e.sample import Sample
from tests.e2e.summaries import assert_said
from tests.hostile import SHOWN, brief


@pytest.mark.parametrize("name", SHOWN, ids=brief)
def test_a_hostile_name(sample: Sample, name: str) -> None:
    sample.workflow("bench.yml", direct(comment="true"))
    sample.push({name: 10.0})
    before = sample.stored("*")
    assert len(before) == 5
    assert all(file.isascii() and file.isprintable() for file in before)
    result = sample.pull_request({name: 20.0})
    message = f"{SHOWN[name]} time: 10.00 → 20.00 (+100.0%)"
    error = Annotation("error", "Regression", message, "bench.py", "7")
    shown = "".join(
        char if char.isalnum() or char in " -" else f"&#{ord(char)};" for char in SHOWN[name]
    )
    counts = (1, 0, 0, 0, 0)
    outputs = assert_said(
        result, 1, "fail", "hostile", [error], counts, branch="feature", name=shown
    )
    assert set(outputs) == {
        *("verdict", "regressions", "improvements", "inconclusive", "new", "missing"),
        *("run-id", "baseline-id", "report", "wandb-url", "attempts"),
    }
    (comment,) = sample.api.comments
    for text in (result.summary, comment["body"]):
        assert "<script" not in text
        assert "</details><" not in text
        rows = [row for row in text.splitlines() if row.startswith("| <code>")]
        assert len(rows) == 1
        assert rows[0].count("|") == 9
    assert sample.stored("*") == before
    assert not list(sample.work.rglob("pwned"))
