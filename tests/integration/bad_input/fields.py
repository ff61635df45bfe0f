"""Each field of a report.json with a value of another kind in it."""

from typing import Any

from tests.integration.bad_input.case import Case
from tests.integration.bad_input.report_json import REPORT, ROW, as_bytes

RUN = {
    "id": "a",
    "timestamp": "2026-02-20T00:00:00Z",
    "commit": None,
    "branch": None,
    "suite": "main",
    "machine": None,
    "python": None,
    "points": 1,
}

TEXTS = ("message", "mode", "sensitivity")
TEXTS_OR_NONE = ("baseline_name", "job")
OBJECTS_OR_NONE = ("run", "baseline", "interleaved")
LISTS = ("comparisons", "warnings", "settings_change", "fail_on", "attempts", "steps")

KINDS: dict[str, tuple[Any, str]] = {
    **dict.fromkeys(TEXTS, (7, "Expected `str`, got `int`")),
    **dict.fromkeys(TEXTS_OR_NONE, (7, "Expected `str | null`, got `int`")),
    **dict.fromkeys(OBJECTS_OR_NONE, (7, "Expected `object | null`, got `int`")),
    **dict.fromkeys(LISTS, (7, "Expected `array`, got `int`")),
    "failed": (7, "Expected `object`, got `int`"),
    "threshold": (True, "Expected `float`, got `bool`"),
    "history": (1.5, "Expected `int`, got `float`"),
}

ROWS: dict[str, str] = {
    **dict.fromkeys(("metric", "point_name", "outcome", "direction", "unit", "note"), "str"),
    **dict.fromkeys(("excuse", "remedy"), "str"),
    **dict.fromkeys(("baseline_value", "current_value", "delta_pct", "threshold"), "float | null"),
    "source": "str | null",
    "tags": "object",
    "evidence": "object",
    "candidate": "bool",
}

RUNS: dict[str, str] = {
    **dict.fromkeys(("id", "suite"), "str"),
    **dict.fromkeys(("commit", "branch", "machine", "python"), "str | null"),
    "timestamp": "datetime",
    "points": "int",
}

PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "a finding that is none": ({"fail_on": ["x"]}, "Invalid enum value 'x' - at `$.fail_on[0]`"),
    "a reason of a number": (
        {"failed": {"a": 1}},
        "Expected `str`, got `int` - at `$.failed[...]`",
    ),
    "a code of text": (
        {"steps": [{"name": "check", "code": "0"}]},
        "Expected `int | null`, got `str` - at `$.steps[0].code`",
    ),
    "rounds of text": (
        {"interleaved": {"base": "a", "head": "b", "rounds": "4", "seed": 1}},
        "Expected `int`, got `str` - at `$.interleaved.rounds`",
    ),
    "an unknown rule": (
        {"comparisons": [{**ROW, "evidence": {"rule": "x"}}]},
        "Invalid enum value 'x' - at `$.comparisons[0].evidence.rule`",
    ),
    "a year before 1 in UTC": (
        {"run": {**RUN, "timestamp": "0001-01-01T00:00:00+14:00"}},
        "timestamp: 0001-01-01T00:00:00+14:00 is out of range in UTC - at `$.run`",
    ),
    "a year after 9999 in UTC": (
        {"baseline": {**RUN, "timestamp": "9999-12-31T23:59:59-01:00"}},
        "timestamp: 9999-12-31T23:59:59-01:00 is out of range in UTC - at `$.baseline`",
    ),
}


def _render(name: str, fields: dict[str, Any], says: str) -> Case:
    return Case(
        f"report: {name}",
        ("render", "in.json", "--format", "markdown"),
        4,
        [f"Error: in.json: is no report of calibrax: {says}"],
        {"in.json": as_bytes({**REPORT, **fields})},
    )


CASES = [
    *(
        _render(f"{field} of another kind", {field: value}, f"{says} - at `$.{field}`")
        for field, (value, says) in KINDS.items()
    ),
    *(
        _render(
            f"{field} of a row of another kind",
            {"comparisons": [{**ROW, field: []}]},
            f"Expected `{kind}`, got `array` - at `$.comparisons[0].{field}`",
        )
        for field, kind in ROWS.items()
    ),
    *(
        _render(
            f"{field} of the run of another kind",
            {"run": {**RUN, field: []}},
            f"Expected `{kind}`, got `array` - at `$.run.{field}`",
        )
        for field, kind in RUNS.items()
    ),
    *(_render(name, fields, says) for name, (fields, says) in PLACES.items()),
]
