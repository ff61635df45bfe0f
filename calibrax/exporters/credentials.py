"""What the environment says about Weights & Biases, told before its SDK is imported.

Credentials come from the environment alone: the SDK would also read a ``.netrc`` file, and a run
would go to whoever's account that is.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from calibrax.core.content import content
from calibrax.errors import UsageError

KEY = "WANDB_API_KEY"
TOKEN_FILE = "WANDB_IDENTITY_TOKEN_FILE"
SERVER = "WANDB_BASE_URL"


class Mode(StrEnum):
    """Where the SDK sends a run: to a server, into a folder, nowhere."""

    ONLINE = "online"
    OFFLINE = "offline"
    DISABLED = "disabled"


_MODES = {
    "": Mode.ONLINE,
    "online": Mode.ONLINE,
    "offline": Mode.OFFLINE,
    "dryrun": Mode.OFFLINE,
    "disabled": Mode.DISABLED,
}


def configured(environ: Mapping[str, str]) -> bool:
    """Tell whether somebody set the environment up to export: with a credential, or offline."""
    return _has_credential(environ) or _MODES.get(environ.get("WANDB_MODE", "")) is Mode.OFFLINE


def check(environ: Mapping[str, str]) -> Mode:
    """Return the mode, once it is sure that the SDK will find what the mode needs.

    Raises:
        UsageError: the mode is unknown, or needs a credential that is not set; the key or the
            server's address cannot be one; says what to set, and nothing that is secret.
    """
    name = environ.get("WANDB_MODE", "")
    if name not in _MODES:
        known = ", ".join(filter(None, _MODES))
        raise UsageError(f"no WANDB_MODE {name!r}; calibrax takes {known}")
    mode = _MODES[name]
    if mode is Mode.ONLINE and not _has_credential(environ):
        state = "is blank" if KEY in environ else "is not set"
        raise UsageError(f"Weights & Biases: {KEY} {state}: {_remedy(environ)}")
    if mode is Mode.ONLINE and not environ.get(KEY, "").strip():
        _check_token(environ)
    if mode is not Mode.DISABLED:
        _check_key(environ.get(KEY, "").strip())
        _check_server(environ.get(SERVER, "").strip())
    return mode


def _check_key(key: str) -> None:
    if re.search(r"\s", key):
        raise UsageError(f"Weights & Biases: {KEY} holds blanks: copy the key again, without them")


def _check_token(environ: Mapping[str, str]) -> None:
    path = environ[TOKEN_FILE].strip()
    try:
        state = "" if _content(path) else "is empty"
    except (OSError, ValueError) as error:
        state = f"cannot be read ({getattr(error, 'strerror', None) or 'it is no text'})"
    if state:
        raise UsageError(
            f"Weights & Biases: {TOKEN_FILE}: {path!r} {state}: name a file that holds a token, "
            f"or set {KEY}"
        )


def _check_server(address: str) -> None:
    """Raise ``UsageError`` for what is no address, which may yet hold a password."""
    if address and not _is_address(address):
        raise UsageError(
            f"Weights & Biases: {SERVER} is no address of a server: "
            "write it as https://wandb.example.com"
        )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname)
    return named and port_fits and not re.search(r"\s", text)


def _has_credential(environ: Mapping[str, str]) -> bool:
    return any(environ.get(each, "").strip() for each in (KEY, TOKEN_FILE))


def _remedy(environ: Mapping[str, str]) -> str:
    """Return what to set where the command runs: in a workflow or in a terminal."""
    offline = "WANDB_MODE=offline keeps the run in a folder"
    if environ.get("GITHUB_ACTIONS") == "true":
        return (
            f"add the secret {KEY} to the repository and to the step "
            f"env: {{{KEY}: ${{{{ secrets.{KEY} }}}}}} (a fork's pull request has no secrets); "
            f"{offline}"
        )
    return f"set it in the environment (export {KEY}=...); {offline}"


def without_user(text: str) -> str:
    """Return a text without the user and the password that an address in it may hold."""
    return re.sub(r"(https?://)[^\s/?#\"@]*(?:@[^\s/?#\"@]*)*@", r"\1", text)


def redacted(text: str, environ: Mapping[str, str]) -> str:
    """Return a text of the SDK without credentials, signatures in addresses and the user's home."""
    text = without_user(re.sub(r"(https?://[^\s?\"]+)\?[^\s\"]*", r"\1", text))
    for secret in (environ.get(KEY, "").strip(), _token(environ)):
        text = text.replace(secret, "***") if secret else text
    home = environ.get("HOME", "").rstrip("/")
    return text.replace(f"{home}/", "~/") if home else text


def _token(environ: Mapping[str, str]) -> str:
    """Return what the file of an identity token holds; empty where it cannot be read."""
    try:
        return _content(environ.get(TOKEN_FILE, "").strip())
    except (OSError, ValueError):
        return ""


def _content(path: str) -> str:
    return content(path).decode().strip()
