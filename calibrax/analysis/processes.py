"""One value a process: values of one process agree with each other and not with the next one's."""

from collections.abc import Callable, Sequence

from calibrax.analysis.robust import median

Samples = Sequence[float | Sequence[float]]


def per_process(
    samples: Samples, collapse: Callable[[Sequence[float]], float] = median
) -> tuple[float, ...]:
    """Return one value for each process: the median of its values, or what ``collapse`` makes.

    ``samples`` are processes x values; a flat list is the values of one process. A process without
    values is left out.
    """
    flat = [each for each in samples if isinstance(each, (int, float))]
    if flat:
        return (collapse(flat),)
    return tuple(collapse(each) for each in samples if isinstance(each, Sequence) and each)
