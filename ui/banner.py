"""The line above all pages while a language model's verdicts come in: how far it is, and a way to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import rendering
from ui.sessions import Session


@dataclass(frozen=True)
class Banner:
    """The widgets."""

    row: gr.Row
    line: gr.HTML
    stop: gr.Button

    @property
    def widgets(self) -> list[Any]:
        return [self.row, self.line, self.stop]

    def updates(self, session: Session) -> dict[Any, Any]:
        """The line as it is now: only between the outcome of the rules and the end."""
        run, job = session.run, session.job
        busy = run is not None and job is not None and not job.wait(0) and bool(session.outcomes)
        if run is None or job is None or not busy:
            return self.gone()
        return {
            self.row: gr.update(visible=True),
            self.line: rendering.banner(run.shares(), stopping=job.stopping),
            self.stop: gr.update(interactive=not job.stopping),
        }

    def gone(self) -> dict[Any, Any]:
        """Nothing runs."""
        return {self.row: gr.update(visible=False)}


def make_banner() -> Banner:
    """Lays it out."""
    with gr.Row(visible=False, elem_id="stand") as row:
        line = gr.HTML("", apply_default_css=False)
        stop = gr.Button("Stop het taalmodel", size="md", min_width=180, scale=0)
    return Banner(row, line, stop)
