"""What happens on the review page, as the HTML of the parts that it changes: opening, choosing, saving, looking it up.

Each begins with who asks. What the browser sent along is not to be trusted: the desk checks all that is to be kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from analyzer.report.quotes import Units
from analyzer.review.values import Edit
from analyzer.store.errors import Conflict, InvalidChange, NoSuchItem, NotAllowed
from ui import review_rendering as rendering
from ui import review_rows as rows
from ui import source_pane
from ui.moments import moment
from ui.places import Place, address
from ui.review_changes import Submission, changes_of, kept_already, submission_of
from ui.review_detail import criterion_label, detail, place_of
from ui.review_rendering import Told
from ui.review_scene import Scene, scene
from ui.source_pane import Asked
from ui.workplace import Workplace

Sent = Mapping[str, object]  # what the script of the page sent along with an event

_NOT_YOURS = "U kunt dit dossier lezen, maar niet wijzigen. Vraag de eigenaar om het voor bewerken met u te delen."
_OLD = "Dit is een eerdere toets: daarbij kunt u niets wijzigen. Open de nieuwste toets van deze norm."
_GONE = "Deze ambitie staat niet in deze toets. Kies een ambitie uit de lijst."
_UNREAD = "Dit document is nog niet gelezen. Laat het eerst lezen, op de pagina Documenten."
_NUMBERS = {"page": "pagina", "start": "van", "end": "tot"}  # a place in a source, in the address


@dataclass(frozen=True)
class Shown:
    """The HTML of the parts that change; None: it stays as it is. `staged` goes to the script of the page."""

    bar: str | None = None
    listing: str | None = None
    detail: str | None = None
    source: str | None = None
    staged: str | None = None


def opened(workplace: Workplace, request: gr.Request) -> Shown:
    """The page as its address asks for it."""
    found = scene(workplace, request)
    if found is None:
        dossier = workplace.visit(request).dossier
        link = (address(Place.ANALYSIS, dossier.id), "Naar Toetsen")
        told = rendering.nothing("Er is nog niets te beoordelen", ["Voer eerst een toets uit op deze norm."], link)
        return Shown(bar=told)
    groups = rows.groups(found.report)
    listed = [row for group in groups for row in group.rows]
    asked = str(request.query_params.get("ambitie", ""))
    wanted = str(request.query_params.get("filter", ""))
    narrowed = [row for row in listed if wanted in row.filters] or listed
    first = asked if found.has(asked) else rows.first_open(narrowed)
    bar, listing = _overview(found)
    full = _detail(found, first, Told()) if first else ""
    return Shown(bar=bar, listing=listing, detail=full, source=_source_of_address(found, first or "", request))


def chosen(workplace: Workplace, request: gr.Request, sent: Sent) -> Shown:
    """Another ambition. `seen` of what was sent: the last edit of it that the reader has seen, if any."""
    found = _scene(workplace, request)
    ambition = _ambition(found, sent)
    told = Told(turn=_turn(sent), outcome="shown", of=ambition)
    return Shown(detail=_detail(found, ambition, told, _since(sent)))


def saved(workplace: Workplace, request: gr.Request, sent: Sent) -> Shown:
    """Keeps what the form sent. What cannot be kept is told beside the form, which keeps what was typed."""
    found = _editable(workplace, request)
    ambition, since = _ambition(found, sent), _since(sent) or 0
    try:
        submission = submission_of(sent)
        kept = _keep(found, submission)
    except Conflict as exc:
        outcome, said, following = "conflict", str(exc), ambition
    except InvalidChange as exc:
        outcome, said, following = "refused", str(exc), ambition
    else:
        outcome, said = "saved", f"Opgeslagen om {_time(kept)}."
        following = submission.following or ambition
    told = Told(turn=_turn(sent), outcome=outcome, said=said, of=ambition)
    return _after(workplace, request, told, following, since if outcome != "saved" else None)


def _keep(found: Scene, sent: Submission) -> Edit:
    """Raises Conflict and InvalidChange; a save that was kept before, and is sent again, is no conflict."""
    desk, changes = found.visit.desk, changes_of(sent)
    try:
        return desk.save(
            found.dossier_id,
            found.norm_id,
            sent.ambition,
            changes,
            seen=sent.seen,
            assessment_id=sent.assessment,
            why=sent.why,
        )
    except Conflict as exc:
        if not kept_already(exc.theirs, desk.person.id, changes):
            raise
        return exc.theirs[-1]


def undone(workplace: Workplace, request: gr.Request, sent: Sent) -> Shown:
    """Takes back one edit, by its number."""
    found = _editable(workplace, request)
    ambition, number, since = _ambition(found, sent), sent.get("number"), _since(sent)
    if type(number) is not int or since is None:
        raise InvalidChange("Deze wijziging bestaat niet (meer). Laad de pagina opnieuw.")
    try:
        kept = found.visit.desk.undo(found.dossier_id, found.norm_id, ambition, number, seen=since)
    except Conflict as exc:
        outcome = ("conflict" if exc.theirs else "refused", str(exc))
    except InvalidChange as exc:
        outcome = ("refused", str(exc))
    else:
        outcome = ("saved", f"Wijziging {number} is ongedaan gemaakt om {_time(kept)}.")
    told = Told(turn=_turn(sent), outcome=outcome[0], said=outcome[1], of=ambition)
    return _after(workplace, request, told, ambition, None if told.outcome == "saved" else since)


def _after(workplace: Workplace, request: gr.Request, told: Told, following: str, since: int | None) -> Shown:
    """The page as it stands now. `following`: the ambition to show; `since`: the last edit that the reader has seen."""
    found = _scene(workplace, request)
    bar, listing = _overview(found)
    ambition = following if found.has(following) else told.of
    return Shown(bar=bar, listing=listing, detail=_detail(found, ambition, told, since))


def _overview(found: Scene) -> tuple[str, str]:
    """The bar and the list."""
    groups = rows.groups(found.report)
    listed = [row for group in groups for row in group.rows]
    bar = rendering.bar(found.bar(), groups, rows.tallies(listed), rows.statuses(listed), rows.progress(listed))
    return bar, rendering.ambition_list(groups)


def _detail(found: Scene, ambition: str, told: Told, since: int | None = None) -> str:
    return rendering.ambition(found.detail(ambition, since), told, found.reader(ambition, since))


def sourced(workplace: Workplace, request: gr.Request, sent: Sent) -> Shown:
    """The source of the quote by this key; without one, of the first; without any, the documents to choose from."""
    found = _scene(workplace, request)
    ambition = _ambition(found, sent)
    shown, key = detail(found.report, ambition), str(sent.get("key", ""))
    place = place_of(shown, key)
    if place is None and not key and shown.quotes:
        place = shown.quotes[0].evidence
    if place is None:
        return Shown(source=_pane(found, ambition, Asked()))
    asked = Asked(document=place.document_id, page=place.page, start=place.start, end=place.end)
    return Shown(source=_pane(found, ambition, asked))


def _source_of_address(found: Scene, ambition: str, request: gr.Request) -> str:
    """A source that a link to this page names; otherwise the script asks for one."""
    query = request.query_params
    numbers = {name: int(query[at]) for name, at in _NUMBERS.items() if str(query.get(at, "")).isdecimal()}
    asked = source_pane.asked({"document": str(query.get("document", "")), **numbers})
    return _pane(found, ambition, asked) if asked.document else ""


def _pane(found: Scene, ambition: str, asked: Asked) -> str:
    criteria = found.report.norm.ambition(ambition).criteria if found.has(ambition) else ()
    try:
        return source_pane.pane(found.visit.desk, found.dossier_id, asked, criteria, may_edit=found.editing)
    except NoSuchItem:
        told = next((each for each in found.report.documents if asked.document and each.sha256 == asked.document), None)
        if told is None:
            raise
        return source_pane.absent(told)


def looked(workplace: Workplace, request: gr.Request, payload: Sent) -> Shown:
    """Another page of the source, or a quote that the person pointed at in it, for the ambition that is open."""
    found = _scene(workplace, request)
    ambition = str(request.query_params.get("ambitie", ""))
    if payload.get("action") != "add_quote":
        return Shown(source=_pane(found, ambition, source_pane.asked(payload)))
    if not found.editing or not found.has(ambition):
        raise NotAllowed(_NOT_YOURS)
    asked = found.report.norm.ambition(ambition)
    document = found.visit.desk.text(found.dossier_id, source_pane.asked(payload).document)
    if document is None:
        raise InvalidChange(_UNREAD)
    quote = source_pane.added_quote(document, payload, asked.criteria)
    units = Units(found.report.documents)
    place = units.place(quote.document, quote.page, quote.document_id)
    shown = Asked(document=quote.document_id, page=quote.page, start=quote.start, end=quote.end)
    staged = rendering.staged(uuid.uuid4().hex, quote, place, criterion_label(asked, quote.criterion))
    return Shown(source=_pane(found, ambition, shown), staged=staged)


def _scene(workplace: Workplace, request: gr.Request) -> Scene:
    found = scene(workplace, request)
    if found is None:
        raise NoSuchItem(_GONE)
    return found


def _editable(workplace: Workplace, request: gr.Request) -> Scene:
    """Raises NotAllowed for whom may only read, and at an older assessment."""
    found = _scene(workplace, request)
    if not found.visit.may_edit:
        raise NotAllowed(_NOT_YOURS)
    if not found.newest:
        raise NotAllowed(_OLD)
    return found


def _ambition(found: Scene, sent: Sent) -> str:
    """Raises NoSuchItem."""
    ambition = str(sent.get("ambition", ""))
    if not found.has(ambition):
        raise NoSuchItem(_GONE)
    return ambition


def _time(kept: Edit) -> str:
    return moment(kept.at).rpartition(", ")[2]


def _turn(sent: Sent) -> str:
    turn = sent.get("turn")
    return str(turn) if type(turn) is int else ""


def _since(sent: Sent) -> int | None:
    seen = sent.get("seen")
    return seen if type(seen) is int and seen >= 0 else None
