"""What a run of the action has to say, held to texts that were written by hand."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.runner import Annotation, Result

EXPECTED = Path(__file__).parent / "expected"
COUNTS = ("regressions", "improvements", "inconclusive", "new", "missing")
NONE = (0, 0, 0, 0, 0)
_FACTS = (
    (re.compile(r"\b[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"), "TIME"),
    (re.compile(r"machine <code>[^<]*</code>"), "machine MACHINE"),
    (re.compile(r"Python <code>[^<]*</code>"), "Python PYTHON"),
    (re.compile(r"file&#58;[^ <]*octo&#47;sample(?=&#58;)"), "REMOTE"),
)


def first_run(name: str = "main") -> Annotation:
    """Return the one annotation of a first run."""
    text = f"there is no baseline '{name}' to compare with yet, which is no failure"
    return Annotation("notice", "First run", text)


def assert_said(
    result: Result,
    code: int,
    verdict: str,
    summary: str,
    annotations: Sequence[Annotation] = (),
    counts: Sequence[int] = NONE,
    **words: str,
) -> dict[str, str]:
    """Hold exit code, verdict, counts, annotations and summary to what they have to be.

    ``summary`` is a file in expected/, in which ``words`` take the place of their names in
    capitals; ``counts`` are those of the outputs. Return the outputs.
    """
    assert result.code == code, result
    assert result.annotations == list(annotations)
    assert normal(result.summary) == expected(summary, **words)
    outputs = result.outputs
    assert outputs["verdict"] == verdict
    assert [outputs[name] for name in COUNTS] == [str(count) for count in counts]
    return outputs


def normal(summary: str) -> str:
    """Return a summary with what differs from run to run and machine to machine made equal."""
    for pattern, word in _FACTS:
        summary = pattern.sub(word, summary)
    return summary.strip() + "\n"


def expected(summary: str, **words: str) -> str:
    """Return the text of a file in expected/, the words in their places."""
    text = (EXPECTED / f"{summary}.md").read_text(encoding="utf-8")
    for word, value in {"branch": "main", **words}.items():
        text = text.replace(word.upper(), value)
    return text
