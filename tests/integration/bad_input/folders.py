"""Folders that a tool writes: each file of them cut short, of another shape, or no file."""

from pathlib import Path

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

_DATA = Path(__file__).parents[2] / "data"


def _files(folder: str) -> dict[str, Content]:
    """Return the files below a folder of the tests' data, in a folder ``in``."""
    top = _DATA / folder
    return {
        f"in/{path.relative_to(top)}": path.read_bytes()
        for path in top.rglob("*")
        if path.is_file()
    }


CRITERION = "in/fib 10/new/"
ASV = "in/vm/af1edc1d-existing-py_home_u_proj_v_bin_python.json"

ODD: dict[str, tuple[Content, str]] = {
    "empty": (b"", "the file is empty"),
    "truncated": (b'{"a": [', "not JSON: Expecting value at line 1 column 8"),
    "binary": (contents.BINARY, "not UTF-8: byte 0x80 at 128"),
    "UTF-16": (contents.utf16(b"{}"), "is UTF-16 and not UTF-8; …"),
    "100,000 lists": (contents.DEEP, "nested too deeply"),
    "a key twice": (b'{"a": 1, "a": 2}', "the key 'a' stands twice at the top level"),
    "a pipe": (contents.pipe, "cannot be read: it is a pipe and no file"),
}

SHAPES: dict[str, tuple[str, str, bytes, str]] = {
    "criterion, a list as sample": (
        "criterion/target",
        f"{CRITERION}sample.json",
        b"[]",
        "in [criterion]: fib 10/new/sample.json: expected an object, got [] (list)",
    ),
    "criterion, a sample without times": (
        "criterion/target",
        f"{CRITERION}sample.json",
        b"{}",
        "in [criterion]: fib 10/new/sample.json: times: expected a list, got None (NoneType)",
    ),
    "criterion, a benchmark without name": (
        "criterion/target",
        f"{CRITERION}benchmark.json",
        b"{}",
        "in [criterion]: fib 10/new/benchmark.json: full_id: expected a name, got None (NoneType)",
    ),
    "asv, a list as results": (
        "asv/results",
        ASV,
        b"[]",
        "in [asv]: vm/af1edc1d-existing-py_home_u_proj_v_bin_python.json: "
        "expected an object, got [] (list)",
    ),
    "asv, an unknown version": (
        "asv/results",
        "in/benchmarks.json",
        b'{"version": 9}',
        "in [asv]: benchmarks.json: version 9 (int), and 1 and 2 are read",
    ),
}


def _ingest(name: str, folder: str, file: str, content: Content, says: str) -> Case:
    words = ("ingest", "--input", "in")
    return Case(
        f"folder: {name}",
        words,
        4,
        [f"Error: {says}"],
        {**_files(folder), file: content},
        stored=True,
    )


CASES = [
    *(
        _ingest(f"{place}, {name}", folder, file, content, f"{file}: {says}")
        for folder, file, place in (
            ("criterion/target", f"{CRITERION}estimates.json", "criterion's estimates"),
            ("criterion/target", f"{CRITERION}sample.json", "criterion's sample"),
            ("asv/results", ASV, "asv's results"),
        )
        for name, (content, says) in ODD.items()
    ),
    *(_ingest(name, *row) for name, row in SHAPES.items()),
]
