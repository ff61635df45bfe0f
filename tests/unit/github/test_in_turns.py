"""What a commit is held against in turns, by event."""

import msgspec
import pytest

from calibrax.errors import UsageError
from calibrax.github.context import Context
from calibrax.github.in_turns import bases, parents_in
from tests.unit.github.plans import PUSH, REQUEST

HEAD, MERGE = "d" * 40, "e" * 40
BEFORE, PARENT, OTHER = "1" * 40, "2" * 40, "3" * 40
BASED = msgspec.structs.replace(REQUEST, base_commit=BEFORE)


def test_a_merge_by_github_is_held_against_what_it_was_merged_into() -> None:
    assert bases(BASED, MERGE, (PARENT, HEAD)) == (PARENT,)


def test_the_head_of_a_pull_request_is_held_against_the_base_of_the_event() -> None:
    assert bases(BASED, HEAD, (PARENT,)) == (BEFORE,)
    assert bases(BASED, HEAD, (PARENT, OTHER)) == (BEFORE,)


def test_without_a_second_parent_it_is_no_merge() -> None:
    assert bases(BASED, MERGE, (PARENT,)) == (BEFORE,)


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_anything_else_that_is_checked_out_is_refused(event: str) -> None:
    context = msgspec.structs.replace(BASED, event=event, merge_commit=None)
    with pytest.raises(UsageError, match=f"333333333333 is not what this {event} is about"):
        bases(context, OTHER, (PARENT,))


def test_a_request_without_a_base_is_refused() -> None:
    with pytest.raises(UsageError, match="does not say which commit is the base"):
        bases(REQUEST, HEAD, (PARENT,))


def test_a_push_is_held_against_what_the_branch_was_and_else_against_the_parent() -> None:
    push = msgspec.structs.replace(PUSH, before=BEFORE)
    assert bases(push, "c" * 40, (PARENT, OTHER)) == (BEFORE, PARENT)
    assert bases(PUSH, "c" * 40, (PARENT, OTHER)) == (PARENT,)
    assert bases(PUSH, "c" * 40, ()) == ()


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch"])
def test_what_nothing_led_to_is_held_against_the_parent(event: str) -> None:
    context = Context(event=event, repository="octo/sample", branch="main")
    assert bases(context, HEAD, (PARENT,)) == (PARENT,)


def test_the_parents_stand_in_the_header_of_a_commit() -> None:
    header = f"tree {OTHER}\nparent {PARENT}\nparent {BEFORE}\nauthor a <a@b> 0 +0000\n"
    assert parents_in(f"{header}\na message\nparent {HEAD}\n") == (PARENT, BEFORE)
    assert parents_in(f"tree {OTHER}\nauthor a <a@b> 0 +0000\n\nfirst\n\nparent {HEAD}\n") == ()
