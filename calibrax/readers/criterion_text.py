"""What criterion prints on its own: the time of each benchmark as an estimate and its bounds.

The throughput that it prints besides is the time in another unit, and is not read. Lines of libtest
in the same output, of programs without criterion, are.
"""

import re
from collections.abc import Iterator

from calibrax.readers.cargo_bench import libtest, told_apart
from calibrax.readers.cargo_lines import INTERVAL, Line, lines, prints_intervals
from calibrax.readers.document import Document
from calibrax.readers.metrics import metric_of
from calibrax.readers.outcomes import Metrics, Outcome, reading_of
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single

TOOL = "criterion (console)"
RECOGNISED = "text with a line 'NAME time: [461.99 ns 474.84 ns 491.94 ns]'"
COMMAND = "cargo bench > results.txt 2>&1"

_BEGUN = "Benchmarking "
_CUT_SHORT = re.compile(r".* time: +\[[^%]*")


def recognises(document: Document) -> bool:
    """Tell whether a line is a time in three values."""
    if document.looks_like_json or "time:" not in document.text:
        return False
    return prints_intervals(document)


def read(document: Document) -> Reading:
    """Return one point a benchmark, with the metric ``time``: criterion's best estimate.

    That is the slope of a linear fit where there is one, else the mean. A benchmark that began and
    has no time is listed as failed.

    Raises:
        ValueError: a line looks like a result and is none; the message gives its number.
    """
    outcomes = list(_criterion(document))
    return reading_of(told_apart([*outcomes, *libtest(document)]) if outcomes else ())


def _criterion(document: Document) -> Iterator[Outcome]:
    begun: dict[str, Line] = {}
    before = ""
    for line in lines(document):
        if line.text.startswith(_BEGUN):
            name = line.text.removeprefix(_BEGUN)
            if name.rpartition(": ")[0] not in begun:
                begun[name] = line
        elif interval := INTERVAL.fullmatch(line.text):
            # a name that is too long for its column stands on the line before
            name = interval["name"] or before
            if not name:
                raise ValueError(f"line {line.number}: a time without the name of a benchmark")
            begun.pop(name, None)
            yield _of(line, name, _metrics(interval["bounds"], line))
        elif _CUT_SHORT.fullmatch(line.text) and not line.text.startswith("test "):
            raise ValueError(f"line {line.number}: {line.text[:80]!r} is no time in three values")
        before = line.text
    for name, line in begun.items():
        yield _of(line, name, failed="it began and has no time")


def _metrics(bounds: str, line: Line) -> Metrics:
    """Return the estimate in the middle of its bounds, each with a unit of its own."""
    words = bounds.split()
    numbers, units = words[::2], words[1::2]
    quantities = [quantity(unit) for unit in units]
    if len(words) != 6 or len({each.unit for each in quantities}) != 1:
        raise ValueError(f"line {line.number}: [{bounds[:60]}] is no time in three values")
    try:
        low, value, high = (
            each.stored(float(number)) for each, number in zip(quantities, numbers, strict=True)
        )
    except ValueError:
        raise ValueError(f"line {line.number}: [{bounds[:60]}]: not a number") from None
    return ((metric_of(units[1]), single(value, low, high)),)


def _of(line: Line, name: str, metrics: Metrics = (), failed: str | None = None) -> Outcome:
    return Outcome(
        name=name,
        scenario=name,
        tags=line.tags,
        source=line.source,
        metrics=metrics,
        failed=failed,
    )
