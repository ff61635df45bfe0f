"""Reading and writing: whole or not at all, never through a link, every error with its path."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import compress
from pathlib import Path
from threading import Barrier
from typing import NoReturn

import pytest

from calibrax.errors import DataError
from calibrax.storage import files

needs_links = pytest.mark.skipif(
    not hasattr(os, "O_NOFOLLOW"), reason="the system cannot refuse links when opening"
)
needs_denial = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)


def full_disk(*_: object, **__: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def interrupted(*_: object, **__: object) -> NoReturn:
    raise KeyboardInterrupt


# --- write ---------------------------------------------------------------------------------------


def test_write_makes_the_folders_and_leaves_nothing_but_the_file(tmp_path: Path) -> None:
    target = tmp_path / "store" / "runs" / "a.json"
    files.write(str(target), b"content")
    assert target.read_bytes() == b"content"
    assert os.listdir(target.parent) == ["a.json"]


def test_write_replaces_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"a much longer content than the new one")
    files.write(str(target), b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_content_and_no_temporary_file(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, function, full_disk)
    with pytest.raises(DataError) as caught:
        files.write(str(target), b"new")
    assert str(caught.value) == f"{target}: cannot be written: No space left on device"
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_first_write_that_fails_leaves_no_file_at_all(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, function, full_disk)
    with pytest.raises(DataError):
        files.write(str(tmp_path / "a.json"), b"new")
    assert os.listdir(tmp_path) == []


def test_an_interrupted_write_cleans_up_and_stays_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(str(target), b"new")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which each fsync, rename, link and write of the module adds itself."""
    noted: list[str] = []
    fsync, replace, link, write = os.fsync, os.replace, os.link, os.write

    def note_fsync(descriptor: int) -> None:
        noted.append(f"fsync of {os.fstat(descriptor).st_size} bytes")
        fsync(descriptor)

    def note_replace(source: str, target: str) -> None:
        noted.append("rename")
        replace(source, target)

    def note_link(source: str, target: str) -> None:
        noted.append("link")
        link(source, target)

    def note_write(descriptor: int, data: bytes) -> int:
        noted.append(f"write of {len(data)} bytes")
        return write(descriptor, data)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    monkeypatch.setattr(os, "link", note_link)
    monkeypatch.setattr(os, "write", note_write)
    return noted


def test_the_content_is_complete_on_disk_before_it_takes_the_name(
    tmp_path: Path, steps: list[str]
) -> None:
    files.write(str(tmp_path / "a.json"), b"content")
    assert steps == ["fsync of 7 bytes", "rename"]


def test_a_temporary_file_is_hidden_and_no_run_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def note(source: str, target: str) -> None:
        seen.append(os.path.relpath(source, os.path.dirname(target)))

    monkeypatch.setattr(os, "replace", note)
    files.write(str(tmp_path / "a.json"), b"content")
    (temporary,) = seen
    assert temporary.startswith(".")
    assert temporary.endswith(".tmp")
    assert os.path.basename(temporary) == temporary


def test_a_file_where_a_folder_belongs_is_an_error_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(DataError, match=r"runs.a\.json: cannot be written: "):
        files.write(str(tmp_path / "runs" / "a.json"), b"new")


def test_a_folder_where_the_file_belongs_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(DataError, match=r"a\.json: cannot be written: "):
        files.write(str(tmp_path / "a.json"), b"new")
    assert os.listdir(tmp_path) == ["a.json"]


@needs_links
def test_write_replaces_a_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"not the store's")
    target = tmp_path / "store" / "a.json"
    target.parent.mkdir()
    target.symlink_to(outside)
    files.write(str(target), b"new")
    assert outside.read_bytes() == b"not the store's"
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"


@needs_denial
def test_a_folder_that_denies_writing_is_an_error_with_the_path(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DataError, match=r"a\.json: cannot be written: Permission denied"):
        files.write(str(tmp_path / "a.json"), b"new")


# --- create --------------------------------------------------------------------------------------


def test_create_writes_what_is_not_there_and_leaves_what_is(tmp_path: Path) -> None:
    target = tmp_path / "runs" / "a.json"
    assert files.create(str(target), b"first")
    assert not files.create(str(target), b"second")
    assert target.read_bytes() == b"first"
    assert os.listdir(target.parent) == ["a.json"]


def test_of_many_who_create_one_file_at_once_one_does(tmp_path: Path) -> None:
    target = str(tmp_path / "a.json")
    together = Barrier(8)

    def create(content: bytes) -> bool:
        together.wait()
        return files.create(target, content)

    for _ in range(20):
        contents = [bytes([65 + place]) * 10_000 for place in range(8)]
        with ThreadPoolExecutor(8) as pool:
            created = list(pool.map(create, contents))
        (winner,) = compress(contents, created)
        assert files.read(target) == winner
        os.unlink(target)


def test_a_file_that_is_created_is_complete_on_disk_before_it_takes_the_name(
    tmp_path: Path, steps: list[str]
) -> None:
    files.create_in_pieces(str(tmp_path / "a.json"), (b"con", b"tent"))
    assert steps == ["fsync of 7 bytes", "link"]


