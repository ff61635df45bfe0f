"""The formats that are read: one module a tool, and one line here."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, TypeVar, cast

from calibrax.readers.document import Document
from calibrax.readers.folder import Folder
from calibrax.readers.reading import Reading

Input = TypeVar("Input", Document, Folder, contravariant=True)

PARSED = {
    "pytest-benchmark": "pytest_benchmark",
    "pyperf": "pyperf",
    "google-benchmark": "google_benchmark",
    "hyperfine": "hyperfine",
    "jmh": "jmh",
    "benchmarkdotnet": "benchmarkdotnet",
    "github-action-benchmark": "github_action_benchmark",
    "customBiggerIsBetter": "custom_bigger",
    "customSmallerIsBetter": "custom_smaller",
    "lm-eval": "lm_eval",
    "tinybench": "tinybench",
    "mitata": "mitata",
    "vitest": "vitest",
    "bencher": "bencher",
}
"""The formats of one JSON value, and the module of each: read from what was parsed."""

PRINTED = {
    "go": "go",
    "cargo-bench": "cargo_bench",
    "criterion-text": "criterion_text",
    "benchmark.js": "benchmarkjs",
}
"""The formats that are read line by line, and the module of each."""

FILES = {
    "calibrax": "calibrax_json",
    **PARSED,
    **PRINTED,
    "catch2": "catch2",
}
"""The formats of one file, and the module of each."""

FOLDERS = {
    "asv": "asv",
    "criterion": "criterion",
}
"""The formats of a whole folder, and the module of each."""

FORMATS = (*FILES, *FOLDERS)
"""The names of all formats, in the order that they are listed in."""


class Reader(Protocol[Input]):
    """What reads a format; a module is one.

    ``TOOL`` is what people call the tool, ``RECOGNISED`` says what in an input tells that it is of
    this format, ``COMMAND`` is a command line that has the tool write one.
    """

    TOOL: str
    RECOGNISED: str
    COMMAND: str

    def recognises(self, given: Input, /) -> bool:
        """Tell whether an input is of this format; no input is of two.

        Raises:
            NotJSON: the input would have to be JSON and is not.
        """

    def read(self, given: Input, /) -> Reading:
        """Return what an input says.

        Raises:
            ValueError: it is not of the format's shape; the message names the place.
        """


def reader_of(name: str) -> Reader[Any]:
    """Return what reads a format."""
    module = {**FILES, **FOLDERS}[name]
    return cast(Reader[Any], import_module(f"calibrax.readers.{module}"))


def readers(
    given: Document | Folder, tables: Mapping[str, Reader[Document]]
) -> dict[str, Reader[Any]]:
    """Return the readers that come into question for an input, those of ``tables`` among them."""
    if isinstance(given, Folder):
        return {name: reader_of(name) for name in FOLDERS}
    return {**{name: reader_of(name) for name in FILES}, **tables}
