"""Tables that calibrax.yml explains: ingested beside a tool's file, judged, and refused by line."""

import json
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli

SETTINGS = """\
formats:
  - name: load-test
    type: csv
    delimiter: ";"
    benchmark: [suite, case]
    tags: [size]
    status: {column: result, ok: [passed]}
    metrics:
      - {column: millis, metric: time, unit: ms}
      - {column: hits, metric: cache_hits, direction: higher}
  - name: log
    type: jsonl
    benchmark: event.name
    commit: sha
    metrics: [{column: event.seconds, metric: time, unit: s}]
"""
TABLE = """\
suite;case;size;millis;hits;result
io;read;10;1.5;7;passed
io;read;10;2.5;7;passed
io;write;10;;;out of memory
"""
LOG = """\
{"event": {"name": "start", "seconds": 3}, "sha": "c0ffee"}
{"event": {"name": "stop", "seconds": 0.5}, "sha": "c0ffee"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that the command line runs in, with settings and results."""
    (tmp_path / "calibrax.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "table.txt").write_text(TABLE, encoding="utf-8")
    (tmp_path / "log.txt").write_text(LOG, encoding="utf-8")
    return tmp_path


def test_tables_of_both_types_become_one_run(cli: Cli, folder: Path) -> None:
    done = cli("ingest", "--input", "table.txt", "--input", "log.txt")

    assert done.code == 0
    assert "(1 point) from table.txt [load-test]" in done.out
    assert "(2 points) from log.txt [log]" in done.out
    run = Store(folder / "benchmark-data").latest()
    assert run is not None
    assert run.commit == "c0ffee"
    assert run.failed == {"io/write(size='10')": "line 4: result is out of memory"}
    assert {point.name: point.metrics["time"].value for point in run.points} == {
        "io/read": 0.002,
        "start": 3.0,
        "stop": 0.5,
    }


def test_a_metric_of_a_table_is_judged(cli: Cli, folder: Path) -> None:
    good = TABLE.splitlines()[0] + "\nio;read;10;2;7;passed\n"
    bad = TABLE.splitlines()[0] + "\nio;read;10;2;3;passed\n"
    for name, content in (("good.csv", good), ("bad.csv", bad)):
        (folder / name).write_text(content, encoding="utf-8")

    assert cli("ingest", "--input", "good.csv").code == 0
    assert cli("baseline").code == 0
    assert cli("ingest", "--input", "bad.csv").code == 0
    judged = cli("check", "--mode", "fixed")

    assert judged.code == 1
    assert "io/read cache_hits: 7.00 → 3.00 (-57.1%)" in judged.out
    assert "time:" not in judged.out


def test_a_format_that_is_asked_for_names_the_line(cli: Cli, folder: Path) -> None:
    (folder / "table.txt").write_text(TABLE.replace("1.5", "1,5"), encoding="utf-8")

    done = cli("ingest", "--input", "table.txt", "--format", "load-test")

    assert done.code == 4
    assert (
        "table.txt [load-test]: line 2: millis: '1,5' has a comma; write the number as 1234.5"
        in done.err
    )


def test_the_formats_are_listed_among_the_others(cli: Cli, folder: Path) -> None:
    listed = {each["name"]: each for each in json.loads(cli("formats", "--json").out)}

    assert listed["log"] == {
        "name": "log",
        "tool": "log",
        "recognised": "JSON Lines with the keys event.name, event.seconds, sha",
        "command": "calibrax ingest --format log --input results",
    }


def test_a_name_that_is_taken_is_bad_data(cli: Cli, folder: Path) -> None:
    (folder / "calibrax.yml").write_text(SETTINGS.replace("name: log", "name: calibrax"))

    done = cli("ingest", "--input", "log.txt")

    assert done.code == 4
    assert "calibrax.yml: formats: the name 'calibrax' is taken; choose another" in done.err
