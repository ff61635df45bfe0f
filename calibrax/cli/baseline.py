"""calibrax baseline."""

import click

from calibrax.cli.options import Text, Verb, data_option, run_option


@click.command(name="baseline", cls=Verb)
@data_option
@run_option
@click.option("--name", help="The baseline's name.  [default: the run's suite]")
@click.option("--pin", is_flag=True, help="Protect it: only this command replaces it again.")
@click.option("--auto", is_flag=True, help="Promote as CI does: a pinned baseline stays.")
@click.option("--reason", type=Text(), default="", help="Why, for the log of baselines.")
def command(data: str, run: str, name: str | None, pin: bool, auto: bool, reason: str) -> None:
    """Make a stored run the baseline.

    The baseline is a copy of the run's file; each change is a line in baselines/log.jsonl.
    """
    from calibrax.cli.stored import open_store, pick_run
    from calibrax.errors import UsageError
    from calibrax.report.text import counted, show, when

    if auto and pin:
        raise UsageError("--auto and --pin contradict each other: only a human pins a baseline")
    store = open_store(data)
    chosen = pick_run(store, run)
    baseline = name or chosen.suite
    if auto and store.pinned(baseline):
        click.echo(f"warning: baseline {show(baseline)} is pinned, so it stays as it is", err=True)
        return
    unpinned = ", no longer pinned" if not pin and store.pinned(baseline) else ""
    store.set_baseline(chosen, baseline, by="auto" if auto else "human", reason=reason, pin=pin)
    commit = f", commit {show(chosen.commit[:12])}" if chosen.commit else ""
    pinned = ", pinned" if pin else unpinned
    facts = f"{counted(len(chosen.points), 'point')} of {when(chosen.timestamp)}{commit}{pinned}"
    click.echo(f"Baseline {show(baseline)} is now run {chosen.id} ({facts})")
