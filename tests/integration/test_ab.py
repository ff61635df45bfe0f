"""calibrax ab: both sides in turns, through the real command line and a real repository."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Run
from calibrax.storage import Store
from tests.integration.conftest import Cli

TOOL = """\
import json, os, sys
from pathlib import Path

here = Path.cwd()
values = json.loads((here / "values.json").read_text())
log = Path(os.environ["LOG"])
with log.open("a") as file:
    file.write(json.dumps([here.name, os.environ.get("VIRTUAL_ENV"), sys.argv[2:]]) + "\\n")
count = len(log.read_text().splitlines())
chosen = sys.argv[2].split("|") if len(sys.argv) > 2 else list(values)
points = [
    {"name": name, "scenario": name,
     "metrics": {"time": {"value": values[name] * (1 + 1e-4 * (count * 7 % 5))}}}
    for name in values if name in chosen
]
definition = {"name": "time", "unit": "s", "direction": "lower"}
run = {"points": points, "metric_defs": {"time": definition}}
Path(sys.argv[1]).write_text(json.dumps(run))
"""
COMMAND = ("--", sys.executable, "tool.py", "{output}")


def git(folder: Path, *args: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    done = subprocess.run([*command, *args], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a clone with one commit, whose tool takes what stands in a file for its times."""
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("benchmark-data/\nlog\n")
    (tmp_path / "tool.py").write_text(TOOL)
    (tmp_path / "values.json").write_text('{"a": 1.0, "b": 2.0}')
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


Ab = Callable[..., Any]


@pytest.fixture
def ab(cli: Cli, repository: Path) -> Ab:
    """Return a function that runs ``calibrax ab`` against main, without environments of its own."""

    def run(
        *args: str, command: tuple[str, ...] = COMMAND, base: str = "main", **environ: str
    ) -> Any:
        options = ("--base", base, "--no-venv", "--seed", "7")
        return cli("ab", *options, *args, *command, LOG=str(repository / "log"), **environ)

    return run


def calls(repository: Path) -> list[list[Any]]:
    """Return of each process its side, its environment and its further arguments."""
    return [json.loads(line) for line in (repository / "log").read_text().splitlines()]


def stored(repository: Path) -> dict[str, Run]:
    """Return the stored runs by their sides."""
    runs = Store(repository / "benchmark-data").list_runs()
    return {run.metadata["ab"]["side"]: run for run in runs}


def change(repository: Path, **values: float) -> None:
    (repository / "values.json").write_text(json.dumps(values))


