"""Workflow commands: the lines on standard output that the runner acts upon."""

from calibrax.report.annotations import Annotation


def annotation(value: Annotation) -> str:
    """Return the command that shows an annotation, with its place where that is known."""
    place = {"file": value.file, "line": None if value.line is None else str(value.line)}
    return command(value.level, value.message, title=value.title, **place)


def command(name: str, message: str = "", **properties: str | None) -> str:
    """Return ``::name key=value,...::message``, escaped so that no text ends or begins a command.

    Properties that are ``None`` are left out.
    """
    given = [f"{key}={_property(text)}" for key, text in properties.items() if text is not None]
    head = f"{name} {','.join(given)}" if given else name
    return f"::{head}::{_message(message)}"


def stop_commands(token: str) -> str:
    """Return the command after which the runner prints lines and does not act upon them.

    ``token`` is a word that those lines cannot hold: random, and drawn just before them.
    """
    return f"::stop-commands::{token}"


def resume_commands(token: str) -> str:
    """Return the command that ends what :func:`stop_commands` began."""
    return f"::{token}::"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
