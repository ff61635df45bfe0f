"""Whether runs can be sent: the mode, the SDK, and a server that takes the credentials."""

import logging
from collections.abc import MutableMapping

from calibrax.errors import UsageError
from calibrax.exporters import credentials
from calibrax.exporters.credentials import Mode
from calibrax.exporters.deadline import Deadline
from calibrax.exporters.sdk_login import load_sdk, log_in

_log = logging.getLogger(__name__)


class Access:
    """The way to Weights & Biases that an environment opens, logged in once."""

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        self._environ = environ
        self._authenticated = False

    def mode(self, deadline: Deadline) -> Mode:
        """Return where runs go, once the SDK is there and the server takes the credentials.

        Raises:
            ServiceError: the server refuses the key or cannot be reached.
        """
        mode = self.configured()
        if mode is not Mode.DISABLED:
            load_sdk(self._environ)
        if mode is Mode.ONLINE and not self._authenticated:
            log_in(self._environ, deadline)
            self._authenticated = True
        return mode

    def configured(self) -> Mode:
        """Return where runs go by the environment, and log why where that is nowhere."""
        try:
            mode = credentials.check(self._environ)
        except UsageError as error:
            _log.warning("nothing is sent: %s", error)
            return Mode.DISABLED
        if mode is Mode.DISABLED:
            _log.warning("nothing is sent: WANDB_MODE is disabled")
        return mode
