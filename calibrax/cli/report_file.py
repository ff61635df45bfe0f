"""Where ``check --report`` writes: a file, what a link leads to, a pipe, or a standard stream."""

import os

import msgspec

from calibrax.errors import DataError, UsageError
from calibrax.storage import files


class _Report(msgspec.Struct):
    verdict: str


def make_room(path: str, data: str) -> str | int:
    """Remove a report of an earlier check, so that none is mistaken for this one's.

    Return what to write the new one to: the path, or the one that a symbolic link leads to, or the
    descriptor of a standard stream. Nothing but a report is removed.

    Raises:
        UsageError: the path is a folder, a place in the store, or a file that is no report.
    """
    try:
        target = os.path.realpath(path)
        for kept in ("runs", "baselines", "config.json"):
            if f"{target}{os.sep}".startswith(os.path.realpath(f"{data}/{kept}") + os.sep):
                raise UsageError(f"--report {path}: is a file of the store; name another")
        if path.endswith(os.sep) or os.path.isdir(path):
            raise UsageError(f"--report {path}: is a folder; name a file to write")
        found = os.stat(path)
        for descriptor in (1, 2):
            if _leads_to(descriptor, found):
                return descriptor
        if not os.path.isfile(path):
            return path
        if found.st_size and not _is_report(target):
            raise UsageError(f"--report {path}: is there and is no report; name another file")
        os.unlink(target)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"--report {path}: {error.strerror}; name a file to write") from None
    return target if os.path.islink(path) else path


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


def _leads_to(descriptor: int, found: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), found)
    except OSError:
        return False


def _is_report(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            msgspec.json.decode(file.read(), type=_Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
