"""Measure again: run the command that measured in new processes."""

import subprocess
from collections.abc import Mapping, Sequence

from calibrax.core.secrets import SECRETS
from calibrax.errors import DataError
from calibrax.readers.inputs import expand, newest_change

MOST = 3
"""Second measurements of a run: as many as confirm a regression."""


def measure_again(command: str, results: Sequence[str], environ: Mapping[str, str]) -> None:
    """Run a command of the shell, which has to write all results anew.

    What an earlier measurement left behind is no second one.

    Raises:
        DataError: the command failed, or a result was not written.
    """
    before = {path: newest_change([path]) for path in expand(results)}
    known = {name: value for name, value in environ.items() if name not in SECRETS}
    try:
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            env=known,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        raise DataError(f"input 'command': cannot be run: {error.strerror}") from None
    if done.returncode:
        raise DataError(
            f"input 'command': ended with exit code {done.returncode} when it measured again; "
            "set confirm to never where it can run only once"
        )
    for path in expand(results):
        if before.get(path) == newest_change([path]):
            raise DataError(
                f"{path}: was not written again by the command; name one that writes all results, "
                "or set confirm to never"
            )
