"""Looks: all of them together spend the error once, whenever a measurement ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis.looks import LOOKS, Look, continued, ended, fixed


def test_the_looks_spend_the_error_once() -> None:
    assert [look.rounds for look in LOOKS] == [6, 12, 20, 30]
    assert sum(look.weight for look in LOOKS) == pytest.approx(1, abs=0.0002)


def test_a_fixed_number_is_looked_at_once() -> None:
    assert fixed(10) == (Look(rounds=10, weight=0.5),)
    with pytest.raises(ValueError, match="expected 1 or more, got 0"):
        fixed(0)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        (4, [(4, 0.9999)]),
        (6, [(6, 0.9999)]),
        (9, [(6, 0.0894), (9, 0.9105)]),
        (20, [(6, 0.0894), (12, 0.1635), (20, 0.7470)]),
        (29, [(6, 0.0894), (12, 0.1635), (20, 0.2913), (29, 0.4557)]),
    ],
)
def test_an_early_end_has_the_share_of_what_is_left(
    rounds: int, expected: list[tuple[int, float]]
) -> None:
    looks = ended(LOOKS, rounds)
    assert [look.rounds for look in looks] == [each for each, _ in expected]
    assert [look.weight for look in looks] == pytest.approx([share for _, share in expected])


def test_the_planned_end_changes_nothing() -> None:
    assert ended(LOOKS, 30) == LOOKS
    assert ended(LOOKS, 40) == LOOKS
    with pytest.raises(ValueError, match="expected 1 or more, got 0"):
        ended(LOOKS, 0)


@given(st.integers(1, 60))
def test_every_end_spends_the_error_once(rounds: int) -> None:
    assert sum(look.weight for look in ended(LOOKS, rounds)) == pytest.approx(1, abs=0.0002)


def test_added_rounds_are_looked_at_with_a_share_of_their_own() -> None:
    assert continued(fixed(10), 14) == (*fixed(10), Look(rounds=24, weight=0.5))
    assert continued(LOOKS, 20)[-1] == Look(rounds=50, weight=0.4557)
