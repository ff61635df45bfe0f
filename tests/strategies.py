"""Hypothesis strategies for every domain value, with the names that formats trip over."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from calibrax.core import Metric, MetricDef, MetricDirection, MetricPriority, Point, Run
from calibrax.core.checks import Samples
from tests.hostile import SHORT

characters = st.characters(exclude_categories=["Cs"])
texts: SearchStrategy[str] = st.text(characters, max_size=12) | st.sampled_from(SHORT)
names: SearchStrategy[str] = texts.filter(bool)
numbers: SearchStrategy[float] = st.floats(allow_nan=False, allow_infinity=False)
run_ids: SearchStrategy[str] = st.builds(
    str.__add__, st.sampled_from("aZ09_-"), st.text("aZ09._-", max_size=127)
)
timestamps: SearchStrategy[datetime] = st.datetimes(timezones=st.just(UTC))

json_values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
json_objects: SearchStrategy[dict[str, Any]] = st.dictionaries(texts, json_values, max_size=3)

flat_samples: SearchStrategy[tuple[float, ...]] = st.lists(numbers, min_size=1, max_size=5).map(
    tuple
)
samples: SearchStrategy[Samples] = flat_samples | st.lists(
    flat_samples, min_size=1, max_size=3
).map(tuple)


@st.composite
def metrics(draw: st.DrawFn) -> Metric:
    """Return a metric whose bounds, where it has both, are in order."""
    lower, upper = draw(st.none() | numbers), draw(st.none() | numbers)
    if lower is not None and upper is not None and lower > upper:
        lower, upper = upper, lower
    return Metric(value=draw(numbers), lower=lower, upper=upper, samples=draw(st.none() | samples))


@st.composite
def metric_defs(draw: st.DrawFn, name: SearchStrategy[str] = names) -> MetricDef:
    """Return a definition with every field drawn."""
    return MetricDef(
        name=draw(name),
        unit=draw(texts),
        direction=draw(st.sampled_from(MetricDirection)),
        group=draw(texts),
        priority=draw(st.sampled_from(MetricPriority)),
        description=draw(texts),
    )


@st.composite
def points(draw: st.DrawFn, name: SearchStrategy[str] = names) -> Point:
    """Return a point with every field drawn."""
    return Point(
        name=draw(name),
        scenario=draw(texts),
        tags=draw(st.dictionaries(names, texts, max_size=3)),
        metrics=draw(st.dictionaries(names, metrics(), max_size=3)),
        source=draw(st.none() | names),
        machine=draw(st.none() | names),
    )


@st.composite
def runs(draw: st.DrawFn, name: SearchStrategy[str] = names) -> Run:
    """Return a run with every field drawn; ``name`` is where its points' names come from."""
    defined = draw(st.lists(metric_defs(), max_size=3))
    return Run(
        points=tuple(draw(st.lists(points(name), max_size=4, unique_by=lambda each: each.key))),
        id=draw(run_ids),
        timestamp=draw(timestamps),
        commit=draw(st.none() | names),
        branch=draw(st.none() | names),
        suite=draw(names),
        machine=draw(st.none() | names),
        kind=draw(st.sampled_from(["run", "ab", "import"])),
        environment=draw(json_objects),
        metadata=draw(json_objects),
        metric_defs={each.name: each for each in defined},
    )
