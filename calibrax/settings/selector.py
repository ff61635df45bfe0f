"""Which series an entry of calibrax.yml is about: globs on metric, benchmark and tags."""

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import translate
from functools import cache
from typing import TypeVar

import msgspec

_MEANT_LITERALLY = re.compile(r"([*?[]|\A\s(?=\s*\Z))")


class Selector(msgspec.Struct, frozen=True, kw_only=True):
    """Names or globs that a series has to match; upper and lower case differ.

    ``tags`` maps a tag's name to a glob on its value: the series must carry each of these tags, and
    may carry others.
    """

    metric: str = "*"
    benchmark: str = "*"
    tags: dict[str, str] = {}

    def covers(self, metric: str, benchmark: str, tags: Mapping[str, str]) -> bool:
        """Tell whether the series is one of those meant."""
        return (
            matches(self.metric, metric)
            and matches(self.benchmark, benchmark)
            and all(name in tags and matches(glob, tags[name]) for name, glob in self.tags.items())
        )

    @property
    def everywhere(self) -> bool:
        """Tell whether the metric is meant in whatever benchmark it is measured."""
        return self.benchmark == "*" and not self.tags


_Entry = TypeVar("_Entry", bound=Selector)


def first(
    entries: Sequence[_Entry], metric: str, benchmark: str, tags: Mapping[str, str]
) -> _Entry | None:
    """Return the first entry that covers the series: it alone decides."""
    for entry in entries:
        if entry.covers(metric, benchmark, tags):
            return entry
    return None


def matches(pattern: str, text: str) -> bool:
    """Tell whether the text is the pattern, or the glob stands for it."""
    return pattern == text or _glob(pattern)(text) is not None


def literal(text: str) -> str:
    """Return the pattern that stands for this text alone, and is not blank."""
    return _MEANT_LITERALLY.sub(r"[\1]", text)


@cache
def _glob(pattern: str) -> Callable[[str], object]:
    """Return the matcher of a glob, compiled once: each is held against every series."""
    return re.compile(translate(pattern)).match
