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

from analyzer.errors import ModelError
from analyzer.norms import NORM_IDS, load_norm
from analyzer.types import OrganisationType
from ui import rendering, views
from ui.assess import Outcome, Run
from ui.configuration import Configuration, Folders
from ui.engines import RULES, judge_choices, notice_of, read_judging
from ui.explanation import explain
from ui.form import LONGEST_NAME, read_form
from ui.job import Job, Stopped
from ui.sessions import Session, Sessions

# How often the panel tells how far the work is, and how often the pages show new verdicts of a language model. Seconds.
REFRESH = 0.5
RENEW = 2.0
# How long a stopped run is waited for before what it made is shown: a language model may take minutes for an answer.
PATIENCE = 2.0
EXAMPLE_NAME, EXAMPLE_DAY = "Gemeente Oosterhoven", "2026-03-01"
_FORMATS = "pdf, docx, odt, rtf, html, txt en md"
_FAILED = "De toets is niet uitgevoerd."
_BROKEN = "Het taalmodel is niet klaar gekomen; de uitkomst van de regels staat er."
_FULL = (
    "De toets is niet begonnen: er wachten er al te veel, of de verbinding met de app viel weg. Wacht even en probeer "
    "het opnieuw."
)

Updates = dict[Any, Any]  # a widget, and what changes about it


@dataclass(frozen=True)
class AssessPage:
    """The widgets of the page, and what is configured."""

    configuration: Configuration
    uploads: gr.File
    norms: gr.CheckboxGroup
    name: gr.Textbox
    kind: gr.Radio
    day: gr.Textbox
    judge: gr.Radio
    budget: gr.Textbox
    notice: gr.HTML
    start: gr.Button
    stop: gr.Button
    panel: gr.HTML

    @property
    def form(self) -> list[Any]:
        """What `follow` takes, in its order."""
        return [self.uploads, self.norms, self.name, self.kind, self.day, self.judge, self.budget]

    @property
    def judging(self) -> list[Any]:
        """What `offer` and `explain_judge` may change."""
        return [self.judge, self.budget, self.notice]

    def offer(self, chosen: str | None) -> Updates:
        """Who can judge with what is configured now; the choice stays while it can."""
        folders = Folders()
        try:
            folders = self.configuration.folders()
            model = self.configuration.model()
            if model is not None:
                model.check_host()
            choices = judge_choices(model, folders)
        except ModelError:
            choices = judge_choices(None, folders)
        value = chosen if chosen in [each for _, each in choices] else RULES
        return {**self.explain_judge(value), self.judge: gr.update(choices=choices, value=value)}

    def explain_judge(self, judge: str | None) -> Updates:
        """Where text goes with this judge."""
        asks = judge in ("both", "model")
        try:
            notice = notice_of(
                judge or RULES, self.configuration.model() if asks else None, self.configuration.folders()
            )
            told = rendering.notice(notice)
        except ModelError as exc:
            told = rendering.problems("De instellingen van het taalmodel kloppen niet.", explain(exc))
        return {self.notice: told, self.budget: gr.update(visible=asks)}

    def follow(
        self,
        session: Session,
        uploads: list[str] | None,
        norms: list[str],
        name: str,
        kind: str,
        day: str,
        judge: str,
        budget: str,
    ) -> Iterator[Updates]:
        """Runs an assessment and yields what the panel shows; meanwhile and afterwards `session` has the outcomes."""
        session.waiting = False
        try:
            request = read_form([Path(each) for each in uploads or ()], norms or (), name or "", kind or "", day or "")
            judging = read_judging(judge or RULES, budget or "", self.configuration)
            if session.job is not None and not session.job.wait(0):
                session.job.stop()
                yield {self.start: gr.update(interactive=False), self.panel: rendering.waiting()}
                session.job.wait()
            session.begin()
            run = session.run = Run(request, judging, session.folder)
            job = session.job = Job(run.work)
            titles = [load_norm(each).short_title for each in request.norm_ids]
            yield from self._watched(session, job, run, titles, judging.layered)
            panel = self._ended(session, job, run)
        except Exception as exc:  # whatever happened, the user is told
            panel = rendering.problems(_FAILED, explain(exc))
        yield {self.panel: panel, **self.ready()}

    def ready(self) -> Updates:
        """The buttons as they are when nothing runs."""
        return {
            self.start: gr.update(interactive=True),
            self.stop: gr.update(visible=False, interactive=True, value=_STOP),
        }

    def _watched(
        self, session: Session, job: Job[tuple[Outcome, ...]], run: Run, titles: list[str], layered: bool
    ) -> Iterator[Updates]:
        """Until the work has ended, or was stopped and lets wait for itself with something to show."""
        seconds, renewed, patience, seen = 0.0, 0.0, PATIENCE, 0
        begun = True
        while begun or not job.wait(REFRESH):
            begun = False
            if job.stopping and run.so_far():
                patience -= REFRESH
                if patience < 0:
                    return
            if run.changes != seen and (not session.outcomes or seconds - renewed >= RENEW):
                seen, renewed = run.changes, seconds
                session.show(run.so_far())
                session.dossier = run.dossier
            told = [estimate.text for estimate in run.estimates]
            panel = rendering.progress(views.stages(job.step, titles, layered), job.step.what, int(seconds), told)
            yield {
                self.start: gr.update(interactive=False),
                self.stop: gr.update(
                    visible=True, interactive=not job.stopping, value=_STOPPING if job.stopping else _STOP
                ),
                self.panel: panel,
            }
            seconds += REFRESH

    def _ended(self, session: Session, job: Job[tuple[Outcome, ...]], run: Run) -> str:
        """Shows the outcomes; what the panel says. Raises what the work raised where there is nothing to show."""
        try:
            if not job.wait(0):
                raise Stopped
            session.show(job.result())
            session.dossier = run.dossier
            return ""
        except Exception as exc:
            settled = run.settle()
            if not settled:
                raise
            session.show(settled)
            if isinstance(exc, Stopped):
                return rendering.stopped(run.shares())
            return rendering.problems(_BROKEN, explain(exc))


