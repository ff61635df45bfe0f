"""The smallest change that data could have shown."""

from calibrax.analysis.detectable import detectable
from calibrax.analysis.noise import View
from calibrax.analysis.noise_model import Deviation, Seen

# four values: 2 * spread * sqrt(1 + 1.571/4)
QUIET = Seen(View(deviations=(0.0,) * 4, spread=0.01), 0.0)
LOUD = Seen(View(deviations=(0.0,) * 4, spread=0.1), 0.0)


def test_it_is_what_is_tolerated_or_the_noise() -> None:
    assert detectable(Deviation(0.0, QUIET), 0.05) == 0.05
    assert detectable(Deviation(0.0, LOUD), 0.05) == LOUD.view.limit
    assert 0.236 < LOUD.view.limit < 0.2361


def test_the_view_that_knows_less_noise_counts() -> None:
    assert detectable(Deviation(0.0, LOUD, QUIET), 0.01) == QUIET.view.limit
    assert detectable(Deviation(0.0, QUIET, LOUD), 0.01) == QUIET.view.limit
