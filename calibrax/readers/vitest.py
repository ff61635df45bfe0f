"""vitest's benchmarks as JSON: version 4's ``bench --outputJson``, version 5's JSON reporter.

Both pass on tinybench's statistics, in milliseconds a call, and drop the samples.
"""

from calibrax.readers import vitest_bench, vitest_report
from calibrax.readers.document import Document
from calibrax.readers.epoch import timestamp
from calibrax.readers.outcomes import reading_of
from calibrax.readers.reading import Reading
from calibrax.readers.shape import an_object

TOOL = "vitest bench"
RECOGNISED = "JSON with files of groups, or with testResults whose assertions have benchmarks"
COMMAND = (
    "vitest bench --run --outputJson results.json  # version 5: "
    "vitest bench --run --reporter=json --outputFile=results.json"
)


def recognises(document: Document) -> bool:
    """Tell whether the document is what a version of vitest writes of benchmarks."""
    plain = document.json
    return isinstance(plain, dict) and (vitest_bench.is_one(plain) or vitest_report.is_one(plain))


def read(document: Document) -> Reading:
    """Return one point a benchmark, with the metric ``time``.

    A benchmark that threw an error is listed as failed, one left out on purpose as skipped.

    Raises:
        ValueError: the file is not of vitest's shape; the message names the place.
    """
    plain = an_object(document.json, "the top level")
    if "testResults" in plain:
        return reading_of(
            vitest_report.outcomes(plain), timestamp=timestamp(plain.get("startTime"), "startTime")
        )
    return reading_of(vitest_bench.outcomes(plain))
