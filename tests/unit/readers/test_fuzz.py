"""Real files, damaged: the answer is a run or a located error, no traceback and no silent loss."""

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibrax.core import run_json
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.assembly import Source, assemble
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.formats import FILES, PARSED
from calibrax.readers.reading import Reading
from tests.shared import SHARED

DATA = Path(__file__).resolve().parents[2] / "data"
FOREIGN = SHARED / "data" / "formats" / "foreign"
LARGEST = 30_000
ODD: list[Any] = [
    *("", "x", "NaN", "-1", "1,5", "\ud800", "\x00\x1b[31m", "::error::", "a" * 300),
    *(0, -1, 1e308, -1e-320, 10**400, float("nan"), float("inf"), True, False, None),
    *([], {}, [[]], [None], {"": ""}, [1, "a"], {"value": {}}, [[[[1.0]]]]),
]
PLAIN = [each for each in ODD if each is not None]
"""Values that no tool writes for what it did not measure."""

fuzzed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def files() -> Iterator[Path]:
    """Yield the files of all tools that are no larger than a fuzz test bears."""
    for folder in (DATA, FOREIGN):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "ORIGIN.txt" and path.stat().st_size < LARGEST:
                yield path


def recognised() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            (name,) = claims(Document(path.name, path.read_bytes()))
        except ValueError:
            continue
        yield path, name


REAL = list(recognised())
IDS = [f"{path.parent.name}/{path.name}" for path, _ in REAL]
JSON = [(path, name) for path, name in REAL if name in PARSED]
JSON_IDS = [f"{path.parent.name}/{path.name}" for path, _ in JSON]


def outcome(data: bytes, format: str = "auto") -> Reading | None:
    """Return what damaged data says, ``None`` where it is refused as it should be."""
    try:
        name, reading = read(Document("bench.out", data), format)
    except DataError as error:
        message = str(error)
        assert message.startswith("bench.out")
        assert message.count("bench.out") == 1
        assert len(message) < 2_000
        return None
    run = assemble([Source("bench.out", name, reading)])
    assert run_json.decode(run_json.encode(run)) == run
    return reading


def test_the_files_of_every_format_are_damaged_here() -> None:
    # lm-eval and bencher have hand-made files, the two custom formats are never recognised
    assert {name for _, name in REAL} >= set(FILES) - {
        *("calibrax", "customBiggerIsBetter", "customSmallerIsBetter")
    }


@pytest.mark.parametrize(("path", "name"), REAL, ids=IDS)
@fuzzed
@given(data=st.data())
def test_damaged_bytes(path: Path, name: str, data: st.DataObject) -> None:
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    piece = data.draw(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                [b"", b"\n", b'"', b"}", b"[", b"0", b"NaN", b"1e999", b"\xff", b" x "]
            ),
            st.just(whole[max(0, start - 60) : start]),
        )
    )
    damaged = whole[:start] + piece + whole[end:]
    outcome(damaged)
    outcome(damaged, name)
    outcome(whole[:start], name)


@pytest.mark.parametrize(("path", "name"), REAL, ids=IDS)
@fuzzed
@given(data=st.data())
def test_damaged_lines(path: Path, name: str, data: st.DataObject) -> None:
    lines = Document("x", path.read_bytes()).data.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    to = data.draw(st.integers(0, len(lines) - 1))
    damaged = data.draw(
        st.sampled_from(
            [
                [*lines[:at], *lines[at + 1 :]],
                [*lines[:at], lines[at], *lines[at:]],
                [*lines[:at], lines[to], *lines[at:]],
                [*lines[:at], lines[at].rstrip(b"\r\n"), *lines[at + 1 :]],
                [line.replace(b"\n", b"\r\n") for line in lines],
            ]
        )
    )
    outcome(b"".join(damaged), name)


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from nodes(each, (*path, key))


def parent_of(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place[:-1]:
        value = value[key]
    return value


@pytest.mark.parametrize(("path", "name"), JSON, ids=JSON_IDS)
@fuzzed
@given(data=st.data())
def test_damaged_values(path: Path, name: str, data: st.DataObject) -> None:
    whole = Document(path.name, path.read_bytes()).json
    places = list(nodes(whole))
    place = data.draw(st.sampled_from(places))
    damaged = copy.deepcopy(whole)
    parent, key = parent_of(damaged, place), place[-1]
    change = data.draw(st.sampled_from(["replace", "remove", "again", "rename"]))
    if change == "replace":
        parent[key] = data.draw(st.sampled_from(ODD))
    elif change == "remove":
        del parent[key]
    elif isinstance(parent, list):
        parent.insert(0, copy.deepcopy(parent[key]))
    else:
        parent["renamed"] = parent.pop(key)
    outcome(json.dumps(damaged).encode(), name)
    outcome(json.dumps(damaged).encode())


def told(reading: Reading) -> set[str]:
    return {*reading.failed, *reading.skipped, *reading.warnings}


def measured(reading: Reading) -> tuple[int, int]:
    """Return how many benchmarks a reading knows of, and how many values it has of them."""
    benchmarks = len(reading.points) + len(reading.failed) + len(reading.skipped)
    return benchmarks, sum(len(point.metrics) for point in reading.points)


@pytest.mark.parametrize(("path", "name"), JSON, ids=JSON_IDS)
@fuzzed
@given(data=st.data())
def test_a_value_that_is_wrong_is_never_lost_in_silence(
    path: Path, name: str, data: st.DataObject
) -> None:
    try:
        before = read(Document("bench.out", path.read_bytes()), name)[1]
    except DataError:
        return
    damaged = Document("bench.out", path.read_bytes()).json
    places = [
        place
        for place in nodes(damaged)
        if isinstance(parent_of(damaged, place)[place[-1]], str | float | int)
    ]
    place = data.draw(st.sampled_from(places))
    parent_of(damaged, place)[place[-1]] = data.draw(st.sampled_from(PLAIN))
    after = outcome(json.dumps(damaged).encode(), name)
    if after is not None:
        fewer = any(now < then for now, then in zip(measured(after), measured(before), strict=True))
        assert not fewer or told(after) - told(before), place


FOLDERS = {"asv": DATA / "asv" / "results", "criterion": DATA / "criterion" / "target"}


@pytest.mark.parametrize("name", FOLDERS)
@fuzzed
@given(data=st.data())
def test_damaged_folders(name: str, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = tmp_path_factory.mktemp("results")
    shutil.copytree(FOLDERS[name], folder, dirs_exist_ok=True)
    path = data.draw(st.sampled_from(sorted(each for each in folder.rglob("*.json"))))
    whole = json.loads(path.read_bytes())
    place = data.draw(st.sampled_from(list(nodes(whole))))
    parent, key = parent_of(whole, place), place[-1]
    change = data.draw(st.sampled_from(["replace", "remove", "cut", "gone"]))
    if change == "replace":
        parent[key] = data.draw(st.sampled_from(ODD))
    elif change == "remove":
        del parent[key]
    written = json.dumps(whole).encode()
    path.write_bytes(written[: len(written) // 2] if change == "cut" else written)
    if change == "gone":
        path.unlink()
    try:
        found, reading = read(Folder(str(folder)), name)
    except DataError as error:
        message = str(error)
        assert message.startswith(str(folder))
        assert len(message) < 2_000 + 2 * len(str(folder))
        return
    run = assemble([Source("results", found, reading)])
    assert run_json.decode(run_json.encode(run)) == run
