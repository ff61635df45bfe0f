"""One input folder, as some tools write their results: many files that only together say all."""

import os
from collections.abc import Iterator

from calibrax.core.content import content
from calibrax.errors import DataError
from calibrax.readers.document import Document


class Folder:
    """A folder of results; ``source`` is its path as the user wrote it."""

    def __init__(self, source: str) -> None:
        self.source = source

    def holds(self, name: str) -> bool:
        """Tell whether the folder holds a file of that relative path."""
        return os.path.isfile(os.path.join(self.source, name))

    def files(self, suffix: str) -> Iterator[str]:
        """Yield the relative paths of the files, at any depth, whose paths end so, in order."""
        for folder, folders, names in os.walk(self.source):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if path.endswith(suffix):
                    yield os.path.relpath(path, self.source)

    def changed(self, name: str) -> float:
        """Return when a file of the folder was last written, in seconds; 0 where there is none."""
        path = os.path.join(self.source, name)
        return os.path.getmtime(path) if os.path.isfile(path) else 0.0

    def document(self, name: str) -> Document:
        """Return a file of the folder.

        Raises:
            DataError: it cannot be read.
        """
        path = os.path.join(self.source, name)
        try:
            return Document(path, content(path))
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from None

    @property
    def description(self) -> str:
        """What the folder looks like, for a message."""
        names = sorted(os.listdir(self.source))
        listed = ", ".join(map(repr, names[:6]))
        return f"a folder with {listed}" if listed else "an empty folder"
