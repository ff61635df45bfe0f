"""The results of lm-evaluation-harness, from 0.4.0 on: what ``--output_path`` has it write.

A task is a benchmark, once for each filter that its answers went through. Groups of tasks are
aggregates.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import nan
from typing import Any

from calibrax.core import checks
from calibrax.core.models import Metric, MetricDef, MetricDirection, MetricPriority
from calibrax.readers.document import Document
from calibrax.readers.metrics import HIGHER, INFO, LOWER
from calibrax.readers.outcomes import Outcome, reading_of
from calibrax.readers.reading import Reading
from calibrax.readers.sampled import single
from calibrax.readers.shape import a_number, a_text, an_object

TOOL = "lm-evaluation-harness"
RECOGNISED = "JSON with the keys results, configs, versions and n-shot"
COMMAND = (
    "lm_eval --model hf --model_args pretrained=EleutherAI/pythia-14m --tasks hellaswag "
    "--output_path results.json"
)

_KEYS = {"results", "configs", "versions", "n-shot"}
_NO_FILTER = "none"
_NO_SCORE = "bypass"  # what --predict_only has in place of a metric
_NO_METRICS = {"alias", "name", "sample_len", "sample_count", "samples", " "}
_ERROR = "_stderr"
_95_PERCENT = 1.96  # standard errors to either side
_MODEL = ("peft", "delta", "pretrained", "model", "path", "engine")  # the first that is there
_COMMIT = re.compile(r"(?:.*-g)?([0-9a-f]{7,64})")


def recognises(document: Document) -> bool:
    """Tell whether the document has the harness's top-level keys."""
    plain = document.json
    return isinstance(plain, dict) and set(plain) >= _KEYS and isinstance(plain["results"], dict)


def read(document: Document) -> Reading:
    """Return one point a task and filter, with its metrics.

    Model, number of examples in the prompt and the task's version are tags, since scores of others
    are not to be held against each other. The bounds are those of 95 % confidence that the standard
    error gives.

    Raises:
        ValueError: the file is not of the harness's shape; the message names the place.
    """
    plain = an_object(document.json, "the top level")
    results = an_object(plain.get("results"), "results")
    groups = _groups(plain)
    tasks = {name: each for name, each in results.items() if name not in groups} or results
    definitions = _definitions(an_object(plain.get("higher_is_better") or {}, "higher_is_better"))
    config = an_object(plain.get("config") or {}, "config")
    return reading_of(
        (
            outcome
            for name, scores in tasks.items()
            for outcome in _outcomes(
                name, an_object(scores, f"results: {name}"), _tags(name, plain, config), definitions
            )
        ),
        _limited(config.get("limit")),
        timestamp=_timestamp(plain.get("date")),
        commit=_commit(plain.get("git_hash")),
    )


def _groups(plain: Mapping[str, Any]) -> set[str]:
    """Return the names of the groups; some versions list a task as a group of no tasks."""
    subtasks = an_object(plain.get("group_subtasks") or {}, "group_subtasks")
    aggregated = an_object(plain.get("groups") or {}, "groups")
    return {name for name, tasks in subtasks.items() if tasks} | set(aggregated)


def _definitions(higher_is_better: Mapping[str, Any]) -> dict[str, MetricDef]:
    """Return how to read each metric: as all tasks do that know which way is better."""
    known: dict[str, set[bool]] = {}
    for task, metrics in higher_is_better.items():
        for metric, higher in an_object(metrics, f"higher_is_better: {task}").items():
            if isinstance(higher, bool):
                known.setdefault(metric, set()).add(higher)
    return {
        metric: _definition(metric, HIGHER if True in said else LOWER)
        for metric, said in known.items()
        if len(said) == 1
    }


def _definition(metric: str, direction: MetricDirection) -> MetricDef:
    return MetricDef(
        name=metric,
        unit="",
        direction=direction,
        group="Score",
        priority=MetricPriority.PRIMARY,
    )


def _tags(task: str, plain: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, str]:
    examples = an_object(plain.get("n-shot") or {}, "n-shot").get(task)
    version = an_object(plain.get("versions") or {}, "versions").get(task)
    said = {"model": _model(config), "num_fewshot": examples, "version": version}
    return {tag: a_text(value) for tag, value in said.items() if value is not None}


def _model(config: Mapping[str, Any]) -> object:
    """Return the name among the arguments: that at the top is made up where there is none."""
    given = config.get("model_args")
    pairs = (pair.partition("=") for pair in given.split(",")) if isinstance(given, str) else ()
    arguments = given if isinstance(given, dict) else {key.strip(): name for key, _, name in pairs}
    named = (arguments[key] for key in _MODEL if arguments.get(key))
    return next(named, config.get("model"))


def _outcomes(
    task: str,
    scores: Mapping[str, Any],
    tags: Mapping[str, str],
    definitions: Mapping[str, MetricDef],
) -> Iterator[Outcome]:
    """Yield what became of a task: one outcome a filter, or one without metrics."""
    metrics: dict[str, list[tuple[MetricDef, Metric | str]]] = {}
    unknown = []
    for key, score in scores.items():
        metric, _, chosen = key.rpartition(",")
        if metric and metric != _NO_SCORE and not _is_error(metric, chosen, scores):
            error = scores.get(f"{metric}{_ERROR},{chosen}")
            definition = definitions.get(metric) or _definition(metric, INFO)
            metrics.setdefault(chosen, []).append((definition, _score(score, error, key)))
        elif not metric and key not in _NO_METRICS:
            unknown.append(key)
    for chosen, found in (metrics or {_NO_FILTER: []}).items():
        yield Outcome(
            name=task,
            scenario=task,
            tags={**tags, "filter": chosen} if chosen != _NO_FILTER else dict(tags),
            metrics=tuple(found),
            warning=f"not understood and left out: {', '.join(unknown)}" if unknown else None,
        )


def _is_error(metric: str, chosen: str, scores: Mapping[str, Any]) -> bool:
    """Tell whether a metric is the standard error of another one."""
    return metric.endswith(_ERROR) and f"{metric.removesuffix(_ERROR)},{chosen}" in scores


def _score(score: object, error: object, place: str) -> Metric | str:
    """Return a metric with its bounds, where its standard error is known."""
    if not _is_number(score):
        return f"a value of {checks.brief(score)}"
    value = a_number(score, place)
    margin = _95_PERCENT * a_number(error, place) if _is_number(error) else nan
    return single(value, value - margin, value + margin)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _limited(limit: object) -> tuple[str, ...]:
    if limit is None:
        return ()
    amount = a_number(limit, "config: limit")
    return (f"only some samples were evaluated (--limit {amount:g}): all may give another score",)


def _timestamp(date: object) -> datetime | None:
    if date is None:
        return None
    try:
        return datetime.fromtimestamp(a_number(date, "date"), UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"date: {checks.brief(date)} is no time since 1970") from None


def _commit(described: object) -> str | None:
    """Return the commit that ``git describe`` names; a tag alone does not say which it is."""
    found = _COMMIT.fullmatch(described) if isinstance(described, str) else None
    return found[1] if found else None
