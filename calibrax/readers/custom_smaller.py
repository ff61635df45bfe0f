"""github-action-benchmark's custom JSON of which the user says that smaller values are better."""

from calibrax.readers import github_action_benchmark
from calibrax.readers.document import Document
from calibrax.readers.metrics import LOWER
from calibrax.readers.reading import Reading

TOOL = "github-action-benchmark (customSmallerIsBetter)"
RECOGNISED = "never by itself: say --format customSmallerIsBetter"
COMMAND = github_action_benchmark.COMMAND


def recognises(document: Document) -> bool:
    """Return that it is not, since no content tells which values are better."""
    return False


def read(document: Document) -> Reading:
    """Return one point a name, with one metric for each of its units.

    Raises:
        ValueError: the file is not of this shape, or a name has two values of one unit.
    """
    return github_action_benchmark.reading_of(document.json, LOWER)
