"""Say how much of the code the tests reach; exit with 1 below 95% of its lines or its branches."""

import json
import sys
import tempfile
from pathlib import Path

import coverage

LEAST = 95.0


def main() -> int:
    """Print both shares of what ``coverage run`` wrote, and tell whether they are enough."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "coverage.json")
        measured = coverage.Coverage()
        measured.load()
        measured.json_report(outfile=str(path))
        totals = json.loads(path.read_text(encoding="utf-8"))["totals"]
    shares = {
        "lines": 100 * totals["covered_lines"] / totals["num_statements"],
        "branches": 100 * totals["covered_branches"] / totals["num_branches"],
    }
    for what, share in shares.items():
        print(f"{share:.1f}% of the {what} are reached{'' if share >= LEAST else ': TOO FEW'}")
    return 0 if min(shares.values()) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
