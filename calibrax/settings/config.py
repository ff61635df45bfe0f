"""config.json of a store: the Weights & Biases project and the definitions of metrics.

``{"wandb_project": "...", "wandb_entity": "...", "metric_defs": {"throughput": {"unit": "elem/s",
"direction": "higher", "group": "Throughput", "priority": "primary"}}}``
"""

import os
from typing import Any

import msgspec

from calibrax.core import plain_json
from calibrax.core.content import content
from calibrax.core.models import MetricDef
from calibrax.errors import DataError, UnknownName


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The content of config.json; its definitions win over those that a run brings along."""

    wandb_project: str | None = None
    wandb_entity: str | None = None
    metric_defs: dict[str, MetricDef] = {}


def load_config(path: str) -> Config:
    """Return the content of the file; an empty ``Config`` where there is no file.

    Raises:
        DataError: it cannot be read or is not valid; the message names the key.
    """
    try:
        if os.path.islink(path):
            raise DataError(f"{path}: is a symbolic link, and a store reads only its own files")
        data = content(path)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        plain = plain_json.parse(data)
        if not isinstance(plain, dict):
            raise ValueError(f"expected an object, got a {type(plain).__name__}")
        for key in plain:
            if key not in Config.__struct_fields__ and not key.startswith("$"):
                raise UnknownName("key", key, Config.__struct_fields__)
        return Config(
            wandb_project=_name(plain, "wandb_project"),
            wandb_entity=_name(plain, "wandb_entity"),
            metric_defs=_metric_defs(plain.get("metric_defs", {})),
        )
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None


def _name(plain: dict[str, Any], key: str) -> str | None:
    value = plain.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key}: expected a string, got {value!r}")
    return value or None


def _metric_defs(plain: object) -> dict[str, MetricDef]:
    if not isinstance(plain, dict):
        raise ValueError(f"metric_defs: expected an object, got {plain!r:.60}")
    definitions = {}
    for name, entry in plain.items():
        if not isinstance(entry, dict):
            raise ValueError(f"metric_defs: {name!r}: expected an object, got {entry!r:.60}")
        unknown = set(entry) - set(MetricDef.__struct_fields__)
        if unknown:
            keys = ", ".join(MetricDef.__struct_fields__[1:])
            raise ValueError(f"metric_defs: {name!r}: no key {min(unknown)!r}; there is {keys}")
        try:
            definition = MetricDef.from_dict({"unit": "", "name": name, **entry})
        except ValueError as error:
            raise ValueError(f"metric_defs: {name!r}: {error}") from None
        if definition.name != name:
            raise ValueError(f"metric_defs: {name!r} defines {definition.name!r}")
        definitions[name] = definition
    return definitions
