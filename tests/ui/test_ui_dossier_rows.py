"""The list of dossiers: how far each is, where the work goes on, and what may be done by whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analyzer.store.values import AssessmentRecord, Dossier, DossierSummary, Level, Person, Role
from analyzer.types import Organisation, OrganisationType
from ui.dossier_rows import dossier_rows, marked
from ui.places import LOCAL

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
ANNA = Person(id="a" * 32, login="anna@gemeente.nl", name="Anna", role=Role.BEOORDELAAR)
DOSSIER = Dossier(
    id="d" * 32,
    organisation=Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE),
    peildatum=date(2026, 3, 1),
    norm_ids=("groningse-norm",),
    created=NOW,
    owner=ANNA.id,
)
RECORD = AssessmentRecord(
    id="1",
    dossier=DOSSIER.id,
    job="j",
    norm_id="groningse-norm",
    norm_version="1",
    peildatum=DOSSIER.peildatum,
    made=NOW,
    judge="rules",
    counts={"voldoet": 20, "": 9},
    documents=(),
)


def summary(**changes: object) -> DossierSummary:
    given = {"dossier": DOSSIER, "owner": "Anna", "level": Level.EDIT, "documents": 3, **changes}
    return DossierSummary.model_validate(given)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"documents": 0}, "/documenten"),
        ({}, "/toetsen"),
        ({"latest": (RECORD,)}, "/beoordelen"),
        ({"latest": (RECORD,), "busy": True}, "/toetsen"),
    ],
)
def test_the_name_leads_to_where_the_work_goes_on(changes: dict[str, object], path: str) -> None:
    (row,) = dossier_rows([summary(**changes)], ANNA)
    assert row.link == f"{path}?dossier={DOSSIER.id}"


def test_a_row_tells_how_far_people_are() -> None:
    (row,) = dossier_rows([summary(latest=(RECORD,), reviewed=10, ambitions=29)], ANNA)
    assert row.progress == "10 van 29 beoordeeld" and row.percent == 34
    assert row.owner == "uw dossier" and "veldermeer" in row.sought
    (latest,) = row.latest
    assert latest.norm == "Groningse norm" and latest.made == "4 maart 2026" and "norm=groningse-norm" in latest.link
    assert {mark.key: number for mark, number in latest.counts if number} == {"voldoet": 20, "niet_beoordeeld": 9}
    (fresh,) = dossier_rows([summary(documents=0)], ANNA)
    assert fresh.progress == "" and fresh.percent == 0 and fresh.documents == "nog geen"


@pytest.mark.parametrize(
    ("role", "owner", "manages"),
    [
        (Role.BEOORDELAAR, ANNA.id, True),
        (Role.BEOORDELAAR, "b" * 32, False),
        (Role.BEHEERDER, "b" * 32, True),
        (Role.LEZER, ANNA.id, False),
    ],
)
def test_only_the_owner_and_a_beheerder_share_and_delete(role: Role, owner: str, manages: bool) -> None:
    person = ANNA.model_copy(update={"role": role})
    (row,) = dossier_rows([summary(dossier=DOSSIER.model_copy(update={"owner": owner}))], person)
    assert row.manages is manages and row.shares is manages


def test_whoever_works_alone_has_nobody_to_share_with() -> None:
    alone = Person(id="l" * 32, login=LOCAL, name="ik", role=Role.BEHEERDER)
    (row,) = dossier_rows([summary()], alone)
    assert row.manages and not row.shares and row.owner == ""


def test_outcomes_come_in_the_order_of_the_legend() -> None:
    keys = [mark.key for mark, _ in marked({})]
    assert keys[:2] == ["voldoet", "deels"] and keys[-1] == "niet_beoordeeld" and len(keys) == 7
