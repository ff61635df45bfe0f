"""Check each ``run:`` of actions and workflows: ``run_blocks.py COMMAND... -- FILE...``.

The command gets one script at a time, as the last argument.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def main(arguments: list[str]) -> int:
    """Run the command on every block; return 1 when it refuses one."""
    separator = arguments.index("--")
    command, files = arguments[:separator], arguments[separator + 1 :]
    refused = [
        place
        for file in files
        for place, script in blocks(file, yaml.safe_load(Path(file).read_text(encoding="utf-8")))
        if not accepted(command, place, script)
    ]
    for place in refused:
        print(f"{place}: refused by {command[0]}")
    return 1 if refused else 0


def blocks(place: str, content: Any) -> Iterator[tuple[str, str]]:
    """Yield the place and the script of each step."""
    if isinstance(content, dict):
        if isinstance(content.get("run"), str):
            yield f"{place}: {content.get('name') or content['run']:.60}", content["run"]
        for value in content.values():
            yield from blocks(place, value)
    elif isinstance(content, list):
        for item in content:
            yield from blocks(place, item)


def accepted(command: list[str], place: str, script: str) -> bool:
    """Tell whether the command ends well on a script; an expression inside one is never well."""
    if "${{" in script:
        print(f"{place}: holds an expression; hand the value over in env")
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(f"#!/usr/bin/env bash\nset -euo pipefail\n{script}\n")
        file.flush()
        return subprocess.run([*command, file.name], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
