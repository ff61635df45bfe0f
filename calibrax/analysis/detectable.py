"""The smallest change that data could have shown."""

from calibrax.analysis.noise_model import Deviation


def detectable(deviation: Deviation, worse: float) -> float:
    """Return it on the scale of the values; ``worse`` is how far they may move to the worse.

    The larger one of what is tolerated and of what noise did, in the view that knows less of it.
    """
    return max(worse, min(seen.view.bar for seen in deviation.views))
