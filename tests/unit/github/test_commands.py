"""Workflow commands: no text of a benchmark ends one or begins another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.github.commands import annotation, command, resume_commands, stop_commands
from calibrax.report.annotations import Annotation
from tests.workflow_commands import decode


def test_a_command_without_properties() -> None:
    assert command("notice", "all is well") == "::notice::all is well"


def test_an_annotation_with_its_place() -> None:
    value = Annotation(level="error", title="Regression", message="a: 1", file="b.py", line=7)
    assert annotation(value) == "::error title=Regression,file=b.py,line=7::a: 1"


def test_an_annotation_without_a_place() -> None:
    value = Annotation(level="warning", title="Missing", message="gone")
    assert annotation(value) == "::warning title=Missing::gone"


@pytest.mark.parametrize(
    ("text", "in_message", "in_property"),
    [
        ("a\nb", "a%0Ab", "a%0Ab"),
        ("a\r::error::b", "a%0D::error::b", "a%0D%3A%3Aerror%3A%3Ab"),
        ("50%0A", "50%250A", "50%250A"),
        ("a,b:c", "a,b:c", "a%2Cb%3Ac"),
    ],
)
def test_escaping(text: str, in_message: str, in_property: str) -> None:
    assert command("error", text, title=text) == f"::error title={in_property}::{in_message}"


@given(st.text(), st.text(min_size=1))
def test_whatever_the_text_it_is_one_line_that_says_it(message: str, title: str) -> None:
    line = command("error", message, title=title)
    assert "\n" not in line
    assert "\r" not in line
    assert decode(line) == ("error", {"title": title}, message)


def test_commands_are_stopped_by_a_word_and_resumed_by_it() -> None:
    assert stop_commands("w0rd") == "::stop-commands::w0rd"
    assert resume_commands("w0rd") == "::w0rd::"
