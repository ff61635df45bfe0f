"""Arguments that have a benchmark command measure some of its benchmarks only."""

import shlex
from collections.abc import Sequence

import msgspec

from calibrax.errors import UsageError

NAMES = "{names}"
"""Stands in the arguments for the benchmarks that are still open."""


class Select(msgspec.Struct, frozen=True):
    """Arguments as a shell would split them, and what stands between the names in one of them."""

    written: str
    join: str = " or "

    def __post_init__(self) -> None:
        """Refuse what selects nothing.

        Raises:
            UsageError: a quotation is not ended, or no argument holds the names.
        """
        try:
            arguments = shlex.split(self.written)
        except ValueError as error:
            raise UsageError(f"--select {self.written!r}: {error}") from None
        if not any(NAMES in argument for argument in arguments):
            raise UsageError(
                f"--select {self.written!r}: has no {NAMES}, which stands for the benchmarks; "
                "write it as the tool wants, such as: -k {names}"
            )

    def arguments(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the arguments that select these benchmarks."""
        joined = self.join.join(names)
        return tuple(each.replace(NAMES, joined) for each in shlex.split(self.written))
