"""What the user names on the command line: runs, baselines and files with paths in them."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case
from tests.integration.bad_input.runs import GOOD, with_header

_NO_ID = " is no run id (1 to 128 of A-Z a-z 0-9 . _ -, no leading dot)"

IDS: dict[str, tuple[str, str]] = {
    "a path out": ("../runs/x", "'../runs/x'"),
    "two dots": ("..", "'..'"),
    "an absolute path": ("/etc/passwd", "'/etc/passwd'"),
    "a slash": ("a/b", "'a/b'"),
    "a backslash": ("..\\x", "'..\\\\x'"),
    "a newline": ("a0\na1", "'a0\\na1'"),
    "a wildcard": ("a*", "'a*'"),
    "5,000 characters": (contents.LONG, "'xxx…"),
}
_VERBS = {
    "check": "check --run",
    "summary": "summary --run",
    "baseline": "baseline --run",
    "accept": "accept --point sort --metric t --reason x --run",
    "export": "export --to jsonl - --run",
    "against": "check --against",
}


_ACCEPT = "accept --point sort --metric t --reason x"
_LINK = (f"https://a/{contents.NO_TEXT}", "'https://a/\\udcff'")


def _stored(name: str, words: tuple[str, ...], code: int, says: str, out: str = "") -> Case:
    return Case(name, words, code, [f"Error: {says}"] if says else [], stored=True, out=out)


BASELINES: dict[str, str] = {
    "a path out": "../../outside",
    "an absolute path": "/etc/passwd",
    "two dots": "..",
    "a backslash": "..\\x",
    "a newline": "a\nb",
    "another case": "MAIN",
}

CASES = [
    *(
        _stored(f"{verb} with {name}", (*words.split(), value), 2, f"{shown}…")
        for verb, words in _VERBS.items()
        for name, (value, shown) in IDS.items()
        if not (verb == "against" and name in ("an absolute path", "two dots"))
    ),
    *(
        _stored(
            f"a baseline of {name}",
            ("check", "--baseline", value),
            3,
            "",
            out="NO BASELINE: benchmark-data has no baseline … yet (there is main); …",
        )
        for name, value in BASELINES.items()
    ),
    Case(
        "a suite of 5,000 characters",
        ("ingest", "--input", "in.json", "--suite", contents.LONG),
        2,
        [
            "Error: the suite cannot have a baseline: the baseline's name 'xxx… has 5000 "
            "characters when encoded, more than 200: give a shorter one"
        ],
        {"in.json": GOOD},
        stored=True,
    ),
    Case(
        "a suite of 23 letters that are three bytes each",
        ("ingest", "--input", "in.json"),
        4,
        [
            "Error: in.json: the suite cannot have a baseline: the baseline's name '\\u6e2c… has "
            "207 characters when encoded, more than 200: give a shorter one"
        ],
        {"in.json": with_header('"suite": "' + "測" * 23 + '"')},
        stored=True,
    ),
    _stored(
        "a baseline of 5,000 characters",
        ("baseline", "--name", contents.LONG),
        2,
        f"the baseline's name '{'x' * 56}... has 5000 characters when encoded, more than 200: give "
        "a shorter one",
    ),
    *(
        _stored(
            f"{words.split()[0]} {option} of bytes that are no text",
            (*words.split(), option, value),
            2,
            f"Invalid value for '{option}': {shown} is not UTF-8 (see: …",
        )
        for words, option, value, shown in (
            ("accept --point sort --metric t", "--reason", contents.NO_TEXT, "'\\udcff'"),
            (f"{_ACCEPT} --ceiling 5% --expires 2999-01-01", "--link", *_LINK),
            (_ACCEPT, "--tag", f"a={contents.NO_TEXT}", "'a=\\udcff'"),
            ("baseline", "--reason", contents.NO_TEXT, "'\\udcff'"),
            ("ingest --input in.json", "--machine", contents.NO_TEXT, "'\\udcff'"),
            ("ingest --input in.json", "--suite", contents.NO_TEXT, "'\\udcff'"),
        )
    ),
    _stored(
        "against a folder",
        ("check", "--against", "benchmark-data"),
        4,
        "benchmark-data: a folder with 'baselines', 'runs' is nothing that calibrax …",
    ),
    _stored("a file of 5,000", ("ingest", "--input", contents.LONG), 4, "xxx…: …"),
    _stored(
        "a file that is not there",
        ("ingest", "--input", "../nope.json"),
        4,
        "../nope.json: no such file; run the benchmarks first, or mend the path",
    ),
    _stored(
        "a pattern that matches nothing",
        ("ingest", "--input", "nope-*.json"),
        4,
        "nope-*.json: the pattern matches no file; run the benchmarks first, or mend the path",
    ),
    _stored(
        "a commit that is none",
        ("ingest", "--input", "benchmark-data/baselines/main.json", "--commit", ""),
        2,
        "Invalid value for '--commit': is empty; leave it out for the default …",
    ),
]
