"""What the packages of a Go module printed when their benchmarks ran."""

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from calibrax.readers.go_names import is_benchmark

_SAID = re.compile(r"(?P<key>goos|goarch|cpu|pkg|commit|branch|date): *(?P<value>\S.*)")
_UNIT = re.compile(r"Unit\s+(?P<unit>\S+)(?P<facts>(?:\s+[a-z]+=\S+)+)\s*")
_ENDED = re.compile(r"(?P<word>ok  |FAIL)\t(?P<package>\S+)(?:\s+\[(?P<reason>.+)\])?.*")
_DISMISSED = re.compile(r"(?:.*\t)?--- (?P<word>FAIL|SKIP): (?P<name>\S+)(?: \(.*\))?\s*")
_CRASH = re.compile(r"(?:panic|fatal error): .*")
# what stands before the number of iterations is the benchmark's own output
_RESULT = re.compile(r"(?<![0-9])[0-9]+\t *(?P<values>\S+ \S+(?:\t *\S+ \S+)*) *$")

Values = list[tuple[float, str]]
Results: TypeAlias = "dict[tuple[str, int], array[float]]"
"""The values of a benchmark, by their unit and the number of the process that measured them."""


class Package:
    """What one package printed: the results of each benchmark, and which have none."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.results: dict[str, Results] = {}
        self.announced: set[str] = set()
        self.failed: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        self._process = 0
        self._running: str | None = None
        self._begun = False
        self._crash: str | None = None

    @property
    def is_idle(self) -> bool:
        """Tell whether no benchmark has begun that has no result yet."""
        return self._running is None

    def start(self) -> None:
        """Take what follows for the output of a process of its own."""
        self.end()
        self._process += 1

    def read(self, line: str) -> None:
        """Take in a line."""
        words = line.split()
        if not words:
            return
        dismissed = _DISMISSED.fullmatch(line)
        if dismissed:
            self._dismiss(dismissed["name"], dismissed["word"])
        elif words[0].startswith("Benchmark") and is_benchmark(words[0]):
            self._read_benchmark(line, words)
        elif crash := _CRASH.fullmatch(line):
            self._crash = crash[0]
        elif self._begun and (result := _RESULT.search(line)):
            self._finish(self._running, _values(result["values"].split()))

    def end(self, failed: str | None = None, reason: str = "it failed") -> None:
        """Take the process for ended; ``failed`` is the name of a package that Go says failed."""
        if self._running and (self._begun or self._crash):
            self.failed[self._running] = self._crash or "it began and has no result"
        elif failed and not self.failed:
            self.failed[failed] = self._crash or reason
        self._running, self._begun, self._crash = None, False, None

    def _read_benchmark(self, line: str, words: Sequence[str]) -> None:
        name, *rest = words
        counted = bool(rest) and rest[0].isdecimal()
        values = _values(rest[1:]) if counted else []
        if values:
            self._finish(name, values)
        elif "\t" in line or counted:
            self._running, self._begun = name, True
            own = line.partition("\t")[2]
            if crash := _CRASH.fullmatch(own):
                self._crash = crash[0]
            elif result := _RESULT.search(own):
                self._finish(name, _values(result["values"].split()))
        elif not rest:
            self.announced.add(name)
            self._running, self._begun = name, False

    def _finish(self, name: str | None, values: Values) -> None:
        if not name or not values:
            return
        results = self.results.setdefault(name, {})
        for value, unit in values:
            results.setdefault((unit, self._process), array("d")).append(value)
        self._running, self._begun, self._crash = None, False, None

    def _dismiss(self, name: str, word: str) -> None:
        if is_benchmark(name):
            if word == "FAIL":
                self.failed[name] = "it failed"
            else:
                self.skipped[name] = "skipped"
            self._running, self._begun = None, False


class Transcript:
    """What all packages printed, and what was said of the run and of units."""

    def __init__(self) -> None:
        self.packages: dict[str | None, Package] = {}
        self.said: dict[str, set[str]] = {}
        self.units: dict[str, dict[str, str]] = {}
        self._current = self._package(None)

    def read(self, package: str | None, line: str) -> None:
        """Take in a line; without a ``package`` it is of the one that was named last."""
        current = self._package(package) if package else self._current
        if ended := _ENDED.fullmatch(line):
            self._end(current, ended)
        elif unit := _UNIT.fullmatch(line):
            facts = dict(fact.split("=", 1) for fact in unit["facts"].split())
            self.units.setdefault(unit["unit"], {}).update(facts)
        elif (said := _SAID.fullmatch(line)) and (current.is_idle or said["key"] == "pkg"):
            self._note(said["key"], said["value"].strip(), package)
        else:
            current.read(line)

    def end(self) -> None:
        """Take all output for read."""
        for package in self.packages.values():
            package.end()

    def __iter__(self) -> Iterator[Package]:
        return iter(self.packages.values())

    def _package(self, name: str | None) -> Package:
        if name not in self.packages:
            self.packages[name] = Package(name)
        return self.packages[name]

    def _note(self, key: str, value: str, package: str | None) -> None:
        if key == "pkg":
            self._current = self._package(package or value)
            self._current.start()
        else:
            self.said.setdefault(key, set()).add(value)

    def _end(self, current: Package, ended: re.Match[str]) -> None:
        nameless = current.name is None and current.results
        named = current if nameless else self._package(ended["package"])
        if ended["word"] == "FAIL":
            named.end(ended["package"], ended["reason"] or "it failed")
        else:
            named.end()
        if self._current is named:
            self._current = self._package(None)


def _values(words: Sequence[str]) -> Values:
    """Return the values of a result with their units, or nothing where it is none."""
    if len(words) < 2 or len(words) % 2:
        return []
    try:
        return [(float(words[at]), words[at + 1]) for at in range(0, len(words), 2)]
    except ValueError:
        return []
