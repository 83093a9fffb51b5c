"""A page drawn as a picture, with words marked in it: what the process that draws is asked, and what it gives."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from ingest.types import Frozen


class Found(StrEnum):
    """How much of the words to mark was found on the page."""

    WHOLE = "whole"
    PARTLY = "partly"
    NONE = "none"
    UNASKED = "unasked"  # there was nothing to mark on this page


class Box(Frozen):
    """A place on the page as shown: fractions (0 to 1) of its width and height, from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class TextLine(Frozen):
    """A line of text with its place."""

    text: str
    box: Box


class Wanted(Frozen):
    """One page, with words to mark on it. `page` counts from 1.

    `quote`: the words as the document has them, of this page only; `before` and `after`: the text around them, which
    tells one of several places from another. `recognise`: the page's text was read from its image, and `lines` is what
    was read there before.
    """

    page: int = Field(ge=1)
    quote: str = ""
    before: str = ""
    after: str = ""
    recognise: bool = False
    lines: tuple[TextLine, ...] = ()


MediaType = Literal["image/png", "image/jpeg"]


class PageImage(Frozen):
    """A page as a picture. `width` and `height` in pixels; `boxes`: what is marked, one for each line of text."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    content: bytes
    media_type: MediaType
    width: int
    height: int
    found: Found = Found.UNASKED
    boxes: tuple[Box, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """What a page that shows the picture must know of it, as headers of the response that carries it."""
        headers = {"X-Marked": self.found.value}
        if self.boxes:
            headers["X-Marked-Top"] = f"{min(box.top for box in self.boxes):.4f}"
            headers["X-Marked-Left"] = f"{min(box.left for box in self.boxes):.4f}"
        return headers


class DrawnPage(Frozen):
    """`lines`: the text that was read from the page's image, to be given along the next time."""

    image: PageImage
    lines: tuple[TextLine, ...] = ()
