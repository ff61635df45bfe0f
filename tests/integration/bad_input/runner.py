"""The runner's variables and files, which the steps after ``github plan`` read and write."""

from pathlib import Path

from calibrax.github.plan import encode
from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content
from tests.integration.bad_input.event import JOB, RUNNER, refused
from tests.unit.github.plans import a_plan

_FILES: dict[str, Content] = {"event.json": b"{}", "action/.keep": b""}
_WRITES = {**RUNNER, "GITHUB_OUTPUT": "action/outputs", "GITHUB_STEP_SUMMARY": "action/summary"}

EVENTS: dict[str, tuple[str, bytes, str]] = {
    "a list as workflow run": (
        "workflow_run",
        b'{"workflow_run": []}',
        "workflow_run: expected an object, got [] (list)",
    ),
    "a number as branch of a workflow run": (
        "workflow_run",
        b'{"workflow_run": {"head_branch": 7}}',
        "workflow_run.head_branch: expected a string, got 7 (int)",
    ),
    "a number as owner of a workflow run": (
        "workflow_run",
        b'{"workflow_run": {"head_repository": {"owner": {"login": 7}}}}',
        "workflow_run.head_repository.owner.login: expected a string, got 7 (int)",
    ),
    "a list as head of a merge queue": (
        "merge_group",
        b'{"merge_group": {"head_ref": []}}',
        "merge_group.head_ref: expected a string, got [] (list)",
    ),
    "a number as base of a merge queue": (
        "merge_group",
        b'{"merge_group": {"base_sha": 7}}',
        "merge_group.base_sha: expected a string, got 7 (int)",
    ),
    "a number as commit before a push": (
        "push",
        b'{"before": 7}',
        "before: expected a string, got 7 (int)",
    ),
}

READERS = ("plan", "step ingest", "step check", "step push", "publish", "verdict")

UNWRITABLE: dict[str, tuple[str, str, str]] = {
    "no outputs": (
        "GITHUB_OUTPUT",
        "",
        "GITHUB_OUTPUT is not set: this command is for a step of GitHub Actions",
    ),
    "outputs that are a folder": ("GITHUB_OUTPUT", "folder", "folder: …: Is a directory"),
    "outputs in no folder": ("GITHUB_OUTPUT", "nope/x", "nope/x: …: No such file or directory"),
    "outputs below a file": ("GITHUB_OUTPUT", "event.json/x", "event.json/x: …: Not a directory"),
    "outputs that are a pipe": ("GITHUB_OUTPUT", "pipe", "pipe: cannot be written: …"),
    "no summary": (
        "GITHUB_STEP_SUMMARY",
        "",
        "GITHUB_STEP_SUMMARY is not set: this command is for a step of GitHub Actions",
    ),
    "a summary that is a folder": ("GITHUB_STEP_SUMMARY", "folder", "folder: …: Is a directory"),
    "a summary that is a pipe": ("GITHUB_STEP_SUMMARY", "pipe", "pipe: cannot be written: …"),
}


def _plan(path: Path) -> None:
    """Write the plan of a push whose store is a folder as it is."""
    path.write_bytes(encode(a_plan(data_branch="")))


CASES = [
    *(refused(name, content, says, event) for name, (event, content, says) in EVENTS.items()),
    *(
        Case(
            f"github {words} and an event, truncated",
            ("github", *words.split()),
            4,
            ["Error: event.json: not JSON: Expecting value at line 1 column 18"],
            {**_FILES, "event.json": b'{"pull_request": '},
            _WRITES,
        )
        for words in READERS
    ),
    *(
        Case(
            f"github {words} outside of a workflow",
            ("github", *words.split()),
            2,
            ["Error: GITHUB_EVENT_NAME is not set: this command is for GitHub Actions"],
            _FILES,
            {**_WRITES, "GITHUB_EVENT_NAME": ""},
        )
        for words in READERS
    ),
    *(
        Case(  # a step leaves the colour to the verdict
            f"publish: {name}",
            ("github", "publish"),
            0,
            [f"Error: {says}"],
            {**_FILES, "folder": contents.folder, "pipe": contents.pipe},
            {**_WRITES, variable: value},
            out="…",
        )
        for name, (variable, value, says) in UNWRITABLE.items()
    ),
    Case(
        "the job of another attempt",
        ("github", "verdict"),
        4,
        [f"Error: the report is of the job '{JOB}' and not of this one, '11/2/bench'"],
        {
            **_FILES,
            "action/report.json": (
                b'{"schema": 3, "verdict": "error", "message": "x", "threshold": 0, '
                b'"job": "11/1/bench"}'
            ),
        },
        {**RUNNER, "GITHUB_RUN_ATTEMPT": "2"},
    ),
    Case(
        "no folder of the Action",
        ("github", "plan"),
        2,
        ["Error: Missing option '--folder' (see: calibrax github --help)"],
        _FILES,
        {**RUNNER, "CALIBRAX_GITHUB_FOLDER": ""},
    ),
    Case(
        "a folder of the Action that is a file",
        ("github", "plan"),
        4,
        ["Error: event.json/journal.jsonl: cannot be written: Not a directory"],
        _FILES,
        {**RUNNER, "CALIBRAX_GITHUB_FOLDER": "event.json"},
    ),
    Case(
        "a folder of the Action that is not there",
        ("github", "plan"),
        4,
        ["Error: no/such/journal.jsonl: cannot be written: No such file or directory"],
        _FILES,
        {**RUNNER, "CALIBRAX_GITHUB_FOLDER": "no/such"},
    ),
    *(
        Case(
            f"a token with {name}",
            ("github", "step", "pull"),
            0,
            ["Error: input 'github-token': holds blanks, line ends or signs that no token has"],
            {**_FILES, "action/plan.json": _plan},
            {**_WRITES, "CALIBRAX_GITHUB_TOKEN": token},
            out="…",
        )
        for name, token in {"a blank": "a b", "a newline": "a\nb", "é": "é"}.items()
    ),
    Case(
        "a branch of 5,000",
        ("github", "plan"),
        0,
        [
            "Error: input 'suite': the baseline's name 'main@xxx… has 5005 characters when "
            "encoded, more than 200: give a shorter one"
        ],
        _FILES,
        {**_WRITES, "GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": contents.LONG},
        out="…",
    ),
]
