"""calibrax.yml in the README: the example is valid and shows every key; the tables list them."""

import re
from pathlib import Path

from msgspec import structs

from calibrax.core.columns import MetricColumn, StatusColumn, TableFormat
from calibrax.settings import (
    Level,
    Limit,
    MetricRule,
    Selector,
    Settings,
    Waiver,
    load_settings,
)

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## calibrax.yml\n")[1].split("\n## ")[0]
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)


def names(value: type) -> set[str]:
    return {field.name.replace("_on", "-on") for field in structs.fields(value)}


def tables() -> tuple[list[str], list[list[str]]]:
    """Return the keys of the first table, and the cells of the rows of the second."""
    first, second = SECTION.split("| key of an entry |")
    keys = re.findall(r"^\| (`.+?`) \| ", first, re.MULTILINE)
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \| ", second, re.MULTILINE)
    return [key for cell in keys for key in re.findall("`(.+?)`", cell)], [
        list(row) for row in rows
    ]


def test_the_example_is_valid_and_shows_every_key(tmp_path: Path) -> None:
    (tmp_path / "calibrax.yml").write_text(EXAMPLE, encoding="utf-8")
    settings = load_settings(str(tmp_path / "calibrax.yml"))
    empty = Settings()
    unsaid = [
        name
        for name in Settings.__struct_fields__
        if getattr(settings, name) == getattr(empty, name)
    ]
    assert unsaid == []


def test_every_key_of_the_file_is_in_the_table() -> None:
    keys, _ = tables()
    assert sorted(keys) == sorted(names(Settings) - {"path"})


def test_every_key_of_an_entry_is_in_the_table() -> None:
    _, rows = tables()
    documented: dict[str, set[str]] = {}
    for keys, places in rows:
        for key in re.findall("`(.+?)`", keys):
            documented[key] = set(re.findall("`(.+?)`", places))
    kinds = {"metrics": MetricRule, "limits": Limit, "waivers": Waiver, "levels": Level}
    shared = names(Selector)
    own = {
        key: {name for name, kind in kinds.items() if key in names(kind)}
        for kind in kinds.values()
        for key in names(kind) - shared - {"place"}
    }
    assert documented == {**{key: set() for key in shared}, **own}


def test_every_key_of_a_table_and_of_its_columns_is_in_a_table() -> None:
    of_format, of_metric = SECTION.split("| key of a format |")[1].split("| key of a metric |")
    for part, kind in ((of_format, TableFormat), (of_metric, MetricColumn)):
        cells = re.findall(r"^\| (`.+?`) \| ", part, re.MULTILINE)
        assert {key for cell in cells for key in re.findall("`(.+?)`", cell)} == names(kind)
    (status,) = re.findall(r"^\| `status` \| .*`\{(.+?)\}`", of_format, re.MULTILINE)
    assert set(re.findall(r"(\w+):", status)) == names(StatusColumn)
