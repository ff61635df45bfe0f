"""The process that the W&B SDK works in: as a program ends the SDK waits for it, without limit.

After a server did not answer, it now and then never ends.
"""

import subprocess
import time
from contextlib import suppress
from threading import Thread, main_thread

_GRACE = 8
"""Seconds that it has to end, once the program has."""


def end_with_the_program() -> None:
    """See to it that the SDK's process ends soon after the program, for all that still hangs.

    A run of the caller's own that is open is waited for: the SDK finishes it first.
    """
    process = _process()
    if process is not None:
        with suppress(RuntimeError):  # as the program ends no thread can begin
            Thread(target=_end, args=(process,), daemon=True).start()


def _end(process: "subprocess.Popen[bytes]") -> None:
    import wandb

    main_thread().join()
    while process.returncode is None:
        time.sleep(_GRACE)
        if wandb.run is None:
            process.kill()
            return


def _process() -> "subprocess.Popen[bytes] | None":
    """Return the SDK's process, ``None`` where there is none or this version keeps it elsewhere."""
    from wandb.sdk import wandb_setup

    connection = getattr(wandb_setup.singleton(), "_connection", None)
    found = getattr(getattr(connection, "_proc", None), "_process", None)
    return found if isinstance(found, subprocess.Popen) else None
