"""Every name of the corpus through every exporter, read back by the parsers that others use."""

import csv
import io
import json
from pathlib import PurePosixPath, PureWindowsPath

import html5lib
import msgspec
import pytest
from markdown_it import MarkdownIt

from calibrax.core import Run
from calibrax.exporters import comparison, plain_asv, plain_csv, plain_jsonl, tables
from calibrax.exporters.alerts import alerts
from calibrax.exporters.run_config import artifact_name
from calibrax.report import build
from calibrax.report.text import show
from tests.builders import a_def, a_point, a_run
from tests.hostile import NAMES, brief
from tests.workflow_commands import obeyed

FORMULA = ("=", "+", "-", "@", "\t", "\r")
GITHUB = MarkdownIt("gfm-like")


def a_named_run(name: str, value: float = 1.0) -> Run:
    """Return a run in which all that can be named has this name."""
    run = a_run(
        a_point(name, {name: name, "framework": name}, **{name: value}),
        defs=(a_def(name, unit=name),),
        suite=name,
        branch=name,
        commit=name,
    )
    return msgspec.structs.replace(run, machine=name, environment={name: name})


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_csv_is_one_line_of_texts_and_numbers(name: str) -> None:
    text = b"".join(plain_csv.pieces([a_named_run(name)], lambda run: run.metric_defs)).decode()
    assert obeyed(text) == []
    assert all(map(str.isprintable, text.split("\r\n")))
    titles, row = csv.reader(io.StringIO(text, newline=""))
    assert tuple(titles) == plain_csv.COLUMNS
    assert len(row) == len(titles)
    assert not any(cell.lstrip().startswith(FORMULA) for cell in row)
    said = dict(zip(titles, row, strict=True))
    for column in ("commit", "branch", "suite", "machine", "point", "scenario", "metric", "unit"):
        assert said[column] in (show(name), f"'{show(name)}")
    assert said["value"] == "1.0"


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_json_lines_are_one_line_that_is_the_run(name: str) -> None:
    run = a_named_run(name)
    text = b"".join(plain_jsonl.pieces([run], lambda run: run.metric_defs)).decode()
    assert obeyed(text) == []
    assert text.removesuffix("\n").isprintable()
    plain = json.loads(text)
    assert plain.pop("schema")
    assert Run.from_dict(plain) == run


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_a_folder_of_asv_has_plain_paths_and_the_names_inside(name: str) -> None:
    run = msgspec.structs.replace(a_named_run(name), commit="c0ffee" * 6)
    contents = plain_asv.contents([run], lambda run: run.metric_defs)
    for path, content in contents.items():
        assert path.isprintable()
        assert ".." not in PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()
        assert not PureWindowsPath(path).drive
        json.loads(content)


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_html_is_the_table_and_no_other_element(name: str) -> None:
    run = a_named_run(name)
    page = html5lib.parse(comparison.styled(run, run.metric_defs), namespaceHTMLElements=False)
    found = list(page.iter())
    assert [each.tag for each in found] == [
        *("html", "head", "meta", "style", "body", "table", "tbody"),
        *("tr", "th", "th", "th", "th", "tr", "td", "td", "td", "td", "b"),
    ]
    assert [key for each in found for key in each.attrib] == ["charset"]
    first = next(each for each in found if each.tag == "td")
    assert first.text == show(name)


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_an_alert_is_three_lines_in_which_names_are_code(name: str) -> None:
    report = build.judged(a_named_run(name, 2.0), a_named_run(name), 0.05)
    (alert,) = alerts(report, {})
    assert len(alert.title) < 64
    assert alert.title.isprintable()
    assert len(alert.text.split("\n")) == 3
    assert obeyed(f"{alert.title}\n{alert.text}") == []
    kinds = {each.type for block in GITHUB.parse(alert.text) for each in block.children or ()}
    assert kinds == {"text", "code_inline", "softbreak"}
    outside = [
        each.content
        for block in GITHUB.parse(alert.text)
        for each in block.children or ()
        if each.type == "text"
    ]
    assert not any(char in "".join(outside) for char in "@#`<")


@pytest.mark.parametrize("name", NAMES, ids=brief)
def test_names_on_weights_and_biases_are_paths_of_two_parts_at_most(name: str) -> None:
    run = a_named_run(name)
    (key,) = tables.rankings(run, run.metric_defs)
    assert key.startswith("rankings/")
    for part in (key.removeprefix("rankings/"), artifact_name(name)):
        assert part.isprintable()
        assert 0 < len(part) <= 120
        assert not set(part) & set('/\\:*?"<>|')
        assert not part.startswith(".")
