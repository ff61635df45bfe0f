"""The plan: every input checked by its name, and what follows from the event."""

from typing import Any

import msgspec
import pytest

from calibrax.errors import DataError, UsageError
from calibrax.github.context import Context
from calibrax.github.plan import decode, encode
from calibrax.settings import Settings
from tests.unit.github.plans import PUSH, REQUEST, STORE, a_plan


def test_results_stand_one_a_line() -> None:
    assert a_plan(results="\n a b.json \r\n\nout/*.json\n").results == ("a b.json", "out/*.json")


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"results": " \n"}, "input 'results': is empty"),
        ({"threshold": "5"}, "input 'threshold': '5' would be 500%"),
        ({"threshold": "nan"}, "input 'threshold': 'nan' is no threshold"),
        ({"fail_on": "regresion"}, "input 'fail-on': .*did you mean 'regression'"),
        (
            {"format": "pytest-bench"},
            "input 'format': no value 'pytest-bench'; did you mean 'pytest-benchmark'",
        ),
        ({"suite": "s" * 300}, "input 'suite': the baseline's name 'sss"),
        ({"data": "/dev/null", "data_branch": ""}, "input 'data': /dev/null is no folder"),
        ({"data_branch": "a b"}, "input 'data-branch': 'a b' is no name of a branch"),
        ({"data_branch": "../x"}, "input 'data-branch': '../x' is no name of a branch"),
        ({"record": "yes"}, "input 'record': no value 'yes'; there is 'always', 'auto', 'never'"),
        ({"update_baseline": "nver"}, "input 'update-baseline': .*did you mean 'never'"),
        ({"export": "w&b"}, "input 'export': no value 'w&b'"),
        ({"comment": "True"}, "input 'comment': no value 'True'; did you mean 'true'"),
        ({"annotations": "0"}, "input 'annotations': no value '0'; there is 'false', 'true'"),
        ({"summary": "on"}, "input 'summary': no value 'on'"),
        ({"mode": "a/b"}, "input 'mode': no value 'a/b'; did you mean 'ab'"),
        ({"mode": "ab", "results": "", "command": " "}, "input 'results': is empty"),
        ({"mode": "ab", "record": "always"}, "input 'record': 'always' is not for mode ab"),
        ({"mode": "ab", "baseline": "v1"}, "input 'baseline': 'v1' is not for mode ab"),
        ({"mode": "ab", "update_baseline": "always"}, "input 'update-baseline': 'always' is not"),
    ],
)
def test_a_wrong_value_names_its_input(inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        a_plan(**inputs)


def test_an_empty_input_is_its_default() -> None:
    names = ("mode", "format", "suite", "data", "baseline", "fail_on", "record", "update_baseline")
    more = ("budget", "export", "comment", "annotations", "summary")
    empty: dict[str, Any] = dict.fromkeys((*names, *more), "")
    assert a_plan(**empty) == a_plan()


def test_an_empty_data_branch_takes_the_folder_as_it_is() -> None:
    assert a_plan(data_branch="").data_branch == ""


@pytest.mark.parametrize(
    ("record", "on_push", "on_request"),
    [("auto", True, False), ("always", True, True), ("never", False, False)],
)
def test_record(record: str, on_push: bool, on_request: bool) -> None:
    assert a_plan(PUSH, record=record).record is on_push
    assert a_plan(REQUEST, record=record).record is on_request


def test_in_turns_nothing_is_recorded_and_the_command_is_kept() -> None:
    plan = a_plan(PUSH, mode="ab", results="", command="measure", setup="prepare", confirm="never")
    assert (plan.command, plan.setup, plan.budget) == ("measure", "prepare", "15m")
    assert plan.record is False


def test_the_code_of_another_event_is_not_measured_in_turns() -> None:
    foreign = Context(event="workflow_run", repository="octo/sample", foreign=True)
    assert a_plan(foreign, mode="ab").command == ""
    with pytest.raises(UsageError, match="input 'command': a workflow_run has the code of another"):
        a_plan(foreign, mode="ab", command="measure")


def test_the_baseline_is_chosen_or_asked_for() -> None:
    chosen, asked = a_plan(REQUEST), a_plan(REQUEST, baseline="v1")
    assert (chosen.baselines, chosen.asked) == (("main",), "")
    assert (asked.baselines, asked.asked) == (("v1",), "v1")


@pytest.mark.parametrize("name", ["main", "feature"])
def test_the_store_is_never_kept_on_a_branch_of_code(name: str) -> None:
    with pytest.raises(UsageError, match="is a branch of code"):
        a_plan(REQUEST, data_branch=name)


def test_with_a_data_branch_no_folder_of_the_checkout_is_the_store() -> None:
    assert a_plan().data == STORE
    assert a_plan(data="here").data == STORE
    assert a_plan(data="here", data_branch="").data == "here"


def test_calibrax_yml_decides_what_an_input_leaves_open() -> None:
    settings = Settings(data="bench", fail_on=("regression",))
    assert a_plan(settings=settings, data_branch="").data == "bench"
    assert a_plan(settings=settings).fail_on == ("regression",)
    assert a_plan(settings=settings, data="here", data_branch="").data == "here"
    assert a_plan(settings=settings, data="here", fail_on="never").fail_on == ()


@pytest.mark.parametrize(
    ("export", "can_export", "expected"),
    [
        ("auto", False, False),
        ("auto", True, True),
        ("none", True, False),
        ("wandb", False, True),
    ],
)
def test_export(export: str, can_export: bool, expected: bool) -> None:
    assert a_plan(export=export, can_export=can_export).export is expected


def test_a_plan_is_kept_for_the_next_step() -> None:
    plan = a_plan(REQUEST, threshold="3%", comment="true")
    assert decode("plan.json", encode(plan)) == plan


def test_a_plan_holds_no_secret() -> None:
    plan = a_plan(environ={"WANDB_API_KEY": "s3cret", "CALIBRAX_GITHUB_TOKEN": "t0ken"})
    assert b"s3cret" not in encode(plan)
    assert b"t0ken" not in encode(plan)


def test_a_plan_of_another_version_is_refused() -> None:
    plain = msgspec.json.decode(encode(a_plan()))
    del plain["results"]
    with pytest.raises(DataError, match=r"plan\.json: is no plan of this version"):
        decode("plan.json", msgspec.json.encode(plain))
