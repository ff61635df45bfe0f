"""Every option listens to ``CALIBRAX_<COMMAND>_<OPTION>``, and help says the same as the code."""

from pathlib import Path

import click
import pytest

from calibrax.cli import main
from calibrax.cli.group import MODULES, VERBS
from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.contract.verbs import COMMANDS, CONTEXT

OPTIONS = [
    (verb, option)
    for verb, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, click.Option)
]


@pytest.mark.parametrize(
    ("verb", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value)
)
def test_the_variable_follows_the_name_of_the_option(
    verb: str, option: click.Option, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = option.opts
    prefix = f"CALIBRAX_{verb}".upper().replace(" ", "_")
    variable = f"{prefix}_{name[2:]}".upper().replace("-", "_")
    value = {"n-runs": "7", "tag": "k=v", "threshold": "7%"}.get(
        name[2:], "true" if option.is_flag else "json" if name == "--format" else "value"
    )
    monkeypatch.setenv(variable, value)
    context = click.Context(
        COMMANDS[verb], info_name=verb, parent=CONTEXT, auto_envvar_prefix=prefix
    )
    found, source = option.consume_value(context, {})
    assert source is click.core.ParameterSource.ENVIRONMENT
    assert found in (value, (value,), [value])


def test_an_option_works_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "elsewhere")
    store.save(a_run(a_point("a", t=1.0), id="old"))
    store.set_baseline("old")
    store.save(a_run(a_point("a", t=1.08), id="new"))
    monkeypatch.setenv("CALIBRAX_CHECK_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("CALIBRAX_CHECK_RUN", "new")
    assert main.main(args=["check"], standalone_mode=False) == 1
    monkeypatch.setenv("CALIBRAX_CHECK_THRESHOLD", "10%")
    assert main.main(args=["check"], standalone_mode=False) == 0
    monkeypatch.setenv("CALIBRAX_CHECK_THRESHOLD", "")
    assert main.main(args=["check"], standalone_mode=False) == 1


@pytest.mark.parametrize(("value", "shown"), [("true", "{"), ("false", "NO"), ("", "NO")])
def test_a_flag_from_the_environment(
    value: str,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CALIBRAX_CHECK_JSON", value)
    main.main(args=["check", "--data", "no-such-store"], standalone_mode=False)
    assert capsys.readouterr().out.startswith(shown)


def test_nonsense_in_a_flag_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALIBRAX_CHECK_JSON", "perhaps")
    with pytest.raises(click.UsageError):
        main.main(args=["check", "--data", "no-such-store"], standalone_mode=False)


def test_a_list_from_the_environment_stands_one_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a b.json", "c.json"):
        point = '{"points": [{"name": "%s", "scenario": "", "metrics": {"t": {"value": 1}}}]}'
        Path(name).write_text(point % name, encoding="utf-8")
    monkeypatch.setenv("CALIBRAX_INGEST_INPUT", "a b.json\nc.json\n")
    monkeypatch.setenv("CALIBRAX_INGEST_TAG", "text=two words\nk=v")
    main.main(args=["ingest"], standalone_mode=False)
    run = Store("benchmark-data").latest()
    assert run
    assert [point.name for point in run.points] == ["a b.json", "c.json"]
    assert run.points[0].tags == {"text": "two words", "k": "v"}


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_says_what_the_verbs_say(verb: str) -> None:
    command = main.get_command(CONTEXT, verb)
    assert command
    assert command.help
    assert command.help.splitlines()[0] == VERBS[verb]
    assert all(option.help for _, option in OPTIONS)


def test_every_module_of_a_verb_is_listed() -> None:
    folder = Path(__file__).parents[2] / "calibrax" / "cli"
    shared = {"__init__", "case", "group", "inputs", "judging", "options", "policy"}
    shared |= {"replaying", "report_file", "stored"}
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    modules = {MODULES.get(verb, verb) for verb in VERBS}
    assert {path.stem for path in folder.glob("*.py")} - shared | packages == modules
