"""The folder of the private bare repository, which may have come with somebody's checkout.

git acts on what it finds in a repository: commands in its configuration, hooks, other folders that
it names. So only contents, commits and refs are taken over, and the rest is written anew each time.
"""

import os
import shutil
from typing import Literal, get_args

from calibrax.errors import DataError
from calibrax.storage import files

ObjectFormat = Literal["sha1", "sha256"]

REMOTE = "calibrax-store"

_MARK = "calibrax-source"
_KEPT = {"objects", "refs", "packed-refs", "shallow", _MARK}
_HEAD = b"ref: refs/heads/main\n"
_CONFIG = f"""\
[core]
\trepositoryFormatVersion = 1
\tbare = true
\tlogAllRefUpdates = false
\thooksPath = {os.devnull}
\tuseReplaceRefs = false
[extensions]
\tobjectFormat = {{format}}
[gc]
\tauto = 0
[maintenance]
\tauto = false
[protocol]
\tversion = 2
[fetch]
\trecurseSubmodules = false
\twriteCommitGraph = false
[push]
\tgpgSign = false
\tfollowTags = false
\trecurseSubmodules = no
[remote "{REMOTE}"]
\tpromisor = true
\tpartialclonefilter = blob:none
\turl = "{{url}}"
"""


def take_up(path: str, url: str, branch: str) -> bool:
    """Take up a repository that was made before; tell whether there is one, of this branch.

    Raises:
        DataError: the folder cannot be read or written.
    """
    try:
        if os.path.islink(path) or not os.path.isdir(path) or not _is_plain(path):
            return False
        mark = files.read(os.path.join(path, _MARK))
        for format in get_args(ObjectFormat):
            if mark == _mark(url, branch, format):
                _strip(path)
                _configure(path, url, format)
                return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(path, error) from None
    return False


def make(path: str, url: str, branch: str, format: ObjectFormat = "sha1") -> None:
    """Make an empty repository in place of what is there.

    The mark comes last, so that a half-made one is made again.

    Raises:
        DataError: the folder cannot be written.
    """
    try:
        _remove(path)
        for folder in ("objects", "refs"):
            os.makedirs(os.path.join(path, folder))
    except OSError as error:
        raise _unusable(path, error) from None
    _configure(path, url, format)
    files.write(os.path.join(path, _MARK), _mark(url, branch, format))


def _mark(url: str, branch: str, format: ObjectFormat) -> bytes:
    return os.fsencode(f"{url}\n{branch}\n{format}\n")


def _configure(path: str, url: str, format: ObjectFormat) -> None:
    quoted = url.replace("\\", "\\\\").replace('"', '\\"')
    config = _CONFIG.format(format=format, url=quoted)
    files.write(os.path.join(path, "config"), os.fsencode(config))
    files.write(os.path.join(path, "HEAD"), _HEAD)


def _is_plain(folder: str) -> bool:
    """Tell whether a folder holds nothing but files and such folders: no link leads out of it."""
    with os.scandir(folder) as entries:
        return all(
            entry.is_file(follow_symlinks=False)
            or (entry.is_dir(follow_symlinks=False) and _is_plain(entry.path))
            for entry in entries
        )


def _strip(path: str) -> None:
    """Remove all that git would act on."""
    for name in set(os.listdir(path)) - _KEPT:
        _remove(os.path.join(path, name))
    _remove(os.path.join(path, "objects", "info"))


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _unusable(path: str, error: OSError) -> DataError:
    return DataError(f"{path}: cannot be written: {error.strerror or error}")
