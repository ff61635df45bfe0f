"""calibrax.yml decides where the store is, unless the command line or the environment does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]


@pytest.fixture(autouse=True)
def stores(tmp_path: Path) -> None:
    """Make three stores, each with one run, and settings that name one of them."""
    for name in ("benchmark-data", "of-settings", "of-option"):
        Store(tmp_path / name).save(a_run(a_point("a", time=1.0), id=name))
    (tmp_path / "calibrax.yml").write_text("data: of-settings\n", encoding="utf-8")


def test_the_store_of_the_settings_is_the_default(cli: Cli) -> None:
    assert "of-settings" in cli("summary").out
    assert cli("baseline").code == 0
    assert cli("check").code == 0


def test_option_and_variable_win(cli: Cli) -> None:
    assert "of-option" in cli("summary", "--data", "of-option").out
    assert "of-option" in cli("summary", CALIBRAX_SUMMARY_DATA="of-option").out
    assert "of-settings" in cli("summary", CALIBRAX_SUMMARY_DATA="").out


def test_naming_the_default_wins_too(cli: Cli) -> None:
    assert "benchmark-data" in cli("summary", "--data", "benchmark-data").out


def test_settings_without_a_store_leave_the_default(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text("threshold: 5%\n", encoding="utf-8")
    assert "benchmark-data" in cli("summary").out


def test_a_mistake_in_the_settings_is_bad_data(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text("\ndta: elsewhere\n", encoding="utf-8")
    outcome = cli("summary")
    assert outcome.code == 4
    assert outcome.err == "Error: calibrax.yml:2: no key 'dta'; did you mean 'data'?\n"
    assert outcome.out == ""


def test_a_hostile_value_is_shown_harmless(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text('"\\e[31m::error::x": 1\n', encoding="utf-8")
    outcome = cli("summary")
    assert outcome.code == 4
    assert "\x1b" not in outcome.err


def test_help_does_not_read_the_settings(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text("dta: elsewhere\n", encoding="utf-8")
    outcome = cli("summary", "--help")
    assert outcome.code == 0
    assert "benchmark-data" in outcome.out
