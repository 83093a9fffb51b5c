"""A report that travels: what came in is what goes out, and what is wrong leaves nothing behind."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filled_store import NORM, assessed, change, desk_of, evidence, kept, made_dossier, read_document, verdict

from analyzer.report import machine
from analyzer.review.values import AddedQuote, OutsideEvidence, OutsideKind, ReviewField, quote_key
from analyzer.store.assessment_records import keep_norm
from analyzer.store.desk import Desk
from analyzer.store.errors import ExchangeRefused, InvalidChange, NoSuchItem, NotAllowed
from analyzer.store.exchange import export_dossier, import_dossier
from analyzer.store.report_intake import MOST_BYTES, take_in_report
from analyzer.store.store import Store, open_store
from analyzer.store.values import Dossier, Role
from analyzer.store.verifying import verify
from analyzer.types import DocumentSummary, State, Status
from ingest.types import Document

F = ReviewField
SENTENCES = ("Het college heeft het beleid vastgesteld.", "Wij bespreken dit elk jaar.", "Er is een meldpunt.")
Build = Callable[..., Document]


@pytest.fixture
def anna(embedded_store: Store) -> Desk:
    return desk_of(embedded_store, "anna")


def _reviewed(anna: Desk, make_document: Build) -> tuple[Dossier, str]:
    """A dossier that two people reviewed, with a later run beneath a verdict; and the id of that run."""
    store, dossier = anna.store, made_dossier(anna)
    text = read_document(anna, dossier.id, make_document(*SENTENCES))
    places = [(text.text.index(each), text.text.index(each) + len(each)) for each in SENTENCES]
    quotes = [evidence(text, *place, "1.2.a") for place in places]
    summary = DocumentSummary(name=text.name, sha256=text.id, pages=1, adopted=date(2025, 1, 2))
    statuses = {"1.2": Status.VOLDOET, "1.3": Status.DEELS}
    first = kept(store, dossier.id, assessed(statuses, {"1.2": quotes[:2]}, [summary]))
    bram = desk_of(store, "bram", Role.BEHEERDER)
    outside = OutsideEvidence(
        kind=OutsideKind.INTERVIEW, day=date(2026, 2, 1), source="de griffier", text="Ja.", stance=State.IN_FORCE
    )
    own = AddedQuote(**quotes[2].model_dump(exclude={"criterion", "proof", "note"}), criterion="1.2.a")
    changes = [
        *verdict(Status.DEELS),
        change(F.RATIONALE, "Nog niet overal."),
        change(F.REVIEWED, True),
        change(F.REJECTED, "gaat over een ander", quote_key(quotes[1])),
        change(F.QUOTE, own.model_dump(mode="json"), "q1"),
        change(F.OUTSIDE, outside.model_dump(mode="json"), "o1"),
    ]
    anna.save(dossier.id, NORM, "1.2", changes, seen=0, assessment_id=first.id, why="gesprek van 3 maart")
    bram.save(dossier.id, NORM, "1.2", [change(F.OWNER, "Wim")], seen=1, assessment_id=first.id)
    now = kept(store, dossier.id, assessed(statuses | {"1.2": Status.GEPLAND}, {"1.2": quotes[:2]}, [summary]))
    bram.save(dossier.id, NORM, "1.3", [change(F.REVIEWED, True)], seen=0, assessment_id=now.id)
    anna.save(dossier.id, NORM, "1.4", [change(F.NOTE, "intern", "n")], seen=0, assessment_id=now.id)
    anna.save(dossier.id, NORM, "1.5", verdict(Status.NVT), seen=0, assessment_id=now.id)
    anna.undo(dossier.id, NORM, "1.5", 1, seen=1)
    return dossier, now.id


def _written(desk: Desk, dossier: Dossier) -> bytes:
    """The report of the newest assessment."""
    return machine.render(desk.report(dossier.id, desk.assessments(dossier.id)[0].id))


@pytest.fixture
def told(anna: Desk, make_document: Build) -> bytes:
    dossier, _ = _reviewed(anna, make_document)
    return _written(anna, dossier)


# --- what came in is what goes out ---------------------------------------------------------------------------------


def test_another_installation_gives_the_same_report(store: Store, made: bytes) -> None:
    piet = desk_of(store, "piet")
    dossier = take_in_report(piet, made)
    assert _written(piet, dossier) == made
    told = machine.read(made)
    (record,) = piet.assessments(dossier.id)
    assert told.review is not None
    assert (record.id, record.imported, record.job, record.whole) == (told.review.assessment, True, "", True)
    assert record.counts == {"niet_aangetroffen": 27, "gepland": 1, "deels": 1}
    assert (dossier.organisation.model_dump(), dossier.norm_ids) == (told.organisation.model_dump(), (NORM,))
    assert dossier.peildatum == told.peildatum
    assert dossier.owner == piet.person.id
    assert verify(store).faults == ()
    parcel = io.BytesIO()
    export_dossier(piet, dossier.id, parcel)  # and what was read back travels on
    again = import_dossier(piet, parcel)
    assert again.id != dossier.id
    assert _written(piet, again) == made
    assert verify(store).faults == ()


def test_a_report_of_what_is_here_already_becomes_another_dossier(anna: Desk, told: bytes) -> None:
    first, second = take_in_report(anna, told), take_in_report(anna, told)
    assert len({first.id, second.id}) == 2
    ids = [anna.assessments(each.id)[0].id for each in (first, second)]
    assert machine.read(told).review.assessment not in ids  # type: ignore[union-attr]
    assert _written(anna, first) == _written(anna, second) == told
    assert verify(anna.store).faults == ()


def test_the_edits_are_of_those_who_made_them(anna: Desk, told: bytes) -> None:
    dossier = take_in_report(anna, told)
    first, second = anna.edits(dossier.id, NORM, "1.2")
    assert (first.author, first.author_id, first.why) == ("Anna", "", "gesprek van 3 maart")
    assert {each.field for each in first.changes} == {
        F.STATUS,
        F.RATIONALE,
        F.REVIEWED,
        F.REJECTED,
        F.QUOTE,
        F.OUTSIDE,
    }
    assert (second.author, [(each.field, each.new) for each in second.changes]) == ("Bram", [(F.OWNER, "Wim")])
    assert (first.number, second.number) == (1, 2)
    assert first.at < second.at < datetime.now(UTC)
    assert not anna.edits(dossier.id, NORM, "1.4")  # a note is in no report
    assert not anna.edits(dossier.id, NORM, "1.5")  # nor what was taken back


def test_a_report_that_nobody_reviewed_comes_back(anna: Desk) -> None:
    dossier = made_dossier(anna)
    kept(anna.store, dossier.id)
    body = _written(anna, dossier)
    again = take_in_report(anna, body)
    assert _written(anna, again) == body
    assert anna.edits(again.id, NORM) == ()


def test_a_dossier_in_a_zip_gives_the_same_report(anna: Desk, make_document: Build, tmp_path: Path) -> None:
    dossier, _ = _reviewed(anna, make_document)
    parcel = io.BytesIO()
    export_dossier(anna, dossier.id, parcel)
    with closing(open_store(tmp_path / "elders")) as elsewhere:
        piet = desk_of(elsewhere, "piet")
        assert _written(piet, import_dossier(piet, parcel)) == _written(anna, dossier)


def test_a_report_in_another_order_or_on_one_line_says_the_same(anna: Desk, told: bytes) -> None:
    body = json.dumps(dict(reversed(json.loads(told).items()))).encode()
    assert _written(anna, take_in_report(anna, body)) == told


# --- what moved ----------------------------------------------------------------------------------------------------


def test_what_moved_stands_until_someone_takes_a_position(anna: Desk, told: bytes) -> None:
    dossier = take_in_report(anna, told)
    (record,) = anna.assessments(dossier.id)
    before = anna.report(dossier.id, record.id).of("1.2")
    assert before.shift is not None
    assert (before.shift.before, before.shift.after) == (Status.VOLDOET, Status.GEPLAND)
    anna.save(dossier.id, NORM, "1.2", [change(F.OWNER, "Els")], seen=2, assessment_id=record.id)
    assert anna.report(dossier.id, record.id).of("1.2").shift == before.shift
    looked = anna.save(dossier.id, NORM, "1.2", [change(F.REVIEWED, True)], seen=3, assessment_id=record.id)
    assert anna.report(dossier.id, record.id).of("1.2").shift is None
    anna.undo(dossier.id, NORM, "1.2", looked.number, seen=4)
    assert anna.report(dossier.id, record.id).of("1.2").shift == before.shift


def test_what_moved_before_and_after_is_told_together(anna: Desk, told: bytes) -> None:
    store, dossier = anna.store, take_in_report(anna, told)
    (first,) = anna.assessments(dossier.id)
    before = anna.report(dossier.id, first.id).of("1.2").shift
    again = anna.assessment(dossier.id, first.id)
    same = kept(store, dossier.id, assessed({"1.2": Status.GEPLAND, "1.3": Status.DEELS}))
    shift = anna.report(dossier.id, same.id).of("1.2").shift
    assert before is not None and shift is not None
    assert set(before.lines) < set(shift.lines)  # the quotes are gone too
    assert again.peildatum == dossier.peildatum
    other = kept(store, dossier.id, assessed({"1.2": Status.ONTBREEKT, "1.3": Status.DEELS}))
    shift = anna.report(dossier.id, other.id).of("1.2").shift
    assert shift is not None
    assert (shift.before, shift.after) == (Status.VOLDOET, Status.ONTBREEKT)
    assert any("in plaats van “Gepland" in line for line in shift.lines)
    assert anna.report(dossier.id, other.id).of("1.3").shift is None


# --- without the documents -----------------------------------------------------------------------------------------


def test_the_documents_are_told_and_not_there(anna: Desk, told: bytes, make_document: Build) -> None:
    dossier = take_in_report(anna, told)
    (record,) = anna.assessments(dossier.id)
    (document,) = anna.report(dossier.id, record.id).documents
    assert (anna.documents(dossier.id), anna.readings(dossier.id)) == ((), {})
    with pytest.raises(NoSuchItem):
        anna.text(dossier.id, document.sha256)
    key = quote_key(anna.assessment(dossier.id, record.id).findings[1].evidence[0])
    anna.save(dossier.id, NORM, "1.2", [change(F.REJECTED, "nee", key)], seen=2, assessment_id=record.id)
    item = anna.report(dossier.id, record.id).of("1.2").review.quotes[0].quote
    with pytest.raises(InvalidChange, match="zit niet"):
        added = [change(F.QUOTE, item.model_dump(mode="json"), "q2")]
        anna.save(dossier.id, NORM, "1.2", added, seen=3, assessment_id=record.id)
    read_document(anna, dossier.id, make_document(*SENTENCES))
    text = anna.text(dossier.id, document.sha256)
    assert text is not None
    assert text.text[item.start : item.end] == item.quote


# --- what is refused -----------------------------------------------------------------------------------------------


def _of(body: Any, ambition: str) -> Any:
    return next(each for each in body["ambitions"] if each["id"] == ambition)


def _quote(body: Any) -> Any:
    return _of(body, "1.2")["criteria"][0]["evidence"][0]


def _put(holder: Any, **values: Any) -> None:
    holder.update(values)


FUTURE = (datetime.now(UTC) + timedelta(days=400)).isoformat()
# What is done to a report, and what is said of it.
WRONG: dict[str, tuple[Callable[[Any], None], str]] = {
    "a newer schema": (lambda b: _put(b, schema_version="2"), "Werk Normtoets bij"),
    "a key of later": (lambda b: _put(b["run"], colour="red"), "run.colour"),
    "another norm": (lambda b: _put(b["norm"], id="iets-anders"), "norm die hier niet bekend is"),
    "another version": (lambda b: _put(b["norm"], version="1999"), "versie 1999"),
    "another title": (lambda b: _put(b["norm"], title="Norm"), "norm.title"),
    "another text of an element": (lambda b: _put(_of(b, "1.2")["criteria"][0], text="x"), "ambitions.1.2.criteria"),
    "an unknown ambition": (lambda b: _put(_of(b, "1.3"), id="9.9"), "ambitie 9.9 hoort niet"),
    "an ambition gone": (lambda b: b["ambitions"].pop(), "ontbreekt"),
    "an ambition twice": (lambda b: b["ambitions"].append(b["ambitions"][0]), "meer dan eens"),
    "an unknown element": (lambda b: _put(_of(b, "1.2")["criteria"][0], id="1.2.z"), "element 1.2.z"),
    "a quote before the text": (lambda b: _put(_quote(b), start=-4), "kan niet staan"),
    "a quote of another length": (lambda b: _put(_quote(b), end=100_000), "kan niet staan"),
    "a quote without a place": (lambda b: _put(_quote(b), start=None), "waar het in de tekst staat"),
    "a quote beyond the pages": (lambda b: _put(_quote(b), page=7), "bladzijde"),
    "a quote of nothing": (lambda b: _put(_quote(b), document_sha256="f" * 64), "document dat niet in het rapport"),
    "a quote in one place only": (lambda b: _of(b, "1.2")["evidence"].pop(0), "ambitions.1.2"),
    "a document with a path": (lambda b: _put(b["documents"][0], sha256="../" * 21 + "x"), "kan zo niet bestaan"),
    "another status": (lambda b: _put(_of(b, "1.2"), status="nvt"), "ambitions.1.2.status"),
    "a review of nothing": (lambda b: _put(_of(b, "1.4"), review={}), "ambitions.1.4"),
    "a mark without a moment": (lambda b: _of(b, "1.3")["review"]["reviewed"].pop("at"), "tijdstip"),
    "a mark of tomorrow": (lambda b: _put(_of(b, "1.3")["review"]["reviewed"], at=FUTURE), "nog moet komen"),
    "a mark by nobody": (lambda b: _put(_of(b, "1.3")["review"]["reviewed"], author=" "), "ambitie 1.3|review"),
    "two quotes with one key": (
        lambda b: _of(b, "1.2")["review"]["quotes"].append(_of(b, "1.2")["review"]["quotes"][0]),
        "kenmerk",
    ),
    "a rejected quote elsewhere": (
        lambda b: _put(_of(b, "1.2")["review"]["rejected"][0]["evidence"], start=7, end=7),
        "kan niet staan",
    ),
    "another sum": (lambda b: _put(b["review"], reviewed=40), "review.reviewed"),
    "no sum": (lambda b: b.pop("review"), "review"),
    "a name that is no name": (lambda b: _put(b["organisation"], name=" "), "naam van de organisatie"),
    "a long name": (lambda b: _put(b["organisation"], name="x" * 5000), "te lang"),
    "no list": (lambda b: _put(b, ambitions=None), "ambitions"),
    "a run before all time": (lambda b: _put(b["run"], started="0001-01-01T00:00:00+14:00"), "jaar kan niet"),
    "a run without end": (lambda b: _put(b["run"], seconds=1e300), "niet zo lang"),
    "no number at all": (lambda b: _put(b["run"], seconds=float("nan")), "run.seconds"),
    "a moment after all time": (
        lambda b: _put(_of(b, "1.3")["review"]["reviewed"], at="0001-01-01T00:00:00+14:00"),
        "tijdstip",
    ),
    "a term after all time": (lambda b: _put(_of(b, "1.2")["review"], due="9999-12-31"), "dag die is ingevuld"),
    "a day before all time": (lambda b: _put(b, peildatum="0001-01-01"), "peildatum"),
    "a version of odd letters": (lambda b: _put(b["norm"], version="2025\0"), "niet te bewaren"),
    "too many sources": (
        lambda b: _of(b, "1.2")["review"]["outside"].extend(
            {**_of(b, "1.2")["review"]["outside"][0], "key": f"k{number}"} for number in range(1_000)
        ),
        "meer dan 1000",
    ),
    "very many keys": (lambda b: b["run"].update({"x" * 3000: 1}), r"xxx\)"),
    "an endless version": (lambda b: _put(b["norm"], version="1" * 100_000), r"\[…\]$"),
    "an endless reason": (
        lambda b: [_put(each, why="x" * 9999) for each in _signatures(_of(b, "1.2")["review"])],
        "te lang",
    ),
}


def _signatures(value: Any) -> list[Any]:
    """All that holds a `why`."""
    if isinstance(value, list):
        return [found for each in value for found in _signatures(each)]
    if isinstance(value, dict):
        own = [value] if "why" in value else []
        return own + [found for each in value.values() for found in _signatures(each)]
    return []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, make_document: Build) -> bytes:
    with closing(open_store(tmp_path_factory.mktemp("hier"))) as store:
        anna = desk_of(store, "anna")
        return _written(anna, _reviewed(anna, make_document)[0])


@pytest.mark.parametrize("how", WRONG)
def test_a_report_that_cannot_be_leaves_nothing(how: str, embedded_store: Store, made: bytes) -> None:
    body = json.loads(made)
    spoil, said = WRONG[how]
    spoil(body)
    piet = desk_of(embedded_store, "piet")
    with pytest.raises(ExchangeRefused, match=said):
        take_in_report(piet, json.dumps(body).encode())
    assert piet.dossiers() == ()
    verdict = verify(embedded_store)
    assert (verdict.dossiers, verdict.assessments, verdict.edits) == (0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"[]", b"{" * 100_000, b"\xff\xfe", b'{"schema_version": 1}'])
def test_a_file_of_another_kind_is_refused(content: bytes, embedded_store: Store) -> None:
    with pytest.raises(ExchangeRefused, match="geen rapport van Normtoets"):
        take_in_report(desk_of(embedded_store, "piet"), content)


def test_a_file_without_end_is_not_read(embedded_store: Store) -> None:
    with pytest.raises(ExchangeRefused, match="te groot"):
        take_in_report(desk_of(embedded_store, "piet"), b" " * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "content",
    [
        b'{"ambitions":[' + b"{}," * 100_000 + b"{}]}",  # a million things that lack
        b'{"ambitions":[' + b"[]," * 400_000 + b"[]]}",
        b'{"a":[' + b"1," * 400_000 + b"1]}",
    ],
)
def test_a_small_file_that_is_wrong_in_very_many_places_takes_little(content: bytes, embedded_store: Store) -> None:
    start = time.process_time()
    with pytest.raises(ExchangeRefused) as caught:
        take_in_report(desk_of(embedded_store, "piet"), content)
    assert time.process_time() - start < 2 and len(str(caught.value)) < 700


def test_a_reader_takes_nothing_in(embedded_store: Store, made: bytes) -> None:
    reader = desk_of(embedded_store, "lies", Role.LEZER)
    with pytest.raises(NotAllowed):
        take_in_report(reader, made)


def test_an_earlier_version_of_the_norm_that_is_kept_here_will_do(
    anna: Desk, made: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = take_in_report(anna, made)
    now = anna.report(dossier.id, anna.assessments(dossier.id)[0].id).norm
    later = now.model_copy(update={"version": "2031"})
    for name in ("dossier_records", "report_intake"):
        monkeypatch.setattr(f"analyzer.store.{name}.load_norm", lambda norm_id: later)
    with anna.store.database.writing() as session:
        keep_norm(session, later)
    again = take_in_report(anna, made)
    assert _written(anna, again) == made
    assert anna.report(again.id, anna.assessments(again.id)[0].id).norm == now
