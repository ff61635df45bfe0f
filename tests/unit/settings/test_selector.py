"""Which series a selector covers, and how a name is written so that it means itself alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.settings import Selector
from calibrax.settings.selector import first, literal, matches


@pytest.mark.parametrize(
    ("selector", "covers"),
    [
        (Selector(), True),
        (Selector(metric="latency_*"), True),
        (Selector(metric="throughput"), False),
        (Selector(benchmark="CV-1/*"), True),
        (Selector(benchmark="CV-1"), False),
        (Selector(benchmark="cv-1/*"), False),
        (Selector(tags={"framework": "Grain"}), True),
        (Selector(tags={"framework": "Gr*", "device": "gpu"}), True),
        (Selector(tags={"framework": "Datarax"}), False),
        (Selector(tags={"size": "*"}), False),
        (Selector(metric="latency_p50", benchmark="CV-1/small", tags={"device": "cpu"}), False),
    ],
)
def test_a_series_has_to_match_all_that_is_said(selector: Selector, covers: bool) -> None:
    tags = {"framework": "Grain", "device": "gpu"}
    assert selector.covers("latency_p50", "CV-1/small", tags) is covers


def test_the_first_that_covers_the_series_is_returned() -> None:
    broad, narrow = Selector(metric="*"), Selector(metric="time")
    assert first([broad, narrow], "time", "a", {}) is broad
    assert first([narrow, broad], "time", "a", {}) is narrow
    assert first([narrow], "size", "a", {}) is None
    assert first([], "size", "a", {}) is None


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("CV-1/small", "CV-1/small"),
        ("p[59]0", "p[[]59]0"),
        ("a*b?", "a[*]b[?]"),
        ("[!x]", "[[]!x]"),
        (" ", "[ ]"),
    ],
)
def test_what_a_glob_would_take_as_a_sign_is_put_in_brackets(text: str, pattern: str) -> None:
    assert literal(text) == pattern


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_literal_pattern_stands_for_its_text_alone(text: str, other: str) -> None:
    pattern = literal(text)
    assert pattern.strip()
    assert matches(pattern, text)
    assert matches(pattern, other) is (other in (text, pattern))


@given(st.text(alphabet="ab*?[]!", min_size=1), st.text(alphabet="ab*?[]!", min_size=1))
def test_so_it_does_where_signs_abound(text: str, other: str) -> None:
    assert matches(literal(text), other) is (other in (text, literal(text)))
