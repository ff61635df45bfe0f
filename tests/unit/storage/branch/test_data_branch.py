"""A store and its branch on a real bare remote: what a pull and a push say, and what they leave."""

import os
from pathlib import Path

import pytest

from calibrax.core import run_json
from calibrax.errors import DataError, RunConflict, ServiceError, UsageError
from calibrax.storage import Store
from calibrax.storage.branch import DataBranch, Wanted
from calibrax.storage.branch.pull import Pulled
from calibrax.storage.branch.push import Pushed
from calibrax.storage.branch.repository import Repository
from tests.integration.remotes import BRANCH, Remote, git, run_at, save, stored

LOG = "baselines/log.jsonl"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder that is no clone, and let no push wait for long."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def branch(store: str, remote: Remote, name: str = BRANCH) -> DataBranch:
    return DataBranch(store, remote.url, name, os.environ)


def tip(remote: Remote) -> str:
    return git(remote.path, "rev-parse", BRANCH)


def path_of(hour: int) -> str:
    day, time = divmod(12 + hour, 24)
    return f"runs/202601{2 + day:02}T{time:02}0000.000000Z_main-main-{hour:03}.json"


def test_what_a_push_says(remote: Remote) -> None:
    one = save(Path("one"), run_at(0), run_at(1))
    one.set_baseline("main-main-000", "quick")
    Path("one/config.json").write_text("{}", encoding="utf-8")
    pushed = branch("one", remote).push()
    assert pushed == Pushed(
        tip=tip(remote),
        runs=(path_of(0), path_of(1)),
        baselines=("quick",),
        other_files=("config.json",),
        tries=1,
    )
    assert pushed.changed
    again = branch("one", remote).push()
    assert again == Pushed(tip=tip(remote))
    assert not again.changed


def test_what_a_pull_says(remote: Remote) -> None:
    one = save(Path("one"), *map(run_at, range(4)))
    one.set_baseline("main-main-000")
    one.set_baseline("main-main-001", "quick")
    branch("one", remote).push()
    pulled = branch("two", remote).pull(Wanted(limit=3))
    expected = Pulled(tip=tip(remote), runs=3, runs_on_branch=4, baselines=("main", "quick"))
    assert pulled == expected
    assert stored(Path("two")) == ["main-main-001", "main-main-002", "main-main-003"]
    assert Store("two").get_baseline("quick") == run_at(1)
    again = branch("two", remote).pull(Wanted(limit=None))
    assert (again.runs, again.runs_on_branch) == (1, 4)
    for path in (LOG, "baselines/main.json", path_of(0)):
        assert Path("two", path).read_bytes() == Path("one", path).read_bytes()


def test_of_a_suite_and_a_branch(remote: Remote) -> None:
    save(Path("one"), run_at(0), run_at(1, "nightly"), run_at(2, "main", "dev"))
    branch("one", remote).push()
    assert branch("suite", remote).pull(Wanted(suite="nightly")).runs == 1
    assert stored(Path("suite")) == ["nightly-main-001"]
    assert branch("branch", remote).pull(Wanted(branch="dev")).runs == 1
    assert stored(Path("branch")) == ["main-dev-002"]


def test_no_branch_yet(remote: Remote) -> None:
    assert branch("one", remote).pull(Wanted()) == Pulled(tip=None)
    Path("two").mkdir()
    assert branch("two", remote).push() == Pushed(tip=None)
    # what was agreed on is remembered: the first push looks nowhere else
    save(Path("one"), run_at(0))
    assert branch("one", remote).push().tip == tip(remote)


def test_a_baseline_that_was_changed_here_stays_and_is_pushed(remote: Remote) -> None:
    one = save(Path("one"), run_at(0), run_at(1))
    one.set_baseline("main-main-000")
    branch("one", remote).push()
    branch("two", remote).pull(Wanted())
    Store("two").set_baseline("main-main-001")
    one.set_baseline("main-main-001", "quick")
    branch("one", remote).push()
    pulled = branch("two", remote).pull(Wanted())
    assert pulled.warnings == (
        f"{os.path.abspath('two')}/baselines/main.json: was changed here, so it stays; "
        f"calibrax store push puts it on the branch {BRANCH}",
    )
    assert Store("two").get_baseline() == run_at(1)
    assert Store("two").get_baseline("quick") == run_at(1)
    pushed = branch("two", remote).push()
    assert (pushed.runs, pushed.baselines) == ((), ("main",))
    assert remote.read(LOG).encode() + b"\n" == Path("two", LOG).read_bytes()


