"""The names and call forms that users import, and what importing costs them."""

import importlib
import inspect
import subprocess
import sys

import pytest

from calibrax import analysis, core
from calibrax.core import Metric, MetricDef, Point, Run
from calibrax.storage import Store
from tests.measured import unmeasured


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("calibrax.core", "Metric MetricDef MetricDirection MetricPriority Point Run"),
        ("calibrax.core", "TrendSeries TrendPoint"),
        ("calibrax.core.models", "Metric MetricDef MetricDirection MetricPriority Point Run"),
        ("calibrax.storage", "Store"),
        ("calibrax.storage.store", "Store"),
        ("calibrax.analysis", "detect_regressions rank_table compare_runs bootstrap_ci"),
        ("calibrax.analysis", "Regression RankEntry"),
        ("calibrax.statistics", "StatisticalAnalyzer welch_t_test"),
        ("calibrax.statistics", "mann_whitney_u paired_significance_test"),
        ("calibrax.statistics.analyzer", "StatisticalAnalyzer welch_t_test"),
        ("calibrax.statistics.analyzer", "mann_whitney_u paired_significance_test"),
        ("calibrax.ci", "CIGuard"),
        ("calibrax.ci.guard", "CIGuard"),
        ("calibrax.cli", "main"),
        ("calibrax.exporters.wandb", "WandBExporter"),
    ],
)
def test_a_public_name_is_where_users_import_it(module: str, names: str) -> None:
    for name in names.split():
        assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize("package", [core, analysis])
def test_all_names_exist(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name).__doc__


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (Metric, "value lower upper samples"),
        (MetricDef, "name unit direction group priority description"),
        (Point, "name scenario tags metrics source machine"),
        (
            Run,
            "points id timestamp commit branch suite machine kind environment metadata metric_defs",
        ),
        (core.TrendPoint, "run_id timestamp value commit lower upper"),
        (
            analysis.Regression,
            "metric point_name tags baseline_value current_value delta_pct direction",
        ),
        (analysis.RankEntry, "label value rank is_best delta_from_best"),
    ],
)
def test_a_value_has_the_fields_of_the_contract(value: type, fields: str) -> None:
    parameters = inspect.signature(value).parameters
    assert set(fields.split()) <= set(parameters)
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in parameters.values())


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("save", "run"),
        ("latest", "branch suite"),
        ("list_runs", "branch suite limit"),
        ("ingest", "path format"),
        ("get_baseline", "name"),
        ("extract_trend", "metric point_name tags n_runs"),
    ],
)
def test_the_store_takes_the_arguments_of_the_contract(method: str, parameters: str) -> None:
    signature = inspect.signature(getattr(Store, method))
    assert list(signature.parameters)[1:][: len(parameters.split())] == parameters.split()


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running some code."""
    script = f"import sys\n{code}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=unmeasured(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.split())


def test_importing_the_package_imports_nothing_else() -> None:
    ours = {name for name in loaded_by("import calibrax") if name.startswith("calibrax")}
    assert ours == {"calibrax"}
    assert "msgspec" not in loaded_by("import calibrax")


def test_help_loads_no_verb() -> None:
    code = "from calibrax.cli import main\nmain.main(args=['--help'], standalone_mode=False)"
    loaded = loaded_by(code)
    assert "msgspec" not in loaded
    assert "calibrax.cli.check" not in loaded


def test_a_check_loads_neither_readers_nor_heavy_modules() -> None:
    code = (
        "from calibrax.cli import main\n"
        "main.main(args=['check', '--data', 'no-such-store'], standalone_mode=False)"
    )
    loaded = loaded_by(code)
    heavy = {"calibrax.readers", "wandb", "numpy", "pytest", "subprocess", "pathlib", "hashlib"}
    assert not heavy & loaded
