"""Check every file of a store, and move what is of no use out of the way."""

from calibrax.storage.verify.check import count_files, verify
from calibrax.storage.verify.finding import Finding, Remedy
from calibrax.storage.verify.repair import QUARANTINE, repair

__all__ = ["QUARANTINE", "Finding", "Remedy", "count_files", "repair", "verify"]
