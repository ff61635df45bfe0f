"""Expected summaries, written by hand, and what makes real ones comparable with them."""

import re
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"
_FACTS = (
    (re.compile(r"\b[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"), "TIME"),
    (re.compile(r"machine <code>[^<]*</code>"), "machine MACHINE"),
    (re.compile(r"Python <code>[^<]*</code>"), "Python PYTHON"),
)


def normal(summary: str) -> str:
    """Return a summary with what differs from run to run and machine to machine made equal."""
    for pattern, word in _FACTS:
        summary = pattern.sub(word, summary)
    return summary.strip() + "\n"


def expected(name: str) -> str:
    """Return the text of a file in expected/."""
    return (EXPECTED / f"{name}.md").read_text(encoding="utf-8")
