"""What ``cargo bench`` prints with libtest, or with criterion's ``--output-format bencher``.

A value is the median of what was measured; what stands behind ``+/-`` is its spread, no bound.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from calibrax.core.models import Metric
from calibrax.readers.cargo_lines import Line, lines, prints_intervals
from calibrax.readers.document import Document
from calibrax.readers.metrics import BYTES_PER_SECOND, metric_of
from calibrax.readers.outcomes import Metrics, Outcome, reading_of
from calibrax.readers.quantities import quantity
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single

TOOL = "cargo bench (libtest, or criterion's bencher output)"
RECOGNISED = "text with a line 'test NAME ... bench: 118.78 ns/iter (+/- 38.81)'"
COMMAND = "cargo bench > results.txt 2>&1"

_RESULT = re.compile(r"^test \S.* \.\.\. bench: |^test result: .* measured;", re.MULTILINE)
_NUMBER = r"[0-9,]+(?:\.[0-9]+)?|NaN|inf"
_MEASURED = re.compile(
    rf" *(?P<value>{_NUMBER}) (?P<unit>\S[^()]*?) \(\+/- (?:{_NUMBER})\)"
    r"(?: = (?P<rate>[0-9,]+) MB/s)?"
)
_BENCH = " ... bench:"
_BEGUN = re.compile(r"running [0-9]+ tests?")
_ENDED = "test result: "
_ZERO = "its value is rounded to 0, so that any change of it is from zero"


def recognises(document: Document) -> bool:
    """Tell whether a line is a result of libtest, and none is one of criterion's own."""
    if document.looks_like_json or not _RESULT.search(document.text):
        return False
    return not prints_intervals(document)


def read(document: Document) -> Reading:
    """Return one point a benchmark, with the metric that its unit says: ``time`` for ``ns/iter``.

    What was ignored is listed as skipped: benchmarks, and all tests, which cargo bench ignores and
    does not tell from them.

    Raises:
        ValueError: a line looks like a result and is none; the message gives its number.
    """
    return reading_of(told_apart(libtest(document)))


def told_apart(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield the outcomes, with the tag ``target`` only where a name stands in several programs.

    Anywhere else a benchmark is the same whether the file says its program or not.
    """
    listed = deque(outcomes)
    tags: dict[str, dict[str, str]] = {}
    shared = {each.name for each in listed if tags.setdefault(each.name, each.tags) != each.tags}
    while listed:
        outcome = listed.popleft()  # a large file has many, and each becomes a point
        yield outcome if outcome.name in shared else msgspec.structs.replace(outcome, tags={})


def libtest(document: Document) -> Iterator[Outcome]:
    """Yield what the lines of libtest say.

    Raises:
        ValueError: a line looks like a result and is none; the message gives its number.
    """
    begun: Line | None = None
    for line in lines(document):
        if _BEGUN.fullmatch(line.text) or line.text.startswith(_ENDED):
            if begun and not line.text.startswith(_ENDED):
                yield _cut_short(begun)
            begun = None if line.text.startswith(_ENDED) else line
        elif line.text.startswith("test "):
            yield from _outcome(line)
    if begun:
        yield _cut_short(begun)


def _outcome(line: Line) -> Iterator[Outcome]:
    """Yield what a line says, unless it is of a test that ran or of something else."""
    name, bench, measured = line.text[len("test ") :].rpartition(_BENCH)
    if bench:
        yield _of(line, name, *_measured(measured, line))
        return
    name, _, said = line.text[len("test ") :].partition(" ... ")
    word, _, reason = said.partition(", ")
    if word == "ignored":
        yield _of(line, name, skipped=reason or word)
    elif word == "FAILED":
        yield _of(line, name, failed="it failed")


def _measured(said: str, line: Line) -> tuple[Metrics, str | None]:
    """Return the value of the line, the throughput where it has one, and a warning about them."""
    match = _MEASURED.fullmatch(said)
    if not match:
        raise ValueError(
            f"line {line.number}: {said.strip()[:60]!r} is no result of cargo bench; "
            "expected one such as '118.78 ns/iter (+/- 38.81)'"
        )
    value = metric_of(match["unit"]), _metric(match["value"], match["unit"])
    rate = (BYTES_PER_SECOND, _metric(match["rate"], "MB/s")) if match["rate"] else None
    rounded = _ZERO if match["value"] == "0" else None
    return (value, rate) if rate else (value,), rounded


def _metric(value: str, unit: str) -> Metric | str:
    if value == "0.00":  # libtest prints hundredths of a nanosecond, and nothing is that fast
        return "it measured nothing"
    return single(quantity(unit).stored(float(value.replace(",", ""))))


def _of(
    line: Line,
    name: str,
    metrics: Metrics = (),
    warning: str | None = None,
    failed: str | None = None,
    skipped: str | None = None,
) -> Outcome:
    plain = name.strip()
    return Outcome(
        name=plain,
        scenario=plain,
        tags=line.tags,
        source=line.source,
        metrics=metrics,
        warning=warning,
        failed=failed,
        skipped=skipped,
    )


def _cut_short(begun: Line) -> Outcome:
    where = f"of target {begun.target}" if begun.target else f"after line {begun.number}"
    return _of(begun, f"benchmarks {where}", failed="they ended without a result")
