"""The id in calibrax's own JSON, which becomes part of a file's name."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.runs import refused, with_header

_NO_ID = " is no run id (1 to 128 of A-Z a-z 0-9 . _ -, no leading dot)"

IDS: dict[str, tuple[bytes, str]] = {
    "a number as id": (with_header('"id": 7'), "id: expected string, got integer"),
    "null as id": (with_header('"id": null'), "id: expected string, got null"),
    "an empty id": (with_header('"id": ""'), f"id: '' (str){_NO_ID}"),
    "an id that leads out": (with_header('"id": "../x"'), f"id: '../x' (str){_NO_ID}"),
    "an id of two dots": (with_header('"id": ".."'), f"id: '..' (str){_NO_ID}"),
    "an absolute path as id": (with_header('"id": "/etc/x"'), f"id: '/etc/x' (str){_NO_ID}"),
    "a slash in an id": (with_header('"id": "a/b"'), f"id: 'a/b' (str){_NO_ID}"),
    "a backslash in an id": (with_header('"id": "a\\\\b"'), f"id: 'a\\\\b' (str){_NO_ID}"),
    "a drive in an id": (with_header('"id": "C:x"'), f"id: 'C:x' (str){_NO_ID}"),
    "a newline in an id": (with_header('"id": "a\\nb"'), f"id: 'a\\nb' (str){_NO_ID}"),
    "a newline after an id": (with_header('"id": "a\\n"'), f"id: 'a\\n' (str){_NO_ID}"),
    "NUL in an id": (with_header('"id": "a\\u0000b"'), f"id: 'a\\x00b' (str){_NO_ID}"),
    "another digit in an id": (with_header('"id": "٣"'), f"id: '\\u0663' (str){_NO_ID}"),
    "an id of 129": (with_header(f'"id": "{"x" * 129}"'), f"id: '{'x' * 56}... (str){_NO_ID}"),
    "an id of 5,000": (
        with_header(f'"id": "{contents.LONG}"'),
        f"id: '{'x' * 56}... (str){_NO_ID}",
    ),
    "an id of 1 MB": (
        with_header(f'"id": "{contents.MEGABYTE}"'),
        f"id: '{'y' * 56}... (str){_NO_ID}",
    ),
    "the id latest": (
        with_header('"id": "latest"'),
        "id: 'latest' is reserved for the newest run; give the run another id",
    ),
}

CASES = [refused(name, *row) for name, row in IDS.items()]
