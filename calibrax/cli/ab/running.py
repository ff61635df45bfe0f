"""Carry out what calibrax ab is asked for: check out, prepare, measure in turns, judge, store."""

import os
import random
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from calibrax.cli.ab.announcing import announce, watch_of
from calibrax.cli.ab.measuring import NotMeasured, Plan, Sides, measure
from calibrax.cli.ab.record import Earlier, Record, earlier_sides, recorded, side_record
from calibrax.cli.ab.request import Request, as_before, fewest_rounds, looks_of
from calibrax.cli.ab.sides import (
    as_named_before,
    refuse_other_content,
    refuse_same_content,
    stores,
    warnings,
    with_benchmarks,
)
from calibrax.cli.inputs import refuse_unknown_format, sources
from calibrax.cli.judging import deciding
from calibrax.cli.options import DEFAULT_STORE
from calibrax.core.machine import machine_key
from calibrax.core.models import Run
from calibrax.errors import UsageError
from calibrax.gate.ab import Session as Measurement
from calibrax.gate.ab import judged, unsettled
from calibrax.gate.judgement import Judgement
from calibrax.gate.policy import Finding
from calibrax.gate.rules import Rules
from calibrax.gate.verdict import Verdict
from calibrax.measure.environments import environment, make_venv
from calibrax.measure.fingerprint import fingerprint
from calibrax.measure.interruption import interrupted_once
from calibrax.measure.session import Measured, Prepared, Session, SetupFailed, set_up
from calibrax.measure.worktrees import Checkout, checkouts, differ
from calibrax.readers.assembly import Overrides, Surroundings, assemble
from calibrax.report import build
from calibrax.report.model import Interleaved, Report
from calibrax.report.text import counted, show
from calibrax.storage import Store


def run(request: Request) -> Report:
    """Measure and judge, and return the report; both sides are stored as runs of the kind ``ab``.

    Raises:
        CalibraxError: what was asked for cannot be measured at all.
    """
    store = Store(request.data)
    earlier = earlier_sides(store, request.continued) if request.continued else None
    if earlier:
        request = as_before(request, earlier.record)
    refuse_unknown_format(request.format, request.settings)
    if not request.command:
        raise UsageError("what is to be measured? give its command after --, as: -- pytest bench")
    seed = random.SystemRandom().randrange(10**6) if request.seed is None else request.seed
    plan = Plan(
        looks=looks_of(request, earlier.sides.looks if earlier else ()),
        seed=seed,
        budget=request.budget,
        select=request.select,
        done=earlier.sides.rounds if earlier else 0,
    )
    try:
        with (
            interrupted_once(),
            checkouts(Path.cwd(), request.base, request.head, os.environ, stores(request)) as given,
        ):
            both = with_benchmarks(request, *given)
            if earlier:
                both = as_named_before(earlier.record, *both)
                refuse_other_content(earlier.record, *both)
            else:
                refuse_same_content(request, *both)
            return _measured(request, plan, both, store, earlier)
    except NotMeasured as error:
        if error.output:
            click.echo(f"the output of the process ends:\n{_indented(error.output)}", err=True)
        report = build.unjudged(str(error), request.threshold, verdict=Verdict.NOT_JUDGED)
        return msgspec.structs.replace(
            report,
            fail_on=tuple(map(Finding, request.fail_on)),
            warnings=error.warnings,
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
    announce(request, plan, both)
    try:
        set_up(session, request.setup)
    except SetupFailed as error:
        raise NotMeasured(str(error), error.outcome.output) from None
    around = Surroundings(environment=here, machine=machine)

    def read(measured: Measured) -> Run:
        checkout = session.sides[measured.side].checkout
        overrides = Overrides(commit=checkout.commit, suite=request.suite)
        found = sources(measured.results, request.settings, request.format)
        return assemble(found, around, overrides)

    same = not differ(*both)
    judge = _judge(request, store, same)
    watch = watch_of(sys.stderr, request.budget)
    try:
        sides = measure(session, plan, read, judge, watch, earlier.sides if earlier else None)
    finally:
        watch.ended()
    fewest = fewest_rounds(request, len(sides.head.points))
    if sides.rounds < fewest:
        raise NotMeasured(
            f"there was time for {counted(sides.rounds, 'round')}, and it takes {fewest} or more "
            "to tell a change from chance; give a larger --budget"
        )
    base, head = recorded(sides, _record(request, plan.seed, both))
    for each in (base, head):
        store.save(each)
    judgement = judge(sides)
    if unsettled(judgement.comparisons):
        where = f" --data {shlex.quote(request.data)}" if request.data != DEFAULT_STORE else ""
        click.echo(f"more rounds: calibrax ab --continue {head.id}{where}", err=True)
    return msgspec.structs.replace(
        build.interleaved(
            base,
            head,
            judgement,
            request.threshold,
            Interleaved(
                base=both[0].name,
                head=both[1].name,
                rounds=sides.rounds,
                seed=plan.seed,
                same=same,
            ),
            warnings(both),
        ),
        fail_on=tuple(map(Finding, request.fail_on)),
    )


def _prepared(checkout: Checkout, request: Request) -> Prepared:
    venv = None if request.no_venv else make_venv(checkout, os.environ)
    return Prepared(checkout=checkout, variables=environment(checkout, os.environ, venv))


def _judge(request: Request, store: Store, same: bool) -> Callable[[Sides], Judgement]:
    """Return what judges the rounds so far, by the team's settings.

    Where both sides are the ``same``, the machine is tested: no budget or waiver is about that.
    """
    settings = request.settings
    if same:
        settings = msgspec.structs.replace(settings, limits=(), waivers=())
    rules = Rules(threshold=request.threshold, settings=settings, today=datetime.now(UTC).date())

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
        venv=not request.no_venv,
        timeout=request.timeout,
        suite=request.suite,
        seed=seed,
        continues=request.continued,
        base=base,
        head=head,
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {show(line)}" for line in text.splitlines())
