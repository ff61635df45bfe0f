"""Judge metrics by what is known of their noise: samples of several processes, or a history."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from calibrax.analysis.comparison import Comparison
from calibrax.analysis.multiplicity import benjamini_hochberg
from calibrax.analysis.noise_model import Deviation, NoiseModel
from calibrax.core.past import Series
from calibrax.gate import samples_rule
from calibrax.gate.measured import Measured
from calibrax.gate.noise_rows import by_history, by_samples
from calibrax.gate.rules import Mode, Rules
from calibrax.gate.samples_rule import SampleTest, sample_test
from calibrax.gate.whole_suite import whole_suite


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """Comparisons by metric, the finding on all of them, and what is to be said.

    ``deviations`` are those of the run and of its attempts from the history, where there is one.
    """

    rows: dict[Series, Comparison]
    deviations: dict[Series, list[Deviation]]
    suite: Comparison | None
    warnings: tuple[str, ...]


def noise_aware(known: Mapping[Series, Measured], rules: Rules) -> Judged:
    """Judge each metric that there is evidence on, and leave the others out."""
    logs = {key: each for key, each in known.items() if each.scale.unit is None}
    model = _model(logs)
    now = _runs(logs, lambda each: each.measurements)
    deviations = _by_metric(list(map(model.deviations, now)))
    for key, each in known.items():
        if key not in logs:  # what is no log shares no scale with the rest of the suite
            alone = {key: each}
            measured = _runs(alone, lambda each: each.measurements)
            deviations |= _by_metric(list(map(_model(alone).deviations, measured)))
    tests = _tests(known, rules)
    rows = {}
    for key, each in known.items():
        seen = deviations.get(key, [])
        if key in tests:
            rows[key] = by_samples(each, tests[key], seen, len(tests))
        elif seen:
            rows[key] = by_history(each, seen, rules)
    suite, warnings = whole_suite(list(map(model.suite_shift, now)), rules)
    return Judged(rows=rows, deviations=deviations, suite=suite, warnings=warnings)


def _tests(known: Mapping[Series, Measured], rules: Rules) -> dict[Series, SampleTest]:
    """Return the rank tests of the metrics with samples, adjusted for their number."""
    auto = rules.mode is Mode.AUTO
    fewest = samples_rule.FEWEST if auto else samples_rule.FEWEST_FORCED
    tests = {
        key: sample_test(each.baseline, each.current)
        for key, each in known.items()
        if min(len(each.baseline), len(each.current)) >= fewest
    }
    worse = benjamini_hochberg([test.worse for test in tests.values()])
    better = benjamini_hochberg([test.better for test in tests.values()])
    return {
        key: msgspec.structs.replace(test, worse=one, better=other)
        for (key, test), one, other in zip(tests.items(), worse, better, strict=True)
    }


def _model(known: Mapping[Series, Measured]) -> NoiseModel[Series]:
    return NoiseModel(_runs(known, lambda each: each.history), name=_name)


def _runs(
    known: Mapping[Series, Measured], places: Callable[[Measured], Sequence[float | None]]
) -> list[dict[Series, float]]:
    """Return the places of each run by metric."""
    length = max((len(places(each)) for each in known.values()), default=0)
    runs: list[dict[Series, float]] = [{} for _ in range(length)]
    for key, each in known.items():
        for run, place in zip(runs, places(each), strict=True):
            if place is not None:
                run[key] = place
    return runs


def _by_metric(
    runs: Sequence[Mapping[Series, Deviation]],
) -> dict[Series, list[Deviation]]:
    """Return the deviations of each metric that the first measurement has."""
    first = runs[0] if runs else {}
    return {key: [run[key] for run in runs if key in run] for key in first}


def _name(key: Series) -> str:
    """Return what metrics that belong together begin alike with."""
    return "\0".join((key[0], *(value for _, value in key[1]), key[2]))
