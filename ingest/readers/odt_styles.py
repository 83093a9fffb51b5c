"""What the styles of an OpenDocument text say: which paragraph is a heading, and which text cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from odfdo import Element

from ingest.readers.visibility import HiddenReason, is_white

TINY_POINTS = 2.0  # below this no one can read it

_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"([\d.]+)(pt|in|cm|mm|pc|px)$")
_HEADING_NAME = re.compile(r"^(?:heading|kop)(?:_20_| )*([1-9])\b", re.I)
_TITLE_NAME = re.compile(r"^(title|titel)$", re.I)


class Look(NamedTuple):
    """What decides whether text can be seen; None: nothing is said here."""

    vanish: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    shaded: bool | None = None

    def over(self, below: Look) -> Look:
        """This look, with what it leaves open taken from `below`."""
        return Look(*(upper if upper is not None else lower for upper, lower in zip(self, below, strict=True)))

    @property
    def hidden(self) -> HiddenReason | None:
        """Why text with this look cannot be seen, if so."""
        if self.vanish:
            return "hidden_markup"
        if self.tiny:
            return "tiny"
        return "white" if self.white and not self.shaded else None


class Styles:
    """The styles of one document by family and name. `elements`: all style:style elements of both parts."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._styles: dict[tuple[str, str], dict[str, str]] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        for element in elements:
            attributes = element.attributes
            key = (attributes.get("style:family", ""), attributes.get("style:name", ""))
            self._styles[key] = attributes
            self._looks[key] = _own_look(element)

    def look(self, family: str, name: str | None) -> Look:
        """The look of a style with all it inherits."""
        look = Look()
        for key in self._ancestry(family, name):
            look = look.over(self._looks[key])
        return look

    def heading_level(self, name: str | None) -> int:
        """1–6 when a paragraph style is one for headings or for the title, else 0."""
        for key in self._ancestry("paragraph", name):
            attributes = self._styles[key]
            outline = attributes.get("style:default-outline-level", "")
            if outline.isdecimal() and int(outline):
                return min(int(outline), 6)
            shown = attributes.get("style:display-name", key[1])
            if _TITLE_NAME.match(shown):
                return 1
            if heading := _HEADING_NAME.match(shown):
                return min(int(heading[1]), 6)
        return 0

    def _ancestry(self, family: str, name: str | None) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            yield family, name
            name = self._styles[family, name].get("style:parent-style-name")


def _own_look(style: Element) -> Look:
    values: dict[str, str] = {}
    backgrounds: list[str] = []
    for properties in style.xpath("style:*"):
        if isinstance(properties, Element):
            attributes = properties.attributes
            values |= attributes
            backgrounds += [attributes[key] for key in ("fo:background-color", "draw:fill-color") if key in attributes]
            if attributes.get("draw:fill") in {"gradient", "bitmap", "hatch"}:
                backgrounds.append("filled")
    colour, size = values.get("fo:color"), values.get("fo:font-size")
    automatic = values.get("style:use-window-font-color") == "true"
    display = values.get("text:display")
    return Look(
        vanish=None if display is None else display == "none",
        white=False if automatic else (None if colour is None else is_white(colour)),
        tiny=None if size is None else _is_tiny(size),
        shaded=any(b != "transparent" and not is_white(b) for b in backgrounds) if backgrounds else None,
    )


def _is_tiny(size: str) -> bool | None:
    length = _LENGTH.match(size)  # a percentage says nothing here: it is of a size that is readable or told of itself
    return float(length[1]) * _POINTS[length[2]] < TINY_POINTS if length else None
