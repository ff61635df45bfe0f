"""calibrax backtest."""

from typing import Any

import click

from calibrax.cli.options import (
    Threshold,
    Verb,
    config_option,
    data_option,
    json_option,
    width_of_output,
)


class Shares(click.ParamType):  # type: ignore[type-arg]
    """Percentages as people list them: ``2,5,10``."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Return the shares."""
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(float(each.strip().removesuffix("%")) / 100 for each in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is no list of percentages such as 2,5,10", param, ctx)
        if not all(0 < each < 10 for each in found):
            self.fail(f"{value!r}: each slowdown is above 0% and below 1000%", param, ctx)
        return found


@click.command(name="backtest", cls=Verb)
@data_option
@click.option("--suite", default="main", show_default=True, help="Which suite to replay.")
@click.option("--branch", help="Which branch.  [default: the baseline's, else the newest run's]")
@click.option(
    "--inject",
    type=Shares(),
    default="2,5,10,20",
    show_default=True,
    metavar="LIST",
    help="Slowdowns in percent, to see how many of them are caught.",
)
@click.option(
    "--mode",
    multiple=True,
    type=click.Choice(["fixed", "noise-aware", "auto"]),
    help="How the runs are judged. Repeatable.  [default: fixed and noise-aware]",
)
@click.option("--threshold", type=Threshold(), help="As of check.  [default: calibrax.yml's or 5%]")
@config_option
@click.option("--suggest", is_flag=True, help="Propose a threshold for each metric instead.")
@click.option(
    "--false-alarms",
    type=Threshold(),
    default="1%",
    show_default=True,
    help="With --suggest: the share of runs in which a metric may alarm.",
)
@json_option
def command(
    data: str,
    suite: str,
    branch: str | None,
    inject: tuple[float, ...],
    mode: tuple[str, ...],
    threshold: float | None,
    config: str | None,
    suggest: bool,
    false_alarms: float,
    json: bool,
) -> None:
    """Replay the stored history as if each run had just arrived.

    Shows how many alarms each mode would have raised, and how many slowdowns it would have caught:
    a history without a true change counts false alarms. With --suggest prints the smallest
    thresholds that keep them under a wish, as a section for calibrax.yml.
    """
    from calibrax.cli.replaying import entry, history_of, replayed
    from calibrax.cli.stored import open_store
    from calibrax.gate.rules import Mode
    from calibrax.gate.suggest import needs
    from calibrax.gate.tally import count, tally
    from calibrax.report import backtest as report
    from calibrax.report.plain import to_json
    from calibrax.settings import load_settings

    if suggest and len(mode) > 1:
        raise click.UsageError("--suggest proposes for one --mode")
    default = (Mode.NOISE_AWARE,) if suggest else (Mode.FIXED, Mode.NOISE_AWARE)
    modes = tuple(map(Mode, mode)) or default
    settings = load_settings(config)
    history = history_of(open_store(data), suite, branch, settings, threshold, inject)
    if suggest:
        found = history.suggested(replayed(history, modes[0], needs), false_alarms)
        section = (
            to_json(found)
            if json
            else report.settings(found, [entry(each, settings) for each in found])
        )
        click.echo(section, nl=False)
        return
    tallies = [tally(each, inject, replayed(history, each, count)) for each in dict.fromkeys(modes)]
    click.echo(to_json(tallies) if json else report.render(tallies, width_of_output()), nl=False)
