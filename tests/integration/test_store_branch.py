"""The store on a branch of its own: what goes there comes back, and only what is asked for."""

import json
import shutil
from pathlib import Path

import pytest

from calibrax.storage import Store
from tests.integration.conftest import Cli, Outcome
from tests.integration.remotes import (
    BRANCH,
    Remote,
    contents,
    git,
    of_kind,
    run_at,
    save,
    stored,
)

PULLED_LOG = "baselines/log.jsonl"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


def pull(cli: Cli, remote: Remote, data: str | Path, *more: str) -> Outcome:
    return cli("store", "pull", "--data", data, "--remote", remote.url, *more)


def push(cli: Cli, remote: Remote, data: str | Path, *more: str) -> Outcome:
    return cli("store", "push", "--data", data, "--remote", remote.url, *more)


def test_a_round_trip(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    first = save(tmp_path / "one", run_at(0), run_at(1, "nightly", "dev"))
    first.set_baseline("main-main-000", reason="first")
    (tmp_path / "one" / "config.json").write_text('{"wandb_project": "p"}\n', encoding="utf-8")
    pushed = push(cli, remote, "one")
    assert pushed == (
        0,
        f"Pushed 2 runs, baseline main, config.json to {BRANCH} of {remote.url}\n",
        "",
    )
    pulled = pull(cli, remote, "two")
    assert pulled == (
        0,
        f"Pulled 2 new runs of 2 and 1 baseline from {BRANCH} of {remote.url}\n",
        "",
    )
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert cli("check", "--data", "two", "--run", "main-main-000").code == 0


def test_the_first_push_makes_a_branch_that_explains_itself(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0, "nightly", "dev"))
    assert push(cli, remote, "one").code == 0
    assert remote.files() == [
        "README.md",
        "index.jsonl",
        "runs/20260102T120000.000000Z_nightly-dev-000.json",
    ]
    assert "calibrax store pull" in remote.read("README.md")
    assert json.loads(remote.read("index.jsonl")) == {
        "file": "20260102T120000.000000Z_nightly-dev-000.json",
        "suite": "nightly",
        "branch": "dev",
        "machine": None,
        "kind": "run",
    }
    told = git(remote.path, "log", "--format=%an <%ae> %cn <%ce> %s|%P", BRANCH)
    name = "calibrax <calibrax@users.noreply.github.com>"
    assert told == f"{name} {name} Add 1 run|"


