"""Read what counts as failure the way people write it."""

from calibrax.errors import UnknownName, UsageError

FINDINGS = ("regression", "not-judged", "inconclusive")
NEVER = "never"


def parse_fail_on(text: str) -> tuple[str, ...]:
    """Return the findings named in ``regression,not-judged``, each once; none for ``never``.

    Raises:
        UsageError: there is no such finding, ``never`` does not stand alone, or nothing is named.
    """
    named = {word.strip() for word in text.split(",")} - {""}
    if not named:
        raise UsageError(f"{text!r} names no finding: write {', '.join(FINDINGS)}, or {NEVER}")
    for word in sorted(named):
        if word not in (*FINDINGS, NEVER):
            raise UnknownName("finding", word, (*FINDINGS, NEVER))
    if NEVER in named and len(named) > 1:
        raise UsageError(f"{text!r}: {NEVER} stands alone, without other findings")
    return tuple(finding for finding in FINDINGS if finding in named)
