"""The page "Toetsen": the form, the example, and the panel in which the work is followed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import gradio as gr

from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import OrganisationType
from ui import rendering, views
from ui.assess import assess, explain
from ui.form import LONGEST_NAME, read_form
from ui.job import Job
from ui.sessions import Session, Sessions

# How often the panel tells how far the work is. Seconds.
REFRESH = 0.5
EXAMPLE_NAME, EXAMPLE_DAY = "Gemeente Oosterhoven", "2026-03-01"
_FORMATS = "pdf, docx, odt, rtf, html, txt en md"
_FAILED = "De toets is niet uitgevoerd."
_FULL = (
    "De toets is niet begonnen: er wachten er al te veel, of de verbinding met de app viel weg. Wacht even en probeer "
    "het opnieuw."
)

Updates = dict[Any, Any]  # a widget, and what changes about it


@dataclass(frozen=True)
class AssessPage:
    """The widgets of the page."""

    uploads: gr.File
    norms: gr.CheckboxGroup
    name: gr.Textbox
    kind: gr.Radio
    day: gr.Textbox
    start: gr.Button
    stop: gr.Button
    panel: gr.HTML

    @property
    def form(self) -> list[Any]:
        """What `follow` takes, in its order."""
        return [self.uploads, self.norms, self.name, self.kind, self.day]

    def follow(
        self, session: Session, uploads: list[str] | None, norms: list[str], name: str, kind: str, day: str
    ) -> Iterator[Updates]:
        """Runs an assessment and yields what the panel shows; afterwards `session.outcomes` has the outcome, if any."""
        session.waiting = False
        session.outcomes = ()
        try:
            request = read_form([Path(each) for each in uploads or ()], norms or (), name or "", kind or "", day or "")
            titles = [load_norm(each).short_title for each in request.norm_ids]
            if session.job is not None and not session.job.wait(0):
                session.job.stop()
                yield {self.start: gr.update(interactive=False), self.panel: rendering.waiting()}
                session.job.wait()
            job = session.job = Job(lambda progress: assess(request, session.folder, progress))
            begun = True
            seconds = 0.0
            while begun or not job.wait(REFRESH):
                begun = False
                panel = rendering.progress(views.stages(job.step, titles), job.step.what, int(seconds))
                yield {self.start: gr.update(interactive=False), self.stop: gr.update(visible=True), self.panel: panel}
                seconds += REFRESH
            session.outcomes = job.result()
            panel = ""
        except Exception as exc:  # whatever happened, the user is told
            panel = rendering.problems(_FAILED, explain(exc))
        yield {self.panel: panel, **self.ready()}

    def ready(self) -> Updates:
        """The buttons as they are when nothing runs."""
        return {self.start: gr.update(interactive=True), self.stop: gr.update(visible=False)}


def assess_page(sessions: Sessions) -> AssessPage:
    """Lays out the page and wires what concerns this page alone."""
    with gr.Row(elem_classes="columns"):
        with gr.Column(scale=3, min_width=300):
            gr.HTML(rendering.step("1. Uw documenten"), apply_default_css=False)
            uploads = gr.File(file_count="multiple", label=f"Documenten ({_FORMATS})", elem_id="documenten")
            example = gr.Button("Laad het voorbeeld: de gemeente Oosterhoven", size="md", elem_classes="quiet")
        with gr.Column(scale=2, min_width=300):
            gr.HTML(rendering.step("2. Norm en organisatie"), apply_default_css=False)
            norms = gr.CheckboxGroup(_norm_choices(), value=[NORM_IDS[0]], label="Norm", elem_classes="stacked")
            name = gr.Textbox(label="Naam van de organisatie", max_lines=1, max_length=LONGEST_NAME)
            kind = gr.Radio(
                [(each.value.capitalize(), each.value) for each in OrganisationType],
                value=OrganisationType.GEMEENTE.value,
                label="Soort organisatie",
            )
            day = gr.Textbox(
                value=lambda: date.today().isoformat(),
                label="Peildatum (JJJJ-MM-DD)",
                info="Op deze dag wordt bepaald of een document geldt en actueel is.",
                max_lines=1,
                max_length=40,
            )
    panel = gr.HTML("", elem_id="paneel", apply_default_css=False)
    with gr.Row(elem_classes="actions"):
        start = gr.Button("Voer de toets uit", variant="primary", size="lg", min_width=220)
        stop = gr.Button("Stop de toets", size="lg", visible=False, min_width=160)
    page = AssessPage(uploads, norms, name, kind, day, start, stop, panel)
    _wire(page, example, sessions)
    return page


def _wire(page: AssessPage, example: gr.Button, sessions: Sessions) -> None:
    def load_example(request: gr.Request) -> Updates:
        return {
            page.uploads: _example_files(sessions.of(str(request.session_hash)).folder / "voorbeeld"),
            page.norms: list(NORM_IDS),
            page.name: EXAMPLE_NAME,
            page.kind: OrganisationType.GEMEENTE.value,
            page.day: EXAMPLE_DAY,
            page.panel: "",
        }

    def remember(uploads: list[str] | None, request: gr.Request) -> None:
        sessions.of(str(request.session_hash)).uploads.update(Path(each) for each in uploads or ())

    def stop(request: gr.Request) -> None:
        job = sessions.of(str(request.session_hash)).job
        if job is not None:
            job.stop()

    quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
    example.click(load_example, None, [*page.form, page.panel], **quiet)
    page.uploads.upload(remember, page.uploads, None, **quiet)
    page.stop.click(stop, None, None, queue=False, **quiet)


def announce(page: AssessPage, session: Session) -> Updates:
    """At the click, before a place in the queue: the old panel goes, and the wait is told."""
    session.waiting = True
    return {page.panel: rendering.waiting()}


def settle(page: AssessPage, session: Session) -> Updates:
    """After all, also where the work was never begun: the buttons are right, and silence is no answer."""
    if not session.waiting:
        return page.ready()
    session.waiting = False
    return {page.panel: rendering.problems(_FAILED, [_FULL]), **page.ready()}


def _norm_choices() -> list[tuple[str, str]]:
    norms = [load_norm(each) for each in NORM_IDS]
    return [(f"{norm.title} ({len(norm.ambitions)} ambities)", norm.id) for norm in norms]


def _example_files(folder: Path) -> list[str]:
    """The bundled dossier, copied to where Gradio may take files from."""
    with as_file(files("corpus") / "example" / "documents") as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    return [str(path) for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
