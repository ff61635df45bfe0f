import re

import pytest
from hypothesis import given

from calibrax.errors import UsageError
from calibrax.exporters.names import checked_key, media_key, plain_name
from tests.strategies import names


@pytest.mark.parametrize("name", ["main", "a.b_c-1", "x" * 20])
def test_a_plain_name_stays(name: str) -> None:
    assert plain_name(name, 20) == name


@pytest.mark.parametrize(
    ("name", "begins"), [("a/b", "a-b-"), (".a", "-a-"), ("..", "-.-"), ("x" * 21, "x" * 11 + "-")]
)
def test_another_one_is_told_apart_by_a_checksum(name: str, begins: str) -> None:
    plain = plain_name(name, 20)
    assert plain.startswith(begins)
    assert re.fullmatch("[0-9a-f]{8}", plain.removeprefix(begins))


@given(names, names)
def test_names_stay_apart(name: str, other: str) -> None:
    plain = plain_name(name, 30)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,29}", plain)
    assert name == other or plain != plain_name(other, 30)


@given(names)
def test_the_key_of_a_table_leads_nowhere_else(name: str) -> None:
    folder, *parts = media_key("rankings", name).split("/")
    assert folder == "rankings"
    (part,) = parts
    assert not part.startswith(".")
    assert part.isprintable()
    assert len(part) <= 38


def test_spaces_and_letters_of_any_script_are_kept() -> None:
    assert media_key("rankings", "durée (µs)") == "rankings/durée (µs)"


@pytest.mark.parametrize("name", ["roc", "plots/roc curve.v2", "µs (p99)"])
def test_a_key_that_is_one(name: str) -> None:
    assert checked_key(name) == name


@pytest.mark.parametrize(
    "name", ["", "/a", "a//b", "../a", "a/../b", ".a", "a\n", "a\\b", "x" * 51]
)
def test_a_key_that_is_none(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a name on Weights & Biases: give up to 50"):
        checked_key(name)
