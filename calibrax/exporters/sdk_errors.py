"""What the W&B SDK raises, as the errors of this project."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from calibrax.errors import CalibraxError, ServiceError, UsageError
from calibrax.exporters.credentials import KEY, redacted
from calibrax.exporters.sdk_process import end_with_the_program

SERVICE = "Weights & Biases"
NOTHING = "nothing was sent"
INCOMPLETE = "the run there is incomplete"

_UNREACHABLE = re.compile(
    r"did not respond|giving up|timed? ?out|deadline|connect(ion|ing)|no such host|\b5\d\d\b", re.I
)

_VARIABLES = {
    "app_url_override": "WANDB_APP_URL",
    "email": "WANDB_USER_EMAIL",
    "root_dir": "WANDB_DIR",
    "run_job_type": "WANDB_JOB_TYPE",
    "run_name": "WANDB_NAME",
    "run_notes": "WANDB_NOTES",
    "run_tags": "WANDB_TAGS",
    "x_file_transfer_timeout_seconds": "WANDB_FILE_PUSHER_TIMEOUT",
    "x_graphql_timeout_seconds": "WANDB_HTTP_TIMEOUT",
    "x_service_transport": "WANDB_SERVICE_TRANSPORT",
}
"""The variables of settings whose names are others."""


@contextmanager
def sdk_errors(arrived: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Turn what the SDK raises into one line without secrets; ``arrived`` says what got through.

    Raises:
        UsageError: a name that Weights & Biases does not take, such as that of the project, or a
            variable of the environment whose value the SDK refuses.
        ServiceError: anything else, such as a server that is too slow.
    """
    try:
        yield
    except CalibraxError:
        raise
    except Exception as error:
        import wandb

        if isinstance(error, ValueError) and getattr(error, "title", "") == "Settings":
            raise UsageError(f"{SERVICE}: {redacted(_refused(error), environ)}") from None
        reason = redacted(" ".join(str(error).split()) or type(error).__name__, environ)
        if isinstance(error, wandb.errors.UsageError):
            raise UsageError(f"{SERVICE}: {reason}") from error
        if isinstance(error, wandb.errors.AuthenticationError):
            arrived = f"{arrived}, {_login_problem(reason)}"
        end_with_the_program()
        if re.search(r"\b409\b", reason):
            reason += " (a run that was deleted there keeps its id for 7 days)"
        raise ServiceError(f"{SERVICE}: {arrived}: {reason}") from error


def _refused(error: Any) -> str:
    """Return what a validation error of pydantic says of settings, without the values they had."""
    return "; ".join(
        f"{_variable(str(each['loc'][0]))}: {' '.join(each['msg'].split())}"
        for each in error.errors(include_url=False, include_input=False)
    )


def _variable(setting: str) -> str:
    """Return the variable of a setting: ``x_`` is a second underscore there."""
    return _VARIABLES.get(setting) or f"WANDB_{re.sub('^x_', '_', setting)}".upper()


def _login_problem(reason: str) -> str:
    """Return which of the two it was, which the SDK's error only tells by its text."""
    if _UNREACHABLE.search(reason):
        return "the server cannot be reached, check the network and WANDB_BASE_URL"
    return f"the key is refused, check {KEY}"
