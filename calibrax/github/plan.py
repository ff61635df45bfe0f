"""The plan of one use of the Action: its inputs, each checked, and what follows from the event."""

import os
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar, get_args

import msgspec

from calibrax.errors import DataError, UnknownName, UsageError
from calibrax.github.context import Context
from calibrax.readers import FORMATS
from calibrax.settings import Settings, parse_fail_on, parse_threshold
from calibrax.storage.git import is_branch
from calibrax.storage.names import baseline_file

_Value = TypeVar("_Value")

When = Literal["auto", "always", "never"]
Export = Literal["auto", "wandb", "none"]
Mode = Literal["check", "ab"]

FAIL_ON = "regression,not-judged"
DATA = "benchmark-data"
LARGEST_FOREIGN = 20
"""MB of results that are taken from another workflow run."""


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """The inputs of action.yml as they were written; an empty text leaves the decision open."""

    mode: str = "check"
    results: str = ""
    attempts: str = ""
    command: str = ""
    setup: str = ""
    budget: str = "15m"
    confirm: str = "auto"
    format: str = "auto"
    suite: str = "main"
    data: str = DATA
    data_branch: str = "calibrax-data"
    config: str = ""
    threshold: str = ""
    baseline: str = "auto"
    fail_on: str = FAIL_ON
    record: str = "auto"
    update_baseline: str = "auto"
    export: str = "auto"
    wandb_project: str = ""
    wandb_entity: str = ""
    comment: str = "false"
    annotations: str = "true"
    summary: str = "true"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps of the Action do.

    ``mode`` is ``check``, against a baseline, or ``ab``, which measures the commit and its base in
    turns: there ``command`` and ``setup`` measure either, and without a command ``results`` are the
    runs of such a measurement, to be judged again.

    ``data`` is the store: with a data branch a private folder, so that no file of the checkout
    counts. ``asked`` is the name of a baseline that has to be there, empty where the context says
    which to look for. ``attempts`` are patterns of further measurements, each pattern one;
    ``command`` measures again, empty where nothing does.
    """

    context: Context
    mode: Mode
    results: tuple[str, ...]
    attempts: tuple[str, ...]
    command: str
    setup: str
    budget: str
    format: str
    suite: str
    data: str
    data_branch: str
    config: str
    threshold: str
    asked: str
    fail_on: tuple[str, ...]
    record: bool
    update_baseline: When
    export: bool
    wandb_project: str
    wandb_entity: str
    comment: bool
    annotations: bool
    summary: bool

    @property
    def baselines(self) -> tuple[str, ...]:
        """The names of the baselines to look for; the first that is there counts."""
        return (self.asked,) if self.asked else self.context.baselines(self.suite)

    @property
    def own_baseline(self) -> str | None:
        """The name of the baseline that a run of this branch may become.

        A request to merge the default branch elsewhere is no run of that branch.
        """
        branch, context = self.context.branch, self.context
        if branch is None or (context.is_request and branch == context.default_branch):
            return None
        return context.baseline(self.suite, branch)

    def in_words(self, message: str) -> str:
        """Return a message in which the private store is named as what it is: the data branch."""
        if not self.data_branch:
            return message
        named = message.replace(f"{self.data}/", f"{self.data_branch}:")
        return named.replace(self.data, self.data_branch)

    @property
    def history_branch(self) -> str | None:
        """The branch whose runs the current one is seen against."""
        return self.context.base_branch or self.context.branch


def make_plan(
    inputs: Inputs,
    context: Context,
    settings: Settings,
    private_store: str,
    environ: Mapping[str, str],
    *,
    can_export: bool,
) -> Plan:
    """Return the plan.

    ``settings`` are calibrax.yml's: an input that was left at its default gives way to them.
    ``private_store`` is the folder of a store that mirrors the data branch. ``can_export`` says
    whether the environment is set up for Weights & Biases.

    Raises:
        UsageError: an input is none of the values that it may have; the message names it.
    """
    mode: Mode = _choice("mode", inputs.mode or "check", get_args(Mode))  # type: ignore[assignment]
    in_turns = mode == "ab"
    if in_turns:
        _check_in_turns(inputs, context)
    results = _lines(inputs.results)
    confirm = _choice("confirm", inputs.confirm or "auto", ("auto", "never"))
    if not results and not (in_turns and inputs.command.strip()):
        raise UsageError("input 'results': is empty; name the files that the benchmarks wrote")
    if inputs.threshold:
        _checked("threshold", lambda: parse_threshold(inputs.threshold))
    fail_on = _checked("fail-on", lambda: parse_fail_on(inputs.fail_on or FAIL_ON))
    if inputs.fail_on in ("", FAIL_ON) and settings.fail_on is not None:
        fail_on = settings.fail_on
    suite = inputs.suite or "main"
    if inputs.data_branch and not is_branch(inputs.data_branch, environ):
        raise UsageError(f"input 'data-branch': {inputs.data_branch!r} is no name of a branch")
    _check_names(suite, inputs.data_branch, context)
    folder = settings.data or DATA if inputs.data in ("", DATA) else inputs.data
    if not inputs.data_branch and os.path.lexists(folder) and not os.path.isdir(folder):
        raise UsageError(f"input 'data': {folder} is no folder")
    record = _when("record", inputs.record)
    return Plan(
        context=context,
        mode=mode,
        results=results,
        attempts=_lines(inputs.attempts),
        command=inputs.command if in_turns or confirm == "auto" else "",
        setup=inputs.setup,
        budget=inputs.budget or Inputs().budget,
        format=_choice("format", inputs.format or "auto", _formats(settings)),
        suite=suite,
        data=private_store if inputs.data_branch else folder,
        data_branch=inputs.data_branch,
        config=inputs.config,
        threshold=inputs.threshold,
        asked="" if inputs.baseline == "auto" else inputs.baseline,
        fail_on=fail_on,
        record=not in_turns and (record == "always" or (record == "auto" and context.records)),
        update_baseline=_when("update-baseline", inputs.update_baseline),
        export=_exports(inputs.export, can_export),
        wandb_project=inputs.wandb_project,
        wandb_entity=inputs.wandb_entity,
        comment=_flag("comment", inputs.comment, "false"),
        annotations=_flag("annotations", inputs.annotations, "true"),
        summary=_flag("summary", inputs.summary, "true"),
    )


def seen_in(plan: Plan, context: Context) -> Plan:
    """Return the plan for a context of which more is known.

    Raises:
        UsageError: an input has no meaning there; the message names it.
    """
    _check_names(plan.suite, plan.data_branch, context)
    return msgspec.structs.replace(plan, context=context)


def _check_in_turns(inputs: Inputs, context: Context) -> None:
    """Refuse what means nothing to a measurement in turns, which has no baseline and no history."""
    for name, value, left_open in (
        ("baseline", inputs.baseline, ("", "auto")),
        ("record", inputs.record, ("", "auto", "never")),
        ("update-baseline", inputs.update_baseline, ("", "auto", "never")),
    ):
        if value not in left_open:
            raise UsageError(
                f"input {name!r}: {value!r} is not for mode ab, whose runs are never part of a "
                "history, nor held against a baseline"
            )
    if context.foreign and inputs.command.strip():
        raise UsageError(
            f"input 'command': a {context.event} has the code of another event checked out; mode "
            "ab judges its results again when they are named and there is no command"
        )


def _formats(settings: Settings) -> tuple[str, ...]:
    return ("auto", *FORMATS, *(table.name for table in settings.formats))


def _check_names(suite: str, data_branch: str, context: Context) -> None:
    _checked("suite", lambda: [baseline_file(name) for name in context.baselines(suite)])
    if data_branch and data_branch in (context.default_branch, context.base_branch, context.branch):
        raise UsageError(
            f"input 'data-branch': {data_branch!r} is a branch of code; the store needs one of its "
            "own"
        )


def encode(plan: Plan) -> bytes:
    """Return the plan as the later steps read it."""
    return msgspec.json.encode(plan)


def decode(path: str, data: bytes) -> Plan:
    """Return the plan in ``data``.

    Raises:
        DataError: it is none; the message names ``path``.
    """
    try:
        return msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path}: is no plan of this version of calibrax: {error}") from None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _checked(name: str, parse: Callable[[], _Value]) -> _Value:
    try:
        return parse()
    except UsageError as error:
        raise UsageError(f"input {name!r}: {error}") from None


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise UsageError(f"input {name!r}: {UnknownName('value', value, choices)}")
    return value


def _when(name: str, value: str) -> When:
    return _choice(name, value or "auto", get_args(When))  # type: ignore[return-value]


def _flag(name: str, value: str, default: str) -> bool:
    return _choice(name, value or default, ("true", "false")) == "true"


def _exports(value: str, can_export: bool) -> bool:
    """Tell whether the run goes to Weights & Biases: ``auto`` where it can."""
    wanted = _choice("export", value or "auto", get_args(Export))
    return wanted == "wandb" or (wanted == "auto" and can_export)
