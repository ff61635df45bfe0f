"""What a team has decided beforehand: today the store's config.json."""

from calibrax.settings.config import Config, load_config

__all__ = ["Config", "load_config"]
