"""The action in a repository that has never heard of calibrax: pushes, pull requests, merge queue."""

from tests.e2e.sample import Sample

SEED = {"sort": 10.0, "parse": 20.0, "render": 30.0}


def test_the_first_push_stores_a_run_and_sets_the_baseline(sample: Sample) -> None:
    result = sample.push(SEED)
    print(repr(result))
    print(result.summary, result.annotations, sample.stored("*"), list(result.seconds()))
    print(result.outputs)
    assert 0
