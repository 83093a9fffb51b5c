"""What the pictures of the app show: an example municipality that two people work on for weeks, and its region."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date

from browsing import EXAMPLE, OOSTERHOVEN, Visitor, await_run, go
from playwright.sync_api import expect

from analyzer.norms import load_norm
from analyzer.review.values import Change, OutsideEvidence, OutsideKind, ReviewField, quote_key
from analyzer.store.desk import Desk
from analyzer.store.store import Store
from analyzer.store.values import Level
from analyzer.types import Assessment, Finding, Organisation, OrganisationType, State, Status

NORMS = ("groningse-norm", "noord-hollandse-norm")
LATER = ("collegebrief-voortgang-weerbaarheid.html", "verslag-werkgroep-weerbaar.rtf")
BEFORE = ("beleidsregel-bibob-2019.odt", "beleidsregel-artikel-13b-2016-ingetrokken.txt", "integriteitsbeleid.docx")
_WEIGHTS = {
    Status.VOLDOET: 7,
    Status.DEELS: 6,
    Status.GEPLAND: 3,
    Status.ONTBREEKT: 1,
    Status.NIET_AANGETROFFEN: 7,
}
_REGION = (
    ("Gemeente Aardermeer", 4),
    ("Gemeente Buitendijk", 8),
    ("Gemeente Duinwaard", 2),
    ("Gemeente Eemswoude", 11),
    ("Gemeente Haverland", 6),
    ("Gemeente Kromme Rade", 9),
    ("Gemeente Westerpolder", 3),
)


def fill(visitor: Visitor) -> str:
    """The dossier that everything is shown of. The visitor is signed in, and owns it all."""
    earlier = _made(visitor, date(2025, 3, 1), BEFORE)
    _run(visitor, earlier)
    every = sorted(each.name for each in EXAMPLE.iterdir())
    dossier = _made(visitor, date(2026, 3, 1), [name for name in every if name not in LATER])
    _run(visitor, dossier)
    with visitor.served.store() as store:
        _reviewed(store, dossier)
        _region(store, dossier)
        _added(_desk(store, "anna"), dossier, LATER)
    _run(visitor, dossier)
    with visitor.served.store() as store:
        _reviewed_after(store, dossier)
    return dossier


def _desk(store: Store, login: str) -> Desk:
    person = store.person(login)
    assert person is not None
    return Desk(store, person)


def _made(visitor: Visitor, day: date, names: Iterable[str]) -> str:
    with visitor.served.store() as store:
        desk = _desk(store, visitor.login)
        dossier = desk.create(OOSTERHOVEN, day, NORMS).id
        desk.share(dossier, "bram", Level.EDIT)
        _added(desk, dossier, names)
    return dossier


def _added(desk: Desk, dossier: str, names: Iterable[str]) -> None:
    for name in names:
        with (EXAMPLE / name).open("rb") as content:
            desk.add_document(dossier, name, content)


def _run(visitor: Visitor, dossier: str) -> None:
    page = go(visitor.page(), visitor.served, "/toetsen", dossier)
    page.get_by_role("button", name="Voer de toets uit").click()
    expect(page.locator(".stages")).not_to_have_count(0)
    await_run(page)
    page.close()


def _saved(desk: Desk, dossier: str, ambition: str, changes: Sequence[Change], why: str = "") -> None:
    edits = desk.edits(dossier, NORMS[0], ambition)
    (latest,) = [each for each in desk.assessments(dossier) if each.norm_id == NORMS[0]][:1]
    desk.save(dossier, NORMS[0], ambition, changes, seen=len(edits), assessment_id=latest.id, why=why)


def _set(field: ReviewField, new: object, key: str = "") -> Change:
    return Change(field=field, key=key, new=new)  # type: ignore[arg-type]


_SEEN = _set(ReviewField.REVIEWED, True)


def _reviewed(store: Store, dossier: str) -> None:
    """What Anna and Bram made of the first run."""
    anna, bram = _desk(store, "anna"), _desk(store, "bram")
    report = anna.reviewed(dossier, NORMS[0])
    assert report is not None
    quotes = [item for each in report.of("1.1").finding.judgements for item in each.evidence]
    heard = OutsideEvidence(
        kind=OutsideKind.INTERVIEW,
        day=date(2026, 2, 12),
        source="de griffier",
        text="Raadsleden hebben nog geen themadag gehad; die staat voor het najaar op de agenda.",
        stance=State.PLANNED,
    )
    _saved(
        anna,
        dossier,
        "1.1",
        [
            _set(ReviewField.STATUS, Status.DEELS.value),
            _set(
                ReviewField.RATIONALE,
                "Medewerkers krijgen elk najaar een themadag. De raad en het college zijn nog niet bereikt.",
            ),
            _set(ReviewField.RECOMMENDATION, "Houd in 2026 ook een themadag voor de raad en het college."),
            _set(ReviewField.OWNER, "Griffie"),
            _set(ReviewField.DUE, "2026-11-30"),
            _set(ReviewField.REJECTED, "Gaat over klantcontact, niet over bewustwording.", quote_key(quotes[1])),
            _set(ReviewField.OUTSIDE, heard.model_dump(mode="json"), "griffier"),
            _SEEN,
        ],
        "gesprek met de griffier van 12 februari",
    )
    _saved(bram, dossier, "1.1", [_set(ReviewField.NOTE, "Datum van de themadag navragen.", "datum")])
    _saved(bram, dossier, "1.2", [_set(ReviewField.STATUS, Status.VOLDOET.value), _SEEN], "het plan is vastgesteld")
    _saved(
        bram, dossier, "2.4", [_set(ReviewField.OWNER, "Team Veiligheid"), _set(ReviewField.DUE, "2026-09-01"), _SEEN]
    )
    _saved(
        anna, dossier, "3.4", [_set(ReviewField.OWNER, "Juridische Zaken"), _set(ReviewField.DUE, "2026-06-01"), _SEEN]
    )
    for ambition in ("1.3", "1.7", "2.2", "2.5", "4.1", "4.3"):
        _saved(anna, dossier, ambition, [_SEEN])
    for ambition in ("3.1", "3.7", "5.1"):
        _saved(bram, dossier, ambition, [_SEEN])


def _reviewed_after(store: Store, dossier: str) -> None:
    """After the second run some of what moved was looked at again, and some waits."""
    anna = _desk(store, "anna")
    for ambition in ("1.7", "3.4"):
        _saved(anna, dossier, ambition, [_SEEN], "blijft zo na de nieuwe stukken")
    for ambition in ("2.6", "3.3", "3.8"):
        _saved(anna, dossier, ambition, [_SEEN])


def _region(store: Store, dossier: str) -> None:
    """Neighbours of other sizes, each with an outcome of its own; made up from that of the example."""
    anna = _desk(store, "anna")
    chance = random.Random(7)
    examples = [anna.assessment(dossier, record.id) for record in anna.assessments(dossier)]
    for name, seen in _REGION:
        organisation = Organisation(name=name, type=OrganisationType.GEMEENTE)
        other = anna.create(organisation, date(2026, 3, 1), NORMS)
        _added(anna, other.id, chance.sample(sorted(each.name for each in EXAMPLE.iterdir()), 3 + seen % 5))
        for example in examples:
            store.keep_assessment(other.id, None, _like(example, organisation, chance))
        for ambition in chance.sample([each.id for each in load_norm(NORMS[0]).ambitions], seen):
            _saved(anna, other.id, ambition, [_SEEN])


def _like(example: Assessment, organisation: Organisation, chance: random.Random) -> Assessment:
    def other(finding: Finding) -> Finding:
        if finding.status is Status.NVT or finding.status is None:
            return finding
        (drawn,) = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        return finding.model_copy(update={"status": drawn})

    findings = tuple(other(each) for each in example.findings)
    return example.model_copy(update={"organisation": organisation, "findings": findings})
