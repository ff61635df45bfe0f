"""Where --remote leads: a remote of the clone, a URL or a path; and where its credentials go."""

import subprocess
from pathlib import Path

import pytest

from calibrax.errors import UsageError
from calibrax.storage.branch.remote import Remote, find_remote

TOKEN = "ghp_secret"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone with three remotes and a folder in it."""
    (tmp_path / "clone" / "inside").mkdir(parents=True)
    for command in (
        ["init", "--quiet"],
        ["remote", "add", "origin", "https://example.com/a.git"],
        ["remote", "add", "secret", f"https://x-access-token:{TOKEN}@example.com/a.git"],
        ["remote", "add", "beside", "../beside.git"],
        ["remote", "add", "shell", "git@example.com:a.git"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path / "clone", check=True)
    return tmp_path / "clone"


def environ(folder: Path) -> dict[str, str]:
    import os

    return {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(folder)}


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("origin", "https://example.com/a.git"),
        ("shell", "git@example.com:a.git"),
        ("ssh://git@example.com/b.git", "ssh://example.com/b.git"),
        ("other:b.git", "other:b.git"),
    ],
)
def test_a_remote_or_a_url(clone: Path, name: str, url: str) -> None:
    assert find_remote(name, environ(clone.parent), str(clone)).url == url


def test_a_path_in_the_clone_is_relative_to_its_top(clone: Path) -> None:
    found = find_remote("beside", environ(clone.parent), str(clone / "inside"))
    assert found.url == str(clone.parent / "beside.git")


def test_a_path_that_is_given_is_relative_to_the_folder(clone: Path) -> None:
    (clone.parent / "elsewhere.git").mkdir()
    found = find_remote("../elsewhere.git", environ(clone.parent), str(clone))
    assert found.url == str(clone.parent / "elsewhere.git")


def test_the_callers_git_variables_do_not_count(clone: Path) -> None:
    misled = environ(clone.parent) | {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/"}
    assert find_remote("origin", misled, str(clone)).url == "https://example.com/a.git"


@pytest.mark.parametrize("name", ["upstream", "-x", "--all"])
def test_an_unknown_name_is_wrong_usage(clone: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"--remote {name}: is no remote of a clone"):
        find_remote(name, environ(clone.parent), str(clone))


def test_outside_of_a_clone_a_name_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        find_remote("origin", environ(tmp_path.parent), str(tmp_path))


def test_credentials_are_apart_from_what_is_shown(clone: Path) -> None:
    found = find_remote("secret", environ(clone.parent), str(clone))
    assert found.url == "https://example.com/a.git"
    assert TOKEN not in found.url
    key = "http.https://example.com/a.git.extraheader"
    assert found.credentials({}) == {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": key,
        "GIT_CONFIG_VALUE_0": "",
        "GIT_CONFIG_KEY_1": key,
        "GIT_CONFIG_VALUE_1": "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46Z2hwX3NlY3JldA==",
    }


@pytest.mark.parametrize(
    ("secret_url", "basic"),
    [
        ("https://u:p%40%2F@h/a", "dTpwQC8="),  # u:p@/
        ("https://:p@h/a", "OnA="),  # :p
        ("https://u:@h/a", "dTo="),  # u:
    ],
)
def test_a_password_is_read_as_git_reads_it(secret_url: str, basic: str) -> None:
    told = Remote(url="https://h/a", secret_url=secret_url).credentials({})
    assert told["GIT_CONFIG_VALUE_1"] == f"AUTHORIZATION: basic {basic}"


@pytest.mark.parametrize("secret_url", ["https://u@h/a", "ssh://git@h/a", "https://u@[h/a"])
def test_a_user_without_a_password_stays_in_the_address(secret_url: str) -> None:
    url = secret_url.replace("u@", "").replace("git@", "")
    assert Remote(url=url, secret_url=secret_url).credentials({}) == {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{secret_url}.insteadOf",
        "GIT_CONFIG_VALUE_0": url,
    }


def test_what_is_no_url_is_named_without_its_credentials(clone: Path) -> None:
    with pytest.raises(UsageError) as raised:
        find_remote(f"https://u:{TOKEN}\n@example.com/a\n", environ(clone.parent), str(clone))
    assert str(raised.value) == r"--remote 'example.com/a\n': is no URL"


def test_settings_that_are_handed_to_git_already_are_kept() -> None:
    remote = Remote(url="https://h/a", secret_url="https://t@h/a")
    assert set(remote.credentials({"GIT_CONFIG_COUNT": "2"})) == {
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_KEY_2",
        "GIT_CONFIG_VALUE_2",
    }
    assert Remote(url="https://h/a", secret_url="https://h/a").credentials({}) == {}


@pytest.mark.parametrize("count", ["", "x", "-1", "²", "٣", "9" * 5_000])
def test_a_count_of_settings_that_is_none_is_none(count: str) -> None:
    remote = Remote(url="https://h/a", secret_url="https://t@h/a")
    assert remote.credentials({"GIT_CONFIG_COUNT": count}) == remote.credentials({})


def test_a_colon_after_the_first_slash_is_part_of_a_path(clone: Path) -> None:
    (clone / "a").mkdir()
    (clone / "a" / "b:c.git").mkdir()
    found = find_remote("a/b:c.git", environ(clone.parent), str(clone))
    assert found.url == str(clone / "a" / "b:c.git")
