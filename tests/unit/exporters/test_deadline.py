import time
from threading import Event, Thread

import pytest

from calibrax.exporters.deadline import Deadline

UP = "the time for an export is up"


def done() -> str:
    time.sleep(0.1)
    return "done"


def fail(error: Exception) -> None:
    time.sleep(0.1)
    raise error


def test_only_waiting_uses_the_time_up() -> None:
    deadline = Deadline(10)
    time.sleep(0.1)
    assert deadline.left == 10
    assert deadline.wait(done) == "done"
    assert 9 < deadline.left <= 9.9


@pytest.mark.parametrize("error", [KeyError("why"), TimeoutError("why")])
def test_what_fails_fails_where_it_is_waited_for_and_counts(error: Exception) -> None:
    deadline = Deadline(10)
    with pytest.raises(type(error), match="why"):
        deadline.wait(lambda: fail(error))
    assert 9 < deadline.left <= 9.9


def test_what_does_not_end_in_time_is_left_to_itself() -> None:
    deadline, never = Deadline(0.1), Event()
    with pytest.raises(TimeoutError, match=UP):
        deadline.wait(lambda: never.wait(30))
    assert deadline.left <= 0
    with pytest.raises(TimeoutError, match=UP):
        deadline.wait(lambda: pytest.fail("it was begun"))
    never.set()


def test_where_no_thread_can_begin_it_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(Thread, "start", refuse)
    assert Deadline(10).wait(done) == "done"
    with pytest.raises(KeyError, match="why"):
        Deadline(10).wait(lambda: fail(KeyError("why")))


def test_opening_and_finishing_get_half_of_what_is_left() -> None:
    assert Deadline(40).half() == 20
    assert Deadline(2).half() == 1
    with pytest.raises(TimeoutError, match=UP):
        Deadline(1.9).half()
