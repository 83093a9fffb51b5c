"""The browser of this system: where it is, and how it is started so that it talks to nobody but the app."""

from __future__ import annotations

import shutil

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--lang=nl-NL",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def program() -> str | None:
    """Its path; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name)) is not None), None)
