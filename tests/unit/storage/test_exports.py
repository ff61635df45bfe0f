"""exports.json: which runs were sent where, and what a broken one says."""

import json
from pathlib import Path

import pytest

from calibrax.errors import DataError
from calibrax.storage import Store
from calibrax.storage.exports import Destination, Exports
from tests.builders import a_point, a_run

ONLINE = Destination(mode="online", project="speed")


def test_a_store_without_the_file_has_sent_nothing(folder: Path) -> None:
    assert Exports(folder).sent(ONLINE) == frozenset()
    assert not folder.exists()


def test_what_was_sent_is_remembered_for_each_destination(folder: Path) -> None:
    exports = Exports(folder)
    for run_id in ("one", "two", "one"):
        exports.add(ONLINE, run_id)
    offline = Destination(mode="offline", project="speed")
    exports.add(offline, "three")
    assert Exports(folder).sent(ONLINE) == {"one", "two"}
    assert exports.sent(offline) == {"three"}
    others = [
        Destination(mode="online", project="other"),
        Destination(mode="online", project="speed", entity="team"),
        Destination(mode="online", project="speed", server="http://127.0.0.1"),
    ]
    assert not any(map(exports.sent, others))
    assert json.loads((folder / "exports.json").read_bytes()) == {
        "schema": 1,
        "sent": [
            {
                "to": {"mode": "online", "project": "speed", "entity": None, "server": None},
                "runs": ["one", "two"],
            },
            {
                "to": {"mode": "offline", "project": "speed", "entity": None, "server": None},
                "runs": ["three"],
            },
        ],
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"schema": 1}', "missing required field `sent`"),
        (b'{"schema": 2, "sent": []}', "schema 2 is not 1"),
        (b'{"schema": 1, "sent": [{"to": {"mode": "online"}, "runs": []}]}', "project"),
        (b'{"schema": 1, "sent": "\xff"}', ""),
        (b"[" * 100_000, ""),
    ],
)
def test_a_broken_file_is_named_with_the_remedy(folder: Path, content: bytes, said: str) -> None:
    folder.mkdir()
    path = folder / "exports.json"
    path.write_bytes(content)
    for call in (lambda: Exports(folder).sent(ONLINE), lambda: Exports(folder).add(ONLINE, "one")):
        with pytest.raises(DataError) as caught:
            call()
        assert str(caught.value).startswith(f"{path}: ")
        assert said in str(caught.value)
        assert str(caught.value).endswith(
            "; remove the file, it only says which runs were exported"
        )
    assert path.read_bytes() == content


def test_the_store_does_not_take_it_for_a_run(folder: Path) -> None:
    store = Store(folder)
    store.save(a_run(a_point("a", t=1.0), id="one"))
    Exports(folder).add(ONLINE, "one")
    assert [each.id for each in store.list_runs()] == ["one"]
    assert store.baselines() == []


def test_people_can_read_it_and_git_can_compare_it(folder: Path) -> None:
    Exports(folder).add(ONLINE, "one")
    text = (folder / "exports.json").read_text(encoding="utf-8")
    assert text.startswith('{\n  "schema": 1,\n  "sent": [\n')
    assert text.endswith("\n}\n")
