"""P-values of many tests at once: by chance alone one in twenty is below 0.05."""

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return adjusted p-values, in the order given: at most a share of the findings is false.

    Source: Y. Benjamini and Y. Hochberg, Controlling the False Discovery Rate (1995).
    """
    n = len(p_values)
    adjusted = [0.0] * n
    smallest = 1.0
    for rank, place in zip(range(n, 0, -1), _descending(p_values), strict=True):
        smallest = min(smallest, p_values[place] * (n / rank))
        adjusted[place] = smallest
    return adjusted


def holm(p_values: Sequence[float]) -> list[float]:
    """Return adjusted p-values, in the order given: the chance of a single false finding.

    Source: S. Holm, A Simple Sequentially Rejective Multiple Test Procedure (1979).
    """
    n = len(p_values)
    adjusted = [0.0] * n
    largest = 0.0
    for rank, place in enumerate(reversed(_descending(p_values))):
        largest = min(1.0, max(largest, p_values[place] * (n - rank)))
        adjusted[place] = largest
    return adjusted


def _descending(values: Sequence[float]) -> list[int]:
    return sorted(range(len(values)), key=lambda place: values[place], reverse=True)
