"""Make a repository from the files that matter."""

from collections.abc import Mapping
from pathlib import Path

from calibrax.github.repository import Repository


def repository_in(folder: Path, files: Mapping[str, str], branch: str = "main") -> Repository:
    """Write the files and return the repository that has them."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return Repository(top=str(folder), files=tuple(sorted(files)), default_branch=branch)
