"""Coverage of the processes that tests start: they are measured where they inherit one variable."""

import os

_VARIABLE = "COVERAGE_PROCESS_CONFIG"


def measured() -> dict[str, str]:
    """Return what a process needs to be measured; nothing where nothing is measured."""
    return {name: value for name, value in os.environ.items() if name == _VARIABLE}


def unmeasured() -> dict[str, str]:
    """Return the environment of a process whose memory or modules are looked at."""
    return {name: value for name, value in os.environ.items() if name != _VARIABLE}
