"""The program: the command line in a process of its own, also as ``python -m calibrax``."""

import gc


def run() -> None:
    """Run the command line and end the process with its exit code.

    The process lives for a moment and keeps what it makes, so the collector would only walk through
    it in vain: switched off here, it would cost a tenth of the time of a check.
    """
    gc.disable()
    from calibrax.cli import main

    try:
        main(prog_name="calibrax")
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
