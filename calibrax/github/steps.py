"""What each step of the Action runs: the command lines that a user could type as well."""

from collections.abc import Callable, Sequence

from calibrax.gate.verdict import Verdict
from calibrax.github.plan import LARGEST_FOREIGN, Plan
from calibrax.report.model import Report

Command = list[str]


def pull(plan: Plan) -> list[Command]:
    """Return the command that fetches the store, none where the folder is taken as it is."""
    if not plan.data_branch:
        return []
    of = ["--of", plan.history_branch] if plan.history_branch else []
    return [["store", "pull", *_branch(plan), "--suite", plan.suite, *of]]


def ingest(plan: Plan) -> list[Command]:
    """Return the command that reads the results."""
    context = plan.context
    command = ["ingest", "--data", plan.data, "--format", plan.format, "--suite", plan.suite]
    for path in plan.results:
        command += ["--input", path]
    command += ["--expect-suite", plan.suite]
    for option, value in (
        ("--commit", context.commit),
        ("--branch", context.branch),
        ("--expect-commit", context.commit),
        ("--expect-commit", context.merge_commit),
        ("--config", plan.config),
    ):
        command += [option, value] if value else []
    return [command + (["--max-size", str(LARGEST_FOREIGN)] if context.foreign else [])]


def check(
    plan: Plan, run: str, baseline: str, report: str, attempts: Sequence[str] = ()
) -> list[Command]:
    """Return the command that judges the run that was read; ``attempts`` measured it again."""
    command = ["check", "--data", plan.data, "--run", run, "--baseline", baseline]
    command += ["--report", report, "--fail-on", ",".join(plan.fail_on) or "never"]
    for attempt in attempts:
        command += ["--attempt", attempt]
    if attempts and plan.context.merge_commit:
        command += ["--expect-commit", plan.context.merge_commit]
    for option, value in (("--threshold", plan.threshold), ("--config", plan.config)):
        command += [option, value] if value else []
    return [command]


def ab(plan: Plan, base: str, report: str) -> list[Command]:
    """Return the command that measures the checked-out commit and its base in turns.

    The inputs are shell, and the command runs without one: it gets a shell as the benchmarks of
    other modes have it, in which ``"$@"`` are the arguments of ``--select``.
    """
    command = ["ab", "--base", base, "--head", "HEAD", "--data", plan.data]
    command += ["--report", report, "--fail-on", ",".join(plan.fail_on) or "never"]
    command += ["--format", plan.format, "--suite", plan.suite, "--budget", plan.budget]
    for path in plan.results:
        command += ["--results", path]
    for option, value in (
        ("--setup", plan.setup),
        ("--threshold", plan.threshold),
        ("--config", plan.config),
    ):
        command += [option, value] if value else []
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", plan.command, "bash"]
    return [[*command, "--", *shell]]


def export(plan: Plan, run: str, report: str) -> list[Command]:
    """Return the command that sends the run to Weights & Biases, none where that is not wanted.

    ``report`` is the path of the check's report, whose verdict goes along; empty where it wrote
    none, and then nothing is sent, since another verdict than the gate's would be a lie.
    """
    if not plan.export or not report:
        return []
    command = ["export", "--data", plan.data, "--run", run]
    options = (
        ("--report", report),
        ("--project", plan.wandb_project),
        ("--entity", plan.wandb_entity),
        ("--config", plan.config),
    )
    for option, value in options:
        command += [option, value] if value else []
    return [command]


def push(plan: Plan, run: str, report: Report | None) -> list[Command]:
    """Return the commands that promote the run and put it on the branch, none without a record."""
    if not plan.record:
        return []
    commands = []
    name = plan.own_baseline
    if report and name and promotes(plan, report):
        reason = f"{report.verdict} of {plan.context.event}"
        promote = ["baseline", "--data", plan.data, "--run", run, "--name", name, "--auto"]
        commands.append([*promote, "--reason", reason])
    return [*commands, *([["store", "push", *_branch(plan)]] if plan.data_branch else [])]


def promotes(plan: Plan, report: Report) -> bool:
    """Tell whether the run becomes the baseline of its branch.

    By itself only on the default branch, no request to merge it, when it passed against that
    branch's own baseline and is not older than it, or is the first and measured everything.
    """
    context = plan.context
    if plan.update_baseline == "auto":
        on_default = context.branch == context.default_branch and not context.is_request
        first = report.verdict is Verdict.NO_BASELINE and not report.findings
        passed = report.verdict is Verdict.PASS and report.baseline_name == plan.own_baseline
        return on_default and (first or (passed and not _is_older(report)))
    return plan.update_baseline == "always" and report.verdict is not Verdict.ERROR


def _is_older(report: Report) -> bool:
    run, baseline = report.run, report.baseline
    return run is not None and baseline is not None and run.timestamp < baseline.timestamp


def choose_baseline(plan: Plan, is_known: Callable[[str], bool]) -> str:
    """Return the first of the plan's baselines that is known, else the one to speak of."""
    return next(filter(is_known, plan.baselines), plan.baselines[0])


def _branch(plan: Plan) -> list[str]:
    return ["--data", plan.data, "--branch", plan.data_branch, "--remote", plan.context.remote]
