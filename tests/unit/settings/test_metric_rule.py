"""What an entry of ``metrics`` makes of the threshold."""

import pytest

from calibrax.settings import MetricRule, Noise, Tolerance


@pytest.mark.parametrize(
    ("rule", "tolerance"),
    [
        (MetricRule(), Tolerance(threshold=0.05)),
        (MetricRule(threshold=0.03), Tolerance(threshold=0.03)),
        (MetricRule(threshold=0.0), Tolerance(threshold=0.0)),
        (MetricRule(threshold=None), Tolerance(threshold=None)),
        (MetricRule(absolute=0.5), Tolerance(threshold=0.05, absolute=0.5)),
        (MetricRule(noise=Noise.EXACT), Tolerance(threshold=0.05, exact=True)),
    ],
)
def test_what_is_left_out_is_the_default(rule: MetricRule, tolerance: Tolerance) -> None:
    assert rule.tolerance(0.05) == tolerance


def test_only_what_defines_the_metric_is_its_definition() -> None:
    rule = MetricRule(metric="a", threshold=0.1, absolute=1.0, noise=Noise.EXACT, unit="B")
    assert rule.definition == {"unit": "B"}
