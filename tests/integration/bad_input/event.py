"""The file of GitHub's event and the variables of the runner, which ``github plan`` reads."""

import json
from typing import Any

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case, Content

RUNNER = {
    "CALIBRAX_GITHUB_FOLDER": "action",
    "CALIBRAX_GITHUB_PLAN_RESULTS": "results.json",
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_EVENT_PATH": "event.json",
    "GITHUB_REPOSITORY": "octo/sample",
    "GITHUB_API_URL": "http://127.0.0.1:9",
    "GITHUB_SERVER_URL": "http://127.0.0.1:9",
    "GITHUB_SHA": "5" * 40,
    "GITHUB_RUN_ID": "11",
    "GITHUB_JOB": "bench",
}
JOB = "11/1/bench"


def _request(**fields: Any) -> bytes:
    return json.dumps({"pull_request": fields}).encode()


WRONG: dict[str, tuple[Content, str]] = {
    "empty": (b"", "the file is empty"),
    "truncated": (b'{"pull_request": {', "not JSON: … at line 1 column 19"),
    "binary": (contents.BINARY, "not UTF-8: byte 0x80 at 128"),
    "UTF-16": (contents.utf16(b"{}"), "is UTF-16 and not UTF-8; …"),
    "100,000 lists": (contents.DEEP, "nested too deeply"),
    "a key twice": (
        b'{"pull_request": {"number": 1, "number": 2}}',
        "pull_request: the key 'number' stands twice",
    ),
    "a list": (b"[]", "the top level: expected an object, got [] (list)"),
    "a number": (b"3", "the top level: expected an object, got 3 (int)"),
    "a list as request": (
        b'{"pull_request": []}',
        "pull_request: expected an object, got [] (list)",
    ),
    "text as number": (
        _request(number="7"),
        "pull_request.number: expected an integer, got '7' (str)",
    ),
    "a boolean as number": (
        _request(number=True),
        "pull_request.number: expected an integer, got True (bool)",
    ),
    "text as head": (
        _request(head="x"),
        "pull_request.head: expected an object, got 'x' (str)",
    ),
    "a number as branch": (
        _request(head={"ref": 7}),
        "pull_request.head.ref: expected a string, got 7 (int)",
    ),
    "a list as base": (
        _request(base={"ref": ["main"]}),
        "pull_request.base.ref: expected a string, got ['main'] (list)",
    ),
    "a number as commit": (
        _request(head={"sha": 5}),
        "pull_request.head.sha: expected a string, got 5 (int)",
    ),
    "a number as default branch": (
        b'{"repository": {"default_branch": 1}}',
        "repository.default_branch: expected a string, got 1 (int)",
    ),
    "a folder": (contents.folder, "cannot be read: Is a directory"),
    "a pipe": (contents.pipe, "cannot be read: it is a pipe and no file"),
    "a device": (contents.device, "cannot be read: it is a device and no file"),
}


_PUSH = {**RUNNER, "GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main"}
_EVENT: dict[str, Content] = {"event.json": b"{}", "action/.keep": b""}

INPUTS: dict[str, tuple[str, str, str]] = {
    "no results": ("RESULTS", "", "input 'results': is empty; name the files …"),
    "an unknown mode": ("MODE", "x", "input 'mode': no value 'x'; …"),
    "a threshold of 5": ("THRESHOLD", "5", "input 'threshold': '5' would be 500%: …"),
    "a threshold of NaN": ("THRESHOLD", "nan", "input 'threshold': 'nan' is no threshold: …"),
    "an unknown finding": ("FAIL_ON", "x", "input 'fail-on': no finding 'x'; …"),
    "an unknown format": ("FORMAT", "x", "input 'format': no value 'x'; …"),
    "a suite of 5,000": (
        "SUITE",
        contents.LONG,
        "input 'suite': the baseline's name 'xxx… has 5000 characters when encoded, more than …",
    ),
    "an unknown time to record": ("RECORD", "yes", "input 'record': no value 'yes'; …"),
    "an unknown export": ("EXPORT", "x", "input 'export': no value 'x'; …"),
    "a comment of 1": ("COMMENT", "1", "input 'comment': no value '1'; …"),
    "a data branch with two dots": (
        "DATA_BRANCH",
        "../x",
        "input 'data-branch': '../x' is no name of a branch",
    ),
    "a data branch that holds code": (
        "DATA_BRANCH",
        "main",
        "input 'data-branch': 'main' is a branch of code; the store needs one of its own",
    ),
    "settings that are not there": (
        "CONFIG",
        "nope.yml",
        "input 'config': nope.yml: cannot be read: No such file or directory",
    ),
}

BINARY_INPUTS = ("RESULTS", "ATTEMPTS", "COMMAND", "SUITE", "DATA_BRANCH", "CONFIG", "BASELINE")
BINARY_VARIABLES = (
    "GITHUB_EVENT_NAME",
    "GITHUB_REPOSITORY",
    "GITHUB_SHA",
    "GITHUB_REF_NAME",
    "GITHUB_SERVER_URL",
    "GITHUB_WORKFLOW",
    "GITHUB_JOB",
)

