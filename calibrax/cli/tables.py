"""The formats of the user's own, as calibrax.yml declares them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibrax.readers.inputs import Tables


def tables_of_settings() -> "Tables":
    """Return a reader for each table that calibrax.yml declares.

    Raises:
        DataError: the file cannot be read, or declares a format under the name of another.
    """
    from calibrax.readers.table import tables_of
    from calibrax.settings import load_settings

    return tables_of(load_settings().formats)
