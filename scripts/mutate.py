"""Change the code in a seeded sample of small ways, and count how many of them a test notices.

The changes are mutmut's, of the folders that pyproject.toml names; each runs the tests that reach
the changed function, the fastest first, with a limit of time. Prints how many were killed, survived
or ran out of time in each folder, and each survivor as a place and a difference. Exits with 1 where
less than the wanted share was noticed.
"""

import argparse
import ast
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

WANTED = 0.85
NOTICED = {"killed", "timeout"}
SPINNER = re.compile(r"^[\u2800-\u28ff] .*\n", re.MULTILINE)
RESULT = re.compile(r"\s*(?P<name>\S+__mutmut_[0-9]+): (?P<status>.+)").fullmatch


def main() -> int:
    """Make the changes, try a sample of them, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="how many changes to try")
    parser.add_argument("--seed", type=int, default=2026, help="which ones")
    parser.add_argument("--processes", default="2", help="how many at a time")
    chosen = parser.parse_args()
    # mutmut makes the changes, and learns which tests reach them, before it looks for the name
    mutmut("run", "none of them", check=False)
    sample = random.Random(chosen.seed).sample(sorted(statuses()), chosen.count)
    mutmut("run", "--max-children", chosen.processes, *sample)
    found = {name: status for name, status in statuses().items() if name in sample}
    for name, status in sorted(found.items()):
        if status not in NOTICED:
            print(f"{status}: {difference(name)}\n")
    print("\n".join(table(found)))
    noticed = sum(status in NOTICED for status in found.values()) / len(found)
    print(f"\n{noticed:.1%} noticed of {len(found)}, wanted are {WANTED:.0%} (seed {chosen.seed})")
    return 0 if noticed >= WANTED else 1


def mutmut(*arguments: str, check: bool = True) -> str:
    """Return what mutmut prints.

    Raises:
        SystemExit: it failed.
    """
    program = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", check=False)
    said = SPINNER.sub("", done.stdout.replace("\r", "\n"))
    if check and done.returncode:
        raise SystemExit(f"{said[-8000:]}{done.stderr}\nmutmut {arguments[0]} failed")
    return said


def statuses() -> dict[str, str]:
    """Return each change that was made, and what became of it."""
    lines = map(RESULT, mutmut("results", "--all", "true").splitlines())
    return {line["name"]: line["status"] for line in lines if line}


def difference(name: str) -> str:
    """Return a change as ``file:line`` of the code, and the lines that differ."""
    _, path, _, hunk, *lines = mutmut("show", name).splitlines()
    path = path.removeprefix("--- ")
    places = [place for place, line in enumerate(lines) if line.startswith(("-", "+"))]
    # the difference counts from the function's first line
    line = function_line(path, name) + int(hunk.split()[1].strip("-").split(",")[0]) - 1 + places[0]
    return "\n".join([f"{path}:{line}", *(lines[place] for place in places)])


def function_line(path: str, name: str) -> int:
    """Return the line on which the changed function begins.

    mutmut names it ``module.x_function__mutmut_1`` or ``module.xǁClassǁmethod__mutmut_1``.
    """
    changed = name.rpartition(".")[2].rpartition("__mutmut_")[0]
    *owner, function = changed.removeprefix("x_").removeprefix("xǁ").split("ǁ")
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    inside = (
        node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and [node.name] == owner
    )
    return next(
        node.lineno
        for node in ast.walk(next(inside, tree))
        if isinstance(node, ast.FunctionDef) and node.name == function
    )


def table(found: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the table: a row for each folder, and one for all."""
    counted = Counter((name.split(".")[1], status) for name, status in found.items())
    columns = ["killed", "timeout", *sorted({status for _, status in counted} - NOTICED)]
    yield f"{'folder':12}" + "".join(f"{column:>10}" for column in columns)
    folders = sorted({folder for folder, _ in counted})
    for title, rows in [*((folder, [folder]) for folder in folders), ("all", folders)]:
        counts = (sum(counted[folder, column] for folder in rows) for column in columns)
        yield f"{title:12}" + "".join(f"{count:10}" for count in counts)


if __name__ == "__main__":
    sys.exit(main())
