"""`calibrax accept` puts a reviewed entry into calibrax.yml, and nothing else changes."""

from datetime import date
from pathlib import Path

import pytest

from calibrax.settings import load_settings
from calibrax.storage import Store
from tests.builders import a_point, a_run
from tests.integration.conftest import Cli

SERIES = ("--metric", "time", "--point", "CV-1/small", "--tag", "framework=A")


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Store:
    """Make a store with one run of three benchmarks, two of the same name."""
    store = Store(tmp_path / "benchmark-data")
    store.save(
        a_run(
            a_point("CV-1/small", {"framework": "A"}, time=1.0),
            a_point("CV-1/small", {"framework": "B"}, time=1.0),
            a_point("sort[*]", time=1.0, size=2.0),
            id="4f2a9c1e0000",
        )
    )
    return store


def test_a_new_level_begins_with_the_newest_run(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("accept", *SERIES, "--reason", "new decoder")
    assert outcome.code == 0
    entry = (
        "{benchmark: CV-1/small, metric: time, tags: {framework: A}, since: 4f2a9c1e0000, "
        "reason: new decoder}"
    )
    assert outcome.out == (
        f"Wrote into calibrax.yml, first under levels:\n  {entry}\n"
        "Accepted time of CV-1/small framework=A. "
        "What was measured before run 4f2a9c1e0000 no longer counts for it.\n"
        "Commit the change, so that it is reviewed; it counts from then on.\n"
    )
    assert outcome.err == ""
    assert (tmp_path / "calibrax.yml").read_text() == f"levels:\n  - {entry}\n"


def test_a_waiver_has_a_ceiling_and_an_end(cli: Cli, tmp_path: Path) -> None:
    text = "# ours\r\nthreshold: 3%   # tight\r\n"
    (tmp_path / "calibrax.yml").write_bytes(text.encode())
    outcome = cli(
        "accept", *SERIES, "--reason", "r", "--ceiling", "0.07", "--expires", "2999-01-31",
        "--link", "https://example.org/7",
    )  # fmt: skip
    assert outcome.code == 0
    assert "It may be up to 7% worse than its baseline, until 2999-01-31." in outcome.out
    assert (tmp_path / "calibrax.yml").read_bytes().decode() == text + (
        "waivers:\r\n  - {benchmark: CV-1/small, metric: time, tags: {framework: A}, ceiling: 7%, "
        "expires: 2999-01-31, reason: r, link: 'https://example.org/7'}\r\n"
    )
    (waiver,) = load_settings(str(tmp_path / "calibrax.yml")).waivers
    assert (waiver.ceiling, waiver.expires) == (0.07, date(2999, 1, 31))


def test_the_same_again_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "calibrax.yml"
    cli("accept", *SERIES, "--reason", "r")
    before = path.stat().st_mtime_ns, path.read_bytes()
    outcome = cli("accept", *SERIES, "--reason", "r")
    assert outcome == (0, "calibrax.yml says so already, and stays as it is\n", "")
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_a_name_full_of_signs_means_itself(cli: Cli, tmp_path: Path) -> None:
    assert cli("accept", "--metric", "time", "--point", "sort[*]", "--reason", "r").code == 0
    settings = load_settings(str(tmp_path / "calibrax.yml"))
    assert settings.level_for("time", "sort[*]", {})
    assert settings.level_for("time", "sort1", {}) is None
    assert settings.level_for("size", "sort[*]", {}) is None


def test_a_byte_order_mark_and_a_link_stay(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "shared.yml").write_bytes(b"\xef\xbb\xbfthreshold: 3%\n")
    (tmp_path / "calibrax.yml").symlink_to("shared.yml")
    assert cli("accept", *SERIES, "--reason", "r").code == 0
    assert (tmp_path / "calibrax.yml").is_symlink()
    assert (tmp_path / "shared.yml").read_bytes().startswith(b"\xef\xbb\xbfthreshold: 3%\nlevels:")
    assert load_settings(str(tmp_path / "calibrax.yml")).threshold == 0.03


def test_other_settings_and_another_run(cli: Cli, tmp_path: Path, store: Store) -> None:
    store.save(a_run(a_point("other", time=1.0), id="newest"))
    outcome = cli("accept", *SERIES, "--reason", "r", "--run", "4f2a", "--config", "ci/gate.yml")
    assert outcome.code == 0
    assert not (tmp_path / "calibrax.yml").exists()
    (level,) = load_settings(str(tmp_path / "ci" / "gate.yml")).levels
    assert level.since == "4f2a9c1e0000"


def test_the_tags_that_are_given_are_enough_or_exactly_those(cli: Cli, store: Store) -> None:
    points = (a_point("a", time=1.0), a_point("a", {"device": "gpu", "os": "mac"}, time=1.0))
    store.save(a_run(*points, id="two"))
    gpu = cli(
        "accept", "--run", "two", "--metric", "time", "--point", "a", "--tag", "device=gpu",
        "--reason", "r",
    )  # fmt: skip
    assert "{benchmark: a, metric: time, tags: {device: gpu, os: mac}, since: two" in gpu.out
    assert gpu.err == ""
    plain = cli("accept", "--run", "two", "--metric", "time", "--point", "a", "--reason", "r")
    assert "{benchmark: a, metric: time, since: two, reason: r}" in plain.out
    assert plain.err == "note: the entry also covers a [device=gpu, os=mac]\n"


def test_where_no_place_is_found_the_entry_is_printed(cli: Cli, tmp_path: Path) -> None:
    text = "levels: &all\n  - {benchmark: x, metric: y, since: z, reason: r}\n"
    (tmp_path / "calibrax.yml").write_text(text, encoding="utf-8")
    outcome = cli("accept", *SERIES, "--reason", "r")
    assert outcome.code == 2
    assert outcome.out == (
        "levels:\n  - {benchmark: CV-1/small, metric: time, tags: {framework: A}, "
        "since: 4f2a9c1e0000, reason: r}\n"
    )
    assert outcome.err == (
        "Error: calibrax.yml: no place found for the entry that leaves the rest as it is, so "
        "nothing is written; put what is printed first under 'levels' yourself\n"
    )
    assert (tmp_path / "calibrax.yml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("--metric", "tine", *SERIES[2:], "--reason", "r"),
            "no metric 'tine' in 'CV-1/small' of run 4f2a9c1e0000; did you mean 'time'?",
        ),
        (
            ("--metric", "time", "--point", "CV-1/smal", "--reason", "r"),
            "no point 'CV-1/smal' in run 4f2a9c1e0000; did you mean 'CV-1/small'?",
        ),
        (
            (*SERIES[:5], "framework=C", "--reason", "r"),
            "no tag 'framework=C' in 'CV-1/small' of run 4f2a9c1e0000; "
            "did you mean 'framework=B' or 'framework=A'?",
        ),
        (
            (*SERIES[:4], "--reason", "r"),
            "2 benchmarks are named 'CV-1/small': pick one with --tag: framework=A; framework=B",
        ),
        (
            (*SERIES, "--reason", "r", "--ceiling", "5%"),
            "--ceiling and --expires make a waiver together: give both or neither",
        ),
        (
            (*SERIES, "--reason", "r", "--expires", "2999-01-31"),
            "--ceiling and --expires make a waiver together: give both or neither",
        ),
        (
            (*SERIES, "--reason", "r", "--link", "https://example.org"),
            "--link belongs to a waiver: give --ceiling and --expires too",
        ),
        (
            (*SERIES, "--reason", " "),
            "--reason says nothing: write why the change is worth it",
        ),
        (
            (*SERIES, "--reason", "r", "--ceiling", "5%", "--expires", "2999-01-31", "--link", "x"),
            "--link 'x' is no address: write https://...",
        ),
    ],
)
def test_wrong_usage_writes_nothing(
    arguments: tuple[str, ...], reason: str, cli: Cli, tmp_path: Path
) -> None:
    assert cli("accept", *arguments) == (2, "", f"Error: {reason}\n")
    assert not (tmp_path / "calibrax.yml").exists()


