"""The options of verbs that judge: what is tolerated, what counts as failure, where it is told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from calibrax.cli.options import Threshold, config_option
from calibrax.errors import UsageError

if TYPE_CHECKING:
    from calibrax.settings import Settings


class FailOn(click.ParamType):  # type: ignore[type-arg]
    """Findings that count as failure, or never."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the findings."""
        from calibrax.settings import parse_fail_on

        if isinstance(value, tuple):
            return value
        try:
            return parse_fail_on(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


def policy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--threshold``, ``--fail-on``, ``--config`` and ``--report``."""
    options = (
        click.option(
            "--threshold",
            type=Threshold(),
            default="5%",
            show_default=True,
            help="How much worse a metric may be: 0.05 or 5%.",
        ),
        click.option(
            "--fail-on",
            type=FailOn(),
            default="regression,not-judged",
            show_default=True,
            help="What counts as failure: regression, not-judged, inconclusive; or never.",
        ),
        config_option,
        click.option("--report", metavar="FILE", help="Write the report as JSON to this file."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def policy(ctx: click.Context, settings: "Settings") -> tuple[float, tuple[str, ...]]:
    """Return the threshold and what counts as failure: the settings' where no option says so."""

    def chosen(name: str, of_settings: Any) -> Any:
        is_default = ctx.get_parameter_source(name) is ParameterSource.DEFAULT
        return of_settings if is_default and of_settings is not None else ctx.params[name]

    return chosen("threshold", settings.threshold), chosen("fail_on", settings.fail_on)
