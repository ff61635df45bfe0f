"""calibrax.yml."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

FILE = "calibrax.yml"

WRONG: dict[str, tuple[Content, str]] = {
    "truncated": (b"metrics:\n  - {metric: t", ":2: not YAML: …"),
    "a tab": (b"data: x\n\tthreshold: 5%\n", ":2: not YAML: …"),
    "binary": (contents.BINARY, ": not UTF-8: byte 0x80 at 128"),
    "NUL": (b"data: x\n\0", ":2: not YAML: special characters are not allowed"),
    "UTF-16": (contents.utf16(b"data: x"), ": is UTF-16 and not UTF-8; …"),
    **{
        encoding: ("data: x".encode(encoding), f": is {name} and not UTF-8; in PowerShell …")
        for encoding, name in contents.ENCODINGS.items()
    },
    "gzip": (contents.packed(b"data: x"), ": not UTF-8: byte 0x8b at 1"),
    "100,000 lists": (contents.DEEP, ":1: not YAML: nested too deeply"),
    "a list": (b"- data\n", ":1: expected keys with values, got a list"),
    "a word": (b"data\n", ":1: expected keys with values, got data"),
    "two documents": (b"data: x\n---\ndata: y\n", ":2: not YAML: …"),
    "an unknown anchor": (b"data: *x\n", ":1: not YAML: found undefined alias 'x'"),
    "an object of Python": (
        b'data: !!python/object/apply:os.system ["touch harm"]\n',
        ":1: data: expected a text, got …",
    ),
    "an unknown key": (b"\ntreshold: 5%\n", ":2: no key 'treshold'; did you mean 'threshold'?"),
    "a number as key": (b"1: x\n", ":1: no key '1'; …"),
    "a list as key": (b"[a]: x\n", ":1: no key '?'; …"),
    "a key twice": (b"data: x\ndata: y\n", ":2: the key 'data' stands twice"),
    "no data": (b"data:\n", ":1: data: is empty; fill it, or leave the key out"),
    "a number as data": (b"data: 7\n", ":1: data: expected a text, got 7; put it in quotes"),
    "NUL in data": (
        b'data: "a\\0b"\n',
        ":1: data: 'a\\x00b' holds NUL, which no path may",
    ),
    "data of 1 MB": (
        b"data: " + contents.MEGABYTE.encode(),
        f":1: data: '{'y' * 78}... is longer than a path may be",
    ),
    "a threshold of 5,000 digits": (
        b"threshold: " + b"9" * 5_000,
        f":1: threshold: '{'9' * 78}... is no threshold: it is too large for a number",
    ),
    "a threshold of 5,000 zeros": (
        b"threshold: 5." + b"0" * 5_000,
        f":1: threshold: '5.{'0' * 76}... would be 500%: write 5.{'0' * 55}...% or a share below 1",
    ),
    "a lone surrogate as data": (
        b'data: "\\uD800"\n',
        ":1: data: '\\ud800' holds a lone surrogate",
    ),
    "a lone surrogate as metric": (
        b'metrics:\n  - {metric: "\\uD800", unit: s}\n',
        ":2: metrics[0].metric: '\\ud800' holds a lone surrogate",
    ),
    "a lone surrogate as reason": (
        b'levels:\n  - metric: t\n    benchmark: a\n    since: a0\n    reason: "x\\uDFFF"\n',
        ":5: levels[0].reason: 'x\\udfff' holds a lone surrogate",
    ),
    "a lone surrogate as old name": (
        b'renamed: {"\\uD800": a}\n',
        ":1: renamed: '\\ud800' holds a lone surrogate",
    ),
    "a lone surrogate as key": (b'"\\uD800": a\n', ":1: no key '\\ud800'; …"),
    "yes as data": (b"data: yes\n", ":1: data: expected a text, got yes; put it in quotes"),
    "a threshold of a word": (b"threshold: high\n", ":1: threshold: 'high' is no threshold: …"),
    "a threshold of NaN": (b"threshold: .nan\n", ":1: threshold: '.nan' is no threshold: …"),
    "an infinite threshold": (b"threshold: .inf\n", ":1: threshold: '.inf' is no threshold: …"),
    "a threshold of 1e999": (b"threshold: 1e999%\n", ":1: threshold: '1e999%' is no threshold: …"),
    "a threshold below 0": (b"threshold: -5%\n", ":1: threshold: '-5%' is no threshold: …"),
    "a threshold of 5": (
        b"threshold: 5\n",
        ":1: threshold: '5' would be 500%: write 5% or a share below 1",
    ),
    "an unknown finding": (b"fail-on: regresion\n", ":1: fail-on: no finding 'regresion'; …"),
    "never and more": (b"fail-on: [never, regression]\n", ":1: fail-on: …never stands alone…"),
    "metrics is a word": (b"metrics: t\n", ":1: metrics: expected a list, got t"),
    "a metric without its name": (
        b"metrics:\n  - {threshold: 5%}\n",
        ":2: metrics[0]: the key 'metric' is missing",
    ),
    "an unknown direction": (
        b"metrics:\n  - metric: t\n    direction: up\n",
        ":3: metrics[0].direction: no value 'up'; …",
    ),
    "a number as unit": (
        b"metrics:\n  - {metric: t, unit: 1}\n",
        ":2: metrics[0].unit: expected a text, got 1; put it in quotes",
    ),
    "an amount of 1e999": (
        b"metrics:\n  - {metric: t, absolute: 1e999}\n",
        ":2: metrics[0].absolute: expected a number, got 1e999",
    ),
    "an amount below 0": (
        b"metrics:\n  - {metric: t, absolute: -1}\n",
        ":2: metrics[0].absolute: -1 is below 0",
    ),
    "a limit without a bound": (
        b"limits:\n  - {metric: t}\n",
        ":2: limits[0]: no bound; give 'max', 'min', or both",
    ),
    "a limit of NaN": (
        b"limits:\n  - {metric: t, max: .nan}\n",
        ":2: limits[0].max: expected a number, got .nan",
    ),
    "bounds the wrong way": (
        b"limits:\n  - {metric: t, max: 1, min: 2}\n",
        ":2: limits[0]: min 2 is above max 1",
    ),
    "a waiver without an end": (
        b"waivers:\n  - {metric: t, benchmark: a, ceiling: 5%, reason: x}\n",
        ":2: waivers[0]: the key 'expires' is missing",
    ),
    "a day out of range": (
        b"waivers:\n  - {metric: t, benchmark: a, ceiling: 5%, reason: x, expires: 2026-02-30}\n",
        ":2: waivers[0].expires: …2026-02-30…",
    ),
    "a level with a path": (
        b"levels:\n  - {metric: t, benchmark: a, since: ../x, reason: x}\n",
        ":2: levels[0].since: '../x' is no run's id, nor the beginning of one",
    ),
    "a tag of a list": (
        b"metrics:\n  - {metric: t, benchmark: a, tags: {x: [y]}}\n",
        ":2: metrics[0].tags.x: expected a text, got a list",
    ),
    "a tag twice": (
        b"metrics:\n  - {metric: t, benchmark: a, tags: {x: y, x: z}}\n",
        ":2: metrics[0].tags: the key 'x' stands twice",
    ),
    "a renamed list": (b"renamed: [a]\n", ":1: renamed: expected keys with values, got a list"),
    "a table without columns": (
        b"formats:\n  - {name: x, type: csv, benchmark: b}\n",
        ":2: formats[0]: the key 'metrics' is missing",
    ),
    "a table of an unknown type": (
        b"formats:\n  - {name: x, type: xml, benchmark: b, metrics: [{column: c, metric: m}]}\n",
        ":2: formats[0].type: no value 'xml'; …",
    ),
    "a folder": (contents.folder, ": cannot be read: Is a directory"),
    "a pipe": (contents.pipe, ": cannot be read: it is a pipe and no file"),
    "a device": (contents.device, ": cannot be read: it is a device and no file"),
    "a link to itself": (contents.link_to_itself, ": cannot be read: Too many levels …"),
}

CASES = [
    *(
        Case(
            f"settings: {name}",
            ("check",),
            4,
            [f"Error: {FILE}{says}"],
            {FILE: content},
            stored=True,
        )
        for name, (content, says) in WRONG.items()
    ),
    Case(
        "settings that are not there",
        ("check", "--config", "nope.yml"),
        4,
        ["Error: nope.yml: cannot be read: No such file or directory"],
        stored=True,
    ),
    Case(
        "settings that are a device",
        ("check", "--config", "/dev/zero"),
        4,
        ["Error: /dev/zero: cannot be read: it is a device and no file"],
        stored=True,
    ),
    *(
        Case(
            f"settings of {path}, in which nothing stands",
            ("check", "--config", path),
            0,
            [],
            stored=True,
            out="PASS: …",
        )
        for path in ("/dev/null", "/dev/stdin")
    ),
    Case(
        "a reference of 300 characters",
        ("check",),
        2,
        [
            f"Error: {FILE}: reference: the baseline's name 'xxx… has 300 characters when encoded, "
            "more than 200: give a shorter one"
        ],
        {FILE: b"reference: " + b"x" * 300},
        stored=True,
    ),
    Case(
        "a reference with a path",
        ("check",),
        2,
        [f"Error: {FILE}: reference: no baseline '../x', and '../x' is no run id (…"],
        {FILE: b"reference: ../x\n"},
        stored=True,
    ),
]
