"""What vitest's JSON reporter writes from version 5 on, where a benchmark is part of a test."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from calibrax.core import checks
from calibrax.readers import tinybench_statistics
from calibrax.readers.metrics import TIME
from calibrax.readers.outcomes import Outcome
from calibrax.readers.shape import a_list, a_name, a_text, an_object
from calibrax.readers.thrown import message

_SEPARATOR = " > "
_LEFT_OUT = ("skipped", "todo", "pending", "disabled")


def is_one(plain: dict[str, Any]) -> bool:
    """Tell whether an object is a report whose tests may have benchmarks, as Jest's have not."""
    files = plain.get("testResults")
    if not isinstance(files, list):
        return False
    tests = (file.get("assertionResults") for file in files if isinstance(file, dict))
    return any(
        isinstance(test, dict) and "benchmarks" in test
        for each in tests
        if isinstance(each, list)
        for test in each
    )


def outcomes(report: dict[str, Any]) -> Iterator[Outcome]:
    """Yield what became of each benchmark, and of each test of a benchmark file that failed.

    The report has no path relative to the project, only absolute ones: of these the tag ``file``
    keeps the end that tells the files apart.

    Raises:
        ValueError: the report is of another shape; the message names the place.
    """
    places = enumerate(a_list(report.get("testResults"), "testResults"))
    files = [an_object(file, f"testResults[{place}]") for place, file in places]
    paths = [_path(file, f"testResults[{place}]") for place, file in enumerate(files)]
    shared = Counter(ending for path in set(paths) for ending in _endings(path))
    for path, file in zip(paths, files, strict=True):
        name = next((ending for ending in _endings(path) if shared[ending] == 1), path)
        yield from _of_file(file, name)


def _path(file: dict[str, Any], place: str) -> str:
    return a_name(file.get("name"), f"{place}: name").replace("\\", "/")


def _endings(path: str) -> Iterator[str]:
    """Yield the ends of a path in whole parts, from the name of the file on."""
    parts = path.split("/")
    return ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))


def _of_file(file: dict[str, Any], name: str) -> Iterator[Outcome]:
    place = f"{name}: assertionResults"
    tests = [
        an_object(test, f"{place}[{number}]")
        for number, test in enumerate(a_list(file.get("assertionResults"), place))
    ]
    of_benchmarks = _is_of_benchmarks(name, tests)
    said = file.get("message")
    unread = file.get("status") == "failed" and not tests
    if unread or (of_benchmarks and said):
        yield Outcome(name=name, scenario=name, failed=message(said) if said else "it failed")
    for test in tests:
        title = _title(test, name)
        yield from _benchmarks(test, title, name)
        if of_benchmarks:
            yield from _missing(test, title, name)


def _is_of_benchmarks(file: str, tests: list[dict[str, Any]]) -> bool:
    """Tell whether a file is one of benchmarks: it has some, or is called as vitest calls them."""
    words = file.rpartition("/")[2].split(".")
    return not {"bench", "benchmark"}.isdisjoint(words) or any(
        test.get("benchmarks") for test in tests
    )


def _title(test: dict[str, Any], file: str) -> str:
    above = a_list(test.get("ancestorTitles") or [], f"{file}: ancestorTitles")
    return _SEPARATOR.join(map(a_text, [*above, a_name(test.get("title"), f"{file}: title")]))


def _benchmarks(test: dict[str, Any], title: str, file: str) -> Iterator[Outcome]:
    for benchmark in a_list(test.get("benchmarks") or [], f"{title}: benchmarks"):
        item = an_object(benchmark, f"{title}: benchmarks")
        own = a_name(item.get("name"), f"{title}: benchmarks: name")
        group = title if own == title else f"{title}{_SEPARATOR}{own}"
        for given in a_list(item.get("tasks"), f"{group}: tasks"):
            task = an_object(given, f"{group}: tasks")
            if task.get("fromStore"):
                continue  # a result of an earlier run, shown for comparison
            name = f"{group}{_SEPARATOR}{a_name(task.get('name'), f'{group}: tasks: name')}"
            latency = an_object(task.get("latency"), f"{name}: latency")
            metrics = ((TIME, tinybench_statistics.time(latency, f"{name}: latency")),)
            yield Outcome(name=name, scenario=name, tags={"file": file}, metrics=metrics)


def _missing(test: dict[str, Any], title: str, file: str) -> Iterator[Outcome]:
    """Yield a test that failed or was left out; what it measured before that counts none the less.

    Which of its benchmarks it did not come to, the report does not say.
    """
    status = test.get("status")
    if status == "failed":
        texts = a_list(test.get("failureMessages") or [], f"{title}: failureMessages")
        reason = message(texts[0] if texts else None)
        yield Outcome(name=title, scenario=title, tags={"file": file}, failed=reason)
    elif status in _LEFT_OUT:
        yield Outcome(name=title, scenario=title, tags={"file": file}, skipped=str(status))
    elif status != "passed":
        reason = f"its status is {checks.brief(status)}"
        yield Outcome(name=title, scenario=title, tags={"file": file}, failed=reason)
