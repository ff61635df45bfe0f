"""Decide: what a team tolerates, and the verdict on a run."""

from calibrax.gate.verdict import Verdict, decide
from calibrax.settings.threshold import parse_threshold

__all__ = ["Verdict", "decide", "parse_threshold"]