KEPT: dict[str, tuple[str, Content, str]] = {
    "a journal, truncated": (
        "journal.jsonl",
        b'{"job": "11/1/be',
        "action/journal.jsonl: is no journal of calibrax: Input data was truncated",
    ),
    "a journal of binary": (
        "journal.jsonl",
        contents.BINARY,
        "action/journal.jsonl: is no journal of calibrax: …",
    ),
    "a journal of 100,000 lists": (
        "journal.jsonl",
        contents.DEEP,
        "action/journal.jsonl: is no journal of calibrax: …",
    ),
    "a journal that is a pipe": (
        "journal.jsonl",
        contents.pipe,
        "action/journal.jsonl: cannot be read: it is a pipe and no file",
    ),
    "a report, truncated": (
        "report.json",
        b'{"schema": 3',
        "action/report.json: is no report of calibrax: not JSON: …",
    ),
    "a report that is a folder": (
        "report.json",
        contents.folder,
        "action/report.json: cannot be read: Is a directory",
    ),
    "a report that is a pipe": (
        "report.json",
        contents.pipe,
        "action/report.json: cannot be read: it is a pipe and no file",
    ),
    "a report of another job": (
        "report.json",
        b'{"schema": 3, "verdict": "error", "message": "x", "threshold": 0, "job": "12/1/bench"}',
        "the report is of the job '12/1/bench' and not of this one, '11/1/bench'",
    ),
}

PLANS: dict[str, tuple[Content, str]] = {
    "truncated": (b'{"context": {', "Input data was truncated"),
    "binary": (contents.BINARY, "…"),
    "100,000 lists": (contents.DEEP, "…"),
    "of another shape": (b'{"context": {}}', "Object missing required field …"),
}


def refused(name: str, content: Content, says: str, event: str = "pull_request") -> Case:
    """Return the plan of an event whose file is refused."""
    return Case(
        f"event: {name}",
        ("github", "plan"),
        4,
        [f"Error: event.json: {says}"],
        {"event.json": content},
        {**RUNNER, "GITHUB_EVENT_NAME": event},
    )


def _recorded(name: str, says: str, variable: str, value: str) -> Case:
    """Return the plan of an input that is refused: the step leaves the colour to the verdict."""
    return Case(
        f"inputs: {name}",
        ("github", "plan"),
        0,
        [f"Error: {says}"],
        _EVENT,
        {**_PUSH, f"CALIBRAX_GITHUB_PLAN_{variable}": value},
        out="…",
    )


CASES = [
    *(refused(name, content, says) for name, (content, says) in WRONG.items()),
    Case(
        "outside of a workflow",
        ("github", "plan"),
        2,
        ["Error: GITHUB_EVENT_NAME is not set: this command is for GitHub Actions"],
        environ={"CALIBRAX_GITHUB_FOLDER": "action"},
    ),
    *(_recorded(name, says, *given) for name, (*given, says) in INPUTS.items()),
    *(
        _recorded(
            f"{variable} of bytes that are no text",
            f"input '{variable.lower().replace('_', '-')}': '\\udcff' is not UTF-8",
            variable,
            contents.NO_TEXT,
        )
        for variable in BINARY_INPUTS
    ),
    *(
        Case(
            f"{variable} of bytes that are no text",
            ("github", "plan"),
            2,
            [f"Error: {variable}: '\\udcff' is not UTF-8"],
            _EVENT,
            {**_PUSH, variable: contents.NO_TEXT},
        )
        for variable in BINARY_VARIABLES
    ),
    Case(
        "a folder of the Action whose name is no text",
        ("github", "plan"),
        2,
        ["Error: --folder: '\\udcff' is not UTF-8"],
        _EVENT,
        {**_PUSH, "CALIBRAX_GITHUB_FOLDER": contents.NO_TEXT},
    ),
    *(
        Case(
            f"the Action's folder: {name}",
            ("github", "verdict"),
            4,
            [f"Error: {says}"],
            {
                "action/report.json": json.dumps(
                    {"schema": 3, "verdict": "error", "message": "x", "threshold": 0, "job": JOB}
                ).encode(),
                "event.json": b"{}",
                f"action/{file}": content,
            },
            RUNNER,
        )
        for name, (file, content, says) in KEPT.items()
    ),
    *(
        Case(
            f"the plan: {name}",
            ("github", "step", "ingest"),
            4,
            [f"Error: action/plan.json: is no plan of this version of calibrax: {says}"],
            {"action/plan.json": content, "event.json": b"{}"},
            RUNNER,
        )
        for name, (content, says) in PLANS.items()
    ),
    Case(
        "no report",
        ("github", "verdict"),
        4,
        ["Error: action/report.json: is not there: no step has published a report"],
        _EVENT,
        RUNNER,
    ),
]
