import os
from pathlib import Path

import pytest

from calibrax.errors import UsageError
from calibrax.exporters.credentials import Mode, check, configured, redacted, without_user

ENVIRONMENTS: list[tuple[dict[str, str], bool]] = [
    ({}, False),
    ({"WANDB_API_KEY": " \n"}, False),
    ({"WANDB_API_KEY": "", "WANDB_IDENTITY_TOKEN_FILE": ""}, False),
    ({"WANDB_API_KEY": "k"}, True),
    ({"WANDB_API_KEY": " ", "WANDB_IDENTITY_TOKEN_FILE": "/run/token"}, True),
    ({"WANDB_MODE": "offline"}, True),
    ({"WANDB_MODE": "dryrun"}, True),
    ({"WANDB_MODE": "online"}, False),
    ({"WANDB_MODE": "disabled"}, False),
    ({"WANDB_MODE": "shared"}, False),
    ({"WANDB_MODE": "shared", "WANDB_API_KEY": "k"}, True),
]


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        ({"WANDB_API_KEY": "k" * 86}, Mode.ONLINE),
        ({"WANDB_API_KEY": "k", "WANDB_MODE": ""}, Mode.ONLINE),
        ({"WANDB_API_KEY": "k", "WANDB_MODE": "online"}, Mode.ONLINE),
        ({"WANDB_MODE": "offline"}, Mode.OFFLINE),
        ({"WANDB_MODE": "dryrun"}, Mode.OFFLINE),
        ({"WANDB_MODE": "disabled"}, Mode.DISABLED),
    ],
)
def test_the_mode(environ: dict[str, str], mode: Mode) -> None:
    assert check(environ) is mode


@pytest.mark.parametrize("environ", [{}, {"WANDB_MODE": "online"}])
def test_online_needs_a_key(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        check(environ)
    assert str(caught.value) == (
        "Weights & Biases: WANDB_API_KEY is not set: set it in the environment "
        "(export WANDB_API_KEY=...); WANDB_MODE=offline keeps the run in a folder"
    )


def test_in_a_workflow_the_key_is_a_secret() -> None:
    with pytest.raises(UsageError) as caught:
        check({"GITHUB_ACTIONS": "true"})
    assert str(caught.value) == (
        "Weights & Biases: WANDB_API_KEY is not set: add the secret WANDB_API_KEY to the "
        "repository and to the step env: {WANDB_API_KEY: ${{ secrets.WANDB_API_KEY }}} "
        "(a fork's pull request has no secrets); WANDB_MODE=offline keeps the run in a folder"
    )


def test_a_blank_key_is_none() -> None:
    with pytest.raises(UsageError, match="WANDB_API_KEY is blank"):
        check({"WANDB_API_KEY": " \n"})


@pytest.mark.parametrize("mode", ["Offline", "shared", "none"])
def test_another_mode_is_refused(mode: str) -> None:
    with pytest.raises(UsageError) as caught:
        check({"WANDB_MODE": mode, "WANDB_API_KEY": "k"})
    modes = "online, offline, dryrun, disabled"
    assert str(caught.value) == f"no WANDB_MODE '{mode}'; calibrax takes {modes}"


@pytest.mark.parametrize(("environ", "expected"), ENVIRONMENTS)
def test_whether_an_export_is_set_up(environ: dict[str, str], expected: bool) -> None:
    assert configured(environ) is expected


def test_neither_key_nor_signature_is_shown() -> None:
    text = 'PUT "https://storage.example/run.json?X-Signature=abc&d=1": key s3cret refused'
    expected = 'PUT "https://storage.example/run.json": key *** refused'
    assert redacted(text, {"WANDB_API_KEY": " s3cret\n"}) == expected


@pytest.mark.parametrize(
    ("home", "shown"),
    [
        ("/home/me", "no room in '~/data/wandb', /home/me2/x, https://w.example/home"),
        ("/home/me/", "no room in '~/data/wandb', /home/me2/x, https://w.example/home"),
        ("/", "no room in '/home/me/data/wandb', /home/me2/x, https://w.example/home"),
    ],
)
def test_the_users_home_is_not_shown(home: str, shown: str) -> None:
    text = "no room in '/home/me/data/wandb', /home/me2/x, https://w.example/home"
    assert redacted(text, {"HOME": home}) == shown


def test_without_a_key_there_is_nothing_to_take_out() -> None:
    assert redacted("all of it", {"WANDB_API_KEY": " "}) == "all of it"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pw@wandb.example/x", "https://wandb.example/x"),
        ("GET https://me:p@w@wandb.example:8080/x: 401", "GET https://wandb.example:8080/x: 401"),
        ("http://me@wandb.example", "http://wandb.example"),
        ("https://wandb.example/a@b", "https://wandb.example/a@b"),
    ],
)
def test_who_asks_is_not_shown(text: str, shown: str) -> None:
    assert without_user(text) == shown
    assert redacted(text, {}) == shown


