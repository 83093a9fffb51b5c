"""Reports: a GapReport becomes bytes, one module a format. `RENDERERS` has them by the name of their format."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.report import docx, html, machine
from analyzer.types import GapReport

RENDERERS: dict[str, Callable[[GapReport], bytes]] = {
    "json": machine.render,
    "docx": docx.render,
    "html": html.render,
}