def test_uncommitted_changes_are_held_against_a_commit(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    before = git(repository, "status", "--porcelain")
    done = ab()
    assert done.code == 1, done
    assert done.out.splitlines()[0] == "FAIL: 1 regression(s) detected:"
    assert done.out.splitlines()[1].startswith("  ↑ a time: 1.00 → 1.20 (+20.0%) [")
    assert "measured . against main, 6 rounds in turn on one machine, seed 7" in done.out
    assert "changes that are in no commit were measured too" in done.out
    assert "after 6 rounds: 1 worse, 1 unchanged\n" in done.err

    assert git(repository, "status", "--porcelain") == before
    assert git(repository, "worktree", "list").count("\n") == 0
    assert git(repository, "stash", "list") == ""
    runs = stored(repository)
    assert {run.kind for run in runs.values()} == {"ab"}
    assert runs["base"].commit == runs["head"].commit == git(repository, "rev-parse", "HEAD")
    known = runs["head"].metadata["ab"]
    assert (known["seed"], len(known["order"]), known["other"]) == (7, 6, runs["base"].id)
    assert known["head"]["changed"]
    assert len(runs["head"].points[0].metrics["time"].samples or ()) == 6


def test_the_sides_take_turns_as_often_first_as_second(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    ab()
    sides = [side for side, _, _ in calls(repository)]
    assert sides[:2] == ["base", "head"]
    pairs = [tuple(sides[place : place + 2]) for place in range(2, 14, 2)]
    assert sorted(pairs) == [("base", "head")] * 3 + [("head", "base")] * 3
    order = stored(repository)["base"].metadata["ab"]["order"]
    assert [tuple(pair) for pair in order] == pairs


def test_sides_that_are_the_same_are_nothing_to_compare(ab: Ab, repository: Path) -> None:
    done = ab("--head", ".")
    assert done.code == 2
    assert done.err.count("Error: ") == 1
    assert "hold the same files: nothing to compare" in done.err
    assert not (repository / "log").exists()


def test_the_same_commit_twice_is_the_test_of_a_machine(ab: Ab, repository: Path) -> None:
    done = ab("--head", "main", "--rounds", "10")
    assert done.code == 0, done
    assert "both sides are the same: all that differs is noise" in done.out
    header, *rows = [
        line.split() for line in done.out.splitlines() if "noise  " in line or "%  " in line
    ]
    assert header == ["benchmark", "metric", "noise", "detectable"]
    assert [row[:2] for row in rows] == [["a", "time"], ["b", "time"]]


@pytest.mark.parametrize(
    ("command", "reason", "output"),
    [
        (
            "import sys; print('boom'); sys.exit(7)",
            "the command ended with exit code 7",
            "the output ends: boom\n",
        ),
        ("pass", "the command wrote no results: have it write to {output}", ""),
        ("open(__import__('sys').argv[1], 'w').write('?')", "no result that can be read", ""),
        (
            "open(__import__('sys').argv[1], 'w').write('{\"points\": []}')",
            "no result that can be read: ",
            "",
        ),
    ],
)
def test_what_gives_no_result_is_not_judged(
    ab: Ab, repository: Path, command: str, reason: str, output: str
) -> None:
    change(repository, a=1.2, b=2.0)
    done = ab(command=("--", sys.executable, "-c", command, "{output}"))
    assert done.code == 3, done
    assert done.out.startswith(f"NOT JUDGED: base, warm-up: {reason}")
    assert output in done.out
    assert not (repository / "benchmark-data").exists()
    assert git(repository, "worktree", "list").count("\n") == 0


def test_a_process_that_takes_too_long_is_ended(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    sleep = ("--", sys.executable, "-c", "import time; time.sleep(60)")
    begin = time.monotonic()
    done = ab("--timeout", "1s", command=sleep)
    assert (done.code, time.monotonic() - begin < 30) == (3, True)
    assert "base, warm-up: the command timed out after 1" in done.out


def test_a_benchmark_that_vanishes_is_not_judged(ab: Ab, repository: Path) -> None:
    change(repository, a=1.0, b=2.0, c=3.0)
    git(repository, "commit", "-aqm", "two")
    change(repository, a=1.0, b=2.0)
    done = ab(base="HEAD")
    assert done.code == 3
    assert "c: missing (1 metric in the baseline)" in done.out


def test_several_benchmarks_need_six_rounds(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    done = ab("--rounds", "5")
    assert done.code == 2
    assert "2 benchmarks need 6 rounds or more" in done.err


def test_what_is_settled_is_no_longer_measured(ab: Ab, repository: Path) -> None:
    (repository / "tool.py").write_text(
        TOOL.replace("values[name] * (1", 'values[name] * (1 + (count % 9) * (name == "b") * 0.02')
    )
    git(repository, "commit", "-aqm", "noisy")
    change(repository, a=1.2, b=2.04)
    done = ab("--select", "{names}", "--join", "|", "--seed", "8", base="HEAD")
    chosen = [arguments for _, _, arguments in calls(repository)]
    assert chosen[:26] == [[]] * 26
    assert {tuple(each) for each in chosen[26:]} == {("b",)}
    assert done.code == 1  # a is 20% slower
    head = stored(repository)["head"]
    counts = {point.name: len(point.metrics["time"].samples or ()) for point in head.points}
    assert counts["a"] == 12
    assert counts["b"] > 12


def test_several_that_are_open_are_selected_together(ab: Ab, repository: Path) -> None:
    (repository / "tool.py").write_text(
        TOOL.replace("values[name] * (1", 'values[name] * (1 + (count % 9) * (name != "a") * 0.02')
    )
    change(repository, a=1.0, b=2.0, c=3.0)
    git(repository, "commit", "-aqm", "noisy")
    change(repository, a=1.2, b=2.07, c=3.105)  # b and c by 3.5%, under noise of up to 16%
    done = ab("--select", "{names}", "--join", "|", "--seed", "8", base="HEAD")
    assert done.code == 1, done
    assert "2 inconclusive" in done.out
    assert calls(repository)[-1][2] == ["b|c"]
    head = stored(repository)["head"]
    assert f"more rounds: calibrax ab --continue {head.id}\n" in done.err


def test_a_measurement_that_ended_early_goes_on_with_what_is_open(
    ab: Ab, repository: Path, cli: Cli
) -> None:
    change(repository, a=1.2, b=2.0)
    ab()
    first = stored(repository)["head"]
    assert [look["rounds"] for look in first.metadata["ab"]["looks"]] == [6]
    more = cli("ab", "--continue", first.id, "--rounds", "2", LOG=str(repository / "log"))
    assert "looks  after 8 rounds" in more.err
    assert "8 rounds in turn" in more.out


def test_a_budget_of_the_team_is_no_matter_of_an_aa(ab: Ab, repository: Path) -> None:
    (repository / "calibrax.yml").write_text("limits: [{metric: time, max: 0.5}]\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "limits")
    done = ab("--head", "HEAD", base="HEAD")
    assert done.code == 0, done
    assert "both sides are the same" in done.out


def test_a_measurement_is_continued(ab: Ab, repository: Path, cli: Cli) -> None:
    change(repository, a=1.2, b=2.0)
    ab("--rounds", "8")
    first = stored(repository)["head"]
    more = cli("ab", "--continue", first.id, "--rounds", "4", LOG=str(repository / "log"))
    assert more.code == 1, more
    assert "measured . against main, 12 rounds in turn" in more.out
    newest = [
        run
        for run in Store(repository / "benchmark-data").list_runs()
        if run.metadata["ab"]["continues"]
    ]
    assert {len(point.metrics["time"].samples or ()) for run in newest for point in run.points} == {
        12
    }
    (order,) = {tuple(map(tuple, run.metadata["ab"]["order"])) for run in newest}
    assert order[:8] == tuple(map(tuple, first.metadata["ab"]["order"]))
    log = [side for side, _, _ in calls(repository)]
    assert log[2:18] + log[20:] == [side for each in order for side in each]

    refused = cli("ab", "--continue", first.id, "--base", "main")
    assert refused.code == 2
    assert "--continue measures as before: leave out --base" in refused.err

    change(repository, a=1.3, b=2.0)
    other = cli("ab", "--continue", first.id, LOG=str(repository / "log"))
    assert other.code == 2
    assert "is no longer what was measured; measure anew" in other.err


def test_the_benchmarks_of_one_side_measure_both(ab: Ab, repository: Path) -> None:
    (repository / "bench").mkdir()
    (repository / "bench" / "tool.py").write_text(TOOL.replace("values[name]", "2 * values[name]"))
    change(repository, a=1.2, b=2.0)
    command = ("--", sys.executable, "bench/tool.py", "{output}")
    assert ab(command=command).code == 3
    done = ab("--bench-from", "head", command=command)
    assert done.code == 1, done
    assert "a time: 2.00 → 2.40 (+20.0%)" in done.out
    assert ab("--bench-from", "base", command=command).code == 3


def test_results_may_lie_where_the_tool_writes_them(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    command = ("--", sys.executable, "tool.py", "out.json")
    done = ab("--results", "out.json", command=command)
    assert done.code == 1, done
    assert not (repository / "out.json").exists()


def test_time_that_is_too_short_is_not_judged(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    done = ab("--budget", "0.05s")
    assert done.code == 3
    assert re.search(r"there was time for \d rounds?, and it takes 6 or more", done.out)
    fixed = ab("--budget", "0.05s", "--rounds", "20")
    assert fixed.code == 3
    assert re.search(r"there was time for \d rounds?, and it takes 6 or more", fixed.out)


def test_the_report_says_that_it_was_an_ab(ab: Ab, repository: Path, cli: Cli) -> None:
    change(repository, a=1.2, b=2.0)
    done = ab("--report", "report.json", "--json", "--fail-on", "never")
    assert done.code == 0
    report = json.loads(done.out)
    assert report == json.loads((repository / "report.json").read_text())
    assert report["interleaved"] == {
        "base": "main",
        "head": ".",
        "rounds": 6,
        "seed": 7,
        "same": False,
    }
    assert report["comparisons"][0]["evidence"]["rule"] == "ab"
    page = cli("render", "report.json", "--format", "markdown").out
    assert "Measured " in page
    assert "6 rounds in turn on one machine" in page


def test_a_side_is_not_judged_alone(ab: Ab, repository: Path, cli: Cli) -> None:
    change(repository, a=1.2, b=2.0)
    ab()
    head = stored(repository)["head"]
    done = cli("check", "--run", head.id)
    assert done.code == 2
    assert f"the run '{head.id}' is a side of an A/B, which is judged with its other" in done.err


def test_no_side_becomes_history_or_a_baseline(ab: Ab, repository: Path, cli: Cli) -> None:
    change(repository, a=1.2, b=2.0)
    ab()
    assert cli("check").code == 3
    refused = cli("baseline", "--run", stored(repository)["head"].id)
    assert refused.code == 2
    assert "a side of an A/B" in refused.err


def test_each_side_has_an_environment_of_its_own(repository: Path, cli: Cli) -> None:
    change(repository, a=1.2, b=2.0)
    setup = "python -c 'import sys; print(sys.prefix)' > prefix"
    command = ("--", "python", "tool.py", "{output}")
    options = ("--base", "main", "--setup", setup, "--rounds", "6")
    done = cli("ab", *options, *command, LOG=str(repository / "log"))
    assert done.code == 1, done
    homes = {side: venv for side, venv, _ in calls(repository)}
    assert len(set(homes.values())) == 2
    assert all(venv and not os.path.exists(venv) for venv in homes.values())


def test_a_setup_that_fails_says_so(ab: Ab, repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    done = ab("--setup", "echo no compiler; exit 4")
    assert done.code == 3
    assert done.out.startswith("NOT JUDGED: setup of base ended with exit code 4\n")
    assert "the output ends: no compiler" in done.out


def test_an_interrupt_leaves_nothing_behind(repository: Path) -> None:
    change(repository, a=1.2, b=2.0)
    program = (
        "import os, time; open(os.environ['LOG'], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
    )
    args = ["ab", "--base", "main", "--no-venv", "--", sys.executable, "-c", program]
    log = repository / "log"
    process = subprocess.Popen(
        [sys.executable, "-m", "calibrax", *args],
        cwd=repository,
        env={**os.environ, "LOG": str(log)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + 30
    while not log.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Interrupted." in out
    assert b"Traceback" not in out
    assert git(repository, "worktree", "list").count("\n") == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(log.read_text()), 0)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("ab", "--base", "main"), "give its command after --"),
        (("ab", "--base", "nowhere", "--", "true"), "'nowhere'"),
        (("ab", "--base", "main", "--budget", "soon", "--", "true"), "write 90s, 15m or 1h"),
        (("ab", "--continue", "aaaa"), "aaaa"),
        (("ab", "--base", "main", "--rounds", "2", "--", "true"), "it takes 4 or more"),
        (("ab", "--base", "main", "--format", "nope", "--", "true"), "'nope'"),
        (("ab", "--base", "main", "--select", "-k 'a {names}", "--", "true"), "--select"),
    ],
)
def test_a_mistake_is_told(repository: Path, cli: Cli, args: tuple[str, ...], reason: str) -> None:
    change(repository, a=1.2, b=2.0)
    done = cli(*args)
    assert done.code == 2
    assert reason in done.err
    assert done.err.count("Error: ") == 1
