"""HTML, by way of BeautifulSoup: the main text of a page, in reading order, without its menus.

Read is `main`, or else the only `article`, or else the body; left out are nav, footer, aside, a header outside the
text, scripts, and text that was struck as deleted (`del`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from ingest.readers.raw import RawDocument
from ingest.readers.sections import Piece, block, lay_out, one_line, table_row
from ingest.readers.visibility import HiddenReason, concealed, is_white
from ingest.types import BlockKind, Problem

TINY_PIXELS = 3.0  # two points: no one can read it
MAX_DEPTH = 200  # nested elements; deeper is no document, and it is read as flat text from there

_DROPPED = frozenset(
    {
        "nav", "footer", "aside", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head",
        "select", "button", "textarea", "datalist", "del", "dialog", "title", "video", "audio", "canvas",
    }
)  # fmt: skip
_DROPPED_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "complementary"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "body", "html", "header", "blockquote", "pre", "ul", "ol", "menu",
        "dl", "form", "fieldset", "legend", "figure", "figcaption", "address", "details", "summary", "hr", "center",
        "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th",
    }
)  # fmt: skip
_LISTS = frozenset({"ul", "ol", "menu"})
_LENGTH = re.compile(r"^(-?[\d.]+)(px|pt|em|rem|%)?$")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16}
_DATE_META = {
    "created": ("dcterms.issued", "dcterms.created", "dc.date.issued", "dc.date", "article:published_time"),
    "modified": ("dcterms.modified", "dc.date.modified", "article:modified_time", "last-modified"),
}
_TITLE_META = ("dcterms.title", "dc.title", "og:title")
_AUTHOR_META = ("dcterms.creator", "dc.creator", "author")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(T\S*)?$")


class _State(NamedTuple):
    """What holds for the text at a place: why it is hidden, whether a colour lies behind it, and the list it is in."""

    hidden: HiddenReason | None = None
    shaded: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0  # of elements


class _Run(NamedTuple):
    """Text, or (None) the border of a block. `row` is a finished table row."""

    text: str | None = None
    state: _State = _State()
    row: Piece | None = None


def read(data: bytes, name: str) -> RawDocument:
    """The character set is taken from a byte order mark or the page's own `meta`; else UTF-8 or Windows-1252."""
    page = BeautifulSoup(data, "lxml")
    problems = wrong_characters(page.contains_replacement_characters)
    return lay_out("html", pieces(_main_text(page)), _metadata(page), problems)


def wrong_characters(found: bool) -> tuple[Problem, ...]:
    """The problem that some characters could not be decoded, if so."""
    message = (
        "Enkele tekens zijn niet te ontcijferen en zijn vervangen door een vraagteken in een ruit. "
        "Sla het bestand opnieuw op met de tekencodering UTF-8."
    )
    return (Problem(code="encoding", message=message, loss=False),) if found else ()


def pieces(root: Tag) -> Iterator[Piece]:
    """What one element and all within it give, in order."""
    gathered: list[_Run] = []
    for run in (*_runs(root, _State()), _Run()):
        if run.text is not None:
            gathered.append(run)
            continue
        yield from _gathered(gathered)
        gathered = []
        if run.row:
            yield run.row


def _gathered(runs: list[_Run]) -> Iterator[Piece]:
    visible = [run for run in runs if not run.state.hidden]
    unseen = concealed((run.state.hidden, run.text or "") for run in runs if run.text and run.text.strip())
    state = next((run.state for run in visible if run.text and run.text.strip()), _State())
    found = block(state.kind, "".join(run.text or "" for run in visible), state.level)
    if found or unseen:
        yield Piece(found, (), unseen)


def _runs(element: Tag, state: _State) -> Iterator[_Run]:
    state = _within(element, state)
    if state.depth > MAX_DEPTH:
        yield _Run(text=element.get_text(" "), state=state)
        return
    for child in element.children:
        if not isinstance(child, Tag):
            if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                yield _Run(text=str(child), state=state)
        elif child.name == "br":
            yield _Run(text=" ", state=state)
        elif child.name == "table" and not _is_layout(child):
            yield _Run()
            yield from _table(child, _within(child, state))
        elif child.name in _BLOCKS or child.name in _HEADINGS or child.name in {"li", "dt", "dd"}:
            if not _is_dropped(child):
                yield _Run()
                yield from _runs(child, state)
                yield _Run()
        elif not _is_dropped(child):
            yield from _runs(child, state)


