"""What is wrong or odd about one file of a store, and what is to be done about it."""

import os
from enum import Enum

import msgspec

from calibrax.core.run_json import NewerSchema


class Remedy(Enum):
    """What is to be done about a finding."""

    QUARANTINE = "the file is of no use: repair moves it out of the way"
    BY_HAND = "the file is the user's own, or is needed where it is"
    NONE = "it does no harm"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong or odd about a file; the reason begins with the place in it.

    The path is that in the store; where calibrax.yml is wrong, it is the path of that.
    """

    path: str
    reason: str
    remedy: Remedy = Remedy.QUARANTINE

    @property
    def is_flaw(self) -> bool:
        """Whether something is wrong, and not only odd."""
        return self.remedy is not Remedy.NONE


def flaw(store: str, path: str, error: Exception) -> Finding:
    """Return what an error says of a file that is of no use.

    One that may not be read here, and one of a newer calibrax, may be of use to others.
    """
    full = os.path.join(store, path)
    usable = isinstance(error, NewerSchema) or not (
        os.path.islink(full) or os.access(full, os.R_OK)
    )
    return (
        by_hand(store, path, error) if usable else Finding(path=path, reason=_reason(error, full))
    )


def by_hand(store: str, path: str, error: Exception) -> Finding:
    """Return what an error says of a file that stays where it is."""
    reason = _reason(error, os.path.join(store, path))
    return Finding(path=path, reason=reason, remedy=Remedy.BY_HAND)


def note(path: str, reason: str) -> Finding:
    """Return what is only odd about a file."""
    return Finding(path=path, reason=reason, remedy=Remedy.NONE)


def _reason(error: Exception, path: str) -> str:
    return str(error).removeprefix(f"{path}: ")
