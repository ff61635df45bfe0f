"""Values of a summary that the SDK keeps as files: tables, pages of HTML, pictures."""

import msgspec

from calibrax.errors import UsageError
from calibrax.exporters.literal import literal
from calibrax.exporters.tables import Table


class Html(msgspec.Struct, frozen=True):
    """A page that is shown as it is."""

    text: str


class Figure(msgspec.Struct, frozen=True):
    """A figure of matplotlib, or anything else that ``wandb.Image`` takes."""

    content: object


def sdk_value(value: object) -> object:
    """Return what the SDK takes for a value.

    Raises:
        UsageError: the figure is none, or the package that draws it is not installed.
    """
    import wandb

    match value:
        case Table(columns, rows):
            from calibrax.exporters.whole_table import WholeTable

            return WholeTable(columns=list(columns), data=literal(rows))
        case Html(text):
            return wandb.Html(text, inject=False, data_is_not_path=True)
        case Figure(content):
            try:
                return wandb.Image(content)
            except (wandb.Error, TypeError, ValueError, OSError, AttributeError) as error:
                raise UsageError(f"the figure cannot be drawn: {error}") from error
    return value
