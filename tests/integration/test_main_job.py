"""The main job: a result goes in, a verdict comes out, exactly as the contract words it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import NOON, a_def, a_point, a_run
from tests.integration.conftest import Cli

Write = Callable[[str, Any], Path]
DEFS = (a_def("throughput", "higher", "elem/s"), a_def("latency_p50"))
BEFORE = a_run(a_point("CV-1/small", throughput=20158.0, latency_p50=12.0), id="before", defs=DEFS)


def after(**values: float) -> Any:
    return a_run(
        a_point("CV-1/small", **values), id="after", defs=DEFS, timestamp=NOON + timedelta(hours=1)
    )


def set_up(cli: Cli, write: Write) -> None:
    assert cli("ingest", "--input", write("before.json", BEFORE)).code == 0
    assert cli("baseline").code == 0


def test_regressions_are_listed_in_the_order_of_the_run(cli: Cli, write: Write) -> None:
    set_up(cli, write)
    cli("ingest", "--input", write("after.json", after(throughput=18000.0, latency_p50=15.0)))
    checked = cli("check")
    assert checked.code == 1
    assert checked.out == (
        "FAIL: 2 regression(s) detected:\n"
        "  ↓ CV-1/small throughput: 20158.00 → 18000.00 (-10.7%)\n"
        "  ↑ CV-1/small latency_p50: 12.00 → 15.00 (+25.0%)\n"
    )


def test_a_pass_says_what_was_judged(cli: Cli, write: Write) -> None:
    set_up(cli, write)
    cli("ingest", "--input", write("after.json", after(throughput=20000.0, latency_p50=9.0)))
    checked = cli("check")
    assert checked.code == 0
    assert checked.out == (
        "PASS: no regressions in 2 metrics of 1 point (threshold 5%)\n  1 improved\n"
    )


def test_a_missing_metric_is_named_and_not_judged(cli: Cli, write: Write) -> None:
    set_up(cli, write)
    cli("ingest", "--input", write("after.json", after(throughput=20000.0)))
    checked = cli("check")
    assert checked.code == 3
    assert checked.out.startswith("NOT JUDGED: 1 missing")
    assert "CV-1/small latency_p50: missing" in checked.out


def test_a_regression_wins_over_a_missing_metric(cli: Cli, write: Write) -> None:
    set_up(cli, write)
    cli("ingest", "--input", write("after.json", after(throughput=1.0)))
    checked = cli("check")
    assert checked.code == 1
    assert "latency_p50: missing" in checked.out


def test_the_first_run_says_how_to_set_a_baseline(cli: Cli, write: Write) -> None:
    cli("ingest", "--input", write("before.json", BEFORE))
    checked = cli("check")
    assert checked.code == 3
    assert checked.out.count("\n") == 1
    assert "calibrax baseline --data benchmark-data --run before" in checked.out


def test_no_store_at_all_is_the_same_everyday_case(cli: Cli) -> None:
    checked = cli("check", "--data", "benchmark-data/", "--threshold", "0.05")
    assert checked.code == 3
    assert checked.out.startswith("NO BASELINE: ")
    assert checked.out.count("\n") == 1
    assert checked.err == ""


def test_two_frameworks_are_told_apart_by_their_tag(cli: Cli, write: Write) -> None:
    def both(id: str, hours: int, ours: float, theirs: float) -> Any:
        return a_run(
            a_point("CV-1/small", {"framework": "Datarax"}, throughput=ours),
            a_point("CV-1/small", {"framework": "Grain"}, throughput=theirs),
            id=id,
            defs=DEFS[:1],
            timestamp=NOON + timedelta(hours=hours),
        )

    cli("ingest", "--input", write("one.json", both("one", 0, 100.0, 200.0)))
    cli("baseline")
    cli("ingest", "--input", write("two.json", both("two", 1, 200.0, 100.0)))
    checked = cli("check")
    assert checked.out == (
        "FAIL: 1 regression(s) detected:\n"
        "  ↓ CV-1/small [framework=Grain] throughput: 200.00 → 100.00 (-50.0%)\n"
        "  1 improved\n"
    )
