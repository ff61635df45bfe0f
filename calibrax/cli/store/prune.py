"""calibrax store prune."""

from datetime import UTC, datetime, timedelta

import click

from calibrax.cli.options import Verb, config_option, data_option


@click.command(name="prune", cls=Verb)
@data_option
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Keep the newest N runs.")
@click.option(
    "--keep-days",
    type=click.IntRange(1, 36_500),
    metavar="N",
    help="Keep the runs of the last N days.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@config_option
def prune(
    data: str, keep: int | None, keep_days: int | None, dry_run: bool, config: str | None
) -> None:
    """Remove old runs: those that no option keeps and that nothing refers to.

    A baseline, and a level or the reference of calibrax.yml, is never removed.
    """
    from calibrax.cli.stored import open_store
    from calibrax.errors import UsageError
    from calibrax.report.text import counted, show
    from calibrax.settings import load_settings
    from calibrax.storage import prune as pruning

    if keep is None and keep_days is None:
        raise UsageError("say which runs stay: --keep N, --keep-days N, or both")
    settings = load_settings(config)
    store = open_store(data).path
    now = datetime.now(UTC)
    keeping = pruning.Keeping(
        newest=keep or 0,
        since=now - timedelta(days=keep_days) if keep_days else None,
    )
    planned = pruning.plan(store, keeping, settings)
    for reason in planned.unreadable:
        click.echo(f"warning: {show(reason)}: stays as it is", err=True)
    temporary = 0 if dry_run else pruning.carry_out(store, planned, now)
    parts = [counted(len(planned.runs), "run")]
    parts += [counted(len(planned.attempts), "attempt")] if planned.attempts else []
    parts += [counted(temporary, "temporary file")] if temporary else []
    done = "Would remove" if dry_run else "Removed"
    click.echo(f"{done} {', '.join(parts)} from {show(data)}; {planned.kept} stay")
