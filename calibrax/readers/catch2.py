"""Catch2's XML (``-r xml``), of its versions 2 and 3.

Times are nanoseconds. The file holds the mean of a benchmark with a confidence interval, and
neither median nor samples. That the program is a debug build cannot be seen.
"""

import re
from xml.etree.ElementTree import ParseError, XMLParser

import msgspec

from calibrax.core import checks
from calibrax.core.models import Metric
from calibrax.readers.document import Document
from calibrax.readers.metrics import TIME
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single

TOOL = "Catch2"
RECOGNISED = "XML whose root is Catch2TestRun, or Catch in version 2"
COMMAND = "./benchmarks '[!benchmark]' -r xml > results.xml"

_ROOT = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:Catch2TestRun|Catch)[\s>]")
_ROOTS = ("Catch2TestRun", "Catch")
_VERSIONS = (None, "2", "3")
_SECONDS = quantity("ns").stored

Attributes = dict[str, str]


class _Benchmark(msgspec.Struct):
    """A benchmark and what surrounds it, filled while its elements go by."""

    name: str
    test_case: str
    sections: tuple[str, ...]
    source: str | None
    mean: Attributes | None = None
    failure: str | None = None


def recognises(document: Document) -> bool:
    """Tell whether the document is XML with Catch2's root."""
    return not document.looks_like_json and bool(_ROOT.match(document.text[:2000]))


def read(document: Document) -> Reading:
    """Return one point a benchmark, with the metric ``time``.

    The test case is a tag, and so is the section where there is one.

    Raises:
        ValueError: it is no XML, or not Catch2's, or of a version that is not known.
    """
    run = _Run()
    if "<!DOCTYPE" in document.text:
        raise ValueError("it declares a document type, which Catch2 never does")
    parser = XMLParser(target=run)
    try:
        parser.feed(document.text)
        parser.close()
    except ParseError as error:
        raise ValueError(f"not XML: {error}") from None
    return reading_of(
        map(_outcome, run.benchmarks),
        (f"the test case {name!r} failed" for name in run.failed_test_cases),
    )


class _Run:
    """Keeps the benchmarks while the elements of a file go by, so that no tree is built."""

    def __init__(self) -> None:
        self.benchmarks: list[_Benchmark] = []
        self.failed_test_cases: list[str] = []
        self._open: list[tuple[str, Attributes]] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of an element that begins."""
        if not self._open:
            _check_root(tag, attributes)
        inside, around = self._open[-1] if self._open else ("", {})
        if tag == "BenchmarkResults":
            self.benchmarks.append(self._benchmark(attributes))
        elif (inside, tag) == ("BenchmarkResults", "mean"):
            self.benchmarks[-1].mean = attributes
        elif (inside, tag) == ("BenchmarkResults", "failed"):
            self.benchmarks[-1].failure = attributes.get("message") or "failed"
        elif (inside, tag) == ("TestCase", "OverallResult") and _failed(attributes):
            self.failed_test_cases.append(around.get("name", ""))
        self._open.append((tag, attributes))

    def end(self, tag: str) -> None:
        """Take note of an element that ends."""
        self._open.pop()

    def _benchmark(self, attributes: Attributes) -> _Benchmark:
        around = [each for each in self._open if each[0] in ("TestCase", "Section")]
        names = [each.get("name", "") for _, each in around]
        place = around[-1][1] if around else {}
        file, line = place.get("filename"), place.get("line")
        return _Benchmark(
            name=checks.name(attributes.get("name", ""), "BenchmarkResults: name"),
            test_case=names[0] if names else "",
            sections=tuple(names[1:]),
            source=f"{file}:{line}" if file and line else file,
        )


def _failed(result: Attributes) -> bool:
    return result.get("success") == "false"


def _check_root(tag: str, attributes: Attributes) -> None:
    version = attributes.get("xml-format-version")
    if tag not in _ROOTS:
        raise ValueError(f"the root is {tag!r}, not Catch2TestRun")
    if version not in _VERSIONS:
        raise ValueError(f"of the version {version!r} of Catch2's XML; 2 and 3 are read")


def _outcome(benchmark: _Benchmark) -> Outcome:
    tags = {"test_case": benchmark.test_case, "section": " / ".join(benchmark.sections)}
    return Outcome(
        name=benchmark.name,
        scenario=benchmark.name,
        tags={tag: value for tag, value in tags.items() if value},
        source=benchmark.source,
        metrics=((TIME, _time(benchmark)),),
    )


def _time(benchmark: _Benchmark) -> Metric | str:
    """Return the mean in seconds with the bounds of its confidence interval."""
    if benchmark.mean is None:
        return benchmark.failure or "no result"
    value, lower, upper = (
        _SECONDS(_number(benchmark.mean.get(key), f"{benchmark.name}: mean: {key}"))
        for key in ("value", "lowerBound", "upperBound")
    )
    return single(value, lower, upper) if lower <= value <= upper else single(value)


def _number(written: str | None, place: str) -> float:
    try:
        return float(written or "")
    except ValueError:
        raise ValueError(f"{place}: expected a number, got {checks.brief(written)}") from None
