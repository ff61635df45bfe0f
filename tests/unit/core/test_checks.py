"""What a number and what samples may be: floats, and what turns into floats without a doubt."""

from typing import Any

import numpy as np
import pytest

from calibrax.core import Metric


class Scalar:
    """A number as JAX and PyTorch hold one: an object with a shape, a type and a float."""

    def __init__(self, value: float, dtype: str, ndim: int = 0) -> None:
        self.value = value
        self.dtype = dtype
        self.ndim = ndim

    def __float__(self) -> float:
        return self.value


NUMBERS = {
    "int": (3, 3.0),
    "a large int": (2**53, 9007199254740992.0),
    "numpy float64": (np.float64(1.5), 1.5),
    "numpy float32": (np.float32(0.25), 0.25),
    "numpy int64": (np.int64(-7), -7.0),
    "numpy array of no dimension": (np.array(2.5), 2.5),
    "a JAX scalar": (Scalar(0.5, "bfloat16"), 0.5),
    "a torch scalar": (Scalar(0.5, "torch.float32"), 0.5),
}

NO_NUMBERS = {
    "bool": True,
    "str": "1.0",
    "bytes": b"1",
    "None": None,
    "list": [1.0],
    "complex": 1 + 0j,
    "nan": float("nan"),
    "inf": float("inf"),
    "minus inf": float("-inf"),
    "int above every float": 10**400,
    "numpy bool": np.True_,
    "numpy nan": np.float32("nan"),
    "numpy complex": np.complex128(1),
    "numpy datetime": np.datetime64("2026-01-02"),
    "numpy array of one": np.array([1.0]),
    "a JAX boolean": Scalar(1.0, "bool"),
    "a torch boolean": Scalar(1.0, "torch.bool"),
    "a JAX array of one": Scalar(1.0, "float32", ndim=1),
}


@pytest.mark.parametrize(("given", "stored"), NUMBERS.values(), ids=NUMBERS.keys())
def test_a_number_becomes_a_plain_float(given: Any, stored: float) -> None:
    metric = Metric(value=given, lower=given, upper=given, samples=(given,))

    for value in (metric.value, metric.lower, metric.upper, *(metric.samples or ())):
        assert value == stored
        assert type(value) is float


@pytest.mark.parametrize("given", NO_NUMBERS.values(), ids=NO_NUMBERS.keys())
def test_what_is_no_finite_number_is_refused_as_a_value(given: Any) -> None:
    with pytest.raises(ValueError, match=r"^value: expected a (single |finite )?number"):
        Metric(value=given)


@pytest.mark.parametrize("field", ["lower", "upper"])
@pytest.mark.parametrize("given", [True, "1", float("nan"), float("inf"), [1.0]])
def test_a_bound_is_none_or_a_finite_number(field: str, given: Any) -> None:
    with pytest.raises(ValueError, match=f"^{field}: expected"):
        Metric(value=1.0, **{field: given})


def test_a_lower_bound_above_the_upper_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^lower: the bound 3\.0 is above upper 2\.0"):
        Metric(value=2.5, lower=3, upper=2)


def test_bounds_may_be_equal_and_need_not_hold_the_value() -> None:
    metric = Metric(value=9.0, lower=2.0, upper=2.0)

    assert (metric.lower, metric.upper) == (2.0, 2.0)


SAMPLES = {
    "a list is one process": ([1, 2.5], (1.0, 2.5)),
    "a list of lists is processes": ([[1, 2], [3]], ((1.0, 2.0), (3.0,))),
    "tuples and lists mixed": (([1.0], (2.0,)), ((1.0,), (2.0,))),
    "a numpy row": (np.array([1.0, 2.0]), (1.0, 2.0)),
    "a numpy table": (np.array([[1, 2], [3, 4]]), ((1.0, 2.0), (3.0, 4.0))),
    "numpy rows in a list": ([np.array([1.0]), np.array([2.0])], ((1.0,), (2.0,))),
    "a range": (range(3), (0.0, 1.0, 2.0)),
    "values whose sum is above every float": ((1e308, 1e308), (1e308, 1e308)),
    "no values": ([], None),
    "an empty numpy row": (np.array([]), None),
    "none": (None, None),
}

NO_SAMPLES = {
    "a string": ("12", "expected a list"),
    "bytes": (b"12", "expected a list"),
    "a bytearray": (bytearray(b"12"), "expected a list"),
    "a number": (5.0, "expected a list"),
    "a set": ({1.0}, "expected a list"),
    "a dictionary": ({"a": 1.0}, "expected a list"),
    "a boolean inside": ([1.0, True], "expected a number, got True"),
    "a numpy boolean inside": (np.array([True]), "expected a single number"),
    "nan inside": ((1.0, float("nan")), "expected a finite number, got nan"),
    "infinities that cancel out": ((float("inf"), float("-inf")), "expected a finite number"),
    "values among processes": ([1.0, [2.0]], "mixes values with lists"),
    "three levels": ([[[1.0]]], "expected a number"),
    "an empty process": ([[1.0], []], "holds a process without values"),
}


@pytest.mark.parametrize(("given", "stored"), SAMPLES.values(), ids=SAMPLES.keys())
def test_samples_become_tuples_of_floats(given: Any, stored: object) -> None:
    samples = Metric(value=1.0, samples=given).samples

    assert repr(samples) == repr(stored), "as repr, which tells a float of numpy from a plain one"


@pytest.mark.parametrize(("given", "reason"), NO_SAMPLES.values(), ids=NO_SAMPLES.keys())
def test_wrong_samples_are_refused(given: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^samples: {reason}"):
        Metric(value=1.0, samples=given)
