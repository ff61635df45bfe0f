"""Bad input: the decided exit code, the decided lines, no traceback, and every file as it was."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.integration.bad_input import (
    accepted,
    config_json,
    environment,
    event,
    fields,
    folders,
    ids,
    names,
    neighbours,
    readers,
    report_json,
    runner,
    runs,
    settings,
    store,
    surrogates,
    values,
)
from tests.integration.bad_input.case import Case, fits, lay
from tests.integration.conftest import Cli
from tests.integration.courses import at

PLACES = (
    runs,
    ids,
    values,
    readers,
    folders,
    store,
    neighbours,
    config_json,
    settings,
    report_json,
    fields,
    event,
    runner,
    environment,
    names,
    surrogates,
)
CASES = [case for place in PLACES for case in place.CASES]


@pytest.fixture(scope="session")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the runs ``a0`` to ``a3``, an hour apart, and the baseline ``a2``."""
    folder = tmp_path_factory.mktemp("stored") / "benchmark-data"
    store = Store(folder)
    for hour in range(4):
        store.save(at(hour, f"a{hour}"))
    store.set_baseline("a2")
    return folder


def tree(folder: Path) -> dict[str, str]:
    """Return what lies below a folder: path -> kind and content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kept = path.relative_to(folder)
        if kept.parts[0] == "action":  # where the Action's steps write down how they ended
            continue
        kind = oct(path.lstat().st_mode)
        if path.is_symlink():
            kind += os.readlink(path)
        elif path.is_file():
            with path.open("rb") as file:
                kind += hashlib.file_digest(file, "sha256").hexdigest()
        found[str(kept)] = kind
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_input(cli: Cli, tmp_path: Path, a_store: Path, case: Case) -> None:
    if case.stored:
        shutil.copytree(a_store, tmp_path / "benchmark-data")
    lay(tmp_path, case.files)
    before = tree(tmp_path)
    done = cli(*case.words, **case.environ)
    lines = done.err.splitlines()
    assert done.code == case.code, done
    assert len(lines) == len(case.err), lines
    for expected, line in zip(case.err, lines, strict=True):
        assert fits(expected, line), line
    assert fits(case.out, done.out)
    assert tree(tmp_path) == before


def test_a_bad_file_among_good_ones_stores_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(runs.GOOD)
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert cli("ingest", "--input", "good.json", "--input", "bad.json").code == 4
    assert not (tmp_path / "benchmark-data").exists()


@pytest.mark.parametrize("name", accepted.ACCEPTED)
def test_what_is_odd_is_accepted(cli: Cli, tmp_path: Path, a_store: Path, name: str) -> None:
    content, err = accepted.ACCEPTED[name]
    shutil.copytree(a_store, tmp_path / "benchmark-data")
    lay(tmp_path, {"in.json": content})
    before = tree(tmp_path)
    done = cli("ingest", "--input", "in.json")
    lines = done.err.splitlines()
    assert done.code == 0, done.err[:500]
    assert len(lines) == len(err), lines
    assert all(map(fits, err, lines)), lines
    after = tree(tmp_path)
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    assert cli("store", "verify").code == 0


def test_of_many_neighbours_ten_are_said_one_by_one(
    cli: Cli, tmp_path: Path, a_store: Path
) -> None:
    shutil.copytree(a_store, tmp_path / "benchmark-data")
    lay(tmp_path, {f"{store.RUNS}20250101T0000{each:02}Z_x{each}.json": b"" for each in range(13)})
    before = tree(tmp_path)
    done = cli("trend", "--metric", "t", "--point", "sort")
    lines = done.err.splitlines()
    assert done.code == 0
    assert len(lines) == 11
    assert all(fits("warning: left out: …: the file is empty", line) for line in lines[:10])
    assert lines[10] == "warning: left out: 3 more; calibrax store verify lists them"
    warnings = json.loads(cli("check", "--json").out)["warnings"]
    assert [f"warning: {each}" for each in warnings] == lines
    assert tree(tmp_path) == before


def test_a_neighbour_that_cannot_be_read_lets_ingest_and_verify_say_so(
    cli: Cli, tmp_path: Path, a_store: Path
) -> None:
    shutil.copytree(a_store, tmp_path / "benchmark-data")
    good = runs.with_header('"id": "good", "timestamp": "2026-01-01T00:00:00Z"')
    lay(tmp_path, {store.A3: b"", "good.json": good})
    done = cli("ingest", "--input", "good.json")
    older, left_out = done.err.splitlines()
    assert done.code == 0
    assert fits("warning: run good of … is not the newest in benchmark-data, a2 of … is: …", older)
    assert left_out == f"warning: left out: {store.A3}: the file is empty"
    assert cli("check", "--run", "good").code == 3  # its benchmark is not the baseline's
    assert cli("store", "verify").code == 4
    assert cli("store", "verify", "--repair").code == 0
    assert cli("check", "--run", "a1").err == ""


def test_a_time_without_zone_is_utc_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    plain = {**json.loads(runs.GOOD), "timestamp": "2026-01-02T03:04:05"}
    (tmp_path / "naive.json").write_text(json.dumps(plain), encoding="utf-8")
    done = cli("ingest", "--input", "naive.json")
    assert done.code == 0
    assert "no time zone" in done.err
    assert (tmp_path / "benchmark-data/runs/20260102T030405.000000Z_good.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ingest"], 2),
        (["ingest", "--input", "nope.json"], 4),
        (["ingest", "--input", "nope-*.json"], 4),
        (["ingest", "--input", "."], 4),
        (["ingest", "--input", "good.json", "--format", "pytest-benchmark"], 4),
        (["ingest", "--input", "good.json", "--format", "pytest-benchmrk"], 2),
        (["ingest", "--input", "good.json", "--tag", "framework"], 2),
        (["ingest", "--input", "good.json", "--tag", "x=1", "--tag", "x=2"], 2),
        (["chek"], 2),
        (["check", "--treshold", "5%"], 2),
        (["check", "extra"], 2),
        (["summary"], 4),
        (["summary", "--data", ""], 2),
        (["check", "--data", ""], 2),
        (["check", "--against", ""], 2),
        (["check", "--baseline", ""], 2),
        (["check", "--report", ""], 2),
        (["baseline", "--name", ""], 2),
        (["ingest", "--input", "good.json", "--suite", ""], 2),
        (["rank", "--metric", "t"], 4),
        (["trend", "--metric", "t", "--point", "a"], 4),
        (["baseline"], 4),
        (["trend", "--metric", "t", "--point", "a", "--n-runs", "0"], 2),
        (["render", "nope.json"], 4),
        (["render", "good.json"], 4),
        (["render", "good.json", "--format", "xml"], 2),
    ],
)
def test_wrong_use_is_one_line(cli: Cli, tmp_path: Path, arguments: list[str], code: int) -> None:
    (tmp_path / "good.json").write_bytes(runs.GOOD)
    done = cli(*arguments)
    assert done.code == code
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "benchmark-data").exists()


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["rank", "--metric", "throughputt"], "'throughput'"),
        (["rank", "--metric", "throughput", "--by", "framewrk"], "'framework'"),
        (["rank", "--metric", "throughput", "--point", "sort/smal"], "'sort/small'"),
        (["trend", "--metric", "throughputt", "--point", "sort/small"], "'throughput'"),
        (["trend", "--metric", "throughput", "--point", "sort/smal"], "'sort/small'"),
        (
            ["trend", "--metric", "throughput", "--point", "sort/small", "--framework", "our"],
            "ours",
        ),
        (["chekc"], "'check'"),
        (["ingest", "--input", "run.json", "--format", "calibrx"], "'calibrax'"),
    ],
)
def test_a_mistyped_name_gets_the_nearest(
    cli: Cli, tmp_path: Path, arguments: list[str], nearest: str
) -> None:
    point = {
        "name": "sort/small",
        "scenario": "sort",
        "tags": {"framework": "ours"},
        "metrics": {"throughput": {"value": 1.0}},
    }
    (tmp_path / "run.json").write_text(json.dumps({"points": [point]}), encoding="utf-8")
    cli("ingest", "--input", "run.json")
    done = cli(*arguments)
    assert done.code == 2
    assert "did you mean" in done.err
    assert nearest in done.err
