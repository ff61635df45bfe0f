"""The arguments that have a command measure only the benchmarks that are still open."""

import pytest

from calibrax.cli.ab.selecting import Select
from calibrax.errors import UsageError


@pytest.mark.parametrize(
    ("written", "join", "arguments"),
    [
        ("-k {names}", " or ", ("-k", "sort or scan")),
        ("-k '{names}'", " or ", ("-k", "sort or scan")),
        ("--filter=^({names})$ -v", "|", ("--filter=^(sort|scan)$", "-v")),
        ("-bench '^({names})$'", "|", ("-bench", "^(sort|scan)$")),
    ],
)
def test_the_names_are_joined_in_one_argument(
    written: str, join: str, arguments: tuple[str, ...]
) -> None:
    assert Select(written, join).arguments(["sort", "scan"]) == arguments


@pytest.mark.parametrize("written", ["-k names", "", "-k 'x {names}"])
def test_what_selects_nothing_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="--select"):
        Select(written)
