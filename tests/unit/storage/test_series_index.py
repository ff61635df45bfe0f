"""The index in a stored run: read by it, and never misled by a file that was edited by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from calibrax.core import Metric, Point
from calibrax.storage import Store, files
from tests.builders import a_point, a_run


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with one run of three benchmarks."""
    store = Store(tmp_path / "data")
    store.save(a_run(a_point("first", t=1.0), a_point("p", t=2.0), a_point("last", t=3.0)))
    return store


def edit(store: Store, change: Callable[[bytes], bytes]) -> None:
    (path,) = (store.path / "runs").iterdir()
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before


def value(store: Store, name: str) -> float:
    (point,) = store.extract_trend("t", name).points
    return point.value


def test_only_the_line_of_the_benchmark_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.StoreFile, "all", None)
    assert value(store, "p") == 2.0
    assert value(store, "last") == 3.0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"value":1.0}', b'{"value":1.25}'),
        (b'{"value":1.0}', b'{"value":1}'),
        (b"\n]}\n", b',\n{"name":"more","scenario":"","metrics":{"t":{"value":4.0}}}\n]}\n'),
        (b'"schema":1,', b'"schema":1, '),
        (b"\n", b"\r\n"),
        (b'"size":', b'"size":1'),
        (b'"p":[', b'"p":[9'),
        (b'"p":[', b'"q":['),
        (b'"p":[', b'"p":[99999999999999999999,'),
        (b'"p":[', b'"p":[-5,'),
    ],
)
def test_an_edited_file_is_read_as_it_is(store: Store, old: bytes, new: bytes) -> None:
    edit(store, lambda data: data.replace(old, new))
    assert value(store, "last") == 3.0
    assert value(store, "p") == 2.0


def test_a_value_edited_by_hand_counts(store: Store) -> None:
    edit(store, lambda data: data.replace(b'{"value":2.0}', b'{"value":22.5}'))
    assert value(store, "p") == 22.5


def test_a_benchmark_added_by_hand_is_found(store: Store) -> None:
    line = b',\n{"name":"more","scenario":"","metrics":{"t":{"value":4.0}}}'
    edit(store, lambda data: data.replace(b"\n]}\n", line + b"\n]}\n"))
    assert value(store, "more") == 4.0


def test_a_benchmark_renamed_by_hand_in_the_same_length_is_found_by_its_new_name(
    store: Store,
) -> None:
    edit(store, lambda data: data.replace(b'\n{"name":"p"', b'\n{"name":"q"'))
    assert value(store, "q") == 2.0
    with pytest.raises(LookupError):
        value(store, "p")


@pytest.mark.parametrize("edited", [False, True])
def test_bounds_and_machine_are_read_with_and_without_the_index(
    tmp_path: Path, edited: bool
) -> None:
    measured = Metric(value=2.0, lower=1.5, upper=2.5)
    point = Point(name="p", scenario="p", machine="box", metrics={"t": measured})
    store = Store(tmp_path / "data")
    store.save(a_run(point))
    if edited:
        edit(store, lambda data: data.replace(b'"schema":1,', b'"schema":1, '))
    (found,) = store.extract_trend("t", "p").points
    assert (found.value, found.lower, found.upper, found.machine) == (2.0, 1.5, 2.5, "box")