def test_a_waiver_that_is_over_is_refused(cli: Cli) -> None:
    waiver = ("--reason", "r", "--ceiling", "5%", "--expires", "2020-01-31")
    outcome = cli("accept", *SERIES, *waiver)
    assert outcome.code == 2
    assert outcome.err.startswith("Error: --expires 2020-01-31 is over: today is 20")


def test_a_day_that_is_none_is_wrong_usage(cli: Cli) -> None:
    outcome = cli("accept", *SERIES, "--reason", "r", "--ceiling", "5%", "--expires", "soon")
    assert outcome.code == 2
    assert "'soon' is no day: write it as 2027-01-31" in outcome.err


def test_settings_with_a_mistake_stay_as_they_are(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text("levels: []\n", encoding="utf-8")
    outcome = cli("accept", *SERIES, "--reason", "r", "--data", "benchmark-data")
    assert outcome == (
        4,
        "",
        "Error: calibrax.yml:1: levels: is empty; fill it, or leave the key out\n",
    )
    assert (tmp_path / "calibrax.yml").read_text(encoding="utf-8") == "levels: []\n"


def test_without_a_store_there_is_nothing_to_accept(cli: Cli) -> None:
    assert cli("accept", *SERIES, "--reason", "r", "--data", "none").code == 4
