"""The folder of data that is too large or not ours to keep in the repository, where it is there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(),
    reason="the folder shared/ beside the checkout, with the foreign data, is absent",
)
