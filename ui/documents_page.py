"""The page with the documents of a dossier: they are added here, and what was read of them can be corrected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import gradio as gr

from analyzer.store.corrections import text_of
from analyzer.store.errors import InvalidChange, NoSuchItem
from analyzer.store.values import FactField, StoredDocument
from ui import documents_rendering as shown
from ui import rendering
from ui.document_rows import FIELDS, document_rows, facts_of, past_documents, reading_share, said
from ui.places import Place
from ui.running import running_job
from ui.shell import DIRECT, Shell, Updates, shell
from ui.submitted import Submitted, submitted
from ui.theme import asset
from ui.workplace import Visit, Workplace

EVERY = 1.5  # seconds between two looks at a reading that goes on


@dataclass(frozen=True)
class _Parts:
    """The widgets. `opened`: the id of the document that is shown in full, and a word more where its text is still to
    come; `seen`: which list the browser has."""

    made: Shell
    upload: gr.HTML
    listing: gr.HTML
    side: gr.Column
    detail: gr.HTML
    opened: gr.Textbox
    seen: gr.Textbox
    timer: gr.Timer

    @property
    def changing(self) -> list[gr.components.Component]:
        return [self.listing, self.side, self.detail, self.opened, self.seen, self.timer, self.made.message]


def documents_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    parts = _lay_out(workplace, page)

    @parts.made.answers
    def opened(request: gr.Request) -> Updates:
        visit = workplace.visit(request)
        zone = shown.upload_zone(visit.dossier.id) if visit.may_edit else ""
        return {parts.upload: zone, **_listed(parts, workplace, visit)}

    @parts.made.answers
    def ticked(opened: str, seen: str, request: gr.Request) -> Updates:
        visit = workplace.visit(request)
        document_id, _, waits = opened.partition(" ")
        if waits:
            return {**_opened(parts, workplace, visit, document_id, again=True), parts.made.message: gr.skip()}
        return _listed(parts, workplace, visit, document_id, seen, closes=bool(document_id))

    @parts.made.answers
    def pressed(opened: str, request: gr.Request, event: gr.EventData) -> Updates:
        visit, sent = workplace.visit(request), submitted(event)
        if sent.action == "open":
            return _opened(parts, workplace, visit, sent.text("value"))
        if sent.action in ("uploaded", "read"):
            workplace.runs.read(visit.desk, visit.dossier.id)
            return _listed(parts, workplace, visit, opened.partition(" ")[0])
        if sent.action == "correct":
            return _correct(parts, workplace, visit, sent)
        if sent.action == "reset":
            document_id, _, field = sent.text("value").partition(" ")
            visit.desk.correct(visit.dossier.id, _document(visit, document_id).sha256, _field(field), None)
            told = "De lezing geldt weer."
            return {**_opened(parts, workplace, visit, document_id), parts.made.message: rendering.done([told])}
        if sent.action == "remove":
            gone = visit.desk.remove_document(visit.dossier.id, sent.text("value"))
            told = f"“{gone.name}” hoort niet meer bij dit dossier. Het staat bij “Verwijderd of vervangen”."
            return {**_listed(parts, workplace, visit), parts.made.message: rendering.done([told])}
        return _listed(parts, workplace, visit)

    page.load(opened, None, [parts.upload, *parts.changing], **DIRECT)
    parts.timer.tick(ticked, [parts.opened, parts.seen], parts.changing, **DIRECT)
    for part in (parts.upload, parts.listing, parts.detail):
        part.select(pressed, parts.opened, parts.changing, **DIRECT)


def _lay_out(workplace: Workplace, page: gr.Blocks) -> _Parts:
    made = shell(workplace, Place.DOCUMENTS, page)
    scripts = asset("file_button.js") + asset("upload.js")
    upload = gr.HTML("", js_on_load=scripts, apply_default_css=False, elem_id="toevoegen")
    with gr.Row(elem_classes=["columns", "docs-columns"]):
        with gr.Column(scale=7, min_width=300):
            script = asset("keep_place.js") + asset("search.js") + asset("forms.js")
            listing = gr.HTML("", js_on_load=script, apply_default_css=False, elem_id="documentenlijst")
        with gr.Column(scale=5, min_width=300, visible=False) as side:
            detail = gr.HTML("", js_on_load=asset("forms.js"), apply_default_css=False, elem_id="document")
    opened = gr.Textbox("", visible="hidden", label="open")
    seen = gr.Textbox("", visible="hidden", label="gezien")
    return _Parts(made, upload, listing, side, detail, opened, seen, gr.Timer(EVERY, active=False))


def _listed(
    parts: _Parts, workplace: Workplace, visit: Visit, opened: str = "", seen: str = "", *, closes: bool = True
) -> Updates:
    """The list as it is now, and nothing where the browser has it already. Without `opened` the detail is closed, but
    for `closes` False: what a timer asked before a document was opened must not close it again."""
    desk, dossier = visit.desk, visit.dossier
    job = running_job(workplace, visit)
    every = desk.documents(dossier.id, removed=True)
    rows = document_rows(
        [each for each in every if each.removed is None],
        desk.readings(dossier.id),
        desk.corrections(dossier.id),
        busy=job is not None,
    )
    if opened not in [row.id for row in rows]:
        opened = ""
    share = reading_share(rows, job)
    html = shown.documents(dossier.id, rows, past_documents(every), share, opened=opened, may_edit=visit.may_edit)
    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
    updates: Updates = {parts.timer: gr.Timer(active=job is not None), parts.made.message: gr.skip()}
    if digest != seen:
        updates |= {parts.listing: html, parts.seen: digest}
    if not opened and closes:
        updates |= {parts.side: gr.Column(visible=False), parts.detail: "", parts.opened: ""}
    return updates


def _opened(
    parts: _Parts,
    workplace: Workplace,
    visit: Visit,
    document_id: str,
    typed: dict[FactField, str] | None = None,
    why: str = "",
    problems: tuple[str, ...] = (),
    *,
    again: bool = False,
) -> Updates:
    """One document in full, beside the list. `typed`: what the form must keep, with the reasons why it was refused;
    `again`: it was there already, and the focus stays where it is."""
    document = _document(visit, document_id)
    corrections = [each for each in visit.desk.corrections(visit.dossier.id) if each.sha256 == document.sha256]
    (row,) = document_rows(
        [document],
        visit.desk.readings(visit.dossier.id),
        corrections,
        busy=running_job(workplace, visit) is not None,
    )
    text = visit.desk.text(visit.dossier.id, document.sha256)
    waits = row.state != "not" and (text is None or row.state in ("busy", "waiting"))
    facts = facts_of(text.facts, corrections, typed) if text is not None and not waits else ()
    if waits and visit.may_edit and not again:
        # Its text was read for another dossier, or this one came from elsewhere.
        workplace.runs.read(visit.desk, visit.dossier.id)
    html = shown.document_detail(
        visit.dossier.id, document, row, facts, may_edit=visit.may_edit, why=why, problems=problems, again=again
    )
    return {
        **_listed(parts, workplace, visit, document_id),
        parts.side: gr.Column(visible=True),
        parts.detail: html,
        parts.opened: f"{document_id} wacht" if waits else document_id,
        parts.made.message: "",
    }


def _correct(parts: _Parts, workplace: Workplace, visit: Visit, sent: Submitted) -> Updates:
    """Keeps the fields that were changed in the form; none, where someone else changed one of them meanwhile."""
    document_id = sent.text("document")
    document = _document(visit, document_id)
    text = visit.desk.text(visit.dossier.id, document.sha256)
    if text is None:
        raise InvalidChange("Dit document is nog niet gelezen. Wacht tot het is gelezen en probeer het opnieuw.")
    wanted = {
        field: sent.text(f"new-{field.value}")
        for field in FIELDS
        if f"new-{field.value}" in sent.fields and sent.text(f"new-{field.value}") != sent.text(f"was-{field.value}")
    }
    if not wanted:
        raise InvalidChange("U hebt niets veranderd. Pas een veld aan en bewaar dan.")
    now = {field: text_of(text.facts, field) or "" for field in wanted}
    overtaken = tuple(
        f"{FIELDS[field]}: een ander maakte hier intussen “{said(field, now[field])}” van; u vulde "
        f"“{said(field, new) if field in (FactField.GENRE, FactField.STANDING) and new else new or 'niets'}” in."
        for field, new in wanted.items()
        if now[field] not in (sent.text(f"was-{field.value}"), new)
    )
    if overtaken:
        return _opened(parts, workplace, visit, document_id, wanted, sent.text("why"), overtaken)
    for field, new in wanted.items():
        if now[field] != new:
            visit.desk.correct(visit.dossier.id, document.sha256, field, new, sent.text("why"))
    told = rendering.done(["De verbetering is bewaard. Een volgende toets rekent ermee."])
    return {**_opened(parts, workplace, visit, document_id), parts.made.message: told}


def _document(visit: Visit, document_id: str) -> StoredDocument:
    for each in visit.desk.documents(visit.dossier.id):
        if each.id == document_id:
            return each
    raise NoSuchItem("Dit document hoort niet (meer) bij het dossier. Laad de pagina opnieuw.")


def _field(name: str) -> FactField:
    try:
        return FactField(name)
    except ValueError as exc:
        raise InvalidChange("Dit gegeven bestaat niet. Laad de pagina opnieuw.") from exc
