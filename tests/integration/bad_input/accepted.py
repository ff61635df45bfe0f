"""What is odd and accepted, with what is said of it."""

import json

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Content
from tests.integration.bad_input.runs import GOOD, with_header, with_metric

_NEWEST = "warning: run … is not the newest in benchmark-data, … is: check it with --run …"


def _time(written: str) -> bytes:
    return with_header(f'"id": "good", "timestamp": "{written}"')


ACCEPTED: dict[str, tuple[Content, list[str]]] = {
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, []),
    "gzip": (contents.packed(GOOD), []),
    "a value of 0": (with_metric('{"value": 0}'), []),
    "a value of -0": (with_metric('{"value": -0.0}'), []),
    "a value below 0": (with_metric('{"value": -1.5}'), []),
    "the smallest number": (with_metric('{"value": 5e-324}'), []),
    "a number below the smallest": (with_metric('{"value": 1e-999}'), []),
    "the largest number": (with_metric('{"value": 1.7976931348623157e308}'), []),
    "a whole number that no float holds": (with_metric('{"value": 9007199254740993}'), []),
    "samples below 0 and denormal": (
        with_metric('{"value": -1, "samples": [-1, 0, 5e-324]}'),
        [],
    ),
    "no samples": (with_metric('{"value": 1, "samples": []}'), []),
    "an unknown field": (with_header('"hello": 1'), []),
    "a name of 1 MB": (
        json.dumps(
            {
                "points": [
                    {"name": contents.MEGABYTE, "scenario": "a", "metrics": {"t": {"value": 1}}}
                ]
            }
        ).encode(),
        [],
    ),
    "a reason of 5,000 characters": (
        with_header(f'"metadata": {{"failed": {{"b": "{contents.LONG}"}}}}'),
        [f"warning: b failed and has no value: {'x' * 297}..."],
    ),
    "an id of 128": (with_header(f'"id": "{"x" * 128}"'), []),
    "a time without zone": (_time("2027-01-02T03:04:05"), ["warning: …no time zone…"]),
    "a time of the first year": (_time("0001-01-01T00:00:00Z"), [_NEWEST]),
    "a time of the last year": (_time("9999-12-31T23:59:59Z"), []),
    "a leap day": (_time("2028-02-29T00:00:00Z"), []),
}
