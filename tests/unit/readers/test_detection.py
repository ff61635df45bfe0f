"""Formats are told apart by content, each file by one reader, and the rest is refused clearly."""

import json
from pathlib import Path

import pytest

from calibrax.core import run_json
from calibrax.errors import DataError, UnknownName
from calibrax.readers import claims, detect, read
from calibrax.readers.document import Document
from calibrax.readers.formats import FILES
from tests.builders import a_point, a_run
from tests.shared import SHARED, needs_shared
from tests.unit.readers.minimal import MINIMAL, STATED

DATA = Path(__file__).resolve().parents[2] / "data"
UNKNOWN = {
    "an object of no tool": (
        b'{"results": [], "x": 1}',
        "the top-level keys 'results', 'x' is of no",
    ),
    "an empty object": (b"{}", "an empty JSON object is of no format"),
    "a list": (b'[{"name": "a"}]', "JSON whose top level is a list is of no format"),
    "a number": (b"5", "is of no format known"),
    "null": (b"null", "is of no format known"),
    "some of pytest-benchmark's keys": (
        b'{"benchmarks": [], "machine_info": {}}',
        "the top-level keys 'benchmarks', 'machine_info' is of no format",
    ),
    "no JSON": (b"# notes\nall is well\n", "text that begins with '# notes' is of no format"),
    "truncated": (b'{"points": [', "not JSON"),
    "empty": (b"", "the file is empty"),
    "not text": (b"\x89PNG\r\n\x1a\n", "not UTF-8: byte 0x89 at 0"),
    "a key twice": (
        b'{"points": [], "points": []}',
        "the key 'points' stands twice at the top level",
    ),
    "nested too deeply": (b"[" * 100_000, "nested too deeply"),
}


@pytest.mark.parametrize(
    "path", sorted((DATA / "pytest-benchmark").glob("*.json")), ids=lambda path: path.name
)
def test_a_file_of_pytest_benchmark_is_claimed_by_its_reader_only(path: Path) -> None:
    assert claims(Document(path.name, path.read_bytes())) == ["pytest-benchmark"]


def test_a_stored_run_is_claimed_by_its_reader_only() -> None:
    data = run_json.encode(a_run(a_point("benchmarks", {"machine_info": "a", "commit_info": "b"})))

    assert claims(Document("run.json", data)) == ["calibrax"]


@needs_shared
def test_the_files_of_other_tools_are_claimed_by_at_most_one_reader() -> None:
    formats = SHARED / "data" / "formats"
    documents = [Document(str(path), path.read_bytes()) for path in formats.rglob("*.json")]
    claimed = {document.source: claims(document) for document in documents if readable(document)}

    assert len(claimed) > 5
    assert {path: names for path, names in claimed.items() if len(names) > 1} == {}


def readable(document: Document) -> bool:
    """Tell whether the document is JSON; some tools write files that are only called so."""
    try:
        return bool(document.description)
    except DataError:
        return False


def test_every_format_is_in_this_test() -> None:
    assert {*MINIMAL, *STATED} == set(FILES)


@pytest.mark.parametrize(("name", "data"), MINIMAL.items())
def test_a_document_is_recognised_whatever_its_name(name: str, data: bytes) -> None:
    for source in ("a.json", "a.txt", "-", "pytest-benchmark.json"):
        document = Document(source, data)
        assert detect(document) == name
        assert claims(document) == [name]


@pytest.mark.parametrize("name", MINIMAL)
def test_a_byte_order_mark_does_not_hide_the_format(name: str) -> None:
    assert detect(Document("a.json", b"\xef\xbb\xbf" + MINIMAL[name])) == name


@pytest.mark.parametrize("name", STATED)
def test_a_format_that_only_the_user_can_tell_is_not_detected(name: str) -> None:
    document = Document("a.json", MINIMAL[STATED[name]])

    assert detect(document) == STATED[name]
    assert read(document, name)[0] == name


@pytest.mark.parametrize(("data", "reason"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_no_reader_knows_is_one_line_that_names_the_file(data: bytes, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        detect(Document("out/bench.json", data))

    message = str(caught.value)
    assert message.startswith("out/bench.json: ")
    assert reason in message
    assert "\n" not in message


def test_what_no_reader_knows_is_told_which_formats_there_are() -> None:
    with pytest.raises(
        DataError, match=r"; calibrax formats lists what is read, --format NAME insists"
    ):
        detect(Document("bench.json", b"{}"))


def test_what_begins_as_json_and_is_none_is_told_the_place_and_the_formats() -> None:
    with pytest.raises(DataError) as caught:
        read(Document("x.txt", b'{"points": [}'))

    assert str(caught.value).startswith(
        "x.txt: not JSON: Expecting value at line 1 column 13; calibrax formats lists what is read"
    )


def test_a_json_format_that_is_asked_for_says_what_is_no_json() -> None:
    for name in ("calibrax", "pytest-benchmark"):
        with pytest.raises(DataError) as caught:
            read(Document("x.txt", b"BenchmarkX 1 2 ns/op\n"), name)
        assert str(caught.value) == "x.txt: not JSON: Expecting value at line 1 column 1"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_text_is_said_to_be_none_whatever_format_is_asked_for(name: str) -> None:
    with pytest.raises(DataError, match=r"^x\.png: not UTF-8: byte 0x89 at 0"):
        read(Document("x.png", b"\x89PNG\r\n"), name)


@pytest.mark.parametrize("data", [b"", b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_what_is_wrong_in_another_way_is_not_told_the_formats(data: bytes) -> None:
    with pytest.raises(DataError) as caught:
        detect(Document("x.json", data))

    assert "formats" not in str(caught.value)


def test_hostile_keys_stay_on_one_line() -> None:
    document = Document("a.json", json.dumps({"x\n::error::y": 1, "\x1b[31m": 2}).encode())

    with pytest.raises(DataError) as caught:
        detect(document)

    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", FILES)
def test_a_format_that_is_asked_for_names_file_and_format_once(name: str) -> None:
    with pytest.raises(DataError) as caught:
        read(Document("bench.json", b"{"), name)

    assert str(caught.value).count("bench.json") == 1


@pytest.mark.parametrize("name", FILES)
def test_a_format_that_is_asked_for_does_not_fit_another_tools_file(name: str) -> None:
    for other in set(MINIMAL) - {name, STATED.get(name)}:
        with pytest.raises(DataError, match=rf"^bench\.json( \[{name}\]: |: not JSON)"):
            read(Document("bench.json", MINIMAL[other]), name)


def test_a_mistyped_format_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match=r"no format 'pytest-bench'.*'pytest-benchmark'"):
        read(Document("bench.json", b"{}"), "pytest-bench")
    with pytest.raises(UnknownName, match=r"no format 'calibrx'; did you mean 'calibrax'\?"):
        read(Document("bench.json", b"{}"), "calibrx")
