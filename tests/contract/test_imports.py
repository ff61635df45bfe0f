"""Which folder may import which: the data flows one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "calibrax"
ALLOWED = {
    "core": set[str](),
    "settings": {"core", "errors"},
    "readers": {"core", "errors"},
    "storage": {"core", "errors", "readers", "settings"},
    "analysis": {"core", "errors"},
    "gate": {"core", "errors", "settings", "analysis"},
    "report": {"core", "errors", "analysis", "gate"},
    "exporters": {"core", "errors", "settings", "storage", "analysis", "gate", "report"},
    "github": {
        "core",
        "errors",
        "settings",
        "readers",
        "storage",
        "analysis",
        "gate",
        "report",
    },
    "measure": {"core", "errors"},
    "statistics": {"core", "analysis"},
    "ci": {"core", "errors", "storage", "analysis", "gate"},
    "cli": {
        "__version__",
        "core",
        "errors",
        "readers",
        "settings",
        "storage",
        "analysis",
        "gate",
        "report",
        "exporters",
        "github",
        "measure",
    },
    "errors": set[str](),
    "__main__": {"cli"},
    "__init__": set[str](),
}


def imported(path: Path) -> Iterator[str]:
    """Yield what a module imports of the project: the first name below ``calibrax``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "calibrax":
            names = [f"calibrax.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names = [node.module or ""]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("calibrax."))


def rooms() -> dict[str, list[Path]]:
    """Return the modules of each folder, and each module at the top as a room of its own."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        found.setdefault(parts[0].removesuffix(".py"), []).append(path)
    return found


def test_every_room_is_known() -> None:
    assert set(rooms()) == set(ALLOWED)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    for path in rooms()[room]:
        others = set(imported(path)) - {room}
        assert others <= ALLOWED[room], f"{path.relative_to(PACKAGE)} imports {others}"


def test_only_the_program_imports_the_command_line() -> None:
    users = {room for room, paths in rooms().items() for path in paths if "cli" in imported(path)}
    assert users - {"cli"} == {"__main__"}
