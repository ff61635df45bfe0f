"""A report as GitHub-flavoured Markdown: the verdict first, then what a reader acts on."""

from collections.abc import Callable, Iterable, Iterator
from shlex import quote

from calibrax.analysis.comparison import JUDGED, Comparison, Outcome
from calibrax.gate.verdict import Verdict
from calibrax.report import lines
from calibrax.report.comparison_rows import CHANGES, EXCUSED, OPEN, SIDES, Cells
from calibrax.report.interleaved import NOISE, measured, noise_floor
from calibrax.report.markup import escape, fence, row, table_head, verbatim
from calibrax.report.model import Report, RunInfo, worst_first
from calibrax.report.sections import Section, fit, size
from calibrax.report.text import counted, share, when

_COUNTED = {
    Outcome.REGRESSION: "regressions",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.MISSING: "missing",
    Outcome.INVALID: "invalid",
    Outcome.IMPROVEMENT: "improvements",
    Outcome.NEW: "new",
    Outcome.INFO: "info",
}
_FOLDED_FROM = 21
"""A section of more than twenty rows that nobody has to act on is folded."""

_LONGEST = 1200
"""No element of a text from outside is longer, in bytes."""

_SHARE = 24
"""And none is longer than this part of the limit, so that one row fits whatever its names are."""

_SETTINGS_SHARE = 8
"""A change of the settings takes no more than this part of the limit: the worst rows need room."""


