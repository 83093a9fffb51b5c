"""What the styles of a Word document say: which paragraph is a heading or list item, and which run cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.readers.visibility import HiddenReason, is_white

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TINY_HALF_POINTS = 4  # below 2 points no one can read it; w:sz counts in half points (ECMA-376 part 1, 17.3.2.38)
BODY_LEVEL = 9  # the outline level that means "body text" (ECMA-376 part 1, 17.3.1.20)

_HEADING_NAME = re.compile(r"^(heading|kop|kopje|hoofdstuk|paragraaf)\s*([1-9])\b", re.I)
_TITLE_NAME = re.compile(r"^(title|titel)$", re.I)
_LIST_NAME = re.compile(
    r"^(list (?:bullet|number)|lijst(?:opsomteken|nummering| opsom\.?teken)|opsomming)\s*([2-9])?", re.I
)

Element = Any  # an lxml element; lxml carries no types


class RunLook(NamedTuple):
    """What decides whether a run can be seen; None: nothing is said here."""

    vanish: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    shaded: bool | None = None

    def over(self, below: RunLook) -> RunLook:
        """This look, with what it leaves open taken from `below`."""
        return RunLook(*(upper if upper is not None else lower for upper, lower in zip(self, below, strict=True)))


class ParagraphRole(NamedTuple):
    """`outline`: 1–6 for a heading, 0 for body text, None: nothing is said. `depth`: as a list item, likewise."""

    outline: int | None = None
    depth: int | None = None

    def over(self, below: ParagraphRole) -> ParagraphRole:
        return ParagraphRole(*(u if u is not None else lower for u, lower in zip(self, below, strict=True)))


class Style(NamedTuple):
    role: ParagraphRole
    look: RunLook
    shaded_table: bool


class StyleBook:
    """All styles of one document, each with what it inherits. `root` is the w:styles element, or None."""

    def __init__(self, root: Element | None) -> None:
        elements = {} if root is None else {e.get(W + "styleId"): e for e in root.iterchildren(W + "style")}
        self._styles = {key: _resolve(key, elements) for key in elements}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default_look = run_look(defaults)
        self._default_paragraph = next(
            (
                key
                for key, style in elements.items()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in {"1", "true"}
            ),
            None,
        )

    def role(self, paragraph: Element) -> ParagraphRole:
        """What the paragraph is: its own properties, then its style's."""
        return _role(paragraph.find(W + "pPr")).over(self._paragraph_style(paragraph).role)

    def base_look(self, paragraph: Element) -> RunLook:
        """The look of a run that says nothing itself in this paragraph."""
        own = RunLook(shaded=True if _shading(paragraph.find(f"{W}pPr/{W}shd")) else None)
        return own.over(self._paragraph_style(paragraph).look).over(self._default_look)

    def hidden(self, run: Element, base: RunLook, shaded: bool) -> HiddenReason | None:
        """Why this run cannot be seen, if so. `shaded`: what surrounds the paragraph has a colour of its own."""
        properties = run.find(W + "rPr")
        look = run_look(properties)
        style = None if properties is None else properties.find(W + "rStyle")
        if style is not None and style.get(W + "val") in self._styles:
            look = look.over(self._styles[style.get(W + "val")].look)
        look = look.over(base)
        if look.vanish:
            return "hidden_markup"
        if look.tiny:
            return "tiny"
        return "white" if look.white and not (look.shaded or shaded) else None

    def shades_table(self, table: Element) -> bool:
        """Whether the table, or any part of its style, has a colour behind the text."""
        properties = table.find(W + "tblPr")
        if properties is None:
            return False
        style = properties.find(W + "tblStyle")
        named = None if style is None else self._styles.get(style.get(W + "val"))
        return bool(_shading(properties.find(W + "shd"))) or (named is not None and named.shaded_table)

    def _paragraph_style(self, paragraph: Element) -> Style:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        key = self._default_paragraph if named is None else named.get(W + "val")
        return self._styles.get(key) or Style(ParagraphRole(), RunLook(), False)


