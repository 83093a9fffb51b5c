"""The forms of the gap report that hold the same for everyone who reads it, as functions of the report alone."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.report import docx, html, machine
from analyzer.types import GapReport

RENDERERS: dict[str, Callable[[GapReport], bytes]] = {
    "json": machine.render,
    "docx": docx.render,
    "html": html.render,
}
