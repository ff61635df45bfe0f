"""Where ``check --report`` writes: a file, what a link leads to, a pipe, or a standard stream."""

import os

from calibrax.errors import DataError, UsageError
from calibrax.storage import files


def make_room(path: str, data: str, against: str | None) -> str | int:
    """Remove a report of an earlier check, so that none is mistaken for this one's.

    Return what to write the new one to: the path, or the one that a symbolic link leads to, or the
    descriptor of a standard stream. Only a regular file is removed, never a pipe or a device.

    Raises:
        UsageError: the path is a folder, a file of the store, or the file that ``--against`` reads.
    """
    for kept in ("runs", "baselines", "config.json"):
        if (os.path.realpath(path) + os.sep).startswith(
            os.path.realpath(f"{data}/{kept}") + os.sep
        ):
            raise UsageError(f"--report {path}: is a file of the store; name another")
    target = os.path.realpath(path) if os.path.islink(path) else path
    try:
        found = os.stat(path)
        if against and os.path.exists(against) and os.path.samestat(found, os.stat(against)):
            raise UsageError(f"--report {path}: is the file that --against reads; name another")
        for descriptor in (1, 2):
            if _leads_to(descriptor, found):
                return descriptor
        if not os.path.isfile(path) and not os.path.isdir(path):
            return path
        os.unlink(target)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"--report {path}: {error.strerror}; name a file to write") from None
    return target


def _leads_to(descriptor: int, found: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), found)
    except OSError:
        return False


def write(target: str | int, text: str) -> None:
    """Write the report to what :func:`make_room` returned.

    Raises:
        DataError: it cannot be written.
    """
    data = text.encode()
    if isinstance(target, int):
        with open(target, "wb", closefd=False) as stream:
            stream.write(data)
    elif os.path.isfile(target) or not os.path.exists(target):
        files.write(target, data)
    else:
        try:
            with open(target, "wb") as file:
                file.write(data)
        except OSError as error:
            raise DataError(f"{target}: cannot be written: {error.strerror}") from None
