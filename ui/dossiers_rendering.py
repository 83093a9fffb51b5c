"""The HTML of the page with all dossiers: the list, and the panel in which one is made, changed, shared or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.norms import NORM_IDS, load_norm
from analyzer.store.values import Dossier, Level, Person, Share
from analyzer.types import OrganisationType
from ui.dossier_rows import SEARCH_FROM, DossierRow
from ui.form import LONGEST_NAME
from ui.places import IMPORT_ADDRESS
from ui.rendering import render

_LEVELS = {Level.READ: "mag lezen", Level.EDIT: "mag bewerken"}


def dossiers(rows: Sequence[DossierRow], *, may_create: bool) -> str:
    """The list. Its buttons carry an action and the id of a dossier."""
    return render("dossiers", rows=rows, may_create=may_create, search=len(rows) >= SEARCH_FROM)


def dossier_form(
    *,
    name: str = "",
    kind: str = OrganisationType.GEMEENTE.value,
    day: str = "",
    norm_ids: Sequence[str] = (),
    changed: Dossier | None = None,
    problems: Sequence[str] = (),
) -> str:
    """The form of a new dossier, or of the one that is `changed`, with what was filled in and why it was refused."""
    return render(
        "dossier_form",
        name=name,
        kind=kind,
        day=day,
        chosen=tuple(norm_ids),
        changed=changed,
        problems=problems,
        kinds=tuple(each.value for each in OrganisationType),
        norms=[load_norm(each) for each in NORM_IDS],
        longest=LONGEST_NAME,
    )


def import_form() -> str:
    """The form for a dossier that was exported elsewhere."""
    return render("dossier_import", address=IMPORT_ADDRESS)


def share_form(dossier: Dossier, shares: Sequence[Share], people: Sequence[Person], told: str = "") -> str:
    """With whom the dossier is shared, and with whom it can be. `told`: what was just done."""
    already = {share.person.id for share in shares} | {dossier.owner}
    others = [person for person in people if person.id not in already and person.active]
    return render("dossier_share", dossier=dossier, shares=shares, others=others, levels=_LEVELS, told=told)


def delete_form(dossier: Dossier, documents: int) -> str:
    """The question before everything of a dossier is deleted."""
    return render("dossier_delete", dossier=dossier, documents=documents)
