"""Names of Go benchmarks: what the processors and the parameters are in them.

Go ends each name in ``-N`` where GOMAXPROCS is N, and adds nothing where it is 1, so that ``-10``
may be a name's own. The name of a function holds no ``-``: it proves what GOMAXPROCS was.
"""

import re
from collections.abc import Container, Iterable

_SUFFIXED = re.compile(r"(?P<bare>.+)-(?P<processors>[1-9][0-9]{0,4})", re.DOTALL)
_PARAMETER = re.compile(r"(?P<key>[^\W\d][\w.-]*)=(?P<value>.*)", re.DOTALL)


def is_benchmark(word: str) -> bool:
    """Tell whether Go takes a function of that name for a benchmark."""
    return word.startswith("Benchmark") and not word[len("Benchmark") :][:1].islower()


def proven(names: Iterable[str], announced: Container[str]) -> frozenset[int]:
    """Return the values of GOMAXPROCS that results were measured with.

    ``announced`` are the names that Go printed without a suffix before it ran them. Where nothing
    proves the value, a number that all names end in is taken for it.
    """
    found: set[int] = set()
    suffixes: set[int] = set()
    for name in names:
        bare, processors = _split(name)
        suffixes.add(processors)
        if "/" not in name or bare in announced:
            found.add(processors)
        elif name in announced:
            found.add(1)
    return frozenset(found or (suffixes if len(suffixes) == 1 else {1}))


def without_processors(
    name: str, processors: frozenset[int], others: Container[str]
) -> tuple[str, int]:
    """Return the name without the suffix, and the value of GOMAXPROCS.

    ``others`` are the names of the package. With ``-cpu 1,2`` each stands there both ways, which
    tells a number of the name's own.
    """
    several = processors - {1}
    if 1 in processors and any(f"{name}-{count}" in others for count in several):
        return name, 1
    bare, count = _split(name)
    return (bare, count) if count in several else (name, 1)


def parameters(name: str) -> tuple[str, dict[str, str]]:
    """Return the name less its parts ``/key=value``, and these."""
    found: dict[str, str] = {}
    plain = []
    for part in name.split("/"):
        match = _PARAMETER.fullmatch(part)
        if match:
            found[match["key"]] = match["value"]
        else:
            plain.append(part)
    return "/".join(plain), found


def _split(name: str) -> tuple[str, int]:
    match = _SUFFIXED.fullmatch(name)
    return (match["bare"], int(match["processors"])) if match else (name, 1)
