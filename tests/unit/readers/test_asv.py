"""asv's folders: expected values were read from the files by hand, never from a run."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calibrax.core import Metric, MetricDef, MetricDirection
from calibrax.errors import DataError
from calibrax.readers import claims, read
from calibrax.readers.asv_results import Measured, commits, reading_of
from calibrax.readers.folder import Folder
from calibrax.readers.inputs import read_input
from calibrax.readers.metrics import PEAK_MEMORY, TIME
from calibrax.readers.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "data" / "asv"
NEWER = "af1edc1d69955dff93d81b0202d5f590eac3c732"
OLDER = "efcf1db5575fe2ecbfbad99c1eb351d91c57f24e"
FILE = "existing-py_home_u_proj_v_bin_python.json"
FAILED = "no result: it raised an error or took too long"
SKIPPED = "NaN: its setup skipped it, it was not selected, or it returned NaN"
BYTES = MetricDef(name="bytes", unit="B", direction=MetricDirection.LOWER)
UNDIRECTED = (
    "the metric 'value' has no direction, so it is shown and not judged; "
    "calibrax.yml declares it: metrics: [{metric: 'value', direction: lower}]"
)


def metrics(reading: Reading) -> dict[tuple[str, ...], dict[str, Metric]]:
    """Return the metrics of each point under its name and the values of its tags."""
    return {(each.name, *each.tags.values()): each.metrics for each in reading.points}


def test_what_was_measured_last_is_one_run() -> None:
    source = read_input(DATA / "results")

    reading = source.reading
    assert source.format == "asv"
    assert reading.commit == NEWER
    assert reading.timestamp == datetime(2026, 11, 22, 20, 2, 42, 197000, tzinfo=UTC)
    assert reading.branch is None
    assert reading.observed == {
        "os": {"system": "Linux", "machine": "x86_64"},
        "cpu": {"model": "AMD EPYC", "cores": 2},
    }
    assert reading.warnings == (
        f"only commit {NEWER} on machine vm is read, which was measured last; "
        f"calibrax import asv {DATA / 'results'} brings along what stays behind, 1 more",
    )


def test_each_combination_of_parameters_is_a_point_with_bounds_and_samples() -> None:
    reading = read_input(DATA / "results").reading

    assert [point.tags for point in reading.points][:4] == [
        *({"n": "10", "kind": "list"}, {"n": "10", "kind": "tuple"}),
        *({"n": "1000", "kind": "list"}, {}),
    ]
    assert metrics(reading) == {
        ("b.TimeSuite.time_sorted", "10", "list"): {
            "time": Metric(
                value=2.8650000558627653e-06,
                lower=1.0272e-06,
                upper=6.1965e-06,
                samples=(
                    *(5.631000021821819e-06, 2.4949999897216912e-06, 2.1140001535968622e-06),
                    *(5.961999931969331e-06, 3.2350001220038394e-06, 2.2340000214171596e-06),
                ),
            )
        },
        ("b.TimeSuite.time_sorted", "10", "tuple"): {
            "time": Metric(
                value=2.705000042624306e-06,
                lower=3.3244e-07,
                upper=5.0079e-06,
                samples=(
                    *(4.8290000904671615e-06, 3.707000132635585e-06, 2.184000095439842e-06),
                    *(3.22599998980877e-06, 1.2129999049648177e-06, 8.619999789516442e-07),
                ),
            )
        },
        ("b.TimeSuite.time_sorted", "1000", "list"): {
            "time": Metric(
                value=1.4181500091581256e-05,
                lower=1.1052e-05,
                upper=1.7868e-05,
                samples=(
                    *(1.730200006022642e-05, 1.4447000012296485e-05, 1.3916000170866027e-05),
                    *(1.6831000039019273e-05, 1.2171999969723402e-05, 1.2092999895685352e-05),
                ),
            )
        },
        ("b.mem_list",): {"bytes": Metric(value=8056.0)},
        ("b.peakmem_x",): {"peak_memory": Metric(value=33148928.0)},
        ("b.time_sleep",): {
            "time": Metric(
                value=0.0031124307499794668,
                lower=0.0031029,
                upper=0.0031227,
                samples=(
                    *(0.003104112499954681, 0.0031225069999436528, 0.0031097685000531783),
                    *(0.0031086010000080933, 0.0031150929999057553, 0.0031167859999641223),
                ),
            )
        },
        ("b.timeraw_imp",): {
            "time": Metric(
                value=0.016281316499998866,
                lower=0.0073223,
                upper=0.04997,
                samples=(
                    *(0.017347734999930253, 0.014813320000030217, 0.04997013000001971),
                    *(0.015214898000067478, 0.01516782100020464, 0.019539560999874084),
                ),
            )
        },
        ("b.track_number",): {"items/s": Metric(value=42.5)},
    }
    assert reading.metric_defs == {
        "time": TIME,
        "bytes": BYTES,
        "peak_memory": PEAK_MEMORY,
        "items/s": MetricDef(name="items/s", unit="items/s", direction=MetricDirection.HIGHER),
    }


def test_what_failed_and_what_was_skipped_are_listed() -> None:
    reading = read_input(DATA / "results").reading

    assert reading.failed == {"b.time_fails": FAILED}
    assert reading.skipped == {
        "b.TimeSuite.time_sorted(n='1000', kind='tuple')": SKIPPED,
        "b.track_nan": SKIPPED,
    }


def test_every_commit_can_be_read_and_other_code_is_left_out() -> None:
    folder = Folder(str(DATA / "results"))

    newer, older = commits(folder)

    assert newer.commit == NEWER
    assert older == Measured(
        commit=OLDER,
        machine="vm",
        date=datetime(2026, 11, 22, 20, 2, 29, tzinfo=UTC),
        started=datetime(2026, 11, 22, 20, 2, 34, 305000, tzinfo=UTC),
        files=(f"vm/efcf1db5-{FILE}",),
    )
    reading = reading_of(folder, older)
    assert reading.commit == OLDER
    # one value each and bounds that are infinite: no samples, no bounds
    assert metrics(reading) == {
        ("b.TimeSuite.time_sorted", "10", "list"): {"time": Metric(value=5.501000032381853e-06)},
        ("b.TimeSuite.time_sorted", "10", "tuple"): {"time": Metric(value=4.208000063954387e-06)},
        ("b.TimeSuite.time_sorted", "1000", "list"): {"time": Metric(value=1.0729999985414906e-05)},
        ("b.mem_list",): {"bytes": Metric(value=8056.0)},
        ("b.peakmem_x",): {"peak_memory": Metric(value=33087488.0)},
        ("b.timeraw_imp",): {"time": Metric(value=0.01755797700002404)},
        ("b.track_number",): {"items/s": Metric(value=42.5)},
    }
    assert reading.warnings == (
        "left out, since their code is not the one that benchmarks.json is about: b.time_sleep",
    )


def test_two_environments_are_told_apart_by_a_tag() -> None:
    reading = read_input(DATA / "odd").reading

    old, new = "virtualenv-py3.11-six1.16.0", "virtualenv-py3.11-six1.17.0"
    found = metrics(reading)
    assert len(found) == 2 * 20
    assert found["b.Big.time_unnamed", "2", old]["time"].value == 1.0345995985112937e-07
    assert found["b.Big.time_unnamed", "2", new]["time"].value == 1.0657465934575289e-07
    tags = {point.name: point.tags for point in reading.points if old in point.tags.values()}
    assert tags["b.Big.time_unnamed"] == {"param1": "2", "env": old}
    assert tags["b.P.time_it"] == {"n": "2", "n2": "plain", "what": "<function f>", "env": old}
    assert tags["b.peakmem_p"] == {"env": "2", "asv_env": old}
    assert reading.observed["python"] == "3.11"


def test_the_units_of_tracked_numbers() -> None:
    reading = read_input(DATA / "odd").reading

    old = "virtualenv-py3.11-six1.16.0"
    found = metrics(reading)
    assert found["b.track_bytes", old] == {"bytes": Metric(value=2147483648.0)}
    assert found["b.track_sec", old] == {"time": Metric(value=1.5)}
    assert found["b.P.track_acc", "1", "a'b", "None", old] == {"value": Metric(value=0.5)}
    assert reading.metric_defs == {
        "time": TIME,
        "bytes": BYTES,
        "peak_memory": PEAK_MEMORY,
        "value": MetricDef(name="value", unit="", direction=MetricDirection.INFO),
    }
    assert reading.warnings == (UNDIRECTED,)


def test_combinations_that_raised_are_failures_and_so_are_a_timeout_and_an_infinity() -> None:
    failed = read_input(DATA / "odd").reading.failed

    env = "env='virtualenv-py3.11-six1.16.0'"
    assert failed[f"b.P.time_it(n='2', n2=\"a'b\", what='None', {env})"] == FAILED
    assert failed[f"b.P.time_it(n='2', n2='plain', what='None', {env})"] == FAILED
    assert failed[f"b.time_slow({env})"] == FAILED
    assert failed[f"b.track_inf({env})"] == "a value of inf"
    assert len(failed) == 2 * 4


COLUMNS = ["result", "params", "version", "started_at", "duration", "stats_ci_99_a"]


def benchmark(**fields: Any) -> dict[str, Any]:
    plain = {"unit": "seconds", "type": "time", "param_names": [], "version": "1"}
    return {key: value for key, value in {**plain, **fields}.items() if value is not None}


def results(rows: Any, **fields: Any) -> dict[str, Any]:
    plain = {
        **{"version": 2, "commit_hash": "a" * 40, "env_name": "e", "date": 1_000_000, "params": {}},
        **{"python": "3.12", "result_columns": COLUMNS, "results": rows},
    }
    return {key: value for key, value in {**plain, **fields}.items() if value is not None}


def folder_of(path: Path, benchmarks: Any, **files: Any) -> Folder:
    """Return a folder with what was described and, on the machine m, the results files."""
    (path / "m").mkdir()
    (path / "m" / "machine.json").write_text('{"version": 1}')
    (path / "benchmarks.json").write_text(json.dumps(benchmarks))
    for name, content in files.items():
        (path / "m" / f"{name}.json").write_text(json.dumps(content))
    return Folder(str(path))


def described(**benchmarks: Any) -> dict[str, Any]:
    return {**benchmarks, "version": 2}


def test_rows_whose_last_cells_are_cut(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, described(a=benchmark(), b=benchmark()), x=results({"a": [[2.5]], "b": []})
    )

    _, reading = read(folder)

    assert metrics(reading) == {("a",): {"time": Metric(value=2.5)}}
    assert reading.failed == {"b": FAILED}
    assert reading.timestamp is None
    assert reading.observed == {"python": "3.12"}


def test_what_benchmarks_json_does_not_have_is_left_out_with_a_word(tmp_path: Path) -> None:
    rows = {"a": [[2.5]], "gone": [[1.0]], "old": [[1.0]]}
    folder = folder_of(tmp_path, described(a=benchmark()), x=results(rows))

    _, reading = read(folder)

    assert [point.name for point in reading.points] == ["a"]
    assert reading.warnings == ("left out, since benchmarks.json does not have them: gone, old",)


def test_version_1_with_and_without_parameters(tmp_path: Path) -> None:
    old = results(
        {
            "plain": 1.5,
            "failed": None,
            "sampled": {"result": 2.0, "samples": [1.0, 2.0, 4.0]},
            "cases": {"result": [3.0, None], "params": [["1", "2"]]},
            "changed": 7.0,
        },
        version=1,
        started_at={"plain": 2_000, "cases": 4_500},
        benchmark_version={"plain": "1", "changed": "0"},
        result_columns=None,
        env_name=None,
        requirements={},
    )
    names = ("plain", "failed", "sampled", "cases", "changed")
    folder = folder_of(tmp_path, described(**{each: benchmark() for each in names}), x=old)

    _, reading = read(folder)

    assert metrics(reading) == {
        ("plain",): {"time": Metric(value=1.5)},
        ("sampled",): {"time": Metric(value=2.0, samples=(1.0, 2.0, 4.0))},
        ("cases", "1"): {"time": Metric(value=3.0)},
    }
    assert reading.points[2].tags == {"param1": "1"}
    assert reading.failed == {"failed": FAILED, "cases(param1='2')": FAILED}
    assert reading.timestamp == datetime(1970, 1, 1, 0, 0, 4, 500000, tzinfo=UTC)
    assert "changed" in reading.warnings[0]


def test_the_newest_is_told_by_its_start_and_else_by_the_date_of_its_commit(tmp_path: Path) -> None:
    def one(commit: str, date: int, started: int | None) -> dict[str, Any]:
        return results({"a": [[1.0], [], "1", started]}, commit_hash=commit, date=date)

    folder = folder_of(
        tmp_path,
        described(a=benchmark()),
        x=one("young", 9_000, None),
        y=one("remeasured", 1_000, 8_000),
        z=one("older", 2_000, 3_000),
    )
    assert read(folder)[1].commit == "remeasured"

    (tmp_path / "m" / "y.json").unlink()
    (tmp_path / "m" / "z.json").unlink()
    (tmp_path / "m" / "w.json").write_text(json.dumps(one("oldest", 500, None)))
    assert read(folder)[1].commit == "young"


def test_a_machine_of_its_own_is_a_measurement_of_its_own(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, described(a=benchmark()), x=results({"a": [[1.0]]}))
    shutil.copytree(tmp_path / "m", tmp_path / "n")

    assert [(each.machine, each.files) for each in commits(folder)] == [
        ("m", ("m/x.json",)),
        ("n", ("n/x.json",)),
    ]


def test_what_lies_beside_no_machine_is_no_result(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, described(a=benchmark()), x=results({"a": [[1.0]]}))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "x.json").write_text("{}")
    (tmp_path / "x.json").write_text("{}")

    assert [each.files for each in commits(folder)] == [("m/x.json",)]


def test_facts_that_are_none_are_left_out(tmp_path: Path) -> None:
    facts = {"os": None, "num_cpu": "many", "cpu": 5, "arch": ""}
    file = results({"a": [[1.0]]}, params=facts, python="/usr/bin/python")
    folder = folder_of(tmp_path, described(a=benchmark()), x=file)

    assert read(folder)[1].observed == {"cpu": {"model": "5"}}


def row(*cells: Any) -> dict[str, Any]:
    return results({"a": list(cells)})


REFUSED: dict[str, tuple[Any, Any, str]] = {
    "a newer version": (
        described(),
        results({}, version=3),
        r"m/x\.json: version 3 .*, and 1 and 2 are read",
    ),
    "no version": (described(), results({}, version=None), r"m/x\.json: version None"),
    "newer benchmarks": ({"version": 3}, row([1.0]), r"benchmarks\.json: version 3"),
    "benchmarks that are none": ([], row([1.0]), r"benchmarks\.json: expected an object, got \[\]"),
    "a benchmark that is none": (
        described(a=5),
        row([1.0]),
        r"benchmarks\.json: a: expected an object, got 5",
    ),
    "no unit": (
        described(a=benchmark(unit=None)),
        row([1.0]),
        r"m/x\.json: a: unit: expected a name, got None",
    ),
    "a file that is none": (described(), [1], r"m/x\.json: expected an object, got \[1\]"),
    "no commit": (described(), results({}, commit_hash=None), r"m/x\.json: commit_hash: expected"),
    "no date": (described(), results({}, date=None), r"m/x\.json: date: expected a number"),
    "a date that is none": (described(), results({}, date=1e300), r"m/x\.json: date: 1e\+300"),
    "a date of NaN": (described(), results({}, date=float("nan")), r"m/x\.json: date: nan"),
    "a start that is none": (
        described(a=benchmark()),
        row([1.0], [], "1", "now"),
        r"m/x\.json: started_at: expected a number, got 'now'",
    ),
    "no columns": (
        described(),
        results({}, result_columns=None),
        r"m/x\.json: result_columns: exp",
    ),
    "columns that are none": (
        described(),
        results({}, result_columns=[1]),
        r"m/x\.json: result_columns: expected a name",
    ),
    "too many cells": (
        described(a=benchmark()),
        row(*[None] * 7),
        r"m/x\.json: a: 7 cells in 6 columns",
    ),
    "no results": (described(), results(None), r"m/x\.json: results: expected an object, got None"),
    "a row that is none": (
        described(a=benchmark()),
        results({"a": 5}),
        r"m/x\.json: a: expected a list, got 5",
    ),
    "a result that is text": (
        described(a=benchmark()),
        row(["fast"]),
        r"m/x\.json: a: expected a number, got 'fast'",
    ),
    "too few results": (
        described(a=benchmark(param_names=["n"])),
        row([1.0], [["1", "2"]]),
        r"m/x\.json: a: 1 results for 2 combinations of parameters",
    ),
    "parameters that are none": (
        described(a=benchmark()),
        row([1.0], 5),
        r"m/x\.json: a: params: expected a list, got 5",
    ),
    "names that are none": (
        described(a=benchmark(param_names=5)),
        row([1.0], [["1"]]),
        r"m/x\.json: a: param_names: expected a list, got 5",
    ),
    "bounds that are none": (
        described(a=benchmark()),
        row([1.0], [], "1", 1, 1, 5),
        r"m/x\.json: a: stats_ci_99_a: expected a list, got 5",
    ),
    "a value twice": (
        described(a=benchmark(param_names=["n"])),
        row([1.0, 2.0], [["1", "1"]]),
        "the benchmarks 1 and 2 in it are both 'a'",
    ),
    "nothing measured": (described(), results({}), "it measured nothing"),
}


@pytest.mark.parametrize(("benchmarks", "file", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, benchmarks: Any, file: Any, reason: str
) -> None:
    with pytest.raises(DataError, match=rf" ?\[asv\]: {reason}"):
        read(folder_of(tmp_path, benchmarks, x=file))


def test_a_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, described(a=benchmark()), x=row([1.0]))
    (tmp_path / "m" / "x.json").write_text('{"version": 2, ')

    with pytest.raises(DataError, match=r"m/x\.json: not JSON"):
        read(folder)


def test_a_folder_without_results_measured_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\[asv\]: it measured nothing; run the benchmarks again"):
        read(folder_of(tmp_path, described(a=benchmark())))


def test_a_folder_that_describes_benchmarks_and_a_machine_is_asvs(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, described())
    assert claims(folder) == ["asv"]

    (tmp_path / "m" / "machine.json").unlink()
    assert claims(folder) == []


def test_the_folder_of_one_machine_points_to_the_one_above(tmp_path: Path) -> None:
    folder_of(tmp_path, described())
    machine = Folder(str(tmp_path / "m"))

    assert claims(machine) == ["asv"]
    with pytest.raises(
        DataError, match=r"\[asv\]: has no benchmarks\.json; name the folder of asv"
    ):
        read(machine)
