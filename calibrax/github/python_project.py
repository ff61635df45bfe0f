"""How pip installs a Python project together with the package that runs its benchmarks."""

import re
import tomllib
from typing import Any

from calibrax.github.repository import Repository

_REQUIREMENTS = re.compile(
    r"(?:\w[\w.-]*)?requirements[\w.-]*\.txt|requirements/[\w.-]+\.txt", re.ASCII
)
_EXTRA = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


def files_that_name(repository: Repository, package: str) -> list[str]:
    """Return the files of the project's dependencies that name a package."""
    return [
        path
        for path in repository.files
        if path in ("pyproject.toml", "setup.py", "setup.cfg") or _REQUIREMENTS.fullmatch(path)
        if _names(repository.text(path), package)
    ]


def pip_install(repository: Repository, package: str) -> str:
    """Return the command that installs the project and the package.

    Where an extra of the project or a file of requirements brings the package, this is installed.
    """
    build = _pyproject(repository)
    extra = _extra(build, package)
    words = [f"-r {path}" for path in files_that_name(repository, package) if path.endswith(".txt")]
    if extra:
        words.append(f"-e '.[{extra}]'")
    elif {"project", "build-system"} & set(build) or "setup.py" in repository.files:
        words.append("-e .")
    if not extra and not any(word.startswith("-r ") for word in words):
        words.append(package)
    return f"python -m pip install {' '.join(words)}"


def _pyproject(repository: Repository) -> dict[str, Any]:
    try:
        return tomllib.loads(repository.text("pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return {}


def _extra(build: dict[str, Any], package: str) -> str | None:
    """Return the first extra of the project that names the package."""
    project = build.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, dict) else None
    for name, requirements in (extras if isinstance(extras, dict) else {}).items():
        if _EXTRA.fullmatch(name) and _names(str(requirements), package):
            return str(name)
    return None


def _names(text: str, package: str) -> bool:
    """Tell whether a text names the package, with dashes or underscores."""
    spelt = re.escape(package).replace(r"\-", "[-_]")
    return bool(re.search(rf"(?<![\w-]){spelt}(?![\w-])", text, re.IGNORECASE))
