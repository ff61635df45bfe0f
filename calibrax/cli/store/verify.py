"""calibrax store verify."""

from datetime import UTC, datetime

import click

from calibrax.cli.options import Verb, config_option, data_option


@click.command(name="verify", cls=Verb)
@data_option
@click.option("--repair", is_flag=True, help="Move what is of no use to quarantine/ in the store.")
@config_option
def verify(data: str, repair: bool, config: str | None) -> None:
    """Check every file of the store, and list what is wrong.

    Exits with 0 when nothing is wrong, or nothing any more after --repair, else with 4. Nothing is
    deleted.
    """
    from calibrax.cli.stored import open_store
    from calibrax.errors import DataError
    from calibrax.report.text import counted, show
    from calibrax.settings import load_settings
    from calibrax.storage import verify as checking

    settings = load_settings(config)
    store = open_store(data).path
    checked = counted(checking.count_files(store), "file")
    findings = checking.verify(store, settings)
    for each in findings:
        if each.is_flaw:
            click.echo(f"{show(each.path)}: {show(each.reason)}")
        else:
            click.echo(f"warning: {show(each.path)}: {show(each.reason)}", err=True)
    flaws = {each.path: each.remedy for each in findings if each.is_flaw}
    useless = sum(remedy is checking.Remedy.QUARANTINE for remedy in flaws.values())
    if repair:
        for path, target in checking.repair(store, findings, datetime.now(UTC)):
            click.echo(f"Moved {show(path)} to {show(target)}")
        flaws = {path: each for path, each in flaws.items() if each is checking.Remedy.BY_HAND}
    if flaws:
        remedy = (
            f"calibrax store verify --repair moves {useless} to {checking.QUARANTINE}/"
            if useless and not repair
            else "mend by hand what is listed above"
        )
        are = "is" if len(flaws) == 1 else "are"
        raise DataError(f"{data}: {len(flaws)} of {checked} {are} wrong; {remedy}")
    any_more = " any more" if useless else ""
    click.echo(f"Checked {checked} of {show(data)}: nothing is wrong{any_more}")
