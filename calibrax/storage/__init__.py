"""The store: runs, baselines and configuration as plain JSON files in one folder."""

from calibrax.storage.store import Store

__all__ = ["Store"]
