"""Four real runs of a data-loading suite: ingested, compared and followed as their team would."""

from pathlib import Path

import pytest

from tests.integration.conftest import Cli
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
RUNS = [
    SHARED / "data" / "datarax" / name
    for name in (
        "run_01_3fcabcd.json",
        "run_02_b6fd895.json",
        "run_03_3656827.json",
        "run_04_50de48d.json",
    )
]


@pytest.fixture(autouse=True)
def store(cli: Cli) -> None:
    """Store the four runs one after the other."""
    for path in RUNS:
        assert cli("ingest", "--input", path).code == 0


def test_they_are_named_by_their_time_in_utc(tmp_path: Path) -> None:
    names = sorted(path.name for path in (tmp_path / "benchmark-data" / "runs").iterdir())
    assert names == [
        "20260217T230516.000000Z_6a03f91384ca.json",
        "20260703T024717.000000Z_1d295fcdb240.json",
        "20260703T032648.000000Z_90a7ee435bc8.json",
        "20260704T203752.000000Z_2156e5e3241d.json",
    ]


def test_a_run_that_only_adds_benchmarks_passes(cli: Cli) -> None:
    """60 points are measured again with the same values, 15 points of 6 metrics are new."""
    cli("baseline", "--run", "1d295fcdb240")
    checked = cli("check", "--run", "90a7ee435bc8")
    assert checked.code == 0
    assert checked.out == (
        "PASS: no regressions in 300 metrics of 60 points (threshold 5%)\n  90 new\n"
    )


def test_a_run_that_lost_benchmarks_is_not_judged(cli: Cli) -> None:
    checked = cli("check", "--run", "1d295fcdb240", "--against", "90a7ee435bc8")
    assert checked.code == 3
    assert checked.out.count(": missing (6 metrics in the baseline)") == 15


def test_the_regressions_are_those_that_a_hand_count_finds(cli: Cli) -> None:
    checked = cli("check", "--against", "6a03f91384ca")
    assert checked.code == 1
    assert checked.out.startswith("FAIL: 22 regression(s) detected:\n")
    assert (
        "  ↑ CV-1/small [framework=Datarax, platform=gpu_rtx4090, variant=small] latency_p99: "
        "0.0128 → 0.0377 (+194.5%)\n"
    ) in checked.out


def test_a_trend_over_two_machines_asks_which(cli: Cli) -> None:
    ask = ["trend", "--metric", "throughput", "--point", "NLP-1/small"]
    assert "platform=gpu_a100; platform=gpu_rtx4090" in cli(*ask).err
    shown = cli(*ask, "--tag", "platform=gpu_rtx4090").out
    rows = shown.splitlines()[3:]
    assert [row.split()[3] for row in rows] == ["46386.34", "55845.16", "55845.16", "194304.78"]


def test_their_machine_is_not_taken_for_this_one(cli: Cli) -> None:
    assert "machine" not in cli("summary").out.split("\n\n")[0]
