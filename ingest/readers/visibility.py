"""Text in a file that a reader of the page cannot see: how it is told, gathered and reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from ingest.cleaning import cleaned
from ingest.types import HiddenText, Problem

NEAR_WHITE = 0xF5  # each colour channel from here up counts as white on white paper

HiddenReason = Literal["white", "tiny", "off_page", "invisible", "hidden_markup", "covered"]

_HEX = re.compile(r"#?([0-9a-f]{6})", re.I)
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])", re.I)
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)", re.I)


class Concealed(NamedTuple):
    """A stretch of text that cannot be seen, and why."""

    reason: HiddenReason
    text: str


def is_white(colour: str) -> bool:
    """Whether a colour (six hex digits, or as CSS writes it) cannot be told from white."""
    colour = colour.strip()
    if rgb := _RGB.fullmatch(colour):
        return all(int(channel) >= NEAR_WHITE for channel in rgb.groups()[:3])
    if short := _SHORT_HEX.fullmatch(colour):
        return all(digit.lower() == "f" for digit in short.groups())
    if hexadecimal := _HEX.fullmatch(colour):
        return all(channel >= NEAR_WHITE for channel in bytes.fromhex(hexadecimal[1]))
    return colour.lower() in {"white", "snow", "ghostwhite", "floralwhite"}


def concealed(runs: Iterable[tuple[HiddenReason | None, str]]) -> tuple[Concealed, ...]:
    """What is hidden in a row of runs (None: visible), each unbroken stretch with one reason as one entry."""
    found: list[Concealed] = []
    last: HiddenReason | None = None
    for reason, text in runs:
        if reason and reason == last:
            found[-1] = Concealed(reason, found[-1].text + text)
        elif reason:
            found.append(Concealed(reason, text))
        last = reason
    lines = (Concealed(entry.reason, cleaned(entry.text)) for entry in found)
    return tuple(entry for entry in lines if entry.text)


def hidden_problem(hidden: Sequence[HiddenText]) -> tuple[Problem, ...]:
    """What the reader of a report must know of the hidden text; nothing when there is none."""
    if not hidden:
        return ()
    places = "1 plaats" if len(hidden) == 1 else f"{len(hidden)} plaatsen"
    message = (
        f"Op {places} staat tekst die een lezer niet ziet (wit, heel klein of als verborgen opgemaakt). "
        "Die tekst telt niet mee. Open het bestand en controleer of dat klopt."
    )
    pages = tuple(sorted({entry.page for entry in hidden}))
    return (Problem(code="hidden_text", message=message, pages=pages, loss=False),)
