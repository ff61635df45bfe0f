"""The results folder of asv: ``benchmarks.json``, and a folder for each machine with its results.

What a machine measured at a commit is one results file for each environment. What the values mean
stands in ``benchmarks.json`` alone, which is about the newest code.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from calibrax.readers import asv_cases
from calibrax.readers.asv_files import ResultsFile, refuse_unknown, results_file
from calibrax.readers.folder import Folder
from calibrax.readers.outcomes import Outcome
from calibrax.readers.outcomes import reading_of as outcomes_read
from calibrax.readers.platforms import observed
from calibrax.readers.reading import Reading
from calibrax.readers.shape import an_object

BENCHMARKS = "benchmarks.json"
MACHINE = "machine.json"

_PYTHON = re.compile(r"\d+(\.\d+)*")

Described = Mapping[str, Mapping[str, Any]]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine measured at one commit.

    ``machine`` is the folder of the machine, called as the user named it. ``date`` is the commit's,
    ``started`` when the last benchmark began, where asv wrote it. ``files`` are the results files.
    """

    commit: str
    machine: str
    date: datetime
    started: datetime | None
    files: tuple[str, ...]


def commits(folder: Folder) -> Iterator[Measured]:
    """Yield what each machine measured at each commit.

    Raises:
        DataError: a results file cannot be read.
        ValueError: one is of no shape that is known; the message names it.
    """
    yield from by_commit((path, read_results(folder, path)) for path in results_files(folder))


def by_commit(files: Iterable[tuple[str, ResultsFile]]) -> Iterator[Measured]:
    """Yield what each machine measured at each commit, of results files and their paths."""
    found: dict[tuple[str, str], Measured] = {}
    for path, file in files:
        machine = os.path.dirname(path)
        other = found.get((machine, file.commit))
        starts = [each.started for each in (file, other) if each and each.started]
        found[machine, file.commit] = Measured(
            commit=file.commit,
            machine=machine,
            date=max(file.date, other.date) if other else file.date,
            started=max(starts, default=None),
            files=(*other.files, path) if other else (path,),
        )
    yield from found.values()


def reading_of(folder: Folder, measured: Measured) -> Reading:
    """Return what a machine measured at a commit: a point for each combination of parameters.

    Environments are told apart by the tag ``env`` where there are several. A row that was measured
    by other code than ``benchmarks.json`` is about is left out, as asv does.

    Raises:
        DataError: a file cannot be read.
        ValueError: a file is of no shape that is known; the message names it.
    """
    described = _benchmarks(folder)
    files = {path: read_results(folder, path) for path in measured.files}
    return outcomes_read(
        _outcomes(files, described),
        _left_out(list(files.values()), described),
        timestamp=measured.started,
        commit=measured.commit,
        observed=_machine([file.facts for file in files.values()]),
    )


def results_files(folder: Folder) -> Iterator[str]:
    """Yield the results files: all JSON that lies beside the description of a machine."""
    for path in folder.files(".json"):
        machine, name = os.path.split(path)
        if (
            machine
            and name not in (MACHINE, BENCHMARKS)
            and folder.holds(os.path.join(machine, MACHINE))
        ):
            yield path


def read_results(folder: Folder, path: str) -> ResultsFile:
    """Return what a results file says.

    Raises:
        DataError: it cannot be read.
        ValueError: it is of no shape that is known; the message names it.
    """
    return results_file(folder.document(path).json, path)


def _benchmarks(folder: Folder) -> dict[str, dict[str, Any]]:
    data = an_object(folder.document(BENCHMARKS).json, BENCHMARKS)
    refuse_unknown(data, BENCHMARKS)
    return {
        name: an_object(benchmark, f"{BENCHMARKS}: {name}")
        for name, benchmark in data.items()
        if name != "version"
    }


def _is_described(name: str, row: Mapping[str, Any], described: Described) -> bool:
    """Tell whether a row was measured by the code that ``benchmarks.json`` is about."""
    return name in described and row.get("version") in (None, described[name].get("version"))


def _outcomes(files: Mapping[str, ResultsFile], described: Described) -> Iterator[Outcome]:
    several = len(files) > 1
    for path, file in files.items():
        for name, row in file.rows.items():
            if not _is_described(name, row, described):
                continue
            for outcome in asv_cases.outcomes(name, row, described[name], f"{path}: {name}"):
                yield _in_environment(outcome, file.environment) if several else outcome


def _in_environment(outcome: Outcome, environment: str) -> Outcome:
    tag = "asv_env" if "env" in outcome.tags else "env"
    return msgspec.structs.replace(outcome, tags={**outcome.tags, tag: environment})


def _left_out(files: Sequence[ResultsFile], described: Described) -> Iterator[str]:
    """Yield a warning about each kind of row that is left out."""
    names = {
        name
        for file in files
        for name, row in file.rows.items()
        if not _is_described(name, row, described)
    }
    unknown = sorted(names - set(described))
    changed = sorted(names & set(described))
    if changed:
        yield (
            f"left out, since their code is not the one that {BENCHMARKS} is about: "
            f"{', '.join(changed)}"
        )
    if unknown:
        yield f"left out, since {BENCHMARKS} does not have them: {', '.join(unknown)}"


def _machine(facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the facts of the machine, and the version of Python where there is only one."""
    texts = {key: str(value) for key, value in facts[0].items() if value}
    cores = texts.get("num_cpu", "")
    pythons = {str(each.get("python")) for each in facts}
    python = pythons.pop() if len(pythons) == 1 else ""
    return observed(
        system=texts.get("os", "").partition(" ")[0],
        machine=texts.get("arch"),
        model=texts.get("cpu"),
        cores=int(cores) if cores.isdecimal() and len(cores) < 10 else None,
        python=python if _PYTHON.fullmatch(python) else None,
    )
