"""How people write what counts as failure, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.errors import UsageError
from calibrax.gate.policy import Finding
from calibrax.settings import parse_fail_on
from calibrax.settings.fail_on import FINDINGS


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("regression", ("regression",)),
        ("regression,not-judged", ("regression", "not-judged")),
        ("not-judged,regression", ("regression", "not-judged")),
        (" inconclusive , regression ", ("regression", "inconclusive")),
        ("regression,regression", ("regression",)),
        ("regression,", ("regression",)),
        ("regression,\nnot-judged\n", ("regression", "not-judged")),
        ("inconclusive,not-judged,regression", ("regression", "not-judged", "inconclusive")),
        ("never", ()),
        (" never ", ()),
    ],
)
def test_findings_are_read_in_a_fixed_order(text: str, findings: tuple[str, ...]) -> None:
    assert parse_fail_on(text) == findings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' names no finding: write regression, not-judged, inconclusive, or never"),
        (" , ", "' , ' names no finding: write regression, not-judged, inconclusive, or never"),
        ("regresion", "no finding 'regresion'; did you mean 'regression'?"),
        ("regression,not_judged", "no finding 'not_judged'; did you mean 'not-judged'?"),
        ("nevr", "no finding 'nevr'; did you mean 'never'?"),
        ("never,regression", "'never,regression': never stands alone, without other findings"),
        ("Regression", "no finding 'Regression'; did you mean 'regression'?"),
    ],
)
def test_anything_else_is_wrong_usage_with_the_remedy(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_fail_on(text)
    assert str(caught.value) == reason


def test_the_findings_are_those_of_the_policy() -> None:
    assert set(FINDINGS) == set(Finding)


@given(st.lists(st.sampled_from(FINDINGS), min_size=1))
def test_order_and_repetition_say_nothing(findings: list[str]) -> None:
    read = parse_fail_on(",".join(findings))
    assert set(read) == set(findings)
    assert parse_fail_on(",".join(read)) == read
