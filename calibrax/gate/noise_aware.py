"""Judge metrics by what is known of their noise: samples of several processes, or a history."""

from collections.abc import Mapping

import msgspec

from calibrax.analysis.comparison import Comparison
from calibrax.analysis.multiplicity import benjamini_hochberg
from calibrax.analysis.noise_model import Deviation
from calibrax.core.past import Series
from calibrax.gate import samples_rule
from calibrax.gate.deviations import Course, deviations
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
    found = deviations(
        {key: Course(each.scale, each.history, each.measurements) for key, each in known.items()},
        {
            key: each.scale.at(each.row.baseline_value)
            for key, each in known.items()
            if each.scale.unit is None and each.row.baseline_value is not None
        },
    )
    tests = _tests(known, found.moved, rules)
    rows = {}
    for key, each in known.items():
        seen = found.metrics.get(key, [])
        if key in tests:
            rows[key] = by_samples(each, tests[key], seen, len(tests), found.moved)
        elif seen:
            rows[key] = by_history(each, seen, rules)
        elif each.warnings:
            rows[key] = msgspec.structs.replace(each.row, warnings=each.warnings)
    suite, warnings = whole_suite(found.shifts, rules)
    return Judged(rows=rows, deviations=found.metrics, suite=suite, warnings=warnings)


def _tests(
    known: Mapping[Series, Measured], moved: float, rules: Rules
) -> dict[Series, SampleTest]:
    """Return the rank tests of the metrics with samples, adjusted for their number.

    What the whole suite ``moved`` is taken off the current side first.
    """
    auto = rules.mode is Mode.AUTO
    fewest = samples_rule.FEWEST if auto else samples_rule.FEWEST_FORCED
    tests = {
        key: sample_test(each.baseline, [place - moved for place in each.current])
        for key, each in known.items()
        if min(len(each.baseline), len(each.current)) >= fewest
    }
    worse = benjamini_hochberg([test.worse for test in tests.values()])
    better = benjamini_hochberg([test.better for test in tests.values()])
    return {
        key: msgspec.structs.replace(test, worse=one, better=other)
        for (key, test), one, other in zip(tests.items(), worse, better, strict=True)
    }
