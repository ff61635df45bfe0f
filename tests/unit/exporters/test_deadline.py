import time

import pytest

from calibrax.exporters.deadline import Deadline


def test_only_what_is_waited_for_uses_the_time_up() -> None:
    deadline = Deadline(10)
    time.sleep(0.1)
    assert deadline.left == 10
    with deadline.counting():
        time.sleep(0.1)
    assert 9 < deadline.left <= 9.9


def test_a_step_that_fails_counts_too() -> None:
    deadline = Deadline(10)

    def fail() -> None:
        with deadline.counting():
            time.sleep(0.1)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert deadline.left <= 9.9


def test_opening_and_finishing_get_half_of_what_is_left() -> None:
    assert Deadline(40).half() == 20
    assert Deadline(2).half() == 1


@pytest.mark.parametrize("left", [1.9, 0, -3])
def test_no_step_begins_without_time(left: float) -> None:
    with pytest.raises(TimeoutError, match="the time for an export is up"):
        Deadline(left).half()
