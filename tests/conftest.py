"""How hypothesis runs here: as many examples as a quick suite can bear, and never against time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "calibrax", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calibrax")
