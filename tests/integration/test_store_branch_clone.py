"""The caller's clone, environment and secrets: nothing of them is touched, kept or shown."""

import os
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.integration.conftest import Cli
from tests.integration.remotes import BRANCH, Remote, git, run_at, save, stored

TOKEN = "ghs_verysecrettoken"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture(params=["whole", "shallow"])
def clone(request: pytest.FixtureRequest, tmp_path: Path, remote: Remote) -> Path:
    """Return the test's folder as a clone of the remote, with changes of every kind in it."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet", "--initial-branch=main")
    for each in range(3):
        (origin / "code.py").write_text(f"{each}\n", encoding="utf-8")
        git(origin, "add", "code.py")
        git(origin, "commit", "--quiet", "-m", f"{each}")
    git(origin, "push", "--quiet", str(remote.path), "main")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "remote", "add", "origin", remote.url)
    depth = ["--depth=1"] if request.param == "shallow" else []
    git(tmp_path, "fetch", "--quiet", *depth, "origin", "main")
    git(tmp_path, "reset", "--quiet", "--hard", "FETCH_HEAD")
    (tmp_path / ".gitignore").write_text("/benchmark-data/\n/origin/\n/*.git/\n", encoding="utf-8")
    (tmp_path / "staged.py").write_text("staged\n", encoding="utf-8")
    git(tmp_path, "add", "staged.py")
    (tmp_path / "code.py").write_text("changed\n", encoding="utf-8")
    return tmp_path


def picture(clone: Path) -> dict[str, bytes]:
    """Return every file of the clone and of its ``.git``, but those of the stores."""
    outside = ("benchmark-data", "origin", "remote.git")
    return {
        str(path.relative_to(clone)): path.read_bytes()
        for path in sorted(clone.rglob("*"))
        if path.is_file() and path.relative_to(clone).parts[0] not in outside
    }


def test_nothing_of_the_clone_is_touched(cli: Cli, clone: Path, remote: Remote) -> None:
    status = git(clone, "status", "--porcelain=v2", "--branch")
    before = picture(clone)
    assert ".git/index" in before
    save(clone / "benchmark-data", run_at(0)).set_baseline("main-main-000")
    assert cli("store", "pull").code == 0
    assert cli("store", "push").code == 0
    save(clone / "benchmark-data", run_at(1))
    assert cli("store", "push").code == 0
    assert cli("store", "pull", "--all").code == 0
    assert picture(clone) == before
    assert git(clone, "status", "--porcelain=v2", "--branch") == status
    assert remote.runs() == ["main-main-000", "main-main-001"]


def test_variables_that_name_another_repository_do_not_count(
    cli: Cli, clone: Path, remote: Remote
) -> None:
    before = picture(clone)
    misled = {
        "GIT_DIR": str(clone / ".git"),
        "GIT_WORK_TREE": str(clone),
        "GIT_INDEX_FILE": str(clone / ".git" / "index"),
        "GIT_OBJECT_DIRECTORY": str(clone / ".git" / "objects"),
        "GIT_COMMON_DIR": str(clone / ".git"),
        "GIT_NAMESPACE": "other",
    }
    save(clone / "benchmark-data", run_at(0))
    assert cli("store", "push", "--remote", remote.url, **misled).code == 0
    assert cli("store", "pull", "--remote", remote.url, **misled).code == 0
    assert picture(clone) == before
    assert remote.runs() == ["main-main-000"]


def test_the_settings_of_the_user_do_not_matter(cli: Cli, tmp_path: Path, remote: Remote) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-push").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (hooks / "pre-push").chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[core]\n\thooksPath = {hooks}\n\tautocrlf = true\n"
        "[fetch]\n\tprune = true\n\trecurseSubmodules = true\n"
        "[push]\n\tgpgSign = true\n\tfollowTags = true\n"
        "[commit]\n\tgpgSign = true\n[init]\n\tdefaultObjectFormat = sha256\n",
        encoding="utf-8",
    )
    user = {"GIT_CONFIG_GLOBAL": str(config), "LANG": "de_DE.UTF-8"}
    save(tmp_path / "one", run_at(0))
    for verb, data in (("pull", "one"), ("push", "one"), ("pull", "two")):
        done = cli("store", verb, "--data", data, "--remote", remote.url, **user)
        assert done.code == 0, done.err
    assert stored(tmp_path / "two") == ["main-main-000"]


class Server(BaseHTTPRequestHandler):
    """Asks who it is, then refuses; notes what it was told."""

    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        known = "Authorization" in self.headers
        self.send_response(403 if known else 401)
        if not known:
            self.send_header("WWW-Authenticate", "Basic realm=r")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """Return the address of a server that refuses everything."""
    Server.seen.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def holders(folder: Path, text: str) -> list[str]:
    """Return the files below a folder that hold a text."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in found if text.encode() in path.read_bytes()]


def test_a_token_in_a_url_is_used_and_neither_kept_nor_shown(
    cli: Cli, tmp_path: Path, server: str
) -> None:
    save(tmp_path / "one", run_at(0))
    url = f"http://x-access-token:{TOKEN}@{server}/a/b.git"
    for verb in ("pull", "push"):
        done = cli("store", verb, "--data", "one", "--remote", url)
        assert done.code == 5
        assert f"http://{server}/a/b.git: the branch {BRANCH} cannot be fetched" in done.err
        assert TOKEN not in done.err + done.out
    basic = b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    asked = ("/a/b.git/info/refs?service=git-upload-pack", f"basic {basic}")
    assert Server.seen.count(asked) == 2
    assert holders(tmp_path, basic) == []
    assert holders(tmp_path, TOKEN) == []


def test_a_token_in_variables_is_used_and_neither_kept_nor_shown(
    cli: Cli, tmp_path: Path, server: str
) -> None:
    save(tmp_path / "one", run_at(0))
    basic = b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    variables = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.http://{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }
    url = f"http://{server}/a/b.git"
    done = cli("store", "pull", "--data", "one", "--remote", url, **variables)
    assert done.code == 5
    assert "403" in done.err
    assert {told for _, told in Server.seen} == {f"basic {basic}"}
    assert basic not in done.err + done.out
    assert holders(tmp_path, basic) == []
    assert os.environ.get("GIT_CONFIG_COUNT") is None
