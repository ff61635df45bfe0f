"""The gate for those who call it from Python; the code is in ``analysis`` and ``gate``."""

from calibrax.ci.guard import CIGuard, GuardResult

__all__ = ["CIGuard", "GuardResult"]
