"""Where the data branch is: the URL of a remote, apart from the credentials it may hold."""

import os
from collections.abc import Mapping

import msgspec

from calibrax.errors import UsageError
from calibrax.storage.git import Git, without_credentials


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
        given = environ.get("GIT_CONFIG_COUNT", "")
        count = int(given) if given.isdigit() else 0
        return {
            "GIT_CONFIG_COUNT": str(count + 1),
            f"GIT_CONFIG_KEY_{count}": f"url.{self.secret_url}.insteadOf",
            f"GIT_CONFIG_VALUE_{count}": self.url,
        }


def find_remote(name: str, environ: Mapping[str, str], folder: str = ".") -> Remote:
    """Return the remote of that name of the clone in ``folder``; other names are a URL or a path.

    Raises:
        UsageError: it is no remote, no URL and no path.
    """
    git = Git(folder, environ)
    found = git.run("remote", "get-url", "--", name)
    if found.code == 0:
        url = os.fsdecode(found.out).rstrip("\n")
        top = git.run("rev-parse", "--show-toplevel")
        base = os.fsdecode(top.out).rstrip("\n") if top.code == 0 else folder
    elif ":" in name or os.path.isdir(os.path.join(folder, name)):
        url, base = name, folder
    else:
        raise UsageError(
            f"--remote {without_credentials(name)}: is no remote of a clone in the current folder "
            f"({found.reason}), no URL and no folder; name one of these"
        )
    if not url.isprintable():
        raise UsageError(f"--remote {name!a}: {url!a} is no URL")
    if _is_path(url):
        url = os.path.abspath(os.path.join(base, url))
    return Remote(url=without_credentials(url), secret_url=url)


def _is_path(url: str) -> bool:
    """Tell whether git takes it as a path: no colon stands before its first slash."""
    return ":" not in url.split("/")[0] or os.path.isabs(url)