def test_an_identity_token_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("ey.t0ken\n", encoding="utf-8")
    environ = {"WANDB_IDENTITY_TOKEN_FILE": str(file)}
    assert redacted("the token ey.t0ken is refused", environ) == "the token *** is refused"
    file.unlink()
    assert redacted("the token is gone", environ) == "the token is gone"


@pytest.mark.parametrize("mode", ["online", "offline"])
def test_a_key_with_blanks_in_it_is_none(mode: str) -> None:
    with pytest.raises(UsageError, match="WANDB_API_KEY holds blanks") as caught:
        check({"WANDB_API_KEY": "s3c ret", "WANDB_MODE": mode})
    assert "s3c" not in str(caught.value)


def test_a_pasted_key_ends_in_a_newline() -> None:
    assert check({"WANDB_API_KEY": "k\r\n"}) is Mode.ONLINE


@pytest.mark.parametrize("mode", ["online", "offline"])
@pytest.mark.parametrize(
    "address",
    [
        "notaurl",
        "me:s3cretpw@host/[",
        "https://[me:s3cretpw@host",
        "https://me:s3cretpw@",
        "https://me:s3cretpw@host:port",
        "https://me:s3cret/pw@host",
        "https://me:s3cretpw@ho st",
        "ftp://me:s3cretpw@host",
        "https://",
    ],
)
def test_what_is_no_address_is_refused_and_not_shown(address: str, mode: str) -> None:
    with pytest.raises(UsageError) as caught:
        check({"WANDB_API_KEY": "k", "WANDB_BASE_URL": address, "WANDB_MODE": mode})
    assert str(caught.value) == (
        "Weights & Biases: WANDB_BASE_URL is no address of a server: "
        "write it as https://wandb.example.com"
    )


@pytest.mark.parametrize(
    "address", ["", " ", "http://127.0.0.1:80/", "https://me:pw@w.example/x\n", "https://[::1]:8"]
)
def test_an_address(address: str) -> None:
    assert check({"WANDB_API_KEY": "k", "WANDB_BASE_URL": address}) is Mode.ONLINE


def test_where_nothing_is_sent_nothing_is_checked() -> None:
    assert check({"WANDB_BASE_URL": "notaurl", "WANDB_MODE": "disabled"}) is Mode.DISABLED


def test_a_token_does_for_a_key(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("ey.t0ken\n", encoding="utf-8")
    assert check({"WANDB_IDENTITY_TOKEN_FILE": str(file), "WANDB_API_KEY": " "}) is Mode.ONLINE


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b" \n", "is empty"),
        (b"\xff", "cannot be read (it is no text)"),
    ],
)
def test_a_file_without_a_token(tmp_path: Path, content: bytes | None, state: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        check({"WANDB_IDENTITY_TOKEN_FILE": str(file)})
    assert str(caught.value) == (
        f"Weights & Biases: WANDB_IDENTITY_TOKEN_FILE: '{file}' {state}: name a file that holds a "
        "token, or set WANDB_API_KEY"
    )


def test_a_pipe_in_the_place_of_the_token_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="it is a pipe and no file"):
        check({"WANDB_IDENTITY_TOKEN_FILE": str(tmp_path / "pipe")})


@pytest.mark.parametrize("other", [{"WANDB_API_KEY": "k"}, {"WANDB_MODE": "offline"}])
def test_a_token_that_is_not_needed_is_not_read(other: dict[str, str]) -> None:
    check({"WANDB_IDENTITY_TOKEN_FILE": "nowhere", **other})
