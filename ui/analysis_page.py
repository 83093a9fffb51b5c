"""The page on which the documents of a dossier are assessed: who judges, how far it is, and what came of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import gradio as gr

from analyzer.errors import ModelError
from analyzer.store.errors import StoreError
from analyzer.store.values import Job, JobKind, JobState, JudgeSettings
from ui import analysis_rendering as shown
from ui import analysis_views as views
from ui import rendering
from ui.engines import RULES, judge_options, read_judging
from ui.explanation import explain
from ui.form import IncompleteForm
from ui.places import Place
from ui.report_views import ReportView, report_view
from ui.running import running_job
from ui.shell import DIRECT, Shell, Updates, shell
from ui.submitted import Submitted, submitted
from ui.theme import asset
from ui.workplace import Visit, Workplace

EVERY, SELDOM = 1.0, 10.0  # seconds between two looks: at a run that goes on, and at whether anyone started one


@dataclass(frozen=True)
class _Parts:
    """The widgets. `seen`: what the browser has: a digest for each of the three parts, and the run that it shows."""

    made: Shell
    control: gr.HTML
    result: gr.HTML
    history: gr.HTML
    seen: gr.Textbox
    timer: gr.Timer

    @property
    def changing(self) -> list[gr.components.Component]:
        return [self.control, self.result, self.history, self.seen, self.timer, self.made.message]


def analysis_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    parts = _lay_out(workplace, page)

    @parts.made.answers
    def opened(request: gr.Request) -> Updates:
        return _shown(parts, workplace, workplace.visit(request))

    @parts.made.answers
    def ticked(seen: str, request: gr.Request) -> Updates:
        return _shown(parts, workplace, workplace.visit(request), seen)

    @parts.made.answers
    def pressed(seen: str, request: gr.Request, event: gr.EventData) -> Updates:
        visit, sent = workplace.visit(request), submitted(event)
        if sent.action == "start":
            return _start(parts, workplace, visit, sent)
        if sent.action == "stop":
            workplace.runs.stop(visit.desk, visit.dossier.id, sent.text("value"))
        elif sent.action == "resume":
            workplace.runs.resume(visit.desk, visit.dossier.id, sent.text("value"))
        return {parts.made.message: "", **_shown(parts, workplace, visit)}

    page.load(opened, None, parts.changing, **DIRECT)
    parts.timer.tick(ticked, parts.seen, parts.changing, **DIRECT)
    for part in (parts.control, parts.history):
        part.select(pressed, parts.seen, parts.changing, **DIRECT)


def _lay_out(workplace: Workplace, page: gr.Blocks) -> _Parts:
    made = shell(workplace, Place.ANALYSIS, page)
    script = asset("keep_place.js") + asset("forms.js")
    with gr.Row(elem_classes=["columns", "analysis-columns"]):
        with gr.Column(scale=5, min_width=300):
            control = gr.HTML("", js_on_load=script, apply_default_css=False, elem_id="toetsen")
        with gr.Column(scale=7, min_width=300):
            result = gr.HTML("", js_on_load=asset("keep_place.js"), apply_default_css=False, elem_id="uitkomst")
    history = gr.HTML("", js_on_load=script, apply_default_css=False, elem_id="eerdere-toetsen")
    seen = gr.Textbox("", visible="hidden", label="gezien")
    return _Parts(made, control, result, history, seen, gr.Timer(SELDOM))


def _start(parts: _Parts, workplace: Workplace, visit: Visit, sent: Submitted) -> Updates:
    """Asks for a run; the form comes back with what was filled in where that cannot be."""
    judge, budget = sent.text("judge") or RULES, sent.text("budget")[: shown.LONGEST_BUDGET]
    try:
        judging = read_judging(judge, budget if judge in ("both", "model") else "", workplace.configuration)
        spends = judging.model if judging.model is not None and budget else None
        settings = JudgeSettings(
            judge=judging.judge,
            budget_tokens=spends.budget_tokens if spends else None,
            budget_euros=spends.budget_euros if spends else None,
        )
        workplace.runs.assess(visit.desk, visit.dossier.id, settings)
    except (IncompleteForm, ModelError, StoreError) as exc:
        control = _form(workplace, visit, judge=judge, budget=budget, problems=explain(exc))
        return {parts.control: control, parts.made.message: ""}
    return {parts.made.message: "", **_shown(parts, workplace, visit)}


def _form(
    workplace: Workplace, visit: Visit, *, judge: str = "", budget: str = "", problems: tuple[str, ...] = ()
) -> str:
    options, problem = judge_options(workplace.configuration)
    return shown.start_form(
        visit.dossier,
        options,
        documents=len(visit.desk.documents(visit.dossier.id)),
        may_edit=visit.may_edit,
        settings_problem=explain(problem) if problem else (),
        broken=views.resumable(visit.desk.jobs(visit.dossier.id)),
        judge=judge,
        budget=budget,
        problems=problems,
    )


def _shown(parts: _Parts, workplace: Workplace, visit: Visit, seen: str = "") -> Updates:
    """The page as it is now; what the browser has already is not sent again."""
    job = running_job(workplace, visit, JobKind.ASSESS)
    if job is not None:
        reports = workplace.runs.so_far(visit.desk, visit.dossier.id, job.id)
        control = shown.under_way(job, views.stages(job, reports, visit.dossier), may_edit=visit.may_edit)
        result = shown.board(views.boards(reports, visit.dossier))
    else:
        control, result = _form(workplace, visit), _outcome(visit)
    records = visit.desk.assessments(visit.dossier.id)
    jobs = visit.desk.jobs(visit.dossier.id)
    history = shown.history(views.run_rows(jobs, records))
    contents = {parts.control: control, parts.result: result, parts.history: history}
    digests = [hashlib.sha256(each.encode()).hexdigest()[:12] for each in contents.values()]
    known = seen.split(" ")
    before = known[3] if len(known) == 4 else ""
    updates: Updates = {
        part: html
        for index, (part, html) in enumerate(contents.items())
        if len(known) != 4 or known[index] != digests[index]
    }
    updates[parts.seen] = " ".join([*digests, job.id if job else "-"])
    updates[parts.timer] = gr.Timer(EVERY if job else SELDOM, active=True)
    if job is None and before not in ("", "-"):
        updates[parts.made.message] = _ended(next((each for each in jobs if each.id == before), None))
    return updates


def _outcome(visit: Visit) -> str:
    """The last assessment on each norm, with the reviews, and what changed since."""
    desk, dossier = visit.desk, visit.dossier
    records = desk.assessments(dossier.id)
    latest = views.newest(records, dossier)
    documents, corrections = desk.documents(dossier.id, removed=True), desk.corrections(dossier.id)
    unread = {sha for sha, summary in desk.readings(dossier.id).items() if summary.read == "not"}
    changes = views.changed_since(latest, dossier, documents, corrections, unread)
    reports: list[ReportView] = []
    for record in latest:
        reviewed = desk.reviewed(dossier.id, record.norm_id)
        if reviewed is not None:
            reports.append(report_view(dossier.id, record, reviewed, newest=True))
    return shown.outcome(dossier, reports, changes)


def _ended(job: Job | None) -> str:
    """What is told when the run that was looked at has ended."""
    if job is None or job.state is JobState.DONE:
        return rendering.done(["De toets is klaar. De uitkomst staat hieronder; u kunt nu beoordelen."])
    if job.state is JobState.FAILED:
        return rendering.problems("De toets is niet afgekomen.", [job.problem or "De reden is niet bekend."])
    return rendering.done(["De toets is gestopt. Wat klaar was, is bewaard."])
