"""Files of another commit or suite than the one that is expected."""

import pytest

from calibrax.errors import DataError, UsageError
from calibrax.readers.assembly import Source
from calibrax.readers.expectations import Expectations, refuse_others
from calibrax.readers.reading import Reading
from tests.builders import a_point

HEAD = "0123456789abcdef0123456789abcdef01234567"
MERGE = "f" * 40


def a_source(commit: str | None = None, suite: str | None = None) -> Source:
    """Return a file that states this."""
    reading = Reading(points=(a_point("sort", time=1.0),), commit=commit, suite=suite)
    return Source("out/sort.json", "calibrax", reading)


@pytest.mark.parametrize("stated", [None, HEAD, MERGE, HEAD.upper(), HEAD[:7], MERGE[:12]])
def test_one_of_the_commits_an_abbreviation_of_it_or_none_is_fine(stated: str | None) -> None:
    refuse_others([a_source(stated)], Expectations(commits=(HEAD, MERGE)))
    refuse_others([a_source(stated)], Expectations(commits=(HEAD.upper(), MERGE)))


@pytest.mark.parametrize("stated", ["1" * 40, HEAD + "0", HEAD[1:9], "abcdef0-dirty"])
def test_another_commit_is_refused(stated: str) -> None:
    with pytest.raises(DataError) as refused:
        refuse_others([a_source(HEAD), a_source(stated)], Expectations(commits=(HEAD, MERGE)))
    assert str(refused.value) == (
        f"out/sort.json: is of commit {stated}, expected {HEAD} or {MERGE}: a file left over from "
        "an earlier run? remove it before the benchmarks run"
    )


@pytest.mark.parametrize("stated", ["v1.2", "HEAD", HEAD[:6], "v1.2-3-gabcdef0", "01234567-dirty"])
def test_a_text_that_is_no_sha_states_no_commit_and_a_dirty_tree_has_one(stated: str) -> None:
    refuse_others([a_source(stated)], Expectations(commits=(HEAD,)))


def test_a_full_sha256_is_a_full_sha() -> None:
    refuse_others([a_source("a" * 64)], Expectations(commits=("a" * 64,)))


def test_another_suite_is_refused() -> None:
    expected = Expectations(suite="main")
    refuse_others([a_source(suite="main"), a_source()], expected)
    with pytest.raises(DataError) as refused:
        refuse_others([a_source(suite="nightly")], expected)
    assert str(refused.value) == (
        "out/sort.json: is of suite nightly, expected main: a file left over from an earlier run? "
        "remove it before the benchmarks run"
    )


def test_where_nothing_is_expected_anything_will_do() -> None:
    refuse_others([a_source("v1.2", "nightly")], Expectations())


@pytest.mark.parametrize("commit", ["", "main", HEAD[:12], HEAD + "0", "g" * 40])
def test_only_a_full_sha_can_be_expected(commit: str) -> None:
    with pytest.raises(UsageError, match="is no full SHA: 40 or 64 hexadecimal digits"):
        Expectations(commits=(HEAD, commit))
