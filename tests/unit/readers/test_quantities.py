"""What a unit says, and that a value in it keeps all its digits."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.core import MetricDirection
from calibrax.readers.quantities import quantity

LOWER, HIGHER, INFO = MetricDirection.LOWER, MetricDirection.HIGHER, MetricDirection.INFO


@given(st.decimals(0, 10**6, places=4), st.sampled_from([("ps", -12), ("ns", -9), ("MB/s", 6)]))
def test_a_value_is_the_float_nearest_to_what_was_printed(
    printed: object, scale: tuple[str, int]
) -> None:
    unit, exponent = scale

    assert quantity(unit).stored(float(str(printed))) == float(f"{printed}e{exponent}")


def test_what_is_not_finite_stays_so() -> None:
    assert quantity("ns").stored(-inf) == -inf
    assert isnan(quantity("MB/s").stored(nan))
    assert quantity("MB").stored(1e306) == inf


@pytest.mark.parametrize(
    ("written", "unit", "value", "direction"),
    [
        ("ns/iter", "s", 1e-9, LOWER),
        ("us/op", "s", 1e-6, LOWER),
        ("minutes", "s", 60, LOWER),
        ("KiB", "B", 1024, LOWER),
        ("MB/s", "B/s", 1e6, HIGHER),
        ("KiB/ms", "B/s", 1_024_000, HIGHER),
        ("ops/ms", "ops/s", 1000, HIGHER),
        ("ns/row", "s/row", 1e-9, LOWER),
        ("cycles/iter", "cycles/iter", 1, INFO),
        ("widgets", "widgets", 1, INFO),
        ("", "", 1, INFO),
        ("/s", "/s", 1, INFO),
        ("s/s", "s/s", 1, INFO),
    ],
)
def test_what_a_unit_says(
    written: str, unit: str, value: float, direction: MetricDirection
) -> None:
    found = quantity(written)

    assert (found.unit, found.stored(1.0), found.direction) == (unit, value, direction)
