"""A file that is named is read, and nothing is waited for."""

import os
from pathlib import Path

import pytest

from calibrax.core.content import content


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x00\r\n")
    assert content(str(tmp_path / "a")) == b"\x00\r\n"
    assert content(os.devnull) == b""


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is a pipe and no file"):
        content(str(tmp_path / "pipe"))


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no device that never ends")
def test_a_device_is_not_read_for_ever(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    for path in ("/dev/zero", str(tmp_path / "link")):
        with pytest.raises(OSError, match="it is a device and no file"):
            content(path)


@pytest.mark.parametrize(("name", "reason"), [("nothing", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(OSError, match=reason):
        content(str(tmp_path / name))
