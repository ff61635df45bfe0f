"""What lies beside the runs that are asked for, as each verb meets it: left out, and said."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content
from tests.integration.bad_input.store import (
    A1,
    BASELINE,
    GOOD,
    LOG,
    OUT_OF_RANGE,
    RUNS,
    UNREADABLE,
    run,
)

_PASS = "PASS: no regressions in 1 metric of 1 point…"
_REFUSED = f"{A1}: the file is empty"
_AS_A1 = "as 20260102T130000.000000Z_a1.json does; calibrax store verify tells which is right"
_WHOLE = "Error: benchmark-data: 1 of …; calibrax store verify --repair moves 1 to quarantine/"
_EMPTY: dict[str, Content] = {A1: b""}

STRAY = ("notes.json", "20260102.json", "20300101T000000Z.json.json")

COPIES: dict[str, str] = {
    "a copy of another name": "copy of a1.json",
    "a copy that a browser made": "20260102T130000.000000Z_a1 (1).json",
    "a copy of another time": "20250102T130000.000000Z_a1.json",
}

SILENT: dict[str, dict[str, Content]] = {
    "notes": {f"{RUNS}notes.txt": b"x", f"{RUNS}.DS_Store": b"x", "benchmark-data/x.md": b"x"},
    "a folder": {f"{RUNS}old/x": b"x"},
    "what was moved to quarantine": {"benchmark-data/quarantine/x/runs/a9.json": b"hello"},
    "a baseline of another suite that is empty": {"benchmark-data/baselines/other.json": b""},
    "a log that is none": {LOG: b"hello\n"},
}
"""What no verb that looks at runs has to read."""

VERIFIED: dict[str, tuple[dict[str, Content], str]] = {
    "an empty run": (_EMPTY, f"{A1}: the file is empty"),
    "a metric twice": (
        {A1: GOOD.replace(b'"t":{"value":100.0}', b'"t":{"value":100.0},"t":{"value":1.0}')},
        f"{A1}: points[0].metrics: the key 't' stands twice",
    ),
    "a benchmark twice": (
        {
            A1: run(
                point='{"name":"sort","scenario":"sort","metrics":{"t":{"value":1.0}}},\n'
                '{"name":"sort","scenario":"sort","metrics":{"t":{"value":2.0}}}'
            )
        },
        f"{A1}: points: two points are 'sort' with tags {{}}",
    ),
    "a run of another id": (
        {A1: run(id="z")},
        f"{A1}: the name is not that of the run in it, which is 20260102T130000.000000Z_z.json",
    ),
    "a baseline with a value twice": (
        {BASELINE: run(id="a2").replace(b'"value":100.0', b'"value":100.0,"value":9.0')},
        f"{BASELINE}: points[0].metrics.t: the key 'value' stands twice",
    ),
    "a run of a time out of range": (
        {A1: UNREADABLE[OUT_OF_RANGE][0]},
        f"{A1}: {UNREADABLE[OUT_OF_RANGE][1]}",
    ),
    "a run that is a pipe": ({A1: contents.pipe}, f"{A1}: cannot be read: it is a pipe and no …"),
}


def _case(name: str, words: str, files: dict[str, Content], *err: str, code: int = 0) -> Case:
    return Case(name, words.split(), code, err, files, stored=True, out="…")


CASES = [
    *(
        _case(f"check beside {name}", "check", {A1: content})._replace(
            out=f"{_PASS}warning: left out: {A1}: {says}\n"
        )
        for name, (content, says) in UNREADABLE.items()
    ),
    *(
        _case(
            f"{words.split()[0]} beside {name}",
            words,
            {A1: content},
            f"warning: left out: {A1}: {says}",
        )
        for name, (content, says) in UNREADABLE.items()
        for words in ("trend --metric t --point sort", "backtest")
    ),
    *(
        _case(f"check --run a3 beside {name}", "check --run a3", {RUNS + name: b"hello"})._replace(
            out=f"…left out: {RUNS}{name}: not JSON: …"
        )
        for name in STRAY
    ),
    *(
        _case(
            f"{words} beside {name}",
            words,
            {RUNS + name: b"hello"},
            f"warning: left out: {RUNS}{name}: not JSON: …",
        )
        for name in STRAY
        for words in ("trend --metric t --point sort", "backtest")
    ),
    *(
        _case(f"{words} beside {name}", words, files)
        for name, files in SILENT.items()
        for words in ("check", "summary", "trend --metric t --point sort", "backtest")
    ),
    *(
        _case(f"{words} beside an empty run", words, _EMPTY)
        for words in ("summary", "summary --run a3", "export --run a3 --to jsonl -")
    ),
    _case(
        "check beside an empty run, as JSON",
        "check --json",
        _EMPTY,
    )._replace(out=f"…left out: {_REFUSED}…"),
    _case(
        "check against a run, beside an empty one",
        "check --against a0",
        _EMPTY,
    )._replace(out=f"PASS: …left out: {_REFUSED}…"),
    *(
        _case(
            f"prune beside {name}",
            "store prune --keep 9",
            {A1: UNREADABLE[name][0]},
            f"warning: {A1}: {UNREADABLE[name][1]}: stays as it is",
        )
        for name in ("empty", OUT_OF_RANGE)
    ),
    _case(
        "prune beside an empty baseline",
        "store prune --keep 1",
        {"benchmark-data/baselines/other.json": b""},
        "Error: benchmark-data/baselines/other.json: the file is empty",
        code=4,
    )._replace(out=""),
    *(  # what takes the store as a whole leaves nothing out
        _case(f"{words} of a store with an empty run", words, _EMPTY, f"Error: {_REFUSED}", code=4)
        for words in ("export --to jsonl -", "export --to csv -", "export --to asv out")
    ),
    *(
        _case(
            f"{words} beside {name}",
            words,
            {RUNS + file: GOOD},
            f"warning: left out: {RUNS}{file}: holds run 'a1', {_AS_A1}",
        )
        for name, file in COPIES.items()
        for words in ("trend --metric t --point sort", "backtest")
    ),
    *(
        _case(f"check beside {name}", "check", {RUNS + file: GOOD})._replace(
            out=f"PASS: …left out: {RUNS}{file}: holds run 'a1', {_AS_A1}…"
        )
        for name, file in COPIES.items()
    ),
    _case(
        "a run of which there is a copy",
        "check --run a1",
        {f"{RUNS}20250102T130000.000000Z_a1.json": GOOD},
        "Error: 2 files in benchmark-data/runs hold run 'a1' (20250102T130000.000000Z_a1.json, "
        "20260102T130000.000000Z_a1.json): calibrax store verify tells which is right",
        code=2,
    )._replace(out=""),
    *(
        _case(f"verify: {name}", "store verify", files, _WHOLE, code=4)._replace(
            out=f"{says.removeprefix('benchmark-data/')}\n"
        )
        for name, (files, says) in VERIFIED.items()
    ),
]
