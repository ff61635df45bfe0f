"""action.yml and the workflows say the same as the code, and hold nothing that can be injected."""

import re
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
import yaml

from calibrax import __version__
from calibrax.cli.github.plan import plan
from calibrax.gate.verdict import Verdict
from calibrax.github.conclusion import outputs
from calibrax.github.plan import Inputs
from calibrax.report.model import Report

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WORKFLOWS = sorted((ROOT / "workflows").glob("*.yml"))
PLANNED = [name for name in ACTION["inputs"] if name not in ("github-token", "python")]
PREFIX = "CALIBRAX_GITHUB_PLAN_"


def workflow(name: str) -> dict[str, Any]:
    """Return a workflow; YAML reads its key ``on`` as true."""
    content = yaml.safe_load((ROOT / "workflows" / name).read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in content.items()}


def documented(column: str) -> dict[str, str]:
    """Return a table of the README whose first column has that title: name to the second cell."""
    table = re.search(rf"^\| {column} \|.*\n\|[-|]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table
    rows = [row.split("|") for row in table[1].splitlines()]
    return {
        name: row[2].strip().strip("`")
        for row in rows
        for name in re.findall(r"`([\w-]+)`", row[1])
    }


def default_of(name: str) -> str | None:
    """Return the default of an input as action.yml gives it."""
    value = ACTION["inputs"][name].get("default")
    assert value is None or isinstance(value, str)
    return value


def test_each_planned_input_is_an_option_with_the_same_default() -> None:
    options = {param.name: param for param in plan.params}
    assert {name.replace("-", "_") for name in PLANNED} == set(options)
    for name in PLANNED:
        option = options[name.replace("-", "_")]
        assert isinstance(option, click.Option)
        assert option.opts == [f"--{name}"]
        assert option.default == (default_of(name) or "")


def test_each_planned_input_is_a_field_with_the_same_default() -> None:
    fields = {field.name: field.default for field in msgspec.structs.fields(Inputs)}
    assert fields == {name.replace("-", "_"): default_of(name) or "" for name in PLANNED}


def test_each_planned_input_reaches_the_plan_in_its_variable() -> None:
    (planning,) = [step for step in STEPS if "github plan" in step["run"]]
    forwarded = {key: value for key, value in planning["env"].items() if key.startswith(PREFIX)}
    assert forwarded == {
        f"{PREFIX}{name.replace('-', '_').upper()}": f"${{{{ inputs.{name} }}}}" for name in PLANNED
    }


def test_the_other_inputs_reach_the_steps_that_need_them() -> None:
    install, *later = STEPS
    assert install["env"]["ACTION_PYTHON"] == "${{ inputs.python }}"
    assert install["env"]["ACTION_EXPORT"] == "${{ inputs.export }}"
    token = [step["name"] for step in later if "CALIBRAX_GITHUB_TOKEN" in step["env"]]
    assert token == ["Pull the store", "Promote and push the store", "Publish"]


def test_the_readme_lists_the_inputs_with_their_defaults() -> None:
    table = documented("input")
    assert list(table) == list(ACTION["inputs"])
    for name, shown in table.items():
        if ACTION["inputs"][name].get("required"):
            assert shown == "required"
        elif name == "github-token":
            assert default_of(name) == "${{ github.token }}"
        else:
            assert shown == default_of(name)


def test_the_outputs_are_those_that_are_published_and_documented() -> None:
    report = Report(verdict=Verdict.PASS, threshold=0.05)
    published = outputs(report, "report.json", "run", "url")
    assert list(ACTION["outputs"]) == list(published)
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.publish.outputs.{name} }}}}"
    assert list(documented("output")) == list(published)


def test_every_step_after_install_runs_whatever_happened_before() -> None:
    install, *later = STEPS
    assert "if" not in install
    assert {step["if"] for step in later} == {"always() && steps.install.outcome == 'success'"}
    assert "github verdict" in later[-1]["run"]
    assert all(step["shell"] == "bash" for step in STEPS)