def test_nothing_changed_is_said_and_makes_no_commit(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    again = push(cli, remote, "one")
    assert again == (0, f"Nothing to push: {BRANCH} of {remote.url} has it all\n", "")
    pull(cli, remote, "two")
    assert push(cli, remote, "two").out == again.out
    assert len(remote.subjects()) == 1


@pytest.mark.parametrize("seeded", [False, True])
def test_a_branch_that_is_not_there_is_no_error(
    cli: Cli, remote: Remote, tmp_path: Path, seeded: bool
) -> None:
    if seeded:
        save(tmp_path / "one", run_at(0))
        push(cli, remote, "one", "--branch", "another")
    pulled = pull(cli, remote, "new")
    assert pulled == (0, f"{remote.url} has no branch {BRANCH} yet: nothing to pull\n", "")
    assert contents(tmp_path / "new") == {}


def test_an_empty_store_pushes_nothing(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert push(cli, remote, "empty").out.startswith("Nothing to push")
    assert git(remote.path, "branch", "--list") == ""


def test_the_newest_30_of_50(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", *map(run_at, range(50)))
    push(cli, remote, "one")
    assert pull(cli, remote, "two").out.startswith("Pulled 30 new runs of 50")
    assert stored(tmp_path / "two") == [f"main-main-{hour:03}" for hour in range(20, 50)]
    assert pull(cli, remote, "two").out.startswith("Pulled 0 new runs of 50")
    assert pull(cli, remote, "two", "--all").out.startswith("Pulled 20 new runs of 50")
    assert len(stored(tmp_path / "two")) == 50


def test_runs_of_a_suite_and_a_branch(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    for place, (suite, branch) in enumerate(
        [("main", "main"), ("main", "dev"), ("nightly", "main"), ("nightly", "dev")]
    ):
        save(tmp_path / "one", *(run_at(100 * place + hour, suite, branch) for hour in range(35)))
    save(tmp_path / "one", of_kind(run_at(999, "main", "dev"), "ab"))
    push(cli, remote, "one")
    pull(cli, remote, "both", "--suite", "main", "--of", "dev")
    assert stored(tmp_path / "both") == [f"main-dev-{hour:03}" for hour in range(105, 135)]
    pull(cli, remote, "suite", "--suite", "nightly")
    assert stored(tmp_path / "suite") == [f"nightly-dev-{hour:03}" for hour in range(305, 335)]
    pull(cli, remote, "branch", "--of", "main")
    assert stored(tmp_path / "branch") == [f"nightly-main-{hour:03}" for hour in range(205, 235)]
    pull(cli, remote, "none", "--suite", "quick")
    assert stored(tmp_path / "none") == []


def objects(folder: Path, *kinds: str) -> int:
    """Return how many objects of these kinds the private repository holds."""
    listed = git(
        folder / ".branch.git",
        "cat-file",
        "--batch-all-objects",
        "--batch-check=%(objecttype)",
    )
    return sum(line in kinds for line in listed.splitlines())


def test_only_what_is_needed_is_fetched(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    store = save(tmp_path / "one", *map(run_at, range(60)))
    store.set_baseline("main-main-059")
    push(cli, remote, "one")
    pull(cli, remote, "two", "--suite", "main")
    assert objects(tmp_path / "two", "blob") == 30 + len(["index", "log"])
    save(tmp_path / "two", run_at(60))
    assert push(cli, remote, "two").code == 0
    assert objects(tmp_path / "two", "blob") == 32 + len(["run", "index"])
    assert len(remote.runs()) == 61


def test_a_server_that_does_not_filter_sends_everything(cli: Cli, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git", filters=False)
    save(tmp_path / "one", *map(run_at, range(40)))
    push(cli, remote, "one")
    pulled = pull(cli, remote, "two")
    assert pulled.code == 0
    assert pulled.err == (
        f"warning: {remote.url}: does not filter what it sends, so the whole branch was fetched\n"
    )
    assert len(stored(tmp_path / "two")) == 30
    save(tmp_path / "two", run_at(60))
    assert push(cli, remote, "two").code == 0
    assert len(remote.runs()) == 41


def test_what_was_changed_here_stays_and_is_pushed(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    one = save(tmp_path / "one", run_at(0), run_at(1))
    one.set_baseline("main-main-000")
    (tmp_path / "one" / "config.json").write_text("{}", encoding="utf-8")
    push(cli, remote, "one")
    pull(cli, remote, "two")
    Store(tmp_path / "two").set_baseline("main-main-001")
    one.set_baseline("main-main-001", "quick")
    (tmp_path / "one" / "config.json").write_text('{"wandb_project": "p"}', encoding="utf-8")
    push(cli, remote, "one")
    pulled = pull(cli, remote, "two")
    place = tmp_path / "two" / "baselines" / "main.json"
    assert pulled.err == (
        f"warning: {place}: was changed here, so it stays; "
        f"calibrax store push puts it on the branch {BRANCH}\n"
    )
    two = Store(tmp_path / "two")
    assert two.config.wandb_project == "p"
    assert two.baselines() == ["main", "quick"]
    assert [json.loads(line)["name"] for line in log_of(tmp_path / "two")] == [
        "main",
        "quick",
        "main",
    ]
    assert push(cli, remote, "two").out.startswith("Pushed baseline main to")
    assert json.loads(remote.read("baselines/main.json"))["id"] == "main-main-001"
    assert remote.read(PULLED_LOG).splitlines() == log_of(tmp_path / "two")


def log_of(folder: Path) -> list[str]:
    return (folder / PULLED_LOG).read_text(encoding="utf-8").splitlines()


def test_a_store_that_never_pulled_adds_runs_and_replaces_nothing(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000")
    push(cli, remote, "one")
    two = save(tmp_path / "two", run_at(1))
    assert push(cli, remote, "two").out.startswith("Pushed 1 run to")
    save(tmp_path / "three", run_at(2)).set_baseline("main-main-002")
    refused = push(cli, remote, "three")
    assert refused.code == 4
    assert refused.err == (
        "Error: baselines/main.json: differs from the one on the branch, and nothing was pulled "
        "from there yet: run calibrax store pull first\n"
    )
    assert remote.runs() == ["main-main-000", "main-main-001"]
    assert two.get_baseline() is None
    pull(cli, remote, "three")
    assert push(cli, remote, "three").out.startswith("Pushed 1 run, baseline main to")


def test_an_id_with_other_content_is_refused(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    other = run_at(0, "nightly", id="main-main-000")
    save(tmp_path / "two", other, run_at(1))
    refused = push(cli, remote, "two")
    assert refused.code == 4
    assert "main-main-000.json: is on the branch with other content" in refused.err
    assert remote.runs() == ["main-main-000"]
    pull(cli, remote, "two")
    assert Store(tmp_path / "two").load("main-main-000").suite == "nightly"


def test_runs_put_there_by_hand_are_found_and_indexed(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    hand = run_at(5, "nightly", "dev").to_dict()
    text = json.dumps(hand, indent=1)
    remote.edit(
        f"M 100644 inline runs/by-hand.json\ndata {len(text)}\n{text}",
        "M 100644 inline notes.txt\ndata 2\nhi",
    )
    pull(cli, remote, "two", "--suite", "nightly")
    assert stored(tmp_path / "two") == ["nightly-dev-005"]
    pull(cli, remote, "three", "--suite", "main")
    assert stored(tmp_path / "three") == ["main-main-000"]
    save(tmp_path / "three", run_at(6))
    push(cli, remote, "three")
    index = {json.loads(line)["file"] for line in remote.read("index.jsonl").splitlines()}
    assert {"runs/" + name for name in index} == {
        path for path in remote.files() if path.startswith("runs/")
    }
    assert remote.read("notes.txt") == "hi"


def test_a_broken_index_costs_a_warning_and_nothing_else(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0), run_at(1, "nightly"))
    push(cli, remote, "one")
    remote.edit("M 100644 inline index.jsonl\ndata 4\n<<<\n")
    pulled = pull(cli, remote, "two", "--suite", "nightly")
    assert pulled.code == 0
    assert "index.jsonl" in pulled.err
    assert "lines that cannot be read: 1" in pulled.err
    assert stored(tmp_path / "two") == ["nightly-main-001"]
    save(tmp_path / "two", run_at(2))
    push(cli, remote, "two")
    assert remote.read("index.jsonl").count('"file"') == 3


def test_only_what_is_read_is_parsed(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000")
    push(cli, remote, "one")
    remote.edit("M 100644 inline baselines/main.json\ndata 1\n{")
    assert pull(cli, remote, "two").code == 0
    checked = cli("check", "--data", "two")
    assert checked.code == 4
    assert "two/baselines/main.json: " in checked.err


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("M 120000 inline baselines/main.json\ndata 11\n/etc/passwd", "a symbolic link"),
        ("M 120000 inline config.json\ndata 11\n/etc/passwd", "a symbolic link"),
        ("M 100644 inline runs/x.json/y\ndata 1\nx", "runs/x.json: is a folder"),
        (f"M 160000 {'a' * 40} runs/x.json", "runs/x.json: is a submodule"),
        ("D runs\nM 120000 inline runs\ndata 4\n/etc", "runs: is no folder"),
        ("M 100644 inline runs/a\\b.json\ndata 1\nx", "is no name for a file of a store"),
    ],
)
def test_a_branch_spoilt_by_hand_is_named(
    cli: Cli, remote: Remote, tmp_path: Path, edit: str, said: str
) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000")
    push(cli, remote, "one")
    remote.edit(edit)
    pulled = pull(cli, remote, "two")
    assert pulled.code == 4
    assert pulled.err.startswith(f"Error: branch {BRANCH} of {remote.url}: ")
    assert said in pulled.err
    assert contents(tmp_path / "two") == {}


@pytest.mark.parametrize("verb", ["pull", "push"])
def test_a_branch_of_code_is_left_alone(
    cli: Cli, remote: Remote, tmp_path: Path, verb: str
) -> None:
    code = (
        f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> now\ndata 0\n"
        "M 100644 inline README.md\ndata 1\nx\nM 100644 inline config.json\ndata 2\n{}\n"
        "M 100644 inline src/a.py\ndata 1\nx\n"
    )
    git(remote.path, "fast-import", "--quiet", "--date-format=now", stdin=code.encode())
    save(tmp_path / "one", run_at(0))
    before = git(remote.path, "rev-parse", BRANCH)
    refused = cli("store", verb, "--data", "one", "--remote", remote.url)
    assert refused == (
        4,
        "",
        f"Error: the branch {BRANCH} of {remote.url} holds files and no store: "
        "name another branch\n",
    )
    assert git(remote.path, "rev-parse", BRANCH) == before


@pytest.mark.parametrize("place", ["runs", "baselines"])
def test_nothing_is_written_through_a_link(
    cli: Cli, remote: Remote, tmp_path: Path, place: str
) -> None:
    save(tmp_path / "one", run_at(0)).set_baseline("main-main-000")
    push(cli, remote, "one")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / place).symlink_to(outside)
    pulled = pull(cli, remote, "two")
    assert pulled.code == 4
    assert f"{place}" in pulled.err
    assert list(outside.iterdir()) == []


def test_a_folder_with_blanks_and_letters_of_all_kinds(cli: Cli, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "far ö" / "re mote.git")
    save(tmp_path / "da ta ü" / "日本", run_at(0)).set_baseline("main-main-000", "ü/ö x")
    where = str(remote.path)
    for verb, data in (("push", "da ta ü/日本"), ("pull", "an other/é")):
        done = cli("store", verb, "--data", data, "--remote", where, "--branch", "daten-ü")
        assert done.code == 0, done.err
    assert contents(tmp_path / "an other" / "é") == contents(tmp_path / "da ta ü" / "日本")
    assert Store(tmp_path / "an other" / "é").baselines() == ["ü/ö x"]


def test_another_branch_or_remote_starts_anew(cli: Cli, remote: Remote, tmp_path: Path) -> None:
    save(tmp_path / "one", run_at(0))
    push(cli, remote, "one")
    assert push(cli, remote, "one", "--branch", "second").out.startswith("Pushed 1 run to second")
    other = Remote(tmp_path / "other.git")
    assert push(cli, other, "one").out.startswith("Pushed 1 run to")
    assert other.runs() == ["main-main-000"]
    assert push(cli, remote, "one").out.startswith("Nothing to push")


def test_a_half_made_private_repository_is_made_again(
    cli: Cli, remote: Remote, tmp_path: Path
) -> None:
    save(tmp_path / "one", run_at(0))
    (tmp_path / "one" / ".branch.git").mkdir()
    (tmp_path / "one" / ".branch.git" / "HEAD").write_text("", encoding="utf-8")
    assert push(cli, remote, "one").code == 0


def test_a_remote_with_sha256(cli: Cli, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote.git")
    shutil.rmtree(remote.path)
    remote.path.mkdir()
    git(remote.path, "init", "--quiet", "--bare", "--object-format=sha256")
    stream = f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> now\ndata 0\n"
    git(remote.path, "fast-import", "--quiet", "--date-format=now", stdin=stream.encode())
    save(tmp_path / "one", run_at(0))
    assert push(cli, remote, "one").code == 0
    assert pull(cli, remote, "two").code == 0
    assert stored(tmp_path / "two") == ["main-main-000"]


def test_a_missing_store_or_an_odd_branch_is_said(cli: Cli, remote: Remote) -> None:
    assert push(cli, remote, "none").code == 4
    odd = pull(cli, remote, "none", "--branch", "a..b")
    assert odd.code == 2
    assert "--branch 'a..b': is no name of a branch" in odd.err
    assert cli("store", "pull").code == 2