def test_a_baseline_that_ci_sets_gives_way_to_the_branchs(remote: Remote) -> None:
    one = save(Path("one"), run_at(0), run_at(1))
    one.set_baseline("main-main-000")
    branch("one", remote).push()
    branch("two", remote).pull(Wanted())
    one.set_baseline("main-main-001")
    branch("one", remote).push()
    two = save(Path("two"), run_at(2))
    two.set_baseline("main-main-002", by="auto")
    pushed = branch("two", remote).push()
    assert pushed == Pushed(
        tip=tip(remote),
        runs=(path_of(2),),
        tries=2,
        warnings=("baseline 'main' was set on the branch meanwhile, so the branch's is kept",),
    )
    assert two.get_baseline() == run_at(1)
    assert two.baseline_was_set() == "main-main-001"
    # the branch's baseline was taken over, so that it is no change of this store
    assert branch("two", remote).push() == Pushed(tip=tip(remote))


def test_a_push_that_was_overtaken_is_made_again_on_the_new_tip(remote: Remote) -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
        branch(name, remote).pull(Wanted())
    save(Path("one"), run_at(0))
    branch("one", remote).push()
    save(Path("two"), run_at(1))
    assert branch("two", remote).push().tries == 2
    assert remote.runs() == ["main-main-000", "main-main-001"]
    assert remote.subjects() == ["Add 1 run", "Add 1 run"]


def test_old_runs_are_dropped_and_older_ones_not_pushed(remote: Remote) -> None:
    save(Path("one"), *map(run_at, range(2, 12)))
    assert branch("one", remote).push(keep=10).dropped == 0
    # a tenth more than what is kept is borne with
    save(Path("one"), run_at(12))
    assert branch("one", remote).push(keep=10).dropped == 0
    save(Path("one"), run_at(0), run_at(13))
    pushed = branch("one", remote).push(keep=10)
    assert (pushed.runs, pushed.dropped) == ((path_of(13),), 2)
    assert pushed.warnings == ("runs older than those that the branch keeps, so not pushed: 1",)
    assert remote.runs() == [f"main-main-{hour:03}" for hour in range(4, 14)]
    assert remote.subjects() == ["Add 1 run; drop 2 old runs"]


def test_a_push_that_is_not_allowed_is_not_tried_again(remote: Remote) -> None:
    remote.hook("pre-receive", "echo protected branch >&2; echo x >> tried; exit 1")
    save(Path("one"), run_at(0))
    with pytest.raises(ServiceError) as caught:
        branch("one", remote).push()
    said = str(caught.value)
    assert said.startswith(f"{remote.url}: the push to {BRANCH} is not allowed: ")
    assert "protected branch" in said
    assert said.endswith(
        "; grant it: in the workflow's job 'permissions: contents: write', in the repository "
        "Settings > Actions > General > Workflow permissions 'Read and write', and a rule that "
        f"protects branches must let the token push to {BRANCH}"
    )
    assert Path("remote.git/tried").read_text(encoding="utf-8") == "x\n"


def test_a_fault_is_tried_three_times(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Path("one"), run_at(0))
    branch("one", remote).push()
    save(Path("one"), run_at(1))
    paused: list[tuple[float, float]] = []

    def at_once(least: float, most: float) -> float:
        paused.append((least, most))
        return 0.0

    monkeypatch.setattr("random.uniform", at_once)
    git(remote.path, "config", "receive.maxInputSize", "1")
    with pytest.raises(ServiceError) as caught:
        branch("one", remote).push()
    said = str(caught.value)
    assert said.startswith(
        f"{remote.url}: the branch {BRANCH} did not take the push, tried 3 times: "
    )
    assert said.endswith("; nothing is lost, push again")
    assert paused == [(0, 0.2), (0, 0.4)]
    assert remote.runs() == ["main-main-000"]


def test_runs_that_the_index_does_not_name_are_found(remote: Remote) -> None:
    save(Path("one"), run_at(0))
    branch("one", remote).push()
    hand = run_json.encode(run_at(5, "nightly")).decode()
    remote.edit(
        f"M 100644 inline runs/by-hand.json\ndata {len(hand)}\n{hand}",
        "M 100644 inline index.jsonl\ndata 8\n<<<\n===\n",
        "M 100644 inline runs/broken.json\ndata 1\n{",
    )
    pulled = branch("two", remote).pull(Wanted(suite="nightly"))
    assert pulled.warnings == (
        f"index.jsonl on the branch {BRANCH}: lines that cannot be read: 2; "
        "the next push writes it anew",
    )
    # what nobody can describe comes too, so that whoever reads the store hears of it
    assert sorted(os.listdir("two/runs")) == ["broken.json", "by-hand.json"]


def test_a_server_that_does_not_filter(tmp_path: Path) -> None:
    remote = Remote(tmp_path / "slow.git", filters=False)
    save(Path("one"), run_at(0))
    branch("one", remote).push()
    assert branch("two", remote).pull(Wanted()).warnings == (
        f"{remote.url}: does not filter what it sends, so the whole branch was fetched",
    )


def test_only_the_contents_that_are_needed_are_fetched(remote: Remote) -> None:
    save(Path("one"), *map(run_at, range(5)))
    branch("one", remote).push()
    branch("two", remote).pull(Wanted(limit=2))
    listed = git(
        Path("two/.branch.git"), "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"
    )
    assert listed.split().count("blob") == len(["index", "a run", "a run"])
    save(Path("two"), run_at(5))
    branch("two", remote).push()
    assert len(remote.runs()) == 6