def _within(element: Tag, state: _State) -> _State:
    """What holds within an element, given what holds around it."""
    style = _declarations(element)
    background = style.get("background-color") or style.get("background") or _attribute(element, "bgcolor")
    if background:
        plain = is_white(background.split()[0]) or background.split()[0] in {"none", "transparent", "inherit"}
        state = state._replace(shaded=not plain)
    state = state._replace(depth=state.depth + 1, hidden=state.hidden or _hides(element, style, state.shaded))
    if element.name in _HEADINGS:
        return state._replace(kind=BlockKind.HEADING, level=_HEADINGS[element.name])
    if element.name in {"li", "dt", "dd"}:
        lists = sum(1 for parent in element.parents if parent.name in _LISTS or parent.name == "dl")
        return state._replace(kind=BlockKind.LIST_ITEM, level=max(1, lists) + (element.name == "dd"))
    return state


def _hides(element: Tag, style: dict[str, str], shaded: bool) -> HiddenReason | None:
    if element.has_attr("hidden") or style.get("display") == "none":
        return "hidden_markup"
    if style.get("visibility") in {"hidden", "collapse"} or _number(style.get("opacity", "1")) == 0:
        return "invisible"
    size = _LENGTH.match(style.get("font-size", ""))
    if size and _number(size[1]) * _PIXELS[size[2] or "px"] < TINY_PIXELS:
        return "tiny"
    if any(_number(re.sub(r"[a-z%]+$", "", style.get(side, ""))) <= -999 for side in ("left", "top", "text-indent")):
        return "off_page"
    colour = style.get("color") or (_attribute(element, "color") if element.name == "font" else "")
    return "white" if colour and is_white(colour) and not shaded else None


def _table(table: Tag, state: _State) -> Iterator[_Run]:
    """A table of data: its caption as a paragraph, then each row."""
    for row in table.find_all(["caption", "tr"]):
        if row.name == "caption":
            yield from _runs(row, state)
            yield _Run()
            continue
        around = state
        for parent in (*reversed([p for p in row.parents if p.name in {"thead", "tbody", "tfoot"}]), row):
            around = _within(parent, around)
        cells = [tuple(_cell(cell, around)) for cell in row.find_all(["td", "th"], recursive=False)]
        yield from (_Run(row=piece) for piece in table_row(cells))


def _cell(cell: Tag, state: _State) -> Iterator[Piece]:
    gathered: list[_Run] = []
    for run in _runs(cell, state):
        gathered.append(run if run.text is not None else _Run(text=" ", state=state))
    yield from _gathered(gathered)


def _is_layout(table: Tag) -> bool:
    """Whether a table only places things: it says so, has one cell a row, or holds headings or tables."""
    if table.get("role") in {"presentation", "none"} or table.find(["table", *_HEADINGS]):
        return True
    return all(len(row.find_all(["td", "th"], recursive=False)) <= 1 for row in table.find_all("tr"))


def _is_dropped(element: Tag) -> bool:
    if element.name in _DROPPED or element.get("role") in _DROPPED_ROLES:
        return True
    if element.name == "header" or element.get("role") == "banner":
        return not any(parent.name in {"main", "article", "section"} for parent in element.parents)
    return False


def _main_text(page: BeautifulSoup) -> Tag:
    mains = page.select("main, [role=main]")
    articles = page.find_all("article")
    for candidates in (mains, articles):
        if len(candidates) == 1 and any(True for _ in pieces(candidates[0])):
            return candidates[0]
    return page.body or page


def _metadata(page: BeautifulSoup) -> dict[str, str]:
    values: dict[str, str] = {}
    for meta in page.find_all("meta"):
        key = _attribute(meta, "name") or _attribute(meta, "property")
        if text := one_line(_attribute(meta, "content")):
            values.setdefault(key.casefold(), text)
    title = one_line(page.title.get_text()) if page.title else ""
    found = {
        "title": title or next((values[key] for key in _TITLE_META if key in values), ""),
        "author": next((values[key] for key in _AUTHOR_META if key in values), ""),
    }
    for kind, keys in _DATE_META.items():
        found[kind] = next((values[key] for key in keys if _DATE.match(values.get(key, ""))), "")
    return {key: text for key, text in found.items() if text}


def _declarations(element: Tag) -> dict[str, str]:
    """The inline style, by property, in small letters and without "!important"."""
    pairs = (part.split(":", 1) for part in _attribute(element, "style").lower().split(";") if ":" in part)
    return {key.strip(): value.replace("!important", "").strip() for key, value in pairs if value.strip()}


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return value if isinstance(value, str) else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