def shaded_cell(cell: Element, table_shaded: bool) -> bool:
    """Whether there is a colour behind the text of a table cell: its own, or else the table's."""
    own = _shading(cell.find(f"{W}tcPr/{W}shd"))
    return table_shaded if own is None else own


def run_look(properties: Element | None) -> RunLook:
    """What a w:rPr says itself."""
    if properties is None:
        return RunLook()
    size = properties.find(W + "sz")
    colour = properties.find(W + "color")
    highlight = properties.find(W + "highlight")
    marked = highlight is not None and highlight.get(W + "val") not in {"none", "white"}
    return RunLook(
        vanish=_toggle(properties.find(W + "vanish")),
        white=None if colour is None else is_white(colour.get(W + "val", "")),
        tiny=None if size is None else _number(size.get(W + "val"), TINY_HALF_POINTS) < TINY_HALF_POINTS,
        shaded=True if marked else _shading(properties.find(W + "shd")),
    )


def _resolve(key: str, elements: dict[str, Element]) -> Style:
    role, look, shaded = ParagraphRole(), RunLook(), False
    for element in _ancestry(key, elements):
        name = element.find(W + "name")
        text = "" if name is None else name.get(W + "val", "")
        own, named = _role(element.find(W + "pPr")), _named_role(text)
        if own.depth and named.depth:  # "List Bullet 2" is of the second level, but numbered in a list of its own
            own = own._replace(depth=max(own.depth, named.depth))
        role = role.over(own).over(named)
        look = look.over(run_look(element.find(W + "rPr")))
        if element.get(W + "type") == "table":
            shaded = shaded or any(_shading(shade) for shade in element.iter(W + "shd"))
        elif _shading(element.find(f"{W}pPr/{W}shd")) and look.shaded is None:
            look = look._replace(shaded=True)
    return Style(role, look, shaded)


def _ancestry(key: str, elements: dict[str, Element]) -> Iterator[Element]:
    """A style and those it is based on, nearest first; a circle ends where it closes."""
    seen: set[str] = set()
    while key in elements and key not in seen:
        seen.add(key)
        yield elements[key]
        base = elements[key].find(W + "basedOn")
        key = "" if base is None else base.get(W + "val", "")


def _role(properties: Element | None) -> ParagraphRole:
    """What a w:pPr says itself."""
    if properties is None:
        return ParagraphRole()
    outline = properties.find(W + "outlineLvl")
    level = None if outline is None else _number(outline.get(W + "val"), BODY_LEVEL)
    numbering = properties.find(W + "numPr")
    return ParagraphRole(
        outline=None if level is None else (0 if level >= BODY_LEVEL else min(level + 1, 6)),
        depth=None if numbering is None else _depth(numbering),
    )


def _depth(numbering: Element) -> int | None:
    number, level = numbering.find(W + "numId"), numbering.find(W + "ilvl")
    if number is None:  # a level in no list, as Word's own style for subtitles has
        return None
    if number.get(W + "val") == "0":  # numbering switched off
        return 0
    return 1 + (0 if level is None else max(0, _number(level.get(W + "val"), 0)))


def _named_role(name: str) -> ParagraphRole:
    if _TITLE_NAME.match(name):
        return ParagraphRole(outline=1)
    if heading := _HEADING_NAME.match(name):
        return ParagraphRole(outline=min(int(heading[2]), 6))
    if item := _LIST_NAME.match(name):
        return ParagraphRole(depth=int(item[2] or 1))
    return ParagraphRole()


def _shading(shade: Element | None) -> bool | None:
    """Whether a w:shd puts a colour behind the text; None: there is none."""
    if shade is None:
        return None
    fill, pattern = shade.get(W + "fill", "auto"), shade.get(W + "val", "clear")
    if shade.get(W + "themeFill") and fill == "auto":
        return True
    return (fill != "auto" and not is_white(fill)) or pattern not in {"clear", "nil"}


def _toggle(element: Element | None) -> bool | None:
    return None if element is None else element.get(W + "val", "1").lower() not in {"0", "false", "off"}


def _number(value: str | None, default: int) -> int:
    try:
        return int(float(value or ""))
    except (ValueError, OverflowError):
        return default
