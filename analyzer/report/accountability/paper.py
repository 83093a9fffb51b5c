"""A paper that accounts for the use of this program, as values before layout: what it says, in which order.

What the organisation must still fill in or check stands in the text itself, as `gap` and `check` write it; writers make
it stand out.
"""

from __future__ import annotations

import re

from ingest.types import Frozen

OPEN = re.compile(r"\[(?:in te vullen|te controleren): [^\[\]]*\]")
UNKNOWN = "niet bekend"


class Heading(Frozen):
    """Of a chapter, or with `minor` of a part of one."""

    text: str
    minor: bool = False


class Text(Frozen):
    text: str


class Bullets(Frozen):
    """What stands before the first colon of an item is what it is about, where `titled`."""

    items: tuple[str, ...]
    titled: bool = False


class Grid(Frozen):
    """A table. `widths` in centimetres, 16 together; a cell may have more than one line. `named`: the first column
    holds the names of the rows."""

    description: str
    widths: tuple[float, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str | tuple[str, ...], ...], ...]
    named: bool = False


Block = Heading | Text | Bullets | Grid


class Paper(Frozen):
    """`short`: what the paper is, in a word or two, for the head of its pages. `concept`, `note`: who proposed, who
    decides; they stand first."""

    title: str
    subtitle: str
    short: str
    concept: str
    note: str
    blocks: tuple[Block, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """All that is still to be filled in or checked, in the order of the text."""
        return tuple(found for text in self.texts for found in OPEN.findall(text))

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything it says, for whoever looks for something in it."""
        found = [self.title, self.subtitle, self.concept, self.note]
        for block in self.blocks:
            match block:
                case Heading() | Text():
                    found.append(block.text)
                case Bullets():
                    found += block.items
                case Grid():
                    cells = [cell for row in (block.header, *block.rows) for cell in row]
                    found += [line for cell in cells for line in ((cell,) if isinstance(cell, str) else cell)]
        return tuple(found)


def gap(what: str) -> str:
    """What only the organisation can say: "[in te vullen: het adres]"."""
    return f"[in te vullen: {what}]"


def check(what: str) -> str:
    """What is filled in, and only the organisation can confirm: "[te controleren: de naam]"."""
    return f"[te controleren: {what}]"


def titled(lines: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Lines that begin with what they are about and a colon, as rows of a table."""
    parts = (line.partition(": ") for line in lines)
    return tuple((name, f"{rest[:1].upper()}{rest[1:]}") if colon else ("–", name) for name, colon, rest in parts)