_STOP, _STOPPING = "Stop de toets", "Wordt gestopt …"


def assess_page(sessions: Sessions, configuration: Configuration) -> AssessPage:
    """Lays out the page and wires what concerns this page alone."""
    with gr.Row(elem_classes="columns"):
        with gr.Column(scale=3, min_width=300):
            gr.HTML(rendering.step("1. Uw documenten"), apply_default_css=False)
            uploads = gr.File(file_count="multiple", label=f"Documenten ({_FORMATS})", elem_id="documenten")
            example = gr.Button("Laad het voorbeeld: de gemeente Oosterhoven", size="md", elem_classes="quiet")
            gr.HTML(rendering.step("3. Wie oordeelt"), apply_default_css=False)
            judge = gr.Radio(
                judge_choices(None, Folders()),
                value=RULES,
                label="Beoordelaar",
                elem_classes="stacked",
            )
            notice = gr.HTML("", apply_default_css=False, elem_id="bestemming")
            budget = gr.Textbox(
                label="Budget voor deze toets (mag leeg blijven)",
                info="Bijvoorbeeld “200.000 tokens” of “5 euro”. Daarna stopt het taalmodel.",
                max_lines=1,
                max_length=40,
                visible=False,
            )
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
        stop = gr.Button(_STOP, size="lg", visible=False, min_width=160)
    page = AssessPage(configuration, uploads, norms, name, kind, day, judge, budget, notice, start, stop, panel)
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

    def explain_judge(judge: str | None, request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return page.explain_judge(judge)

    quiet = {"show_progress": "hidden", "api_visibility": "undocumented"}
    example.click(load_example, None, [*page.form, page.panel], **quiet)
    page.uploads.upload(remember, page.uploads, None, **quiet)
    page.judge.input(explain_judge, page.judge, page.judging, **quiet)


def stop_job(session: Session) -> None:
    """Asks the work of this tab to end, if there is any."""
    if session.job is not None:
        session.job.stop()


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
