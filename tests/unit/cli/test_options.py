"""The types of options, and what they refuse."""

import click
import pytest

from calibrax.cli.options import Lines, TagPair, Threshold, as_tags, width_of_output
from calibrax.errors import UsageError


def test_a_list_in_a_variable_stands_one_a_line() -> None:
    assert Lines().split_envvar_value(" a b.json \n\n  out/*.json\r\n") == [
        "a b.json",
        "out/*.json",
    ]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("framework=ours", ("framework", "ours")),
        ("a=b=c", ("a", "b=c")),
        ("empty=", ("empty", "")),
        (" k = v", ("k", " v")),
    ],
)
def test_a_tag_is_cut_at_its_first_equals_sign(text: str, pair: tuple[str, str]) -> None:
    assert TagPair().convert(text, None, None) == pair


@pytest.mark.parametrize("text", ["framework", "", "=v", " =v"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no tag: write name=value"):
        TagPair().convert(text, None, None)


def test_tags_are_put_together() -> None:
    assert as_tags((("a", "1"), ("b", "2"), ("a", "1"))) == {"a": "1", "b": "2"}


def test_a_tag_with_two_values_is_refused() -> None:
    with pytest.raises(UsageError, match="the tag 'a' is given twice: '1' and '2'"):
        as_tags((("a", "1"), ("a", "2")))


def test_a_threshold_is_a_share() -> None:
    assert Threshold().convert("5%", None, None) == 0.05
    assert Threshold().convert(0.25, None, None) == 0.25
    with pytest.raises(click.BadParameter, match="write 5% or a share below 1"):
        Threshold().convert("5", None, None)


def test_output_into_a_pipe_has_no_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert width_of_output() is None


@pytest.mark.parametrize(
    ("columns", "width"),
    [("40", 40), *((odd, None) for odd in ("", "0", "-1", "wide", "²", "9" * 5_000))],
    ids=["40", "empty", "0", "-1", "a word", "no digit", "huge"],
)
def test_the_width_of_a_terminal(
    columns: str, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", columns)
    found = width_of_output()
    assert found == width if width else isinstance(found, int) and found > 0
