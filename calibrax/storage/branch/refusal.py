"""Why a push was not taken: another writer was first, it is not allowed, or something broke."""

import re
from enum import Enum

from calibrax.storage.git import Finished


class Refusal(Enum):
    """What to do about a push that was not taken."""

    OVERTAKEN = "fetch the new tip and try again"
    FORBIDDEN = "ask for the permission"
    FAULT = "try again, not often"


_FORBIDDEN = re.compile(
    r"error: 403|HTTP 403|denied|not granted|declined|protected|read.only|not permitted"
    r"|not allowed|rule violations|unable to create temporary object directory"
    r"|Authentication failed|could not read Username|publickey",
    re.IGNORECASE,
)
_OVERTAKEN = re.compile(
    r"stale info|fetch first|non-fast-forward|failed to update ref|failed to lock|cannot lock ref"
    r"|already exists|incorrect old value|failed to write ref",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\[(?:remote )?rejected\] \((.*)\)$", re.MULTILINE)


def why(done: Finished, url: str, branch: str) -> tuple[Refusal, str]:
    """Return the kind of refusal and git's own words for it.

    What the remote and the branch are called says nothing about the reason.
    """
    status = _STATUS.search(done.out.decode(errors="replace"))
    told = done.reason.replace(url, "the remote").replace(branch, "the branch")
    told = told.replace("error: failed to push some refs to 'the remote'", "").strip("; ")
    reason = "; ".join(filter(None, [told, status[1] if status else ""]))
    if _FORBIDDEN.search(reason):
        return Refusal.FORBIDDEN, reason
    return (Refusal.OVERTAKEN if _OVERTAKEN.search(reason) else Refusal.FAULT), reason
