"""Where the results of one process lie, and that none of an earlier one lie there."""

import glob
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from calibrax.errors import UsageError
from calibrax.measure.worktrees import Checkout


def located(patterns: Sequence[str], checkout: Checkout) -> tuple[str, ...]:
    """Return patterns that are relative to the checkout's folder as absolute ones.

    Raises:
        UsageError: one leads out of the checkout, where both sides would write the same file.
    """
    return tuple(_within(pattern, checkout) for pattern in patterns)


def remove(patterns: Sequence[str], checkout: Checkout) -> None:
    """Delete the files and folders that match, but nothing that a link leads to."""
    for pattern in patterns:
        found = [pattern] if os.path.lexists(pattern) else glob.glob(pattern, recursive=True)
        for path in map(Path, found):
            if path.parent.resolve().is_relative_to(checkout.root):
                _delete(path)


def _within(pattern: str, checkout: Checkout) -> str:
    path = os.path.normpath(checkout.folder / pattern)
    if os.path.isabs(pattern) or not Path(path).is_relative_to(checkout.root):
        raise UsageError(
            f"results {pattern!r}: lead out of the checkout; name them relative to where the "
            "command runs, or let it write to {output}"
        )
    return path


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    with suppress(FileNotFoundError):  # it was in a folder that matched too
        path.unlink()
