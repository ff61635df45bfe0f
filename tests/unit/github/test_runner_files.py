"""The runner's files: a value cannot become another output, and what is there stays."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.errors import DataError, UsageError
from calibrax.github.runner_files import append_summary, write_outputs


def read_outputs(text: str) -> dict[str, str]:
    """Read outputs the way the runner does: up to the line that is the delimiter."""
    lines = iter(text.split("\n"))
    found = {}
    for line in filter(None, lines):
        name, heredoc, delimiter = line.partition("<<")
        if heredoc:
            found[name] = "\n".join(iter(lines.__next__, delimiter))
        else:
            name, _, value = line.partition("=")
            found[name] = value
    return found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_value_arrives_and_makes_no_other_output(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output"
        path.write_text("earlier=1\n", encoding="utf-8")
        write_outputs({"GITHUB_OUTPUT": str(path)}, {"verdict": "fail", "run-id": text})
        with path.open(encoding="utf-8", newline="") as file:
            outputs = read_outputs(file.read())
    assert outputs == {"earlier": "1", "verdict": "fail", "run-id": text}


def test_a_value_with_a_line_that_looks_like_an_output(tmp_path: Path) -> None:
    path = tmp_path / "output"
    write_outputs({"GITHUB_OUTPUT": str(path)}, {"report": "a\nverdict=pass\nverdict<<x\npass\nx"})
    assert set(read_outputs(path.read_text(encoding="utf-8"))) == {"report"}


def test_delimiters_differ(tmp_path: Path) -> None:
    path = tmp_path / "output"
    write_outputs({"GITHUB_OUTPUT": str(path)}, {"a": "1", "b": "2"})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].removeprefix("a<<") != lines[3].removeprefix("b<<")


def test_a_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    path.write_bytes(b"# Tests\n")
    append_summary({"GITHUB_STEP_SUMMARY": str(path)}, "### Größe ✅")
    assert path.read_bytes() == "# Tests\n### Größe ✅\n".encode()


def test_outside_of_a_workflow() -> None:
    with pytest.raises(UsageError, match="GITHUB_OUTPUT is not set"):
        write_outputs({}, {"a": "1"})


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        append_summary({"GITHUB_STEP_SUMMARY": str(tmp_path)}, "text")


def test_a_pipe_is_written_where_somebody_reads_it_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    environ = {"GITHUB_STEP_SUMMARY": str(pipe)}
    with pytest.raises(DataError, match=f"^{pipe}: cannot be written: "):
        append_summary(environ, "text")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    append_summary(environ, "text")
    assert os.read(reader, 99) == b"text\n"
    os.close(reader)