def test_steps_hold_no_logic_and_no_expression() -> None:
    install, *later = STEPS
    assert install["run"] == 'bash "$GITHUB_ACTION_PATH/scripts/action/install"'
    for step in later:
        for line in step["run"].splitlines():
            assert re.fullmatch(r'"\$CALIBRAX" github (plan|publish|verdict|step \w+)', line)


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_no_failure_is_hidden(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "|| true" not in text
    assert "continue-on-error" not in text
    for script in re.findall(r"run: (?:\|\n)?((?:.+\n(?:          .*\n)*))", text):
        assert "${{" not in script


def test_nothing_reads_the_variables_that_only_some_runners_set() -> None:
    sources = [*(ROOT / "calibrax").rglob("*.py"), *(ROOT / "scripts" / "action").iterdir()]
    for path in (*sources, ROOT / "action.yml", *WORKFLOWS):
        assert "INPUT_" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_callable_copy_is_equal(path: Path) -> None:
    copy = ROOT / ".github" / "workflows" / path.name
    assert copy.read_bytes() == path.read_bytes(), "run scripts/workflows"


def test_there_are_no_other_copies() -> None:
    copies = {path.name for path in (ROOT / ".github" / "workflows").glob("benchmark-*")}
    assert copies == {path.name for path in WORKFLOWS}


def used() -> list[tuple[Path, str]]:
    """Return each ``uses:`` of workflows and documents, with the comment behind it."""
    documents = [*WORKFLOWS, *(ROOT / ".github" / "workflows").glob("*.yml"), ROOT / "README.md"]
    return [
        (path, line)
        for path in (*documents, ROOT / "workflows" / "README.md")
        for line in re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.M)
    ]


def test_third_party_actions_are_pinned_and_ours_is_named_by_version() -> None:
    lines = used()
    assert len(lines) > 15
    for path, line in lines:
        if line == "./":
            assert path.name == "ci.yml"
        elif line.startswith("avitai/calibrax"):
            assert line.partition("@")[2] == f"v{__version__}", path
        else:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), (path, line)


def test_one_action_has_one_pin() -> None:
    pins = {line.partition("@")[0]: set[str]() for _, line in used()}
    for _, line in used():
        pins[line.partition("@")[0]].add(line)
    assert all(len(lines) == 1 for lines in pins.values()), pins


@pytest.mark.parametrize("name", ["benchmark-gate.yml", "benchmark-nightly.yml"])
def test_a_workflow_has_the_inputs_of_the_action_and_hands_them_on(name: str) -> None:
    content = workflow(name)
    inputs = content["on"]["workflow_call"]["inputs"]
    own = {"setup", "command", "confirm", "runs-on", "python-version", "timeout-minutes"}
    own |= {"matrix", "platform", "budget"}
    apart = {"github-token", "attempts", "command", "confirm", "setup", "budget"}
    apart |= {"mode"} if "nightly" in name else set()
    assert set(inputs) - own == set(ACTION["inputs"]) - apart
    for key in set(inputs) - own:
        default = inputs[key].get("default")
        shown = str(default).lower() if isinstance(default, bool) else default
        if key == "suite" and "nightly" in name:
            assert shown == "nightly"
        elif key == "results" and "nightly" in name:
            assert inputs[key]["required"] is True
        else:
            assert shown == default_of(key)
    (judge,) = [step for step in content["jobs"]["judge"]["steps"] if step.get("id") == "calibrax"]
    handed = set(inputs) - own - {"results", "format", "record"}
    assert {key: judge["with"][key] for key in handed} == {
        key: f"${{{{ inputs.{key} }}}}" for key in handed
    }


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_code_of_a_pull_request_runs_only_where_nothing_can_be_written(path: Path) -> None:
    for name, job in workflow(path.name)["jobs"].items():
        runs_code = any(
            "COMMAND" in step.get("env", {}) or "command" in step.get("with", {})
            for step in job["steps"]
        )
        assert runs_code == (name == "measure")
        if runs_code:
            assert job["permissions"] == {"contents": "read"}
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_artifacts_are_kept_as_long_as_promised() -> None:
    for name, days in (("benchmark-gate.yml", 30), ("benchmark-nightly.yml", 90)):
        kept = re.findall(r"retention-days: (\d+)", (ROOT / "workflows" / name).read_text("utf-8"))
        assert set(kept) == {str(days)}
