"""What an input is before a reader sees it: unpacked, text or JSON, and described."""

import gzip

import pytest

from calibrax.errors import DataError
from calibrax.readers import detect
from calibrax.readers.document import Document
from calibrax.readers.folder import Folder

UTF_16 = "is UTF-16 and not UTF-8; in PowerShell write it with: | Out-File -Encoding utf8"


def test_several_members_of_gzip_are_one_text() -> None:
    packed = gzip.compress(b"one\n") + gzip.compress(b"two\n")

    assert Document("a.gz", packed).text == "one\ntwo\n"
    assert Document("a.gz", packed + bytes(20)).text == "one\ntwo\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"one\n") + b"rest", "cannot be unpacked as gzip: "),
        (gzip.compress(b"one\n") + gzip.compress(b"two\n")[:-3], "the gzip data is cut short"),
        (gzip.compress(b"one\n")[:12], "the gzip data is cut short"),
    ],
)
def test_what_is_not_all_gzip_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=f"^a.gz: {reason}"):
        Document("a.gz", data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_a_remedy(encoding: str) -> None:
    data = f"\ufeff{'goos: linux'}".encode(encoding)

    with pytest.raises(DataError, match=f"^a: {UTF_16.replace('|', '.')}"):
        Document("a", data).text  # noqa: B018 - the property decodes


def test_a_number_without_an_end() -> None:
    with pytest.raises(DataError, match=r"^a: a whole number of more than 4300 digits$"):
        Document("a", b"[" + b"1" * 5000 + b"]").json  # noqa: B018 - the property parses


def test_a_history_is_told_from_a_run() -> None:
    with pytest.raises(DataError, match=r"is a history .* calibrax import github-action-benchmark"):
        detect(Document("data.js", b"window.BENCHMARK_DATA = {}"))


def test_a_folder_of_saved_runs_is_a_history(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "Linux").mkdir()
    (folder / "Linux" / "0001_a.json").write_text("{}", encoding="utf-8")

    with pytest.raises(DataError, match=r"is a history .* calibrax import pytest-benchmark"):
        detect(Folder(str(folder)))


def test_an_empty_list_is_called_one() -> None:
    with pytest.raises(DataError, match="an empty list of JSON is of no format known"):
        detect(Document("a", b"[]"))
