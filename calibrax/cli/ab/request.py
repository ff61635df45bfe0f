"""Carry out what calibrax ab is asked for: check out, prepare, measure in turns, judge, store."""

import os
import random
import shlex
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from calibrax.analysis.looks import LOOKS, Look, continued, fixed
from calibrax.cli.ab.live import Live, Log
from calibrax.cli.ab.measuring import NotMeasured, Plan, Sides, Watch, measure
from calibrax.cli.ab.record import Earlier, Record, earlier_sides, recorded, side_record
from calibrax.cli.inputs import sources
from calibrax.cli.judging import deciding
from calibrax.core.machine import machine_key
from calibrax.core.models import Run
from calibrax.errors import UsageError
from calibrax.gate.ab import Session as Measurement
from calibrax.gate.ab import judged
from calibrax.gate.judgement import Judgement
from calibrax.gate.policy import Finding
from calibrax.gate.rules import Rules
from calibrax.gate.verdict import Verdict
from calibrax.measure.environments import environment, make_venv
from calibrax.measure.fingerprint import fingerprint
from calibrax.measure.interruption import interrupted_once
from calibrax.measure.schedule import Side
from calibrax.measure.session import Measured, Prepared, Session, set_up
from calibrax.measure.worktrees import WORKING_TREE, Checkout, checkouts, differ, take
from calibrax.readers.assembly import Overrides, Surroundings, assemble
from calibrax.report import build
from calibrax.report.model import Interleaved, Report
from calibrax.report.text import show
from calibrax.settings import Settings
from calibrax.storage import Store

_BENCHMARKS = ("benchmarks", "bench", "benches")
_MORE = 10
"""Rounds that are added where nobody says how many."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for, by the names of the options."""

    command: tuple[str, ...]
    settings: Settings
    base: str
    head: str
    setup: str | None
    rounds: int | None
    budget: float | None
    timeout: float | None
    results: tuple[str, ...]
    format: str
    bench_from: Side | None
    bench_files: tuple[str, ...]
    select: str | None
    join: str
    seed: int | None
    no_venv: bool
    continued: str | None
    data: str
    suite: str | None
    threshold: float
    fail_on: tuple[str, ...]


def run(request: Request) -> Report:
    """Measure and judge, and return the report; both sides are stored as runs of the kind ``ab``.

    Raises:
        CalibraxError: what was asked for cannot be measured at all.
    """
    store = Store(request.data)
    earlier = earlier_sides(store, request.continued) if request.continued else None
    if earlier:
        request = _as_before(request, earlier.record)
    if not request.command:
        raise UsageError("what is to be measured? give its command after --, as: -- pytest bench")
    seed = random.SystemRandom().randrange(10**6) if request.seed is None else request.seed
    plan = Plan(
        looks=_looks(request, earlier.sides.looks if earlier else ()),
        seed=seed,
        budget=request.budget,
        select=request.select,
        join=request.join,
        done=earlier.sides.rounds if earlier else 0,
    )
    here = Path.cwd()
    try:
        with (
            interrupted_once(),
            checkouts(here, request.base, request.head, os.environ) as (base, head),
        ):
            both = _with_benchmarks(request, base, head)
            if earlier:
                _refuse_other_content(earlier.record, *both)
            else:
                _refuse_same_content(request, *both)
            return _measured(request, plan, both, store, earlier)
    except NotMeasured as error:
        if error.output:
            click.echo(f"the output of the process ends:\n{_indented(error.output)}", err=True)
        report = build.unjudged(str(error), request.threshold, verdict=Verdict.NOT_JUDGED)
        return msgspec.structs.replace(report, fail_on=tuple(map(Finding, request.fail_on)))


def _as_before(request: Request, record: Record) -> Request:
    """Return the request with what a measurement that is continued was made with.

    Raises:
        UsageError: the request asks for another command, or other sides.
    """
    if request.command and request.command != record.command:
        raise UsageError("--continue measures the same command again: leave the command out")
    if record.base is None or record.head is None:
        raise UsageError("--continue: the run does not remember its sides")
    return msgspec.structs.replace(
        request,
        command=record.command,
        base=record.base.commit if not record.base.changed else record.base.name,
        head=record.head.commit if record.head.name != WORKING_TREE else WORKING_TREE,
        setup=record.setup,
        results=record.results,
        format=record.format,
        bench_from=record.bench_from,
        bench_files=record.bench_files,
        select=record.select,
        join=record.join,
        no_venv=not record.venv,
        timeout=record.timeout,
        suite=record.suite,
        seed=record.seed,
    )


def _looks(request: Request, earlier: tuple[Look, ...]) -> tuple[Look, ...]:
    if earlier:
        return continued(earlier, request.rounds or _MORE)
    return fixed(request.rounds) if request.rounds else LOOKS


def _with_benchmarks(request: Request, base: Checkout, head: Checkout) -> tuple[Checkout, Checkout]:
    """Return the sides with the benchmarks of one of them in both, where that is asked for."""
    if request.bench_from is None:
        return base, head
    source, target = (base, head) if request.bench_from == "base" else (head, base)
    paths = request.bench_files or [
        name for name in _BENCHMARKS if any((each.folder / name).exists() for each in (base, head))
    ]
    if not paths:
        raise UsageError(
            f"--bench-from {request.bench_from}: no folder {', '.join(_BENCHMARKS)} here; "
            "name the files with --bench-files"
        )
    changed = take(paths, source, target, os.environ)
    return (base, changed) if request.bench_from == "base" else (changed, head)