def render(report: Report, limit: int | None = None) -> str:
    """Return the page: headline, counts, sections worst first, runs, and how to accept a change.

    Settings that differ from the base's come before the sections.

    With a ``limit`` in bytes of UTF-8, rows are left out, the least important first, and counted;
    from 4096 on the headline, the counts and the worst regression are always there.
    """
    room = _LONGEST if limit is None else min(_LONGEST, limit // _SHARE)
    headline = f"### {_headline(report, room)}"
    blocks = [headline, *_facts(report, room)]
    ending = [*_runs(report, room // 4), *_acceptance(report, room)]
    settings = list(_settings(report, room))
    sections = [section for section in _sections(report, room) if section.rows]
    if limit is None:
        drawn = [section.draw(len(section.rows)) for section in (*settings, *sections)]
    else:
        drawn = fit(settings, limit // _SETTINGS_SHARE)
        drawn += fit(sections, limit - sum(map(size, [*blocks, *drawn, *ending])))
    page = _page([*blocks, *drawn, *ending])
    if limit is None or len(page.encode()) <= limit:
        return page
    shorter = (_page([headline, "The rest is left out for size."]), _page([headline]))
    return next((each for each in shorter if len(each.encode()) <= limit), "")


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _headline(report: Report, room: int) -> str:
    message = escape(report.message, room) if report.message else ""
    if report.verdict is Verdict.ERROR:
        wrong = " and ".join(step.name for step in report.steps if step.went_wrong)
        return f"❌ Error: {f'{escape(wrong, room)} failed' if wrong else message}"
    if report.verdict is Verdict.NO_BASELINE:
        first = "First run: nothing to compare with yet"
        return f"ℹ️ {first if report.baseline_name else f'Nothing to compare: {message}'}"
    if message:
        return f"⚠️ Not judged: {message}"
    counts = report.counts
    judged = sum(counts[outcome] for outcome in JUDGED)
    metrics = counted(judged, "metric")
    gaps = lines.gaps(report)
    unsure = counts[Outcome.INCONCLUSIVE]
    open_ones = f" ({unsure} inconclusive)" if unsure else ""
    if report.verdict is Verdict.FAIL:
        regressions = counted(counts[Outcome.REGRESSION], "regression")
        others = f", {gaps}" if gaps else ""
        return f"❌ Fail{open_ones}: {regressions} in {metrics}{others}"
    if report.verdict is Verdict.PASS:
        return f"✅ Pass{open_ones}: no regressions in {metrics}"
    reasons = [gaps] if gaps else []
    if not judged:
        reasons.append(lines.unjudged(report))
    return f"⚠️ Not judged{open_ones}: {', '.join(reasons)}"


def _facts(report: Report, room: int) -> Iterator[str]:
    """Yield what stands below the headline: the counts, and what the verdict means."""
    counts = report.counts
    if report.comparisons:
        named = [f"{word}: {counts[each]}" for each, word in _COUNTED.items() if counts[each]]
        unchanged = f"unchanged: {counts[Outcome.UNCHANGED]}"
        known = [f"known: {len(report.excused)}"] if report.excused else []
        yield ", ".join([*named, *known, unchanged, f"threshold {share(report.threshold)}"])
    if report.interleaved:
        how = measured(report.interleaved, lambda name: escape(name, room))
        yield f"Measured {how}."
    if report.verdict is Verdict.NO_BASELINE and not report.baseline_name:
        yield "This is no failure, and nothing was judged."
    elif report.verdict is Verdict.NO_BASELINE:
        yield (
            "This is no failure. The first run of the default branch becomes the baseline, and "
            "runs after it are held against it."
        )
        if report.job is None:
            yield f"By hand: {escape(report.message, room)}"
    excused = lines.excused(report)
    if excused:
        yield f"{excused[0].upper()}{excused[1:]}."


def _settings(report: Report, room: int) -> Iterator[Section]:
    """Yield how the settings differ from the base's, where they do."""
    rows = tuple(verbatim(line, room) for line in report.settings_change)
    if rows:
        ticks = fence(rows)
        yield Section(
            "calibrax.yml differs from the base's",
            rows,
            head=f"{ticks}diff",
            foot=ticks,
            folded=len(rows) >= _FOLDED_FROM,
        )


def _sections(report: Report, room: int) -> Iterator[Section]:
    """Yield all sections in their order, those without rows too."""
    cells = Cells(room)
    changes, sides = table_head(CHANGES), table_head(SIDES)

    def rows(draw: Callable[[Comparison], str], *outcomes: Outcome) -> tuple[str, ...]:
        found = (row for row in report.comparisons if row.outcome in outcomes and row.counts)
        return tuple(map(draw, worst_first(found)))

    yield Section("Regressions", rows(cells.change, Outcome.REGRESSION), changes)
    yield Section("What went wrong", tuple(_wrong(report, room)))
    yield Section("Inconclusive", rows(cells.open, Outcome.INCONCLUSIVE), table_head(OPEN))
    yield Section("Missing", rows(cells.sides, Outcome.MISSING), sides)
    yield Section("Invalid", rows(cells.sides, Outcome.INVALID), sides)
    failed = (f"- {escape(name, room)}: {escape(why, room)}" for name, why in report.failed.items())
    yield Section("Failed", tuple(failed))
    known = tuple(map(cells.excused, worst_first(report.excused)))
    yield Section("Known, not counted", known, table_head(EXCUSED))
    yield Section("Warnings", tuple(_warnings(report, room)))
    for title, outcome in (("Improvements", Outcome.IMPROVEMENT), ("New", Outcome.NEW)):
        found = rows(cells.sides, outcome)
        yield Section(title, found, sides, folded=len(found) >= _FOLDED_FROM)
    rest = rows(cells.sides, Outcome.UNCHANGED, Outcome.INFO)
    yield Section("Everything else", rest, sides, folded=True)
    if report.interleaved and report.interleaved.same:
        rows_of_noise = noise_floor(report).rows
        floor = tuple(row([escape(cell, room) for cell in each]) for each in rows_of_noise)
        yield Section("Noise of this machine", floor, table_head(NOISE))


def _wrong(report: Report, room: int) -> Iterator[str]:
    for step in report.steps:
        if step.went_wrong:
            yield f"- {escape(step.name, room)}: {escape(lines.reason(step), room)}"


def _warnings(report: Report, room: int) -> Iterator[str]:
    for step in report.steps:
        for warning in step.warnings:
            yield f"- {escape(step.name, room)}: {escape(warning, room)}"
    for warning in report.warnings:
        yield f"- {escape(warning, room)}"


def _runs(report: Report, room: int) -> Iterator[str]:
    named = (("run", report.run), ("baseline", report.baseline))
    known = [f"- {word} {_run(info, room)}" for word, info in named if info]
    if known:
        yield "\n".join(known)


def _run(info: RunInfo, room: int) -> str:
    """Return id, time, commit, branch, machine and Python of a run, as far as they are known."""
    commit = f", commit {escape(info.commit[:12], room)}" if info.commit else ""
    branch = f" on {escape(info.branch, room)}" if info.branch else ""
    machine = f", machine {escape(info.machine, room)}" if info.machine else ""
    python = f", Python {escape(info.python, room)}" if info.python else ""
    return f"{escape(info.id, room)} of {when(info.timestamp)}{commit}{branch}{machine}{python}"


def _acceptance(report: Report, room: int) -> Iterator[str]:
    """Yield how to accept what was found, where it may be meant."""
    run = report.run
    if run is None:
        return
    if report.interleaved:
        yield from _acceptance_of_sides(report, room)
        return
    if report.of(Outcome.REGRESSION):
        accept = escape('calibrax accept --point BENCHMARK --metric METRIC --reason "..."', room)
        waiver = escape("--ceiling 20% --expires DATE", room)
        yield (
            f"Is this meant? {accept} writes it into the settings: with {waiver} as a waiver, "
            "which a pull request passes with; without, as the new level, from a stored run on."
        )
    if report.of(Outcome.MISSING):
        name = report.baseline_name
        option = f" --name {quote(name)}" if name and name != run.suite else ""
        accept = f'calibrax baseline --run {quote(run.id)}{option} --reason "..."'
        steps = ("calibrax store pull", accept, "calibrax store push")
        commands = ", ".join(escape(each, room) for each in steps)
        yield (
            f"Is something gone for good? Make a stored run the baseline: {commands}. "
            "The run of a pull request is not stored: merge it, then name the run of the merge."
        )


def _acceptance_of_sides(report: Report, room: int) -> Iterator[str]:
    """Yield how to accept what an A/B found: there is no baseline that could be another."""
    if report.of(Outcome.REGRESSION):
        yield (
            f"Is this meant? An entry under {escape('waivers', room)} in calibrax.yml, with a "
            "ceiling and a last day, lets the pull request pass."
        )
    if report.of(Outcome.MISSING):
        yield (
            f"Is something gone for good? Name it under {escape('optional', room)} in calibrax.yml "
            "until the base is without it too."
        )
