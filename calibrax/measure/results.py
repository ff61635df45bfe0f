"""Where the results of one process lie, and that none of an earlier one lie there."""

import glob
import os
import shutil
from collections.abc import Sequence
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
    """Delete the files that match, and a folder that is named without wildcards.

    What a link in the checkout leads to is left alone.
    """
    for pattern in patterns:
        named = os.path.lexists(pattern)
        for path in map(Path, [pattern] if named else glob.glob(pattern, recursive=True)):
            if not path.parent.resolve().is_relative_to(checkout.root):
                continue
            if path.is_symlink() or not path.is_dir():
                path.unlink()
            elif named:
                shutil.rmtree(path)


def _within(pattern: str, checkout: Checkout) -> str:
    path = Path(os.path.normpath(checkout.folder / pattern))
    if not path.is_relative_to(checkout.root) or checkout.folder.is_relative_to(path):
        raise UsageError(
            f"results {pattern!r}: name files in the checkout, relative to where the command runs, "
            "or let it write to {output}"
        )
    return os.path.join(glob.escape(str(checkout.root)), path.relative_to(checkout.root))
