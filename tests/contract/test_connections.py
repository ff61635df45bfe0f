"""Which modules may open a connection, and that nothing runs what it reads."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "calibrax"
CONNECTING = {"http", "requests", "socket", "ssl", "urllib.request", "wandb"}
MAY_CONNECT = ("exporters/", "github/api.py")


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def modules() -> dict[str, set[str]]:
    return {path.relative_to(PACKAGE).as_posix(): imported(path) for path in PACKAGE.rglob("*.py")}


def test_only_what_talks_to_a_server_imports_what_can() -> None:
    connecting = {
        name
        for name, found in modules().items()
        if any(each == room or each.startswith(f"{room}.") for each in found for room in CONNECTING)
    }
    assert {name for name in connecting if not name.startswith(MAY_CONNECT)} == set()
    assert "github/api.py" in connecting


def test_only_what_pulls_and_what_publishes_asks_github() -> None:
    asking = {name for name, found in modules().items() if "calibrax.github.api" in found}
    surroundings = "calibrax.cli.github.surroundings.github_api"
    commands = {name for name, found in modules().items() if surroundings in found}
    assert commands == {"cli/github/publish.py", "cli/github/step.py"}
    assert asking == {
        "cli/github/surroundings.py",
        "github/comments.py",
        "github/pull_requests.py",
        "github/settings_change.py",
    }


def test_nothing_that_is_read_is_run() -> None:
    running = {"pickle", "marshal", "shelve", "dill", "code", "codeop"}
    assert {name for name, found in modules().items() if found & running} == set()


def test_only_these_start_programs() -> None:
    starting = {"subprocess", "multiprocessing", "pty", "asyncio"}
    assert {name for name, found in modules().items() if found & starting} == {
        "cli/replaying.py",
        "exporters/sdk_process.py",
        "github/confirm.py",
        "github/repository.py",
        "measure/fingerprint.py",
        "measure/git.py",
        "measure/processes.py",
        "measure/revision.py",
        "storage/git.py",
    }
    words = ("os.system(", "os.popen(", "os.exec", "os.spawn", "os.posix_spawn")
    texts = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [str(path) for path, text in texts.items() if any(word in text for word in words)] == []
