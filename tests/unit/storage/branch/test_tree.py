"""What git says of a tree, read as entries."""

import pytest

from calibrax.storage.branch.tree import Entry, entries_of


def test_a_path_is_taken_as_it_is() -> None:
    listed = b"100644 blob aa\ta b\tc\n.json\x00040000 tree bb\truns\x00"
    assert list(entries_of(listed)) == [
        Entry("100644", "aa", "a b\tc\n.json"),
        Entry("040000", "bb", "runs"),
    ]
    assert list(entries_of(b"")) == []


@pytest.mark.parametrize(
    ("mode", "is_file", "is_folder", "kind"),
    [
        ("100644", True, False, "no file"),
        ("100755", True, False, "no file"),
        ("040000", False, True, "a folder"),
        ("120000", False, False, "a symbolic link"),
        ("160000", False, False, "a submodule"),
        ("000000", False, False, "no file"),
    ],
)
def test_what_an_entry_is(mode: str, is_file: bool, is_folder: bool, kind: str) -> None:
    entry = Entry(mode, "aa", "x")
    assert (entry.is_file, entry.is_folder) == (is_file, is_folder)
    assert is_file or entry.kind == kind
