"""Lone surrogates, which JSON can write and UTF-8 cannot hold, in each JSON that is read."""

import json
from typing import Any

from tests.integration.bad_input import runs
from tests.integration.bad_input.case import Case
from tests.integration.bad_input.event import RUNNER, refused
from tests.integration.bad_input.report_json import REPORT, ROW
from tests.integration.bad_input.store import A1

_LONE = "\ud800"
_SAYS = "'\\ud800' holds a lone surrogate"
_KEY = "the key '\\ud800' holds a lone surrogate"

_METRIC = {"value": 1}
_POINT = {"name": "a", "scenario": "a", "metrics": {"t": _METRIC}}
_DEFINITION = {"name": "t", "unit": "s", "direction": "lower"}


def _point(**fields: Any) -> dict[str, Any]:
    return {"points": [{**_POINT, **fields}]}


RUNS: dict[str, tuple[dict[str, Any], str]] = {
    "a name": (_point(name=_LONE), f"points[0].name: {_SAYS}"),
    "a tag": (_point(tags={"x": _LONE}), f"points[0].tags.x: {_SAYS}"),
    "a value": (_point(metrics={"t": {"value": _LONE}}), f"points[0].metrics.t.value: {_SAYS}"),
    "a metric": (_point(metrics={_LONE: _METRIC}), f"points[0].metrics: {_KEY}"),
    "a time": ({"timestamp": _LONE, **_point()}, f"timestamp: {_SAYS}"),
    "a kind": ({"kind": _LONE, **_point()}, f"kind: {_SAYS}"),
    "a direction": (
        {"metric_defs": {"t": {**_DEFINITION, "direction": _LONE}}, **_point()},
        f"metric_defs.t.direction: {_SAYS}",
    ),
    "metadata": ({"metadata": {"x": [_LONE]}, **_point()}, f"metadata.x[0]: {_SAYS}"),
    "an unknown field": ({"hello": _LONE, **_point()}, f"hello: {_SAYS}"),
    "an unknown key": ({_LONE: 1, **_point()}, f"the top level: {_KEY}"),
}

CONFIG: dict[str, tuple[dict[str, Any], str]] = {
    "a project": ({"wandb_project": _LONE}, f"wandb_project: {_SAYS}"),
    "an unknown key": ({_LONE: 1}, f"the top level: {_KEY}"),
    **{
        f"a {field}": (
            {"metric_defs": {"t": {"direction": "lower", field: _LONE}}},
            f"metric_defs.t.{field}: {_SAYS}",
        )
        for field in ("unit", "direction", "priority")
    },
}

REPORTS: dict[str, tuple[Any, str]] = {
    "the top level": (_LONE, f"the top level: {_SAYS}"),
    "a schema": ({**REPORT, "schema": _LONE}, f"schema: {_SAYS}"),
    "a key": ({**REPORT, _LONE: 1}, f"the top level: {_KEY}"),
    "a benchmark": (
        {**REPORT, "comparisons": [{**ROW, "point_name": _LONE}]},
        f"comparisons[0].point_name: {_SAYS}",
    ),
}

_REQUEST = ("head.sha", "head.ref", "base.sha", "base.ref")
EVENTS: dict[str, tuple[str, ...]] = {
    "pull_request": (*(f"pull_request.{field}" for field in _REQUEST), "repository.default_branch"),
    "workflow_run": tuple(
        f"workflow_run.{field}" for field in ("head_sha", "head_branch", "event", "name")
    ),
}


def _as_bytes(plain: Any) -> bytes:
    return json.dumps(plain).encode()


def _event(place: str) -> bytes:
    """Return an event with a lone surrogate at a place such as ``pull_request.head.sha``."""
    plain: Any = _LONE
    for step in reversed(place.split(".")):
        plain = {step: plain}
    return _as_bytes(plain)


CASES = [
    *(
        runs.refused(f"a lone surrogate in {name}", _as_bytes(plain), says)
        for name, (plain, says) in RUNS.items()
    ),
    *(
        Case(
            f"a stored run with a lone surrogate in {name}",
            ("check", "--run", "a1"),
            4,
            [f"Error: {A1}: {says}"],
            {A1: _as_bytes({"id": "a1", **plain})},
            stored=True,
        )
        for name, (plain, says) in RUNS.items()
    ),
    *(
        Case(
            f"config.json: a lone surrogate in {name}",
            ("check",),
            4,
            [f"Error: benchmark-data/config.json: {says}"],
            {"benchmark-data/config.json": _as_bytes(plain)},
            stored=True,
        )
        for name, (plain, says) in CONFIG.items()
    ),
    *(
        Case(
            f"report: a lone surrogate in {name}",
            ("render", "in.json"),
            4,
            [f"Error: in.json: is no report of calibrax: {says}"],
            {"in.json": _as_bytes(plain)},
        )
        for name, (plain, says) in REPORTS.items()
    ),
    *(
        refused(f"a lone surrogate as {place}", _event(place), f"{place}: {_SAYS}", event)
        for event, places in EVENTS.items()
        for place in places
    ),
    Case(
        "event: a lone surrogate where nobody reads",
        ("github", "plan"),
        0,
        [],
        {"event.json": _event("pull_request.title"), "action/.keep": b""},
        RUNNER,
        out="…",
    ),
]
