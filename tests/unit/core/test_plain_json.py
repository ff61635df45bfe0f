"""What is text, what is JSON, and what calibrax's own JSON may not hold."""

import json
from typing import Any

import pytest

from calibrax.core import plain_json


@pytest.mark.parametrize("content", ["", "a", "abcd", "é測😀", "\ufeffdata: x", "a\0b"])
def test_utf8_is_text_with_its_byte_order_mark(content: str) -> None:
    assert plain_json.text_of(content.encode()) == content


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
@pytest.mark.parametrize("content", ["data: x\n", '{"a": 1}', "{}"])
def test_other_encodings_are_named_with_the_remedy(encoding: str, shown: str, content: str) -> None:
    with pytest.raises(ValueError, match=f"^is {shown} and not UTF-8; .*-Encoding utf8$"):
        plain_json.text_of(content.encode(encoding))


@pytest.mark.parametrize("data", [b"\xff", b"\x80abc", bytes(range(256))])
def test_what_is_no_text_is_told_with_its_first_byte(data: bytes) -> None:
    with pytest.raises(plain_json.NotJSON, match=r"^not UTF-8: byte 0x(ff|80) at \d+$"):
        plain_json.text_of(data)


SURROGATES: dict[str, tuple[Any, str]] = {
    "a text": ("\ud800", "the top level: '\\ud800'"),
    "a value": ({"a": [1, {"b": "x\udfff"}]}, "a[1].b: 'x\\udfff'"),
    "a key": ({"a": {"\ud800": 1}}, "a: the key '\\ud800'"),
    "a key at the top": ({"\ud800": {}}, "the top level: the key '\\ud800'"),
    "in upper case": ({"a": "\udbff"}, "a: '\\udbff'"),
}


@pytest.mark.parametrize(("plain", "place"), SURROGATES.values(), ids=SURROGATES.keys())
def test_a_lone_surrogate_is_for_other_tools_alone(plain: Any, place: str) -> None:
    for data in (json.dumps(plain), json.dumps(plain).replace("\\ud", "\\uD")):
        assert plain_json.parse_foreign(data.encode()) == plain
        with pytest.raises(ValueError, match=r"surrogate$") as caught:
            plain_json.parse(data.encode())
        assert str(caught.value) == f"{place} holds a lone surrogate"


def test_a_pair_of_surrogates_is_a_sign() -> None:
    assert plain_json.parse(b'{"\\ud83d\\ude00": "\\uD83D\\uDE00 \\\\ud800"}') == {
        "😀": "😀 \\ud800"
    }
