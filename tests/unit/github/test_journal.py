"""The journal: the last line of each step of this job counts, and what is none is named."""

from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.github.journal import STEPS, Entry, Journal
from calibrax.report.model import Step


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(str(tmp_path), "job")


def test_without_a_file_no_step_ran(journal: Journal) -> None:
    assert journal.entries() == {}
    assert list(journal.steps()) == list(STEPS)
    assert journal.steps()["pull"] == Step(name="pull", code=None, message="did not run")
    assert journal.result("ingest") == ""


def test_a_step_that_began_did_not_finish_until_it_says_so(journal: Journal) -> None:
    journal.write(Entry(job="job", step="check"))
    assert journal.steps()["check"] == Step(name="check", code=None, message="did not finish")
    journal.write(Entry(job="job", step="check", code=1, message="slower", warnings=("odd",)))
    assert journal.steps()["check"] == Step(
        name="check", code=1, message="slower", warnings=("odd",)
    )


def test_a_step_that_failed_has_no_result(journal: Journal) -> None:
    journal.write(Entry(job="job", step="ingest", code=0, result="a1b2"))
    assert journal.result("ingest") == "a1b2"
    journal.write(Entry(job="job", step="ingest", code=4, result="a1b2"))
    assert journal.result("ingest") == ""


def test_the_steps_of_another_job_do_not_count(journal: Journal, tmp_path: Path) -> None:
    Journal(str(tmp_path), "other").write(Entry(job="other", step="pull", code=0))
    assert journal.entries() == {}


@pytest.mark.parametrize("line", [b"no JSON\n", b'{"step": "pull"}\n', b"\xff\n"])
def test_what_is_no_journal_is_named(journal: Journal, line: bytes) -> None:
    Path(journal.path).write_bytes(line)
    with pytest.raises(DataError) as caught:
        journal.entries()
    assert str(caught.value).startswith(f"{journal.path}: is no journal of calibrax: ")


def test_a_folder_in_its_place_is_named(journal: Journal) -> None:
    Path(journal.path).mkdir()
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        journal.entries()
    with pytest.raises(DataError, match="cannot be written: Is a directory"):
        journal.write(Entry(job="job", step="pull"))
