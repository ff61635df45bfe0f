"""Python code that calls the command line in its own process: nothing may end that process."""

import json
from pathlib import Path

import click
import pytest

from calibrax.cli import main
from calibrax.storage import Store
from tests.builders import a_point, a_run


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return a store with one run, which is the baseline."""
    store = Store(tmp_path / "data")
    store.save(a_run(a_point("a", t=1.0)))
    store.set_baseline("a1b2c3d4e5f6")
    return str(tmp_path / "data")


def test_a_command_returns(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(args=["summary", "--data", data], standalone_mode=False)
    assert "Run a1b2c3d4e5f6" in capsys.readouterr().out


def test_check_returns_its_exit_code(data: str) -> None:
    assert main.main(args=["check", "--data", data], standalone_mode=False) == 0
    store = Store(data)
    store.save(a_run(a_point("a", t=2.0), id="slower"))
    code = main.main(args=["check", "--data", data, "--run", "slower"], standalone_mode=False)
    assert code == 1


def test_no_store_is_a_code_not_an_exit(tmp_path: Path) -> None:
    args = ["check", "--data", str(tmp_path / "none")]
    assert main.main(args=args, standalone_mode=False) == 3


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["summary", "--data", "no-such-folder"], 4),
        (["summary", "--nope"], 2),
        (["rank", "--metric", "nope"], 2),
        (["nope"], 2),
    ],
)
def test_errors_are_click_exceptions_with_our_codes(data: str, args: list[str], code: int) -> None:
    if args[0] == "rank":
        args = [*args, "--data", data]
    with pytest.raises(click.ClickException) as caught:
        main.main(args=args, standalone_mode=False)
    assert caught.value.exit_code == code


def test_an_unexpected_error_asks_for_a_report(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: Store) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Store, "latest", broken)
    with pytest.raises(SystemExit) as ended:
        main.main(args=["summary", "--data", data])
    said = capsys.readouterr().err
    assert ended.value.code == 70
    assert "ZeroDivisionError: a bug" in said
    assert "Traceback" not in said
    with pytest.raises(SystemExit) as debugged:
        main.main(args=["--debug", "summary", "--data", data])
    assert debugged.value.code == 70
    assert "Traceback" in capsys.readouterr().err


def test_output_of_json_is_json(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(args=["summary", "--data", data, "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["id"] == "a1b2c3d4e5f6"
