"""Plans for tests, made from the inputs and facts that matter to a test."""

from collections.abc import Mapping
from typing import Any

from calibrax.github.context import Context
from calibrax.github.plan import Inputs, Plan, make_plan
from calibrax.settings import Settings

STORE = "/runner/store"

PUSH = Context(
    event="push", repository="octo/sample", commit="c" * 40, branch="main", job="bench", run="1/1"
)
REQUEST = Context(
    event="pull_request",
    repository="octo/sample",
    commit="d" * 40,
    merge_commit="e" * 40,
    branch="feature",
    base_branch="main",
    pull_request=7,
    workflow="Benchmarks",
    job="judge",
    run="2/1",
)


def a_plan(
    context: Context = PUSH,
    settings: Settings | None = None,
    environ: Mapping[str, str] = {},
    *,
    can_export: bool = False,
    **inputs: Any,
) -> Plan:
    """Return the plan for the results ``out.json``."""
    given = Inputs(**{"results": "out.json", **inputs})
    return make_plan(given, context, settings or Settings(), STORE, environ, can_export=can_export)
