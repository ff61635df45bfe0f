"""How pip is told to install a project and its benchmarks."""

from pathlib import Path

import pytest

from calibrax.github.python_project import files_that_name, pip_install
from tests.unit.github.repositories import repository_in

PROJECT = '[project]\nname = "x"\n'
WITH_EXTRA = PROJECT + '[project.optional-dependencies]\ndocs = ["sphinx"]\ndev = ["%s"]\n'


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({}, "pytest-benchmark"),
        ({"pyproject.toml": PROJECT}, "-e . pytest-benchmark"),
        ({"pyproject.toml": "[build-system]\nrequires = []\n"}, "-e . pytest-benchmark"),
        ({"setup.py": ""}, "-e . pytest-benchmark"),
        ({"pyproject.toml": "[tool.ruff]\n"}, "pytest-benchmark"),
        ({"pyproject.toml": "not [ toml"}, "pytest-benchmark"),
        ({"pyproject.toml": 'project = "odd"\n'}, "-e . pytest-benchmark"),
        ({"pyproject.toml": WITH_EXTRA % "pytest-benchmark>=4"}, "-e '.[dev]'"),
        ({"pyproject.toml": WITH_EXTRA % "PyTest_Benchmark[histogram]"}, "-e '.[dev]'"),
        ({"pyproject.toml": WITH_EXTRA % "my-pytest-benchmark-x"}, "-e . pytest-benchmark"),
        ({"requirements-dev.txt": "pytest-benchmark==5\n"}, "-r requirements-dev.txt"),
        (
            {"requirements/test.txt": "pytest_benchmark", "pyproject.toml": PROJECT},
            "-r requirements/test.txt -e .",
        ),
        ({"requirements.txt": "numpy\n"}, "pytest-benchmark"),
    ],
)
def test_the_place_that_names_the_package_is_installed(
    files: dict[str, str], command: str, tmp_path: Path
) -> None:
    repository = repository_in(tmp_path, files)
    assert pip_install(repository, "pytest-benchmark") == f"python -m pip install {command}"


@pytest.mark.parametrize("extra", ["dev; rm -rf", "a]'", "${{ secrets.X }}", "$(id)"])
def test_an_extra_with_an_odd_name_is_not_written(extra: str, tmp_path: Path) -> None:
    text = PROJECT + f'[project.optional-dependencies]\n"{extra}" = ["pytest-benchmark"]\n'
    repository = repository_in(tmp_path, {"pyproject.toml": text})
    assert pip_install(repository, "pytest-benchmark") == (
        "python -m pip install -e . pytest-benchmark"
    )


@pytest.mark.parametrize(
    "name",
    ["requirements;id.txt", "requirements $(id).txt", "-requirements.txt", "requirements.md"],
)
def test_requirements_with_an_odd_name_are_not_used(name: str, tmp_path: Path) -> None:
    repository = repository_in(tmp_path, {name: "pytest-benchmark"})
    assert files_that_name(repository, "pytest-benchmark") == []
