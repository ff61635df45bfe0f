"""Decide: what a team tolerates, and the verdict on a run."""

from calibrax.gate.threshold import parse_threshold
from calibrax.gate.verdict import Verdict, decide

__all__ = ["Verdict", "decide", "parse_threshold"]
