"""The renderers of a report by name: a new one is a new file and a line here."""

from collections.abc import Callable

from calibrax.report import markdown, terminal
from calibrax.report.model import Report
from calibrax.report.plain import to_json

RENDERERS: dict[str, Callable[[Report], str]] = {
    "terminal": terminal.render,
    "markdown": markdown.render,
    "json": to_json,
}
