"""A benchmark's present name, however often it was renamed."""

import pytest

from calibrax.settings.renamed import present_names


@pytest.mark.parametrize(
    ("renamed", "present"),
    [
        ({}, {}),
        ({"a": "b"}, {"a": "b"}),
        ({"a": "b", "b": "c"}, {"a": "c", "b": "c"}),
        ({"b": "c", "a": "b"}, {"a": "c", "b": "c"}),
        ({"a": "x", "b": "x"}, {"a": "x", "b": "x"}),
    ],
)
def test_each_old_name_leads_to_the_last(renamed: dict[str, str], present: dict[str, str]) -> None:
    assert present_names(renamed) == present


@pytest.mark.parametrize(
    ("renamed", "reason"),
    [
        ({"a": "a"}, "'a' to 'a' is a circle; leave out the name that is in use now"),
        (
            {"z": "a", "a": "b", "b": "a"},
            "'a' to 'b' to 'a' is a circle; leave out the name that is in use now",
        ),
        ({"a": ""}, "'a' has an empty name now"),
    ],
)
def test_a_circle_and_an_empty_name_are_refused(renamed: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole message is compared
        present_names(renamed)
    assert str(caught.value) == reason
