"""The command line: one verb a module, loaded when it is called."""

from calibrax.cli.group import LazyGroup

main = LazyGroup()

__all__ = ["main"]
