"""The layout engine of the PDF, WeasyPrint: loaded when it is needed, and kept from the network and from files."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from pathlib import PurePath
from types import ModuleType
from typing import Any

from analyzer.errors import PdfUnavailable

_FONT_FILES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_ELSE = "of kies een andere vorm, zoals Word of de webpagina."
NO_LIBRARY = (
    "Een PDF kan hier niet worden gemaakt: de bibliotheek Pango ontbreekt, of is onvolledig. Installeer haar (op "
    f"Debian en Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0), {_ELSE}"
)
NO_FONTS = (
    "Een PDF kan hier niet worden gemaakt: op deze computer staat geen enkel lettertype. Installeer er een (op Debian "
    f"en Ubuntu: apt install fonts-liberation), {_ELSE}"
)


def laid_out(source: str) -> Any:
    """The pages of an HTML source, not yet painted. Raises PdfUnavailable where a library or every font is missing."""
    engine = _engine()
    return engine.HTML(string=source, url_fetcher=_fetcher(engine)).render()


@cache
def _engine() -> ModuleType:
    """WeasyPrint is heavy, needs libraries of the system, and ends the whole program where there is no font at all."""
    try:
        with warnings.catch_warnings(action="ignore"):  # what it warns of is what is looked at below
            import weasyprint
            from weasyprint.text import ffi
    except (ImportError, OSError) as exc:
        raise PdfUnavailable(NO_LIBRARY) from exc
    config = ffi.fontconfig.FcInitLoadConfigAndFonts()
    fonts = ffi.fontconfig.FcConfigGetFonts(config, ffi.fontconfig.FcSetSystem)
    count = fonts.nfont if fonts != ffi.ffi.NULL else 0
    ffi.fontconfig.FcConfigDestroy(config)
    if not count:
        raise PdfUnavailable(NO_FONTS)
    for name in ("weasyprint", "fontTools"):  # of what it leaves out it warns; what fails, it still says
        logging.getLogger(name).setLevel(logging.ERROR)
    made: ModuleType = weasyprint
    return made


def _fetcher(engine: ModuleType) -> Any:
    """Fetches the installed fonts, and nothing else."""

    # The engine is loaded late, so no type checker knows what this inherits.
    class OnlyFonts(engine.urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("file:///") or PurePath(url).suffix.lower() not in _FONT_FILES:
                raise ValueError(f"refused: {url}")
            return super().fetch(url, headers)

    return OnlyFonts(allowed_protocols=("file",), allow_redirects=False)
