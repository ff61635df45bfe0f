"""Values of a summary that the SDK keeps as files: tables, pages of HTML, pictures."""

from os import PathLike

import msgspec

from calibrax.errors import UsageError
from calibrax.exporters.literal import literal
from calibrax.exporters.tables import Table


class Html(msgspec.Struct, frozen=True):
    """A page that is shown as it is."""

    text: str


class Figure(msgspec.Struct, frozen=True):
    """A picture, or anything else that ``wandb.Image`` takes."""

    content: object


def drawn(figure: object) -> Figure:
    """Draw a figure of matplotlib, or of anything else that ``wandb.Image`` takes.

    The SDK moves the file of a picture into the run's folder: what it does not name is kept as
    pixels, which can be sent again.

    Raises:
        UsageError: the figure is none, or the package that draws it is not installed.
    """
    import wandb

    try:
        picture = wandb.Image(figure)
        return Figure(figure if isinstance(figure, str | PathLike | wandb.Image) else picture.image)
    except (wandb.Error, TypeError, ValueError, OSError, AttributeError) as error:
        raise UsageError(f"the figure cannot be drawn: {error}") from error


def sdk_value(value: object) -> object:
    """Return what the SDK takes for a value."""
    import wandb

    match value:
        case Table(columns, rows):
            from calibrax.exporters.whole_table import WholeTable

            return WholeTable(columns=list(columns), data=literal(rows))
        case Html(text):
            return wandb.Html(text, inject=False, data_is_not_path=True)
        case Figure(content):
            return wandb.Image(content)
    return value
