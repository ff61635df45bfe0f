"""Which measurements of one commit make up its run, and which newer ones replace."""

from calibrax.readers.history.moments import AGAIN, Entry, Left, newest

POSITIONS = "abcdefgh"


def entry(
    what: str, benchmarks: str, *, time: float = 0, key: str | None = "k", branch: str | None = None
) -> Entry:
    return Entry(
        key=(key,) if key else None,
        time=time,
        what=what,
        position=POSITIONS.index(what),
        benchmarks=frozenset(benchmarks.split()),
        branch=branch,
    )


def chosen(*entries: Entry) -> tuple[list[str], list[str]]:
    """Return what makes up each run, and what is replaced."""
    kept, left = newest(entries)
    assert all(each == Left(each.what, AGAIN) for each in left)
    return ["".join(each.what for each in together) for together in kept], [
        each.what for each in left
    ]


def test_nothing_gives_nothing() -> None:
    assert chosen() == ([], [])


def test_keys_are_runs_of_their_own() -> None:
    assert chosen(entry("a", "x", key="k"), entry("b", "x", key="l")) == (["a", "b"], [])


def test_without_a_key_no_entry_replaces_another() -> None:
    assert chosen(entry("a", "x", key=None), entry("b", "x", key=None)) == (["a", "b"], [])


def test_the_newest_counts_wherever_it_stands() -> None:
    assert chosen(entry("a", "x", time=2), entry("b", "x", time=1)) == (["a"], ["b"])
    assert chosen(entry("a", "x", time=1), entry("b", "x", time=2)) == (["b"], ["a"])


def test_of_the_same_time_the_later_one_counts() -> None:
    assert chosen(entry("a", "x"), entry("b", "x")) == (["b"], ["a"])


def test_what_has_no_benchmark_in_common_belongs_together() -> None:
    assert chosen(entry("a", "x y", time=2), entry("b", "z", time=1)) == (["ab"], [])


def test_a_part_measured_again_replaces_that_part_alone() -> None:
    parts = entry("a", "x", time=1), entry("b", "y", time=2), entry("c", "x", time=3)
    assert chosen(*parts) == (["bc"], ["a"])


def test_all_measured_again_replaces_all_parts() -> None:
    parts = entry("a", "x", time=1), entry("b", "y", time=2), entry("c", "x y", time=3)
    assert chosen(*parts) == (["c"], ["a", "b"])


def test_parts_of_two_branches_are_no_run() -> None:
    parts = entry("a", "x", time=1, branch="main"), entry("b", "y", time=2, branch="topic")
    assert chosen(*parts) == (["b"], ["a"])
    parts = entry("a", "x", time=1, branch="main"), entry("b", "y", time=2)
    assert chosen(*parts) == (["ab"], [])
