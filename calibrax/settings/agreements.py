"""What a team has agreed on for single series: budgets, accepted regressions, new levels."""

from datetime import date

from calibrax.settings.selector import Selector


class Limit(Selector, frozen=True, kw_only=True):
    """A budget in the metric's unit that holds whatever the baseline says; a bound is allowed."""

    max: float | None = None
    min: float | None = None

    def breached(self, value: float) -> bool:
        """Tell whether the value is beyond a bound."""
        return (self.max is not None and value > self.max) or (
            self.min is not None and value < self.min
        )


class Waiver(Selector, frozen=True, kw_only=True):
    """An accepted regression: up to the ``ceiling``, a share, and to the end of a day.

    ``place`` is where it stands in the file, such as ``12: waivers[0]``, and tells it from others.
    """

    ceiling: float
    expires: date
    reason: str
    link: str | None = None
    place: str = ""

    def expired(self, on: date) -> bool:
        """Tell whether its last day is over."""
        return on > self.expires


class Level(Selector, frozen=True, kw_only=True):
    """A new level: the history before the run ``since`` no longer counts; that run itself does.

    ``since`` is a run's id or the beginning of one.
    """

    since: str
    reason: str
