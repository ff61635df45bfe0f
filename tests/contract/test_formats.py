"""The formats: each is in the README with its command, and says of itself what a user needs."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from calibrax.cli import main
from calibrax.readers.formats import FILES, FOLDERS, FORMATS, reader_of

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| `([^`]+)` \|$", re.MULTILINE)


def test_the_readme_lists_every_format_with_its_command() -> None:
    section = README.split("### calibrax formats\n")[1].split("\n#")[0]
    rows = {
        name: (tool, command.replace("\\|", "|"))
        for name, tool, command in ROW.findall(section.replace("\\|", "\x00"))
    }
    listed = {name: (tool, command.replace("\x00", "|")) for name, (tool, command) in rows.items()}
    assert listed == {name: (reader_of(name).TOOL, reader_of(name).COMMAND) for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_is(name: str) -> None:
    reader = reader_of(name)
    assert all((reader.TOOL, reader.RECOGNISED, reader.COMMAND))
    assert "\n" not in reader.TOOL + reader.RECOGNISED + reader.COMMAND
    assert reader.__doc__


def test_no_module_reads_two_formats() -> None:
    modules = [*FILES.values(), *FOLDERS.values()]
    assert len(modules) == len(set(modules))


def test_the_list_for_programs_and_the_one_for_people_hold_the_same() -> None:
    plain = CliRunner().invoke(main, ["formats"]).output
    listed = json.loads(CliRunner().invoke(main, ["formats", "--json"]).output)
    assert [each["name"] for each in listed] == list(FORMATS)
    for each in listed:
        assert f"{each['name']}  {each['tool']}\n" in plain
        assert f"  $ {each['command']}\n" in plain
