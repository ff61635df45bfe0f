"""Ranks of configurations within a benchmark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibrax.analysis import RankEntry, rank_table
from calibrax.core import Run
from calibrax.errors import UnknownName, UsageError
from tests.builders import a_def, a_point, a_run


def frameworks(direction: str = "higher", **values: float) -> Run:
    """Return a run of one benchmark, with a point for each framework."""
    return a_run(
        *(a_point("CV-1", {"framework": name}, rate=value) for name, value in values.items()),
        defs=(a_def("rate", direction),),
    )


def ranks(entries: list[RankEntry]) -> list[tuple[str, int | None]]:
    """Return label and rank of each entry, in order."""
    return [(entry.label, entry.rank) for entry in entries]


def test_higher_is_better_puts_the_largest_first() -> None:
    run = frameworks("higher", Grain=80.0, Datarax=100.0, Torch=90.0)
    assert ranks(rank_table(run, "rate")) == [("Datarax", 1), ("Torch", 2), ("Grain", 3)]


def test_lower_is_better_puts_the_smallest_first() -> None:
    run = frameworks("lower", Grain=80.0, Datarax=100.0, Torch=90.0)
    assert ranks(rank_table(run, "rate")) == [("Grain", 1), ("Torch", 2), ("Datarax", 3)]


def test_an_entry_says_all_about_its_configuration() -> None:
    best, other = rank_table(frameworks("higher", Grain=80.0, Datarax=100.0), "rate")
    assert best == RankEntry(
        point_name="CV-1",
        label="Datarax",
        value=100.0,
        rank=1,
        is_best=True,
        delta_from_best=0.0,
        tags={"framework": "Datarax"},
    )
    assert other == RankEntry(
        point_name="CV-1",
        label="Grain",
        value=80.0,
        rank=2,
        is_best=False,
        delta_from_best=-20.0,
        tags={"framework": "Grain"},
    )


def test_equal_values_share_a_rank_in_the_order_of_the_run_and_the_next_rank_is_left_out() -> None:
    run = frameworks("lower", C=5.0, A=1.0, B=5.0, D=1.0, E=9.0)
    entries = rank_table(run, "rate")
    assert ranks(entries) == [("A", 1), ("D", 1), ("C", 3), ("B", 3), ("E", 5)]
    assert [entry.is_best for entry in entries] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("direction", "best", "other", "delta"),
    [
        ("lower", 10.0, 12.5, 25.0),
        ("higher", 10.0, 7.5, -25.0),
        ("lower", -10.0, -5.0, 50.0),
        ("higher", -5.0, -10.0, -100.0),
        ("lower", 0.0, 3.0, None),
        ("higher", 0.0, -3.0, None),
        ("lower", 5e-324, 1.0, None),
    ],
)
def test_the_distance_is_in_percent_of_the_best(
    direction: str, best: float, other: float, delta: float | None
) -> None:
    entries = rank_table(frameworks(direction, other=other, best=best), "rate")
    assert [(entry.label, entry.delta_from_best) for entry in entries] == [
        ("best", 0.0),
        ("other", delta),
    ]


def test_benchmarks_come_one_by_one_in_the_order_of_the_run() -> None:
    run = a_run(
        a_point("zebra", {"framework": "A"}, time=2.0),
        a_point("apple", {"framework": "A"}, time=1.0),
        a_point("zebra", {"framework": "B"}, time=1.0),
        a_point("apple", {"framework": "B"}, time=3.0),
    )
    found = [(entry.point_name, entry.label, entry.rank) for entry in rank_table(run, "time")]
    assert found == [("zebra", "B", 1), ("zebra", "A", 2), ("apple", "A", 1), ("apple", "B", 2)]


def test_one_benchmark_can_be_asked_for() -> None:
    run = a_run(
        a_point("zebra", {"framework": "A"}, time=2.0),
        a_point("apple", {"framework": "A"}, time=1.0),
        a_point("apple", {"framework": "B"}, time=3.0),
    )
    entries = rank_table(run, "time", point="apple")
    assert [(entry.point_name, entry.label) for entry in entries] == [
        ("apple", "A"),
        ("apple", "B"),
    ]


def test_points_without_the_metric_are_left_out() -> None:
    run = a_run(
        a_point("sort", {"framework": "A"}, time=2.0),
        a_point("sort", {"framework": "B"}, memory=1.0),
    )
    assert ranks(rank_table(run, "time")) == [("A", 1)]


@pytest.mark.parametrize("defined", [True, False])
def test_info_metrics_and_undefined_ones_are_listed_in_order_and_not_ranked(defined: bool) -> None:
    run = a_run(
        a_point("sort", {"framework": "B"}, load=1.0),
        a_point("sort", {"framework": "A"}, load=9.0),
        a_point("sort", {"framework": "C"}, load=1.0),
        defs=(a_def("load", "info"),) if defined else (),
    )
    entries = rank_table(run, "load")
    assert ranks(entries) == [("B", None), ("A", None), ("C", None)]
    assert not any(entry.is_best for entry in entries)
    assert [entry.delta_from_best for entry in entries] == [None, None, None]


def test_a_definition_of_config_wins() -> None:
    run = frameworks("higher", A=1.0, B=2.0)
    assert ranks(rank_table(run, "rate", metric_defs={"rate": a_def("rate", "lower")})) == [
        ("A", 1),
        ("B", 2),
    ]
    unranked = rank_table(run, "rate", metric_defs={"rate": a_def("rate", "info")})
    assert ranks(unranked) == [("A", None), ("B", None)]


def test_a_framework_that_ran_twice_is_told_apart_by_its_other_tags() -> None:
    run = a_run(
        a_point("sort", {"framework": "Grain", "batch": "64", "device": "cpu"}, time=3.0),
        a_point("sort", {"framework": "Grain", "batch": "32", "device": "cpu"}, time=1.0),
        a_point("sort", {"framework": "Torch", "batch": "32"}, time=2.0),
    )
    assert ranks(rank_table(run, "time")) == [
        ("Grain [batch=32, device=cpu]", 1),
        ("Torch", 2),
        ("Grain [batch=64, device=cpu]", 3),
    ]


def test_a_framework_of_two_benchmarks_needs_no_more_than_its_name() -> None:
    run = a_run(
        a_point("one", {"framework": "Grain", "batch": "64"}, time=3.0),
        a_point("two", {"framework": "Grain", "batch": "32"}, time=1.0),
    )
    assert ranks(rank_table(run, "time")) == [("Grain", 1), ("Grain", 1)]


def test_a_point_without_the_tag_says_so() -> None:
    run = a_run(
        a_point("sort", time=1.0), a_point("sort", {"framework": "Grain", "batch": "8"}, time=2.0)
    )
    assert ranks(rank_table(run, "time")) == [("(no framework)", 1), ("Grain", 2)]


def test_any_tag_can_be_ranked() -> None:
    run = a_run(
        a_point("sort", {"batch": "64"}, time=3.0), a_point("sort", {"batch": "32"}, time=1.0)
    )
    assert ranks(rank_table(run, "time", group_by_tag="batch")) == [("32", 1), ("64", 2)]


def test_a_mistyped_metric_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownName) as caught:
        rank_table(frameworks(A=1.0), "rat")
    assert str(caught.value) == "no metric 'rat' in run a1b2c3d4e5f6; did you mean 'rate'?"


def test_a_mistyped_point_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownName) as caught:
        rank_table(frameworks(A=1.0), "rate", point="CV-2")
    assert str(caught.value) == "no point 'CV-2' in run a1b2c3d4e5f6; did you mean 'CV-1'?"


def test_a_mistyped_tag_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownName) as caught:
        rank_table(frameworks(A=1.0), "rate", group_by_tag="framewrok")
    assert "no tag 'framewrok'" in str(caught.value)
    assert str(caught.value).endswith("did you mean 'framework'?")


def test_a_name_that_is_like_none_gets_what_there_is() -> None:
    with pytest.raises(UnknownName) as caught:
        rank_table(frameworks(A=1.0), "zzz")
    assert str(caught.value) == "no metric 'zzz' in run a1b2c3d4e5f6; there is 'rate'"


def test_a_metric_that_only_another_benchmark_has_is_unknown_at_this_one() -> None:
    run = a_run(
        a_point("sort", {"framework": "A"}, time=1.0), a_point("load", {"framework": "A"}, rate=1.0)
    )
    with pytest.raises(UnknownName) as caught:
        rank_table(run, "rate", point="sort")
    assert caught.value.known == ("time",)


def test_an_unknown_tag_says_where_it_was_looked_for() -> None:
    with pytest.raises(UnknownName) as caught:
        rank_table(frameworks(A=1.0), "rate", group_by_tag="zzz")
    assert str(caught.value) == (
        "no tag 'zzz' in the points of run a1b2c3d4e5f6 with 'rate'; there is 'framework'"
    )


def test_an_empty_run_has_no_metric_at_all() -> None:
    with pytest.raises(UnknownName, match="there is no metric at all"):
        rank_table(a_run(), "time")


def test_an_unknown_name_is_a_usage_error_and_a_lookup_error() -> None:
    with pytest.raises(LookupError) as caught:
        rank_table(frameworks(A=1.0), "zzz")
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


@given(
    st.lists(st.integers(min_value=-3, max_value=3), min_size=1, max_size=8),
    st.sampled_from(["higher", "lower"]),
)
def test_a_rank_is_one_more_than_the_number_of_better_values(
    values: list[int], direction: str
) -> None:
    run = frameworks(direction, **{f"f{place}": float(value) for place, value in enumerate(values)})
    for entry in rank_table(run, "rate"):
        if direction == "higher":
            better = [value for value in values if value > entry.value]
        else:
            better = [value for value in values if value < entry.value]
        assert entry.rank == len(better) + 1
        assert entry.is_best == (not better)
