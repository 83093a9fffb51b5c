"""The page "Uitleg": what the outcomes say, who does what, the keys, and what becomes of what is kept."""

from __future__ import annotations

import gradio as gr

from analyzer.report import wording
from ui import rendering
from ui.places import Place, address
from ui.review_rendering import KEYS
from ui.shell import shell
from ui.workplace import Workplace

CHAPTERS = (
    ("stappen", "Zo werkt u ermee"),
    ("rollen", "Wat de machine doet, en wat u doet"),
    ("oordelen", "De oordelen"),
    ("zekerheid", "Bewijs en zekerheid"),
    ("grenzen", "Wat een documentenonderzoek laat zien"),
    ("regels", "Hoe is geoordeeld"),
    ("toetsen", "Werken met het toetsenbord"),
    ("taalmodel", "Met een taalmodel erbij"),
    ("gegevens", "Wat er met uw gegevens gebeurt"),
    ("toegankelijk", "Toegankelijkheid"),
)
_PALE = {"in_force": "in-force", "planned": "planned", "absent": "absent", "not_found": "not-found"}


def help_page(workplace: Workplace, page: gr.Blocks) -> None:
    """The same for everyone; it is still only for whoever is signed in, as every page is."""
    shell(workplace, Place.HELP, page)
    gr.HTML(explained(), apply_default_css=False, elem_id="uitleg")


def explained() -> str:
    """The whole page."""
    return rendering.render(
        "help",
        chapters=CHAPTERS,
        keys=KEYS,
        marks=tuple(wording.MARKS.values()),
        pale=_PALE,
        address=address,
        place=Place,
    )
