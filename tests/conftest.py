"""How hypothesis runs here: as many examples as a quick suite can bear, and never against time.

And what several kinds of tests need: a GitHub API on loopback.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.github_api import Api

settings.register_profile(
    "calibrax", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calibrax")


@pytest.fixture
def api() -> Iterator[Api]:
    """Return a GitHub API on loopback."""
    server = Api()
    yield server
    server.close()
