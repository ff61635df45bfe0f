"""Sections of a Markdown page, and how many rows of each fit into a size."""

from collections.abc import Sequence

import msgspec


class Section(msgspec.Struct, frozen=True):
    """A title and lines of Markdown, the most important first.

    ``head`` stands above the lines and ``foot`` below them, as the head of a table or the fences of
    code do. A ``folded`` section shows its title alone until a reader opens it.
    """

    title: str
    rows: tuple[str, ...]
    head: str = ""
    foot: str = ""
    folded: bool = False

    def draw(self, n: int) -> str:
        """Return the section with its first ``n`` rows, and with the number of those left out."""
        head, foot = ([line] if line else [] for line in (self.head, self.foot))
        blocks = ["\n".join([*head, *self.rows[:n], *foot])] if n else []
        left = len(self.rows) - n
        if left:
            blocks.append(
                f"and {left} more, left out for size" if n else f"{left} left out for size"
            )
        if self.folded:
            summary = f"<details>\n<summary>{self.title} ({len(self.rows)})</summary>"
            return "\n\n".join([summary, *blocks, "</details>"])
        return "\n\n".join([f"#### {self.title}", *blocks])


def fit(sections: Sequence[Section], room: int) -> list[str]:
    """Return the sections drawn in their order with as many rows as fit into ``room`` bytes.

    Earlier sections get room first; each shows at least its title and a count, even where these
    are more than ``room``.
    """
    drawn = [section.draw(0) for section in sections]
    left = room - sum(map(size, drawn))
    for place, section in enumerate(sections):
        available = left + size(drawn[place])
        drawn[place] = section.draw(_rows(section, available))
        left = available - size(drawn[place])
    return drawn


def size(text: str) -> int:
    """Return how many bytes of UTF-8 a block takes, with the empty line behind it."""
    return len(text.encode()) + len("\n\n")


def _rows(section: Section, room: int) -> int:
    """Return how many rows of a section fit, all or by bisection."""
    most = len(section.rows)
    if size(section.draw(most)) <= room:
        return most
    fitting, too_many = 0, most
    while too_many - fitting > 1:
        tried = (fitting + too_many) // 2
        if size(section.draw(tried)) <= room:
            fitting = tried
        else:
            too_many = tried
    return fitting