def _refuse_same_content(request: Request, base: Checkout, head: Checkout) -> None:
    if request.base != request.head and not differ(base, head):
        raise UsageError(
            f"base {request.base} and head {request.head} hold the same files: nothing to compare; "
            f"to test this machine, say so with --head {request.base}"
        )


def _refuse_other_content(record: Record, base: Checkout, head: Checkout) -> None:
    for known, now in ((record.base, base), (record.head, head)):
        if known is None or known.tree != now.tree:
            raise UsageError(
                f"--continue: {now.side} {now.name} is no longer what was measured; measure anew"
            )


def _measured(
    request: Request,
    plan: Plan,
    both: tuple[Checkout, Checkout],
    store: Store,
    earlier: Earlier | None,
) -> Report:
    """Prepare both sides, measure, store both runs, and return the report."""
    here = fingerprint()
    machine = machine_key(here)
    if earlier and earlier.sides.head.machine != machine:
        raise UsageError(
            f"--continue: was measured on {earlier.sides.head.machine}, and this is {machine}"
        )
    session = Session(
        sides={each.side: _prepared(each, request) for each in both},
        command=request.command,
        results=request.results,
        timeout=request.timeout,
    )
    _say(request, plan, both, session)
    set_up(session, request.setup)
    around = Surroundings(environment=here, machine=machine)

    def read(measured: Measured) -> Run:
        checkout = session.sides[measured.side].checkout
        overrides = Overrides(commit=checkout.commit, suite=request.suite)
        found = sources(measured.results, request.settings, request.format)
        return assemble(found, around, overrides)

    judge = _judge(request, store)
    watch = _watch()
    try:
        sides = measure(session, plan, read, judge, watch, earlier.sides if earlier else None)
    finally:
        watch.ended()
    if sides.looks[-1].rounds < LOOKS[0].rounds and not request.rounds:
        raise NotMeasured(
            f"there was time for {sides.looks[-1].rounds} rounds, and it takes "
            f"{LOOKS[0].rounds} or more to tell a change from chance; give a larger --budget"
        )
    base, head = recorded(sides, _record(request, plan.seed, both))
    for each in (base, head):
        store.save(each)
    return msgspec.structs.replace(
        build.interleaved(
            base,
            head,
            judge(sides),
            request.threshold,
            Interleaved(
                base=request.base,
                head=request.head,
                rounds=sides.rounds,
                seed=plan.seed,
                same=not differ(*both),
            ),
            _warnings(both),
        ),
        fail_on=tuple(map(Finding, request.fail_on)),
    )


def _prepared(checkout: Checkout, request: Request) -> Prepared:
    venv = None if request.no_venv else make_venv(checkout, os.environ)
    return Prepared(checkout=checkout, variables=environment(checkout, os.environ, venv))


def _judge(request: Request, store: Store) -> Callable[[Sides], Judgement]:
    """Return what judges the rounds so far, by the team's settings."""
    rules = Rules(
        threshold=request.threshold, settings=request.settings, today=datetime.now(UTC).date()
    )

    def judge(sides: Sides) -> Judgement:
        definitions = deciding(request.settings, sides.head, sides.base, store.metric_defs)
        measurement = Measurement(base=sides.base, head=sides.head, looks=sides.looks)
        return judged(measurement, rules, definitions)

    return judge


def _record(request: Request, seed: int, both: tuple[Checkout, Checkout]) -> Record:
    base, head = map(side_record, both)
    return Record(
        command=request.command,
        setup=request.setup,
        results=request.results,
        format=request.format,
        bench_from=request.bench_from,
        bench_files=request.bench_files,
        select=request.select,
        join=request.join,
        venv=not request.no_venv,
        timeout=request.timeout,
        suite=request.suite,
        seed=seed,
        continues=request.continued,
        base=base,
        head=head,
    )


def _warnings(both: tuple[Checkout, Checkout]) -> list[str]:
    return [
        f"{each.side} is not the commit as it is: changes that are in no commit were measured too"
        for each in both
        if each.changed
    ]


def _say(request: Request, plan: Plan, both: tuple[Checkout, Checkout], session: Session) -> None:
    """Say what is measured where, and for how long."""
    for each in both:
        changed = " with changes" if each.changed else ""
        click.echo(
            f"{each.side}  {show(each.name)} ({each.commit[:12]}{changed}) in {each.folder}",
            err=True,
        )
    if request.setup:
        click.echo(f"setup  {show(request.setup)}", err=True)
    click.echo(f"runs   {show(shlex.join(session.command))}", err=True)
    looks = ", ".join(str(look.rounds) for look in plan.looks if look.rounds > plan.done)
    click.echo(f"looks  after {looks} rounds, sides in turn by the seed {plan.seed}", err=True)


def _watch() -> Watch:
    stream = sys.stderr
    if stream is None:
        return Watch()
    if not stream.isatty():
        return Log(stream)
    size = shutil.get_terminal_size()
    return Live(stream, size.columns, size.lines)


def _indented(text: str) -> str:
    return "\n".join(f"  {show(line)}" for line in text.splitlines())
