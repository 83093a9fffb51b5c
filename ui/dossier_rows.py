"""The dossiers as the list shows them: how far each is, and what the one who looks may do with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.norms import load_norm
from analyzer.report.wording import MARKS, Mark, counted, day
from analyzer.store.values import AssessmentRecord, Dossier, DossierSummary, Level, Person, Role
from ingest.types import Frozen
from ui.moments import day_of
from ui.places import LOCAL, Place, address, export_address

SEARCH_FROM = 6  # dossiers; fewer are seen at a glance


class Latest(Frozen):
    """The last assessment on one norm. `counts`: marks with their number of ambitions."""

    norm: str
    made: str
    counts: tuple[tuple[Mark, int], ...]
    link: str


class DossierRow(Frozen):
    """`link`: where the work goes on; `export`: the address of the whole dossier as a file; `sought`: what a search
    looks in; `percent`: of the ambitions that a person reviewed. `edits`, `manages`, `shares`: what may be done."""

    id: str
    name: str
    kind: str
    peildatum: str
    norms: tuple[str, ...]
    owner: str
    documents: str
    latest: tuple[Latest, ...]
    progress: str
    percent: int
    busy: bool
    link: str
    export: str
    sought: str
    edits: bool
    manages: bool
    shares: bool


def dossier_rows(summaries: Sequence[DossierSummary], person: Person) -> tuple[DossierRow, ...]:
    """As `person` sees them, in the order given."""
    return tuple(_row(each, person) for each in summaries)


def manages(person: Person, dossier: Dossier) -> bool:
    """Whether `person` may share and delete it."""
    return person.role is Role.BEHEERDER or (person.role is Role.BEOORDELAAR and person.id == dossier.owner)


def marked(counts: Mapping[str, int]) -> tuple[tuple[Mark, int], ...]:
    """The outcomes of an assessment with their marks, in the order of the legend."""
    return tuple((mark, counts.get(status.value if status else "", 0)) for status, mark in MARKS.items())


def _row(summary: DossierSummary, person: Person) -> DossierRow:
    dossier = summary.dossier
    name, kind = dossier.organisation.name, dossier.organisation.type.value
    may_manage = manages(person, dossier)
    return DossierRow(
        id=dossier.id,
        name=name,
        kind=kind,
        peildatum=day(dossier.peildatum),
        norms=tuple(load_norm(each).short_title for each in dossier.norm_ids),
        owner="" if person.login == LOCAL else "uw dossier" if person.id == dossier.owner else f"van {summary.owner}",
        documents=counted(summary.documents, "document", "documenten") if summary.documents else "nog geen",
        latest=tuple(_latest(each) for each in summary.latest),
        progress=f"{summary.reviewed} van {summary.ambitions} beoordeeld" if summary.ambitions else "",
        percent=100 * summary.reviewed // summary.ambitions if summary.ambitions else 0,
        busy=summary.busy,
        link=address(_next_place(summary), dossier.id),
        export=export_address(dossier.id),
        sought=f"{name} {kind} {summary.owner}".casefold(),
        edits=summary.level is Level.EDIT,
        manages=may_manage,
        shares=may_manage and person.login != LOCAL,
    )


def _latest(record: AssessmentRecord) -> Latest:
    return Latest(
        norm=load_norm(record.norm_id).short_title,
        made=day_of(record.made),
        counts=marked(record.counts),
        link=address(Place.REVIEW, record.dossier, norm=record.norm_id),
    )


def _next_place(summary: DossierSummary) -> Place:
    if summary.busy:
        return Place.ANALYSIS
    if summary.latest:
        return Place.REVIEW
    return Place.ANALYSIS if summary.documents else Place.DOCUMENTS