def test_a_remote_with_sha256(tmp_path: Path) -> None:
    path = tmp_path / "sha256.git"
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", str(path))
    stream = f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> now\ndata 0\n"
    git(path, "fast-import", "--quiet", "--date-format=now", stdin=stream.encode())
    save(Path("one"), run_at(0))
    for verb in ("push", "pull"):
        data = DataBranch("one", f"file://{path}", BRANCH, os.environ)
        told = data.push() if verb == "push" else data.pull(Wanted())
        assert len(told.tip or "") == 64


def test_a_branch_of_code_is_left_alone(remote: Remote) -> None:
    stream = (
        f"commit refs/heads/{BRANCH}\ncommitter a <a@example.com> now\ndata 0\n"
        "M 100644 inline README.md\ndata 1\nx\nM 100644 inline src/a.py\ndata 1\nx\n"
    )
    git(remote.path, "fast-import", "--quiet", "--date-format=now", stdin=stream.encode())
    save(Path("one"), run_at(0))
    before = tip(remote)
    said = f"the branch {BRANCH} of {remote.url} holds files and no store: name another branch"
    for act in (lambda: branch("one", remote).push(), lambda: branch("one", remote).pull(Wanted())):
        with pytest.raises(DataError) as caught:
            act()
        assert str(caught.value) == said
    assert tip(remote) == before


def test_what_differs_and_was_never_pulled_is_not_replaced(remote: Remote) -> None:
    save(Path("one"), run_at(0)).set_baseline("main-main-000")
    branch("one", remote).push()
    save(Path("two"), run_at(1)).set_baseline("main-main-001")
    with pytest.raises(DataError, match=r"^baselines/main\.json: differs from the one on the"):
        branch("two", remote).push()
    save(Path("three"), run_at(0, "nightly", id="main-main-000"))
    with pytest.raises(RunConflict, match="is on the branch with other content"):
        branch("three", remote).push()
    assert remote.runs() == ["main-main-000"]


def test_a_private_repository_that_broke_says_how_to_make_it_anew(remote: Remote) -> None:
    save(Path("one"), run_at(0))
    one = branch("one", remote)
    one.push()
    with pytest.raises(DataError) as caught:
        one._repository.entries("1" * 40)
    repository = Path("one/.branch.git").resolve()
    assert str(caught.value).startswith(f"{repository}: ")
    assert str(caught.value).endswith("; to make it anew, remove this folder and pull again")


def test_what_was_pulled_is_forgotten_with_its_commit(remote: Remote) -> None:
    save(Path("one"), run_at(0))
    branch("one", remote).push()
    one = branch("one", remote)._repository
    assert one.pulled() == (True, tip(remote))
    Path("one/.branch.git/refs/calibrax/pulled").write_text("1" * 40 + "\n", encoding="utf-8")
    assert one.pulled() == (False, None)
    one.remember(None)
    assert one.pulled() == (True, None)


def test_no_remote_and_no_name_of_a_branch(remote: Remote) -> None:
    with pytest.raises(UsageError, match=r"--branch 'a\.\.b': is no name of a branch"):
        branch("one", remote, "a..b")
    gone = DataBranch("one", f"{remote.url}-gone", BRANCH, os.environ)
    with pytest.raises(ServiceError) as caught:
        gone.pull(Wanted())
    assert str(caught.value).startswith(
        f"{remote.url}-gone: the branch {BRANCH} cannot be fetched: "
    )
    assert gone.url == f"{remote.url}-gone"
    assert gone.name == BRANCH


def test_files_are_hashed_and_found_as_git_does(remote: Remote) -> None:
    save(Path("one"), run_at(0))
    one = branch("one", remote)
    one.push()
    repository: Repository = one._repository
    (path,) = (f"runs/{name}" for name in os.listdir("one/runs"))
    blob = git(remote.path, "rev-parse", f"{BRANCH}:{path}")
    assert repository.hashes([path]) == {path: blob}
    found = repository.entries_at(tip(remote), [path, "runs", "none"])
    assert {name: entry.blob for name, entry in found.items() if name == path} == {path: blob}
    assert set(found) == {path, "runs"}
    assert repository.tree(tip(remote)) == git(remote.path, "rev-parse", f"{BRANCH}^{{tree}}")
    with pytest.raises(DataError, match=f"^{os.path.abspath('one')}: .*no-such"):
        repository.hashes(["no-such"])
    missing = {"config.json": "1" * 40}
    with pytest.raises(DataError, match=r"config\.json: its content 1{40} is missing"):
        list(repository.contents(tip(remote), missing))


def test_what_git_says_of_a_commit_that_it_cannot_make_is_told(remote: Remote) -> None:
    Path("one").mkdir()
    with pytest.raises(DataError, match=r"\.branch\.git: fatal: Expected committer"):
        branch("one", remote)._repository.commit([b"nonsense\n"])
