"""What the W&B SDK raises, as the errors of this project."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from calibrax.errors import CalibraxError, ServiceError, UsageError
from calibrax.exporters.credentials import KEY, redacted
from calibrax.exporters.sdk_process import end_with_the_program

SERVICE = "Weights & Biases"
NOTHING = "nothing was sent"
INCOMPLETE = "the run there is incomplete"

_UNREACHABLE = re.compile(
    r"did not respond|giving up|timed? ?out|deadline|connect(ion|ing)|no such host|\b5\d\d\b", re.I
)


@contextmanager
def sdk_errors(arrived: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Turn what the SDK raises into one line without secrets; ``arrived`` says what got through.

    Raises:
        UsageError: a name that Weights & Biases does not take, such as that of the project.
        ServiceError: anything else, such as a server that is too slow.
    """
    try:
        yield
    except CalibraxError:
        raise
    except Exception as error:
        import wandb

        reason = redacted(" ".join(str(error).split()) or type(error).__name__, environ)
        if isinstance(error, wandb.errors.UsageError):
            raise UsageError(f"{SERVICE}: {reason}") from error
        if isinstance(error, wandb.errors.AuthenticationError):
            arrived = f"{arrived}, {_login_problem(reason)}"
        end_with_the_program()
        if re.search(r"\b409\b", reason):
            reason += " (a run that was deleted there keeps its id for 7 days)"
        raise ServiceError(f"{SERVICE}: {arrived}: {reason}") from error


def _login_problem(reason: str) -> str:
    """Return which of the two it was, which the SDK's error only tells by its text."""
    if _UNREACHABLE.search(reason):
        return "the server cannot be reached, check the network and WANDB_BASE_URL"
    return f"the key is refused, check {KEY}"
