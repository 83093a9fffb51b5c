"""The page "Uitkomst": whose documents, the counts of each norm with its reports to download, and what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from analyzer.norms import NORM_IDS
from analyzer.report import RENDERERS
from ui import rendering
from ui.assess import Outcome
from ui.theme import asset

_LABELS = {"docx": "Download voor Word", "html": "Download als webpagina", "json": "Download als gegevens (JSON)"}


@dataclass(frozen=True)
class NormPart:
    """One norm on the page."""

    group: gr.Column
    summary: gr.HTML
    ambitions: gr.Button
    downloads: dict[str, gr.DownloadButton]


@dataclass(frozen=True)
class OutcomePage:
    """The widgets of the page."""

    overview: gr.HTML
    parts: dict[str, NormPart]
    documents: gr.HTML

    @property
    def widgets(self) -> list[Any]:
        """All that `updates` may change."""
        parts = [[part.group, part.summary, *part.downloads.values()] for part in self.parts.values()]
        return [self.overview, *(widget for part in parts for widget in part), self.documents]

    def updates(self, outcomes: tuple[Outcome, ...]) -> dict[Any, Any]:
        """What the page shows of these outcomes; that there are none when there are none."""
        changes: dict[Any, Any] = {
            self.overview: rendering.overview(outcomes[0].outline) if outcomes else rendering.no_outcome(),
            self.documents: rendering.documents(outcomes[0].outline) if outcomes else "",
        }
        made = {outcome.norm_id: outcome for outcome in outcomes}
        for norm_id, part in self.parts.items():
            outcome = made.get(norm_id)
            changes[part.group] = gr.update(visible=outcome is not None)
            changes[part.summary] = rendering.summary(outcome.outline) if outcome else ""
            for extension, button in part.downloads.items():
                changes[button] = gr.update(value=str(outcome.files[extension]) if outcome else None)
        return changes


def outcome_page() -> OutcomePage:
    """Lays out the page."""
    overview = gr.HTML(rendering.no_outcome(), apply_default_css=False)
    parts = {norm_id: _part() for norm_id in NORM_IDS}
    documents = gr.HTML("", apply_default_css=False)
    return OutcomePage(overview, parts, documents)


def _part() -> NormPart:
    with gr.Column(visible=False, elem_classes="norm") as group:
        summary = gr.HTML("", js_on_load=asset("keep_place.js"), apply_default_css=False)
        with gr.Row(elem_classes="downloads"):
            ambitions = gr.Button("Bekijk de ambities", variant="primary", size="md", min_width=200)
            downloads = {
                extension: gr.DownloadButton(label, size="md", min_width=200)
                for extension, label in _LABELS.items()
                if extension in RENDERERS
            }
    return NormPart(group, summary, ambitions, downloads)
