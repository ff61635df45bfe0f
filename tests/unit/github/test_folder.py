"""The Action's folder: what was not written yet is none, and what cannot be used is named."""

from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.github.folder import ActionFolder
from calibrax.report import build


def test_what_no_step_has_written_is_none(tmp_path: Path) -> None:
    kept = ActionFolder(str(tmp_path), "job")
    assert kept.plan() is None
    assert kept.report() is None
    assert kept.journal.job == "job"


def test_a_report_that_was_written_comes_back(tmp_path: Path) -> None:
    kept = ActionFolder(str(tmp_path), "job")
    report = build.unjudged("nothing yet", 0.05)
    kept.write_report(report)
    assert kept.report() == report


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    kept = ActionFolder(str(tmp_path), "job")
    with pytest.raises(DataError) as caught:
        kept.report()
    assert str(caught.value) == f"{tmp_path}/report.json: cannot be read: Is a directory"
    with pytest.raises(DataError) as caught:
        kept.write_report(build.unjudged("nothing yet", 0.05))
    assert str(caught.value) == f"{tmp_path}/report.json: cannot be written: Is a directory"
