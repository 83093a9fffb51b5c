"""Markdown, by way of markdown-it: rendered to HTML and read as such, so that hidden mark-up in it is found as well."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, UnicodeDammit
from markdown_it import MarkdownIt

from ingest.readers.html import pieces, wrong_characters
from ingest.readers.raw import RawDocument
from ingest.readers.sections import lay_out, one_line

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_FRONT_LINE = re.compile(r"^(\w+):[ \t]*(.+?)[ \t]*$", re.M)
_FRONT_KEYS = {
    "title": "title", "titel": "title", "author": "author", "auteur": "author", "date": "created", "datum": "created",
    "modified": "modified", "gewijzigd": "modified",
}  # fmt: skip
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(T\S*)?$")
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(data: bytes, name: str) -> RawDocument:
    """CommonMark with tables. The lines between two `---` at the top are metadata, not text."""
    decoded = UnicodeDammit(data, ["utf-8", "windows-1252"])
    text = decoded.unicode_markup or ""
    front = _FRONT_MATTER.match(text)
    page = BeautifulSoup(_PARSER.render(text[front.end() :] if front else text), "lxml")
    return lay_out(
        "markdown",
        pieces(page.body or page),
        _metadata(front[1]) if front else {},
        wrong_characters(decoded.contains_replacement_characters),
    )


def _metadata(front: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _FRONT_LINE.findall(front):
        kind, text = _FRONT_KEYS.get(key.casefold()), one_line(value.strip("\"'"))
        if kind and text and (kind in {"title", "author"} or _DATE.match(text)):
            found.setdefault(kind, text)
    return found
