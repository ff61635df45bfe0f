"""calibrax accept."""

import os
from typing import TYPE_CHECKING, Any

import click

from calibrax.cli.options import TagPair, Text, Threshold, Verb, as_tags, data_option, run_option
from calibrax.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from datetime import date

    from calibrax.core.models import Point, Run
    from calibrax.settings.edit import Entry


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day such as 2027-01-31."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "date":
        """Return the day."""
        from calibrax.settings import parse_day

        try:
            return parse_day(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


@click.command(name="accept", cls=Verb)
@data_option
@run_option
@click.option("--metric", required=True, help="The metric that changed.")
@click.option("--point", required=True, help="The benchmark's name.")
@click.option(
    "--tag", multiple=True, type=TagPair(), help="A tag that picks the benchmark. Repeatable."
)
@click.option("--reason", type=Text(), required=True, help="Why the change is worth it.")
@click.option(
    "--ceiling",
    type=Threshold(),
    help="Write a waiver instead of a new level: how much worse it may be, such as 20%.",
)
@click.option("--expires", type=Day(), help="The last day of the waiver, such as 2027-01-31.")
@click.option("--link", type=Text(), metavar="URL", help="Where the waiver was discussed.")
@click.option(
    "--config", metavar="FILE", help="The settings to write into.  [default: calibrax.yml]"
)
def command(
    data: str,
    run: str,
    metric: str,
    point: str,
    tag: tuple[tuple[str, str], ...],
    reason: str,
    ceiling: float | None,
    expires: "date | None",
    link: str | None,
    config: str | None,
) -> None:
    """Accept a change for the worse, as an entry in calibrax.yml.

    Writes that the run is a new level: what was measured before it no longer counts for the metric
    of this benchmark. With --ceiling and --expires it writes a waiver instead, which lets a
    regression pass up to a size and a day. The rest of the file stays as it is, byte for byte.
    """
    from calibrax.cli.stored import open_store, pick_run
    from calibrax.report.text import show
    from calibrax.settings.accepting import selector_of

    if (ceiling is None) != (expires is None):
        raise UsageError("--ceiling and --expires make a waiver together: give both or neither")
    if link and ceiling is None:
        raise UsageError("--link belongs to a waiver: give --ceiling and --expires too")
    if not reason.strip():
        raise UsageError("--reason says nothing: write why the change is worth it")
    chosen = pick_run(open_store(data), run)
    found = _benchmark(chosen, point, as_tags(tag), metric)
    entry = selector_of(found, metric)
    if ceiling is None or expires is None:
        key = "levels"
        entry.update(since=chosen.id, reason=reason.strip())
        meaning = f"What was measured before run {chosen.id} no longer counts for it."
    else:
        _require_future(expires)
        key, at_most = "waivers", f"{100 * ceiling:.12g}%"
        entry.update(ceiling=at_most, expires=expires, reason=reason.strip())
        if link:
            entry["link"] = _address(link)
        meaning = f"It may be up to {at_most} worse than its baseline, until {expires}."
    if not _write(config, key, entry, found, metric):
        return
    others = _also_covered(chosen, found, metric)
    if others:
        click.echo(f"note: the entry also covers {', '.join(others)}", err=True)
    tags = "".join(f" {show(name)}={show(value)}" for name, value in sorted(found.tags.items()))
    click.echo(f"Accepted {show(metric)} of {show(found.name)}{tags}. {meaning}")
    click.echo("Commit the change, so that it is reviewed; it counts from then on.")


def _benchmark(run: "Run", name: str, tags: dict[str, str], metric: str) -> "Point":
    """Return the one benchmark of the run that is meant and holds the metric.

    The tags need not be complete, only enough to tell it from others of its name.

    Raises:
        UnknownName: the run has no such benchmark, tag or metric.
        UsageError: several benchmarks are meant.
    """
    where = f"run {run.id}"
    named = [point for point in run.points if point.name == name]
    if not named:
        raise UnknownName("point", name, (point.name for point in run.points), where)
    where = f"{name!r} of {where}"
    meant = [point for point in named if tags.items() <= point.tags.items()]
    if not meant:
        known = {f"{key}={value}" for point in named for key, value in point.tags.items()}
        wrong = next((pair for pair in map("=".join, tags.items()) if pair not in known), None)
        if wrong is None:
            raise UsageError(f"no benchmark {where} has all these tags together")
        raise UnknownName("tag", wrong, known, where)
    holding = [point for point in meant if metric in point.metrics]
    if not holding:
        known = {each for point in meant for each in point.metrics}
        raise UnknownName("metric", metric, known, where)
    exact = [point for point in holding if point.tags == tags]
    if exact:
        return exact[0]
    if len(holding) > 1:
        rows = sorted(" ".join(map("=".join, sorted(point.tags.items()))) for point in holding)
        listed = "; ".join(row or "(no tag)" for row in rows[:8])
        raise UsageError(
            f"{len(holding)} benchmarks are named {name!r}: pick one with --tag: {listed}"
        )
    return holding[0]


def _address(link: str) -> str:
    from calibrax.settings.address import parse_address

    try:
        return parse_address(link)
    except UsageError as error:
        raise UsageError(f"--link {error}") from None


def _require_future(expires: "date") -> None:
    from datetime import UTC, datetime

    today = datetime.now(UTC).date()
    if expires < today:
        raise UsageError(f"--expires {expires} is over: today is {today} (UTC)")


def _write(config: str | None, key: str, entry: "Entry", point: "Point", metric: str) -> bool:
    """Add the entry to the settings, unless it stands there; tell whether it was written.

    Raises:
        DataError: the file is not valid, or cannot be read or written.
        UsageError: the entry does not fit into the file as it is written, and is printed instead.
    """
    from calibrax.report.text import show
    from calibrax.settings import Settings, load_settings
    from calibrax.settings.accepting import accepted, holds
    from calibrax.settings.edit import flow
    from calibrax.settings.load import BOM, FILE, read_text
    from calibrax.storage import files

    path = config or FILE
    there = os.path.lexists(path)
    settings = load_settings(path) if there else Settings()
    if holds(settings, key, entry, point, metric):
        click.echo(f"{show(path)} says so already, and stays as it is")
        return False
    content = read_text(path) if there else ""
    mark = BOM if content.startswith(BOM) else ""
    changed = accepted(content.removeprefix(BOM), key, entry)
    if changed is None:
        click.echo(f"{key}:\n  - {show(flow(entry))}")
        raise UsageError(
            f"{path}: no place found for the entry that leaves the rest as it is, so nothing is "
            f"written; put what is printed first under {key!r} yourself"
        )
    files.write(os.path.realpath(path), (mark + changed).encode())
    click.echo(f"Wrote into {show(path)}, first under {key}:\n  {show(flow(entry))}")
    return True


def _also_covered(run: "Run", point: "Point", metric: str) -> list[str]:
    """Return the other benchmarks of the run that the entry covers: those with more tags."""
    from calibrax.report.text import label

    return [
        label(each.name, each.tags, {each.name})
        for each in run.points
        if each is not point
        and each.name == point.name
        and metric in each.metrics
        and point.tags.items() <= each.tags.items()
    ]
