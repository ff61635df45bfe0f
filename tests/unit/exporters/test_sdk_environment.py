import pytest

from calibrax.exporters.sdk_environment import sdk_environment


def test_it_is_as_before_afterwards() -> None:
    environ = {"PATH": "/bin", "WANDB_MODE": "offline", "WANDB_BASE_URL": " "}
    before = dict(environ)
    with sdk_environment(environ, {"WANDB_MODE": "online", "WANDB_DATA_DIR": "here"}):
        assert environ == {
            "PATH": "/bin",
            "WANDB_MODE": "online",
            "WANDB_DATA_DIR": "here",
            "WANDB_SILENT": "true",
            "WANDB_HTTP_TIMEOUT": "6",
        }
    assert environ == before


def test_also_after_an_exception() -> None:
    environ: dict[str, str] = {}
    with pytest.raises(KeyError), sdk_environment(environ, {}):
        raise KeyError
    assert environ == {}


def test_the_patience_of_the_user_counts() -> None:
    environ = {"WANDB_HTTP_TIMEOUT": "30"}
    with sdk_environment(environ, {}):
        assert environ["WANDB_HTTP_TIMEOUT"] == "30"
    assert environ == {"WANDB_HTTP_TIMEOUT": "30"}


def test_another_program_does_not_get_to_the_process_of_the_sdk() -> None:
    environ: dict[str, str] = {}
    with sdk_environment(environ, {}):
        environ["WANDB_SERVICE"] = "3-1-unix-/tmp/socket"
    assert environ == {}


def test_a_process_that_the_caller_shares_stays_known() -> None:
    environ = {"WANDB_SERVICE": "theirs"}
    with sdk_environment(environ, {}):
        pass
    assert environ == {"WANDB_SERVICE": "theirs"}


def test_the_sdk_gets_a_key_without_its_newline() -> None:
    environ = {"WANDB_API_KEY": "k\n"}
    with sdk_environment(environ, {}):
        assert environ["WANDB_API_KEY"] == "k"
    assert environ == {"WANDB_API_KEY": "k\n"}