def refuse_links(*_: object) -> NoReturn:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_create_does_without_links_where_the_file_system_knows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    target = tmp_path / "a.json"
    assert files.create(str(target), b"first")
    assert not files.create(str(target), b"second")
    assert target.read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["a.json"]


# --- read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"one line\n", b"\xff\x00\r\n" * 70_000])
def test_read_returns_every_byte(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    assert files.read(str(path)) == content


def test_read_goes_on_where_the_system_returns_less_than_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"0123456789")
    whole = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: whole(descriptor, 4))
    assert files.read(str(path)) == b"0123456789"


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"", b""), (b"one", b"one"), (b"one\ntwo\n", b"one\n"), (b"\ntwo", b"\n")],
)
def test_read_line_returns_the_first_line(content: bytes, line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    assert files.read_line(str(path)) == line


def test_a_line_is_read_from_its_beginning_however_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"one\n" + b"x" * 100_000 + b"\nlast")
    with files.StoreFile(str(path)) as file:
        assert file.size == 4 + 100_001 + 4
        assert file.line(4) == b"x" * 100_000 + b"\n"
        assert file.line(4 + 100_001) == b"last"
        assert file.line(0) == b"one\n"


both_reads = pytest.mark.parametrize("read", [files.read, files.read_line])


@both_reads
def test_no_file_is_file_not_found(read: Callable[[str], bytes], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(str(tmp_path / "a.json"))


@both_reads
def test_a_folder_in_its_place_is_an_error_with_the_path(
    read: Callable[[str], bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(DataError, match=r"a\.json: cannot be read: Is a directory"):
        read(str(tmp_path / "a.json"))


@both_reads
def test_a_file_where_the_folder_belongs_is_an_error_and_not_an_absence(
    read: Callable[[str], bytes], tmp_path: Path
) -> None:
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(DataError, match=r"a\.json: cannot be read: Not a directory"):
        read(str(tmp_path / "runs" / "a.json"))


@needs_links
@both_reads
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_refused_wherever_it_leads(
    there: bool, read: Callable[[str], bytes], tmp_path: Path
) -> None:
    if there:
        (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "a.json").symlink_to(tmp_path / "secret")
    with pytest.raises(DataError, match=r"a\.json: cannot be read: it is a symbolic link"):
        read(str(tmp_path / "a.json"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@both_reads
def test_a_pipe_in_its_place_does_not_make_us_wait(
    read: Callable[[str], bytes], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(DataError, match=r"a\.json: "):
        read(str(tmp_path / "a.json"))


@needs_denial
@both_reads
def test_a_file_that_denies_reading_is_an_error_with_the_path(
    read: Callable[[str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"content")
    path.chmod(0)
    with pytest.raises(DataError, match=r"a\.json: cannot be read: Permission denied"):
        read(str(path))


def test_an_error_while_reading_is_an_error_with_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"content")
    monkeypatch.setattr(os, "read", full_disk)
    with pytest.raises(DataError, match=r"a\.json: cannot be read: No space left on device"):
        files.read(str(path))


# --- append_line ---------------------------------------------------------------------------------


def test_append_line_makes_the_folder_and_adds_lines(tmp_path: Path) -> None:
    log = tmp_path / "baselines" / "log.jsonl"
    files.append_line(str(log), b"one")
    files.append_line(str(log), b"two")
    assert log.read_bytes() == b"one\ntwo\n"


def test_a_line_is_on_disk_before_append_line_returns(tmp_path: Path, steps: list[str]) -> None:
    files.append_line(str(tmp_path / "log.jsonl"), b"one")
    files.append_line(str(tmp_path / "log.jsonl"), b"three")
    assert steps == [
        *("write of 4 bytes", "fsync of 4 bytes"),
        *("write of 6 bytes", "fsync of 10 bytes"),
    ]


def test_append_line_ends_a_line_that_was_cut_short(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(b"one\ntw")
    files.append_line(str(log), b"three")
    assert log.read_bytes() == b"one\ntw\nthree\n"


def test_a_line_that_does_not_fit_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(b"one\n")
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:2]))
    with pytest.raises(DataError, match=r"log\.jsonl: cannot be written: No space left on device"):
        files.append_line(str(log), b"two")
    assert log.read_bytes() == b"one\n"


@needs_links
def test_append_line_does_not_follow_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"not the store's\n")
    (tmp_path / "log.jsonl").symlink_to(outside)
    with pytest.raises(DataError, match=r"log\.jsonl: cannot be written: "):
        files.append_line(str(tmp_path / "log.jsonl"), b"two")
    assert outside.read_bytes() == b"not the store's\n"


# --- names_in ------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_holds_no_names(tmp_path: Path) -> None:
    assert files.names_in(str(tmp_path / "runs")) == []


def test_names_in_lists_every_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"")
    (tmp_path / ".b").write_bytes(b"")
    assert sorted(files.names_in(str(tmp_path))) == [".b", "a.json"]


def test_a_file_where_a_folder_should_be_listed_is_an_error_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(DataError, match=r"runs: cannot be read: Not a directory"):
        files.names_in(str(tmp_path / "runs"))
