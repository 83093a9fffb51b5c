"""The page "Rapport": which assessment, how far people are with it, and the report to look at and to take along."""

from __future__ import annotations

import gradio as gr

from analyzer.report.wording import MARKS
from ui import rendering
from ui.places import Place, address, worksheet_address
from ui.report_views import assessment_choices, chosen_record, report_view
from ui.shell import DIRECT, Updates, shell
from ui.theme import asset
from ui.workplace import Visit, Workplace


def report_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    around = shell(workplace, Place.REPORT, page)
    waiting = rendering.render("loading", what="Het rapport wordt opgehaald")
    scripts = asset("keep_place.js") + asset("choices.js")
    body = gr.HTML(waiting, js_on_load=scripts, apply_default_css=False, elem_id="rapport")

    sends = asset("file_button.js") + asset("send_file.js")
    worksheet = gr.HTML("", js_on_load=sends, apply_default_css=False, elem_id="werkblad-inlezen")
    preview = gr.HTML("", apply_default_css=False, elem_id="voorbeeld")

    @around.answers
    def opened(request: gr.Request) -> Updates:
        visit = workplace.visit(request)
        shown, where = _shown(visit, str(request.query_params.get("toets", "")))
        looked_at = rendering.render("report_preview", address=where) if where else ""
        return {body: shown, preview: looked_at, around.message: ""}

    @around.answers
    def ready(request: gr.Request) -> Updates:
        visit = workplace.visit(request)
        shown = visit.may_edit and bool(visit.desk.assessments(visit.dossier.id))
        where = worksheet_address(visit.dossier.id)
        return {worksheet: rendering.render("worksheet", address=where) if shown else "", around.message: ""}

    page.load(opened, None, [body, preview, around.message], **DIRECT)
    page.load(ready, None, [worksheet, around.message], **DIRECT)
    worksheet.select(opened, None, [body, preview, around.message], **DIRECT, trigger_mode="always_last")
    body.select(opened, None, [body, preview, around.message], **DIRECT, trigger_mode="always_last")


def _shown(visit: Visit, asked: str) -> tuple[str, str]:
    """The page for the assessment asked for, and the address of its report; that there is none yet, and nothing."""
    dossier = visit.dossier.id
    records = visit.desk.assessments(dossier)
    record = chosen_record(records, asked, visit.dossier.norm_ids)
    if record is None:
        where = address(Place.ANALYSIS, dossier)
        return rendering.render("no_assessment", analysis=where, may_edit=visit.may_edit), ""
    newest = next(each for each in records if each.norm_id == record.norm_id) is record
    view = report_view(dossier, record, visit.desk.report(dossier, record.id), newest=newest)
    groups = assessment_choices(records, record.id)
    return rendering.render("report", view=view, groups=groups, marks=tuple(MARKS.values())), view.preview
