"""What a team has decided beforehand: calibrax.yml of its repository, config.json of its store."""

from calibrax.settings.config import Config, load_config
from calibrax.settings.fail_on import parse_fail_on
from calibrax.settings.load import load_settings
from calibrax.settings.model import MetricRule, Settings
from calibrax.settings.threshold import parse_threshold

__all__ = [
    "Config",
    "MetricRule",
    "Settings",
    "load_config",
    "load_settings",
    "parse_fail_on",
    "parse_threshold",
]
