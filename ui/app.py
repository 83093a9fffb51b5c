"""Assembles the app: every page at its address. `serving` runs it."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr

from ui.analysis_page import analysis_page
from ui.chat_page import chat_page
from ui.compare_page import compare_page
from ui.documents_page import documents_page
from ui.dossiers_page import dossiers_page
from ui.help_page import help_page
from ui.places import Place
from ui.region_page import region_page
from ui.report_page import report_page
from ui.review_page import review_page
from ui.settings_page import settings_page
from ui.workplace import Workplace

Page = Callable[[Workplace, gr.Blocks], None]

_PAGES: dict[Place, Page] = {
    Place.DOCUMENTS: documents_page,
    Place.ANALYSIS: analysis_page,
    Place.REVIEW: review_page,
    Place.REPORT: report_page,
    Place.COMPARE: compare_page,
    Place.CHAT: chat_page,
    Place.REGION: region_page,
    Place.SETTINGS: settings_page,
    Place.HELP: help_page,
}


def build(workplace: Workplace) -> gr.Blocks:
    """The app, not yet served."""
    with gr.Blocks(title="Normtoets", analytics_enabled=False, fill_width=True) as demo:
        dossiers_page(workplace, demo)
    for place, lay_out in _PAGES.items():
        with demo.route(place.title, place.path) as page:
            lay_out(workplace, page)
    return demo
