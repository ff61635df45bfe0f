import pytest

from calibrax.exporters.sdk_environment import sdk_environment

OURS = {"WANDB_SILENT": "true", "WANDB_HTTP_TIMEOUT": "6"}


def test_it_is_as_before_afterwards() -> None:
    environ = {"PATH": "/bin", "WANDB_MODE": "offline", "WANDB_BASE_URL": " "}
    before = dict(environ)
    with sdk_environment(environ, {"WANDB_MODE": "online", "WANDB_DATA_DIR": "here"}, environ):
        assert environ == {
            "PATH": "/bin",
            "WANDB_MODE": "online",
            "WANDB_DATA_DIR": "here",
            **OURS,
        }
    assert environ == before


def test_also_after_an_exception() -> None:
    process: dict[str, str] = {}
    with pytest.raises(KeyError), sdk_environment({}, {}, process):
        raise KeyError
    assert process == {}


def test_the_sdk_finds_the_variables_that_were_given_and_no_others() -> None:
    process = {"PATH": "/bin", "WANDB_ENTITY": "theirs", "WANDB_API_KEY": "theirs"}
    before = dict(process)
    with sdk_environment({"HOME": "/h", "WANDB_API_KEY": "mine"}, {}, process):
        assert process == {"PATH": "/bin", "WANDB_API_KEY": "mine", **OURS}
    assert process == before


def test_what_would_make_it_another_run_is_left_out() -> None:
    names = ("FORK_FROM", "LAUNCH", "RESUME", "RESUME_FROM", "RUN_ID", "SWEEP_ID")
    environ = {f"WANDB_{name}": "x" for name in (*names, "SWEEP_PARAM_PATH")}
    before = dict(environ)
    with sdk_environment(environ, {}, environ):
        assert environ == OURS
    assert environ == before


def test_the_patience_of_the_user_counts() -> None:
    process: dict[str, str] = {}
    with sdk_environment({"WANDB_HTTP_TIMEOUT": "30"}, {}, process):
        assert process["WANDB_HTTP_TIMEOUT"] == "30"


def test_another_program_does_not_get_to_the_process_of_the_sdk() -> None:
    process: dict[str, str] = {}
    with sdk_environment({}, {}, process):
        process["WANDB_SERVICE"] = "3-1-unix-/tmp/socket"
    assert process == {}


def test_a_process_that_the_caller_shares_stays_known() -> None:
    environ = {"WANDB_SERVICE": "theirs"}
    with sdk_environment(environ, {}, environ):
        assert environ == {"WANDB_SERVICE": "theirs", **OURS}
    assert environ == {"WANDB_SERVICE": "theirs"}


def test_the_sdk_gets_a_key_without_its_newline() -> None:
    process: dict[str, str] = {}
    with sdk_environment({"WANDB_API_KEY": "k\n"}, {}, process):
        assert process["WANDB_API_KEY"] == "k"
