import pytest
import wandb.errors

from calibrax.errors import CalibraxError, DataError, ServiceError, UsageError
from calibrax.exporters.sdk_errors import NOTHING, sdk_errors

ENVIRON = {"WANDB_API_KEY": "s3cret"}
REFUSED = "nothing was sent, the key is refused, check WANDB_API_KEY: "
LOST = "nothing was sent, the server cannot be reached, check the network and WANDB_BASE_URL: "


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (wandb.errors.UsageError("Invalid project name"), UsageError, "Invalid project name"),
        (TimeoutError("too\n slow s3cret"), ServiceError, "nothing was sent: too slow ***"),
        (RuntimeError(), ServiceError, "nothing was sent: RuntimeError"),
        (
            wandb.errors.CommError("HTTP 409: gone"),
            ServiceError,
            "nothing was sent: HTTP 409: gone (a run that was deleted there keeps its id for 7 "
            "days)",
        ),
        (
            wandb.errors.AuthenticationError("returned error 401: {}"),
            ServiceError,
            f"{REFUSED}returned error 401: {{}}",
        ),
        (
            wandb.errors.AuthenticationError("user is not logged in"),
            ServiceError,
            f"{REFUSED}user is not logged in",
        ),
        (
            wandb.errors.AuthenticationError("the service process did not respond in time."),
            ServiceError,
            f"{LOST}the service process did not respond in time.",
        ),
        (
            wandb.errors.AuthenticationError("POST giving up after 6 attempt(s): HTTP 500"),
            ServiceError,
            f"{LOST}POST giving up after 6 attempt(s): HTTP 500",
        ),
    ],
)
def test_an_error_of_the_sdk(raised: Exception, kind: type[CalibraxError], message: str) -> None:
    with pytest.raises(kind) as caught, sdk_errors(NOTHING, ENVIRON):
        raise raised
    assert str(caught.value) == f"Weights & Biases: {message}"


def test_an_error_of_this_project_stays() -> None:
    error = DataError("mine")
    with pytest.raises(DataError) as caught, sdk_errors(NOTHING, ENVIRON):
        raise error
    assert caught.value is error


@pytest.mark.parametrize(
    ("setting", "value", "variable"),
    [
        ("x_graphql_timeout_seconds", "s3cret", "WANDB_HTTP_TIMEOUT"),
        ("x_stats_sampling_interval", "s3cret", "WANDB__STATS_SAMPLING_INTERVAL"),
        ("quiet", "s3cret", "WANDB_QUIET"),
        ("base_url", "https://me:s3cret@wandb.ai", "WANDB_BASE_URL"),
    ],
)
def test_a_setting_that_the_sdk_refuses(setting: str, value: str, variable: str) -> None:
    with pytest.raises(UsageError) as caught, sdk_errors(NOTHING, {}):
        wandb.Settings(**{setting: value})  # type: ignore[arg-type]
    said = str(caught.value)
    assert said.startswith(f"Weights & Biases: {variable}: ")
    assert "s3cret" not in said
    assert "\n" not in said
