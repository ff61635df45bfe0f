"""calibrax export."""

from datetime import datetime
from typing import Any

import click

from calibrax.cli.options import Lines, Verb, data_option


class Since(click.ParamType):  # type: ignore[type-arg]
    """A date or a time as ISO 8601 writes it, in UTC where it names no zone."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the time; of a date its beginning."""
        from calibrax.core.checks import utc

        try:
            return utc(datetime.fromisoformat(str(value)), "since")
        except ValueError:
            self.fail(f"{value!r} is no date: write 2026-01-31 or 2026-01-31T12:00", param, ctx)


@click.command(name="export", cls=Verb)
@data_option
@click.option(
    "--run",
    metavar="ID",
    help="The run: its id, the beginning of it, or latest.  [default: latest; with --to all]",
)
@click.option("--all", is_flag=True, help="Send every run that was not sent yet, oldest first.")
@click.option(
    "--since",
    type=Since(),
    metavar="DATE",
    help="With --all or --to: only runs from then on. Such as 2026-01-31 or 2026-01-31T12:00, UTC.",
)
@click.option(
    "--to",
    nargs=2,
    type=Lines(),
    metavar="FORMAT FILE",
    help="Write the store to a file instead: csv or jsonl (- is standard output), asv (a folder).",
)
@click.option(
    "--project",
    metavar="NAME",
    help="The W&B project.  [default: WANDB_PROJECT, else calibrax.yml, else config.json]",
)
@click.option(
    "--entity",
    metavar="NAME",
    help="The W&B team or user.  [default: WANDB_ENTITY, else calibrax.yml, else config.json]",
)
@click.option("--baseline", metavar="NAME", help="The baseline's name.  [default: the run's suite]")
@click.option(
    "--config", metavar="FILE", help="The settings.  [default: calibrax.yml, when there is one]"
)
@click.option("--report", metavar="FILE", help="Send the verdict of this report of calibrax check.")
def command(
    data: str,
    run: str | None,
    all: bool,
    since: datetime | None,
    to: tuple[str, str] | None,
    project: str | None,
    entity: str | None,
    baseline: str | None,
    config: str | None,
    report: str | None,
) -> str:
    """Send runs to Weights & Biases, or write plain files.

    The credentials come from the environment: WANDB_API_KEY, or WANDB_MODE=offline to keep the run
    in a folder. Sending a run again changes nothing. With --to nothing is sent and nothing needed:
    the whole store is written to a plain file.
    """
    from calibrax.cli.stored import open_whole
    from calibrax.settings import load_settings

    sent = {"--project": project, "--entity": entity, "--baseline": baseline, "--report": report}
    if to:
        _refuse("--to", {**sent, "--all": all})
        _refuse("--run", {"--since": run and since})
    elif all:
        _refuse("--all", {"--run": run, "--baseline": baseline, "--report": report})
    else:
        _refuse("a single run", {"--since": since})
        _refuse("--report", {"--baseline": report and baseline})
    settings = load_settings(config)
    store = open_whole(data)
    if to:
        from calibrax.cli.export.plain import write

        write(store, settings, run, since, *to)
        return ""
    from calibrax.cli.export.sending import Sending

    sending = Sending(data, store, settings, project, entity)
    if all:
        from calibrax.cli.export.every import send_every

        send_every(sending, since)
        return ""
    from calibrax.cli.export.one import send_one

    return send_one(sending, run or "latest", baseline, report)


def _refuse(chosen: str, others: dict[str, object]) -> None:
    """Raise ``UsageError`` when an option is given that says nothing next to another."""
    from calibrax.errors import UsageError

    given = [option for option, value in others.items() if value]
    if given:
        raise UsageError(f"{given[0]} does not go with {chosen}: leave one of them out")
