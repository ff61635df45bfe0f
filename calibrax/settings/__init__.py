"""What a team has decided beforehand: calibrax.yml of its repository, config.json of its store."""

from calibrax.settings.agreements import Level, Limit, Waiver
from calibrax.settings.config import Config, load_config
from calibrax.settings.day import parse_day
from calibrax.settings.fail_on import parse_fail_on
from calibrax.settings.load import load_settings
from calibrax.settings.metric_rule import MetricRule, Noise, Tolerance
from calibrax.settings.model import Settings
from calibrax.settings.selector import Selector
from calibrax.settings.threshold import parse_threshold

__all__ = [
    "Config",
    "Level",
    "Limit",
    "MetricRule",
    "Noise",
    "Selector",
    "Settings",
    "Tolerance",
    "Waiver",
    "load_config",
    "load_settings",
    "parse_day",
    "parse_fail_on",
    "parse_threshold",
]
