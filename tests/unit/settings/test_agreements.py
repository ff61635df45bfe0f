"""Budgets and waivers at their edges."""

from datetime import date

import pytest

from calibrax.settings import Limit, Waiver


@pytest.mark.parametrize(
    ("limit", "value", "breached"),
    [
        (Limit(max=2048.0), 2048.0, False),
        (Limit(max=2048.0), 2048.1, True),
        (Limit(max=2048.0), -1e9, False),
        (Limit(min=10.0), 10.0, False),
        (Limit(min=10.0), 9.9, True),
        (Limit(min=-1.0, max=1.0), 0.0, False),
        (Limit(min=-1.0, max=1.0), 1.5, True),
        (Limit(max=0.0), 0.1, True),
    ],
)
def test_a_value_on_a_bound_is_allowed(limit: Limit, value: float, breached: bool) -> None:
    assert limit.breached(value) is breached


@pytest.mark.parametrize(
    ("on", "expired"),
    [(date(2027, 1, 30), False), (date(2027, 1, 31), False), (date(2027, 2, 1), True)],
)
def test_a_waiver_counts_on_its_last_day(on: date, expired: bool) -> None:
    waiver = Waiver(ceiling=0.2, expires=date(2027, 1, 31), reason="r")
    assert waiver.expired(on) is expired
