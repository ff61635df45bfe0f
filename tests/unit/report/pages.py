"""Markdown read back by a real parser."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

GITHUB = MarkdownIt("gfm-like")
"""Tables, strike-through, bare links and raw HTML, as GitHub has them."""


class Page(HTMLParser):
    """The rows of a page's tables, its elements, and the text in and outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.items: list[str] = []
        self.summaries: list[str] = []
        self.outside = ""
        self.codes: list[str] = []
        self._open: list[str] = []
        self.feed(GITHUB.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, value in attrs if not (value or "").startswith("text-a")]
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("h3", "h4"):
            self.headings.append("")
        if tag == "li":
            self.items.append("")
        if tag == "summary":
            self.summaries.append("")
        if tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_data(self, data: str) -> None:
        if "code" in self._open:
            self.codes[-1] += data
        else:
            self.outside += data
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data
        if "h3" in self._open or "h4" in self._open:
            self.headings[-1] += data
        if "li" in self._open:
            self.items[-1] += data
        if "summary" in self._open:
            self.summaries[-1] += data
