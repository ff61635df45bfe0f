"""The machine key: what makes two machines comparable, and what must not tell them apart."""

import copy
from typing import Any

import pytest

from calibrax.core.machine import contradicts, machine_key

RUNNER: dict[str, Any] = {
    "os": {
        "name": "Ubuntu",
        "version": "24.04",
        "system": "Linux",
        "release": "6.11.0-1018-azure",
        "machine": "x86_64",
    },
    "cpu": {"model": "AMD EPYC 7763 64-Core Processor", "cores": 4},
    "memory_gib": 16,
    "gpu": None,
    "python": "3.12.3",
}


def changed(**facts: Any) -> dict[str, Any]:
    """Return the runner with other facts; ``os__version="26.04"`` changes one inside ``os``."""
    environment = copy.deepcopy(RUNNER)
    for place, fact in facts.items():
        section, _, field = place.partition("__")
        if field:
            environment[section][field] = fact
        else:
            environment[section] = fact
    return environment


def test_the_key_is_text_that_people_can_read() -> None:
    assert machine_key(RUNNER) == "Ubuntu 24.04 x86_64, AMD EPYC 7763 64-Core Processor, 4 cores"


def test_the_gpu_and_the_label_stand_at_the_end() -> None:
    key = machine_key(changed(gpu="2 x NVIDIA A100"), "bench-1")

    assert key == (
        "Ubuntu 24.04 x86_64, AMD EPYC 7763 64-Core Processor, 4 cores, 2 x NVIDIA A100, (bench-1)"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"os__name": "Debian GNU/Linux"},
        {"os__version": "22.04"},
        {"os__machine": "aarch64"},
        {"cpu__model": "AMD EPYC 9V74 80-Core Processor"},
        {"cpu__cores": 2},
        {"gpu": "NVIDIA T4"},
    ],
    ids=lambda facts: "-".join(facts),
)
def test_another_machine_has_another_key(facts: dict[str, Any]) -> None:
    assert machine_key(changed(**facts)) != machine_key(RUNNER)


@pytest.mark.parametrize(
    "facts",
    [
        {"host": "runnervm-7"},
        {"hostname": "runnervm-7"},
        {"os__node": "runnervm-7"},
        {"os__release": "6.14.0-1012-azure"},
        {"os__system": "GNU"},
        {"memory_gib": 15},
        {"python": "3.13.1"},
        {"image": "20260105.1"},
        {"cpu__mhz": 2445.4},
    ],
    ids=lambda facts: "-".join(facts),
)
def test_what_changes_by_itself_is_not_in_the_key(facts: dict[str, Any]) -> None:
    assert machine_key(changed(**facts)) == machine_key(RUNNER)


def test_a_label_tells_two_equal_machines_apart() -> None:
    assert len({machine_key(RUNNER), machine_key(RUNNER, "a"), machine_key(RUNNER, "b")}) == 3


def test_the_system_stands_in_for_a_name_that_is_not_known() -> None:
    observed = {"os": {"system": "Linux", "machine": "x86_64"}, "cpu": {"model": "AMD EPYC"}}

    assert machine_key(observed) == "Linux x86_64, AMD EPYC"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"os": "Linux", "cpu": "AMD EPYC"},
        {"os": RUNNER["os"]},
        {"os": RUNNER["os"], "cpu": {"model": None, "cores": 4}},
        {"cpu": RUNNER["cpu"]},
        {"os": None, "cpu": None, "gpu": "NVIDIA T4"},
    ],
)
def test_without_a_cpu_model_only_a_label_makes_a_key(environment: dict[str, Any]) -> None:
    assert machine_key(environment) is None
    assert machine_key(environment, "") is None
    assert machine_key(environment, "bench-1") == "(bench-1)"


@pytest.mark.parametrize(
    "observed",
    [
        {"os": {"system": "Darwin"}},
        {"os": {"machine": "aarch64"}},
        {"cpu": {"model": "AMD EPYC"}},
        {"cpu": {"cores": 8}},
    ],
)
def test_one_fact_that_differs_rules_the_local_machine_out(observed: dict[str, Any]) -> None:
    assert contradicts(observed, RUNNER)


@pytest.mark.parametrize(
    "observed",
    [
        {},
        {"os": {"system": "Linux", "machine": "x86_64"}},
        {"os": {"system": None, "machine": ""}, "cpu": {"model": None, "cores": None}},
        {"cpu": {"model": "amd epyc 7763  64-core processor", "cores": 4}},
        {"cpu": {"cores": "4"}},
        {"os": "Darwin", "cpu": ["arm"]},
        {"os": {"release": "5.4"}, "python": "3.8.1"},
    ],
)
def test_facts_that_agree_or_are_not_known_rule_nothing_out(observed: dict[str, Any]) -> None:
    assert not contradicts(observed, RUNNER)
    assert not contradicts(RUNNER, observed)
