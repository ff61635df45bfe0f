"""The store's config.json."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

FILE = "benchmark-data/config.json"

WRONG: dict[str, tuple[Content, str]] = {
    "empty": (b"", "the file is empty"),
    "truncated": (
        b'{"wandb_project": "x"',
        "not JSON: Expecting ',' delimiter at line 1 column 22",
    ),
    "binary": (contents.BINARY, "not UTF-8: byte 0x80 at 128"),
    "UTF-16": (contents.utf16(b"{}"), "is UTF-16 and not UTF-8; …"),
    **{
        encoding: ("{}".encode(encoding), f"is {name} and not UTF-8; in PowerShell …")
        for encoding, name in contents.ENCODINGS.items()
    },
    "gzip": (contents.packed(b"{}"), "not UTF-8: byte 0x8b at 1"),
    "100,000 lists": (contents.DEEP, "nested too deeply"),
    "a list": (b"[]", "expected an object, got a list"),
    "null": (b"null", "expected an object, got a NoneType"),
    "an unknown key": (b'{"project": "x"}', "no key 'project'; did you mean 'wandb_project'?"),
    "a key twice": (
        b'{"wandb_project": "x", "wandb_project": "y"}',
        "the key 'wandb_project' stands twice at the top level",
    ),
    "a metric twice": (
        b'{"metric_defs": {"t": {"direction": "lower"}, "t": {"direction": "higher"}}}',
        "metric_defs: the key 't' stands twice",
    ),
    "a number as project": (b'{"wandb_project": 7}', "wandb_project: expected a string, got 7"),
    "a list as entity": (b'{"wandb_entity": []}', "wandb_entity: expected a string, got []"),
    "a list as metric_defs": (b'{"metric_defs": []}', "metric_defs: expected an object, got []"),
    "a number as definition": (
        b'{"metric_defs": {"t": 1}}',
        "metric_defs: 't': expected an object, got 1",
    ),
    "no direction": (b'{"metric_defs": {"t": {}}}', "metric_defs: 't': …direction"),
    "an unknown direction": (
        b'{"metric_defs": {"t": {"direction": "up"}}}',
        "metric_defs: 't': direction: expected one of higher, lower, info, got 'up'",
    ),
    "a number as unit": (
        b'{"metric_defs": {"t": {"direction": "lower", "unit": 1}}}',
        "metric_defs: 't': unit: expected string, got integer",
    ),
    "an unknown key of a metric": (
        b'{"metric_defs": {"t": {"direction": "lower", "limit": 1}}}',
        "metric_defs: 't': no key 'limit'; there is unit, direction, group, priority, description",
    ),
    "a folder": (contents.folder, "cannot be read: Is a directory"),
    "a pipe": (contents.pipe, "cannot be read: it is a pipe and no file"),
    "a link out": (
        contents.link_out,
        "is a symbolic link, and a store reads only its own files",
    ),
}

CASES = [
    Case(
        f"config.json: {name}",
        ("check",),
        4,
        [f"Error: {FILE}: {says}"],
        {FILE: content},
        stored=True,
    )
    for name, (content, says) in WRONG.items()
]
