from pathlib import Path

from calibrax.exporters.sdk_log import dropped, taken

LOG = b"""\
{"time":"2026-11-25T13:48:57Z","level":"INFO","msg":"stream: started"}
{"time":"2026-11-25T13:48:57Z","level":"ERROR","msg":"featurechecker: response serverInfo nil"}
{"time":"2026-11-25T13:48:58Z","level":"ERROR","msg":"sender: failed to log artifact"}
{"time":"2026-11-25T13:48:58Z","level":"WARN","msg":"api: retrying"}
{"time":"2026-11-25T13:48:59Z","level":"ERROR","msg":"sender: failed to log artifact"}
{"time":"2026-11-25T13:48:59Z","level":"ERROR+4","msg":"filestream: fatal error"}
not JSON: \xff
"""


def test_what_was_dropped_is_told_once() -> None:
    assert dropped(LOG) == ["sender: failed to log artifact", "filestream: fatal error"]


def test_an_empty_log() -> None:
    assert dropped(b"") == []


def test_the_log_is_read_once_and_removed_with_all_others(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "debug-internal.log").write_bytes(LOG)
    (logs / "debug.log").touch()
    assert taken(str(tmp_path)) == LOG
    assert not logs.exists()
    assert taken(str(tmp_path)) == b""
