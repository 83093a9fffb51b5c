"""Whether a PDF can be made on this computer: its type is set by libraries of the system. Where they lack, the tests of
it are skipped and say why."""

from __future__ import annotations

from functools import cache

import pytest

from analyzer.errors import PdfUnavailable
from analyzer.report.pdf_engine import laid_out


@cache
def why_no_pdf() -> str:
    """Empty where one can be made."""
    try:
        laid_out("<p>x</p>")
    except PdfUnavailable as exc:
        return str(exc)
    return ""


def needs_pdf() -> None:
    """Skips the test where none can be made."""
    if why_no_pdf():
        pytest.skip(why_no_pdf())
