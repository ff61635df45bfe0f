"""Where the data branch is: the URL of a remote, apart from the credentials it may hold."""

import os
from collections.abc import Mapping

import msgspec

from calibrax.errors import UsageError
from calibrax.storage.git import Git, without_credentials
from calibrax.storage.git_settings import Settings, as_variables, with_password


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """A repository to fetch from and to push to.

    ``url`` may be shown and written down; ``secret_url`` is what git is to use in its place.
    """

    url: str
    secret_url: str

    def credentials(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the variables that let git use the credentials: no file and no argument does."""
        if self.secret_url == self.url:
            return {}
        return as_variables(self._settings(), environ)

    def _settings(self) -> Settings:
        """Return what shows the password, or the user where there is none.

        Of an address that holds a password git would make an argument of the program that it
        starts for HTTP.
        """
        user, password = _password_in(self.secret_url)
        if password is None:
            return [(f"url.{self.secret_url}.insteadOf", self.url)]
        return with_password(self.url, user, password)


def find_remote(name: str, environ: Mapping[str, str], folder: str = ".") -> Remote:
    """Return the remote of that name of the clone in ``folder``; other names are a URL or a path.

    Raises:
        UsageError: it is no remote, no URL and no path.
    """
    url, base = (name, folder) if ":" in name else _remote_or_path(name, environ, folder)
    if not url.isprintable():
        raise UsageError(f"--remote {url.rpartition('@')[2]!a}: is no URL")
    if _is_path(url):
        url = os.path.abspath(os.path.join(base, url))
    return Remote(url=without_credentials(url), secret_url=url)


def _remote_or_path(name: str, environ: Mapping[str, str], folder: str) -> tuple[str, str]:
    """Return what a name without a colon, which no remote has in its, stands for; where it is so.

    Raises:
        UsageError: it is no remote and no path.
    """
    git = Git(folder, environ)
    found = git.run("remote", "get-url", "--", name)
    if found.code == 0:
        top = git.run("rev-parse", "--show-toplevel")
        base = os.fsdecode(top.out).rstrip("\n") if top.code == 0 else folder
        return os.fsdecode(found.out).rstrip("\n"), base
    if os.path.isdir(os.path.join(folder, name)):
        return name, folder
    raise UsageError(
        f"--remote {name}: is no remote of a clone in the current folder "
        f"({found.reason}), no URL and no folder; name one of these"
    )


def _password_in(url: str) -> tuple[str, str | None]:
    """Return the user and the password that an address of the web holds, if it does."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        return "", None
    if parts.scheme not in ("http", "https") or parts.password is None:
        return "", None
    return unquote(parts.username or ""), unquote(parts.password)


def _is_path(url: str) -> bool:
    """Tell whether git takes it as a path: no colon stands before its first slash."""
    return ":" not in url.split("/")[0] or os.path.isabs(url)
