"""Why a push was not taken, from what git prints."""

import pytest

from calibrax.storage.branch.refusal import Refusal, why
from calibrax.storage.git import Finished

URL = "https://example.com/denied/read-only.git"
BRANCH = "protected-data"


def refused(err: str, status: str = "") -> tuple[Refusal, str]:
    out = f"To {URL}\n!\tabc:refs/heads/{BRANCH}\t{status}\nDone\n" if status else ""
    return why(Finished(1, out.encode(), err), URL, BRANCH)


@pytest.mark.parametrize(
    "status",
    [
        "[rejected] (stale info)",
        "[rejected] (fetch first)",
        "[rejected] (non-fast-forward)",
        "[remote rejected] (failed to update ref)",
        "[remote rejected] (cannot lock ref 'refs/heads/x': is at 1 but expected 2)",
        "[remote rejected] (reference already exists)",
        "[remote rejected] (incorrect old value provided)",
    ],
)
def test_another_writer_was_first(status: str) -> None:
    told = f"error: failed to push some refs to '{URL}'\nhint: Updates were rejected\n"
    assert refused(told, status)[0] is Refusal.OVERTAKEN


@pytest.mark.parametrize(
    ("err", "status"),
    [
        (f"fatal: unable to access '{URL}/': The requested URL returned error: 403", ""),
        ("remote: Permission to a/b.git denied to github-actions[bot].", ""),
        ("remote: Write access to repository not granted.", ""),
        ("ERROR: The key you are authenticating with has been marked as read only.", ""),
        ("remote: error: GH006: Protected branch update failed", "[remote rejected] (x)"),
        ("", "[remote rejected] (pre-receive hook declined)"),
        ("", "[remote rejected] (push declined due to repository rule violations)"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", ""),
        ("remote: error: unable to create temporary object directory", "[remote rejected] (u)"),
        ("git@github.com: Permission denied (publickey).", ""),
    ],
)
def test_it_is_not_allowed(err: str, status: str) -> None:
    assert refused(err, status)[0] is Refusal.FORBIDDEN


@pytest.mark.parametrize(
    ("err", "status"),
    [
        (f"fatal: unable to access '{URL}/': Could not resolve host: example.com", ""),
        ("fatal: the remote end hung up unexpectedly", ""),
        ("fatal: unable to access 'x': The requested URL returned error: 500", ""),
        (f"error: failed to push some refs to '{URL}'", "[remote rejected] (internal error)"),
        ("", ""),
    ],
)
def test_something_broke(err: str, status: str) -> None:
    assert refused(err, status)[0] is Refusal.FAULT


def test_the_reason_is_in_the_words_of_git() -> None:
    told = f"remote: no room left\nerror: failed to push some refs to '{URL}'\nhint: try\n"
    reason = refused(told, "[remote rejected] (unpacker error)")[1]
    assert reason == "remote: no room left; unpacker error"


def test_bytes_that_are_no_text_do_not_hide_the_reason() -> None:
    out = b"To \xff\n!\ta:b\t[remote rejected] (\xff declined)\nDone\n"
    kind, reason = why(Finished(1, out, ""), URL, BRANCH)
    assert (kind, reason) == (Refusal.FORBIDDEN, "git ended with exit code 1; \ufffd declined")
