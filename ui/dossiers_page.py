"""The page with all dossiers: to find one, make one, and decide who else works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from io import BytesIO

import gradio as gr

from analyzer.norms import NORM_IDS
from analyzer.store.desk import Desk
from analyzer.store.errors import Conflict, InvalidChange
from analyzer.store.values import Dossier, Level, Role
from analyzer.types import Organisation, OrganisationType
from ui import dossiers_rendering as shown
from ui import rendering
from ui.dossier_rows import dossier_rows
from ui.form import IncompleteForm, read_dossier
from ui.places import Place, address
from ui.shell import DIRECT, Shell, Updates, shell
from ui.submitted import Submitted, submitted
from ui.theme import asset
from ui.workplace import Workplace

EXAMPLE = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
EXAMPLE_DAY = date(2026, 3, 1)
EVERY = 5.0  # seconds between two looks while a run is under way in any of the dossiers


@dataclass(frozen=True)
class _Parts:
    """The widgets. `panel`: where a dossier is made, changed, shared or deleted."""

    made: Shell
    panel: gr.HTML
    listing: gr.HTML
    timer: gr.Timer

    @property
    def changing(self) -> list[gr.components.Component]:
        return [self.panel, self.listing, self.timer, self.made.message]


def dossiers_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    made = shell(workplace, Place.DOSSIERS, page)
    on_panel = asset("file_button.js") + asset("dossier_import.js") + asset("forms.js")
    panel = gr.HTML("", js_on_load=on_panel, apply_default_css=False, elem_id="dossier-paneel")
    on_list = asset("menus.js") + asset("search.js") + asset("forms.js")
    listing = gr.HTML("", js_on_load=on_list, apply_default_css=False, elem_id="dossiers")
    parts = _Parts(made, panel, listing, gr.Timer(EVERY, active=False))

    @made.answers
    def looked(request: gr.Request) -> Updates:
        return _listed(parts, workplace.desk(request))

    @made.answers
    def pressed(request: gr.Request, event: gr.EventData) -> Updates:
        """A button of the list or a form of the panel."""
        desk, sent = workplace.desk(request), submitted(event)
        if sent.action == "example":
            return {made.message: _gone_on(_load_example(workplace, desk))}
        if sent.action in _PANELS:
            return {panel: _PANELS[sent.action](desk, sent), made.message: ""}
        if sent.action in ("create", "change"):
            return _kept(parts, desk, sent)
        if sent.action == "delete":
            return _deleted(parts, desk, sent)
        return {panel: ""}

    page.load(looked, None, parts.changing, **DIRECT)
    parts.timer.tick(looked, None, parts.changing, **DIRECT)
    for part in (panel, listing):
        part.select(pressed, None, parts.changing, **DIRECT)


def _listed(parts: _Parts, desk: Desk) -> Updates:
    """The list as it is now; it is looked at again while a run is under way."""
    rows = dossier_rows(desk.dossiers(), desk.person)
    html = shown.dossiers(rows, may_create=desk.person.role is not Role.LEZER)
    return {parts.listing: html, parts.timer: gr.Timer(active=any(row.busy for row in rows))}


def _kept(parts: _Parts, desk: Desk, sent: Submitted) -> Updates:
    """What was filled in is kept, or shown again with what is wrong."""
    changed = desk.dossier(sent.text("dossier")) if sent.action == "change" else None
    try:
        filled = read_dossier(sent.text("name"), sent.text("kind"), sent.text("day"), sent.all("norms"))
        if changed is None:
            dossier = desk.create(filled.organisation, filled.peildatum, filled.norm_ids)
            return {parts.made.message: _gone_on(dossier)}
        desk.change(
            changed.id,
            seen=sent.number("seen"),
            organisation=filled.organisation,
            peildatum=filled.peildatum,
            norm_ids=filled.norm_ids,
        )
    except (IncompleteForm, InvalidChange, Conflict) as exc:
        return {parts.panel: _again(sent, changed, exc), parts.made.message: ""}
    told = rendering.done(["De gegevens zijn bewaard. Een volgende toets gebruikt ze."])
    return {parts.panel: "", **_listed(parts, desk), parts.made.message: told}


def _deleted(parts: _Parts, desk: Desk, sent: Submitted) -> Updates:
    dossier = desk.dossier(sent.text("dossier"))
    desk.delete(dossier.id, sent.text("name"))
    told = f"Het dossier van {dossier.organisation.name} is verwijderd."
    return {parts.panel: "", **_listed(parts, desk), parts.made.message: rendering.done([told])}


def _new(desk: Desk, sent: Submitted) -> str:
    return shown.dossier_form(day=date.today().isoformat(), norm_ids=NORM_IDS[:1])


def _edit(desk: Desk, sent: Submitted) -> str:
    return _form_of(desk.dossier(sent.text("value")))


def _form_of(dossier: Dossier) -> str:
    return shown.dossier_form(
        name=dossier.organisation.name,
        kind=dossier.organisation.type.value,
        day=dossier.peildatum.isoformat(),
        norm_ids=dossier.norm_ids,
        changed=dossier,
    )


def _again(sent: Submitted, changed: Dossier | None, error: Exception) -> str:
    """The form as it was filled in. After a conflict it knows the newer version: saving again is a choice."""
    problems = list(error.problems) if isinstance(error, IncompleteForm) else [str(error)]
    if isinstance(error, Conflict) and changed is not None:
        problems.append(
            f"Er staat nu: {changed.organisation.name} ({changed.organisation.type.value}), peildatum "
            f"{changed.peildatum.isoformat()}. Wat u invulde, staat hieronder; bewaart u nogmaals, dan geldt dat."
        )
    return shown.dossier_form(
        name=sent.text("name"),
        kind=sent.text("kind"),
        day=sent.text("day"),
        norm_ids=sent.all("norms"),
        changed=changed,
        problems=problems,
    )


def _import(desk: Desk, sent: Submitted) -> str:
    return shown.import_form()


def _shares(desk: Desk, sent: Submitted) -> str:
    return _sharing(desk, sent.text("value"))


def _share(desk: Desk, sent: Submitted) -> str:
    dossier, level = sent.text("dossier"), sent.text("level")
    share = desk.share(dossier, sent.text("login"), Level.EDIT if level == Level.EDIT.value else Level.READ)
    return _sharing(desk, dossier, f"Gedeeld met {share.person.name}.")


def _unshare(desk: Desk, sent: Submitted) -> str:
    dossier, _, person = sent.text("value").partition(" ")
    desk.unshare(dossier, person)
    return _sharing(desk, dossier, "Dit dossier wordt niet meer met deze persoon gedeeld.")


def _sharing(desk: Desk, dossier_id: str, told: str = "") -> str:
    return shown.share_form(desk.dossier(dossier_id), desk.shares(dossier_id), desk.people(), told)


def _deleting(desk: Desk, sent: Submitted) -> str:
    dossier = desk.dossier(sent.text("value"))
    return shown.delete_form(dossier, len(desk.documents(dossier.id)))


_PANELS: dict[str, Callable[[Desk, Submitted], str]] = {
    "new": _new,
    "edit": _edit,
    "import": _import,
    "shares": _shares,
    "share": _share,
    "unshare": _unshare,
    "deleting": _deleting,
}


def _load_example(workplace: Workplace, desk: Desk) -> Dossier:
    """A new dossier with the bundled documents, which begin to be read."""
    dossier = desk.create(EXAMPLE, EXAMPLE_DAY, NORM_IDS)
    for file in sorted((files("corpus") / "example" / "documents").iterdir(), key=lambda each: each.name):
        if not file.name.startswith("."):
            desk.add_document(dossier.id, file.name, BytesIO(file.read_bytes()))
    workplace.runs.read(desk, dossier.id)
    return dossier


def _gone_on(dossier: Dossier) -> str:
    text = f"Het dossier van {dossier.organisation.name} is gemaakt."
    return rendering.going(text, address(Place.DOCUMENTS, dossier.id))
