"""calibrax github plan."""

import os
from typing import TYPE_CHECKING

import click

from calibrax.cli.options import Verb

if TYPE_CHECKING:
    from calibrax.settings import Settings


class _Emptiable(click.Option):
    """An option to which an empty variable says something: that there is none."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Return the variable's text, also when it is empty."""
        return os.environ.get(f"{ctx.auto_envvar_prefix}_{str(self.name).upper()}")


@click.command(name="plan", cls=Verb)
@click.option("--mode", default="check", show_default=True, help="What judges: check or ab.")
@click.option("--results", default="", help="Files or patterns, one a line.")
@click.option("--attempts", default="", help="Patterns of further measurements, one a line.")
@click.option("--command", default="", help="What measures again when a finding needs it.")
@click.option("--setup", default="", help="With ab: what prepares either side.")
@click.option("--budget", default="15m", show_default=True, help="With ab: how long to measure.")
@click.option("--confirm", default="auto", show_default=True, help="Measure again: auto, never.")
@click.option("--format", default="auto", show_default=True, help="The tool's format.")
@click.option("--suite", default="main", show_default=True, help="Which set of benchmarks ran.")
@click.option("--data", default="benchmark-data", show_default=True, help="The store's folder.")
@click.option(
    "--data-branch",
    cls=_Emptiable,
    default="calibrax-data",
    show_default=True,
    help="The branch that holds the store; empty: the folder as it is.",
)
@click.option("--config", default="", help="Settings.  [default: calibrax.yml, where there is one]")
@click.option("--threshold", default="", help="How much worse a metric may be.  [default: 5%]")
@click.option("--baseline", default="auto", show_default=True, help="A baseline's name, or auto.")
@click.option(
    "--fail-on",
    default="regression,not-judged",
    show_default=True,
    help="What turns the job red: regression, not-judged, inconclusive; or never.",
)
@click.option("--record", default="auto", show_default=True, help="auto, always or never.")
@click.option("--update-baseline", default="auto", show_default=True, help="auto, always or never.")
@click.option("--export", default="auto", show_default=True, help="auto, wandb or none.")
@click.option("--wandb-project", default="", help="The project in Weights & Biases.")
@click.option("--wandb-entity", default="", help="The entity in Weights & Biases.")
@click.option("--comment", default="false", show_default=True, help="Comment on the pull request.")
@click.option("--annotations", default="true", show_default=True, help="Annotate the findings.")
@click.option("--summary", default="true", show_default=True, help="Write the job's summary.")
@click.pass_obj
def plan(folder: str, /, **inputs: str) -> None:
    """Check the inputs of the Action and the event, and plan what the other steps do."""
    from calibrax.cli.github.recording import recorded
    from calibrax.cli.github.surroundings import action_folder

    kept = action_folder(folder)

    def work() -> str:
        from calibrax.cli.github.surroundings import context
        from calibrax.exporters.credentials import configured
        from calibrax.github.plan import Inputs, make_plan

        made = make_plan(
            Inputs(**_texts(inputs)),
            context(),
            _settings(inputs["config"]),
            kept.store,
            os.environ,
            can_export=configured(os.environ),
        )
        kept.write_plan(made)
        return ""

    recorded(kept.journal, "plan", work)


def _texts(inputs: dict[str, str]) -> dict[str, str]:
    """Return the inputs, each of which the plan can hold.

    Raises:
        UsageError: one is no text; the message names it.
    """
    from calibrax.core.checks import is_text
    from calibrax.core.location import quoted
    from calibrax.errors import UsageError

    for name, value in inputs.items():
        if not is_text(value):
            raise UsageError(f"input {name.replace('_', '-')!r}: {quoted(value)} is not UTF-8")
    return inputs


def _settings(config: str) -> "Settings":
    """Return the settings that the input names, else those of calibrax.yml, where there is one."""
    from calibrax.errors import DataError
    from calibrax.settings import load_settings

    try:
        return load_settings(config or None)
    except DataError as error:
        raise DataError(f"input 'config': {error}" if config else str(error)) from None
