"""The lines that benchmark.js prints: ``String(event.target)`` of each cycle.

A line gives the operations per second that follow from the mean time, and the margin of error of
that mean at 95 %, in percent. The runs it is computed from are not printed.
"""

import re
from collections.abc import Iterator

from calibrax.core.models import Metric
from calibrax.readers.document import Document
from calibrax.readers.metrics import OPERATIONS_PER_SECOND
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single

TOOL = "benchmark.js"
RECOGNISED = "text with a line 'NAME x 1,234 ops/sec ±0.56% (78 runs sampled)'"
COMMAND = "node bench.js > results.txt"

_LINE = re.compile(r"^.*$", re.MULTILINE)
_RESULT = re.compile(
    r"^[^\S\n]*(?P<name>\S.*) x (?P<rate>[0-9,.]+|Infinity|NaN) ops/sec"
    r" (?:±|\+-)(?P<margin>[0-9.]+|Infinity|NaN)% \((?P<runs>[0-9]+) runs? sampled\)[^\S\n]*$",
    re.MULTILINE,
)
# benchmark.js means to print the error's name and message, and prints nothing of most errors
_FAILED = re.compile(r"(?P<name>\S.*?): (?P<reason>(?:\w*Error\b.*)?)")


def recognises(document: Document) -> bool:
    """Tell whether a line is a result of benchmark.js."""
    if document.looks_like_json or " ops/sec " not in document.text:
        return False
    return _RESULT.search(document.text) is not None


def read(document: Document) -> Reading:
    """Return one point a result, with the metric ``operations_per_second``.

    A benchmark that threw an error is listed as failed; other lines are the program's own.

    Raises:
        ValueError: a line looks like a result and is none; the message gives its number.
    """
    return reading_of(_outcomes(document.text))


def _outcomes(text: str) -> Iterator[Outcome]:
    for number, match in enumerate(_LINE.finditer(text), 1):
        line = match[0]
        if result := _RESULT.match(line):
            name = result["name"]
            metrics = ((OPERATIONS_PER_SECOND, _rate(result, number)),)
            yield Outcome(name=name, scenario=name, metrics=metrics)
        elif " ops/sec " in line and "sampled)" in line:
            raise ValueError(f"line {number}: {line[:80]!r} is no result of benchmark.js")
        elif error := _FAILED.fullmatch(line.lstrip()):
            name = error["name"]
            yield Outcome(name=name, scenario=name, failed=error["reason"] or "it threw an error")


def _rate(result: re.Match[str], number: int) -> Metric | str:
    """Return the rate with the bounds of its mean, or why there is none."""
    runs = result["runs"]
    if not runs.strip("0"):
        return "no runs sampled"
    try:
        rate, margin = float(result["rate"].replace(",", "")), float(result["margin"]) / 100
    except ValueError:
        raise ValueError(f"line {number}: {result[0][:80]!r}: not a number") from None
    # of a single run the margin is not known, and printed as 0 %
    if runs == "1":
        return single(rate)
    return single(rate, rate * (1 - margin), rate * (1 + margin))
