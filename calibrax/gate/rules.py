"""What a judgement is made by: the mode, how sensitive it is, and what the team has decided."""

from datetime import date
from enum import StrEnum

import msgspec

from calibrax.settings import Settings


class Mode(StrEnum):
    """Which rule judges: the plain one, the one that knows the noise, or what the data allows."""

    AUTO = "auto"
    FIXED = "fixed"
    NOISE_AWARE = "noise-aware"


class Sensitivity(StrEnum):
    """How many second measurements confirm a regression: three, or two for more power."""

    NORMAL = "normal"
    HIGH = "high"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How a run is judged; ``threshold`` is the share where calibrax.yml gives a series none."""

    threshold: float = 0.05
    mode: Mode = Mode.AUTO
    sensitivity: Sensitivity = Sensitivity.NORMAL
    settings: Settings = Settings()
    today: date
