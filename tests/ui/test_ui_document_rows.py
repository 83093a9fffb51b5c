"""The documents of a dossier as the page shows them, and the facts with who corrected them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from analyzer.store.corrections import corrected
from analyzer.store.values import FactCorrection, FactField, Job, JobKind, StoredDocument
from analyzer.types import DocumentSummary
from ingest.types import DocumentFacts, Genre, Standing, Validity
from ui.document_rows import document_rows, facts_of, past_documents, reading_share, said, size

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def stored(number: int, name: str = "beleid.pdf", **changes: object) -> StoredDocument:
    given = {
        "id": str(number),
        "name": name,
        "sha256": f"{number:064x}",
        "size": 340_000,
        "added": NOW,
        "added_by": "Anna",
        **changes,
    }
    return StoredDocument.model_validate(given)


def read(document: StoredDocument, **changes: object) -> DocumentSummary:
    given = {"name": document.name, "sha256": document.sha256, "pages": 4, "title": "Beleid", **changes}
    return DocumentSummary.model_validate(given)


def correction(new: str | None, field: FactField = FactField.ADOPTED, old: str | None = "2024-01-01") -> FactCorrection:
    return FactCorrection(sha256="x", field=field, old=old, new=new, author="Bert", at=NOW, why="staat op het besluit")


def test_how_far_the_reading_is_follows_from_what_was_read_and_what_runs() -> None:
    whole, not_read, fresh = stored(1), stored(2, "kapot.pdf"), stored(3, "nieuw.docx")
    readings = {
        whole.sha256: read(whole, adopted=date(2024, 1, 1), validity=Validity.EXPIRED),
        not_read.sha256: read(not_read, read="not", pages=0, title=None, problems=('"kapot.pdf": de inhoud is stuk.',)),
    }
    rows = document_rows([whole, not_read, fresh], readings, [], busy=False)
    assert [row.state for row in rows] == ["whole", "not", "waiting"]
    assert document_rows([fresh], readings, [], busy=True)[0].reading == "Wordt gelezen"
    assert rows[0].adopted == "1 januari 2024" and rows[0].validity == "verlopen" and not rows[0].current
    assert rows[1].problems == ("De inhoud is stuk.",), "without the name of the file beside which it stands"
    assert rows[1].validity == rows[1].extent == "" and "problems" in rows[1].tags
    share = reading_share(rows, None)
    assert (share.read, share.of, share.waiting, share.percent, share.busy) == (2, 3, 1, 66, False)
    job = Job(id="j", dossier="d", kind=JobKind.READ, asked=NOW, what="Gelezen: a")
    assert reading_share(rows, job).what == "Gelezen: a"


def test_the_list_has_room_for_one_problem() -> None:
    document = stored(1)
    long = "Bladzijde 3 is een afbeelding die niemand kon lezen omdat er geen tekstherkenning is op deze computer."
    (row,) = document_rows([document], {document.sha256: read(document, problems=(long, "Nog iets."))}, [], busy=False)
    assert len(row.remark) < len(long) and row.remark.endswith("[…] (en nog 1)")


def test_a_document_that_was_replaced_is_told_from_one_that_was_removed() -> None:
    old, new = stored(1, removed=NOW), stored(2, replaces="1")
    gone = stored(3, "weg.txt", removed=datetime(2026, 3, 5, tzinfo=UTC))
    assert [(each.name, each.replaced) for each in past_documents([old, new, gone])] == [
        ("weg.txt", False),
        ("beleid.pdf", True),
    ]


def test_a_fact_shows_what_it_was_read_from_until_a_person_corrects_it() -> None:
    facts = DocumentFacts(adopted=date(2024, 1, 1), adopted_quote="vastgesteld op 1 januari 2024", genre=Genre.POLICY)
    by_field = {fact.field: fact for fact in facts_of(facts, [])}
    assert by_field[FactField.ADOPTED].quote == "vastgesteld op 1 januari 2024"
    assert by_field[FactField.ADOPTED].held == "2024-01-01" and by_field[FactField.ADOPTED].read is None

    made = [correction("2025-06-01")]
    fact = {each.field: each for each in facts_of(corrected(facts, made), made)}[FactField.ADOPTED]
    assert fact.held == "2025-06-01" and fact.quote == "" and fact.read == "2024-01-01"
    assert "Bert" in fact.told[0] and "Reden: staat op het besluit" in fact.told[0]

    back = [*made, correction(None, old="2025-06-01")]
    fact = {each.field: each for each in facts_of(corrected(facts, back), back)}[FactField.ADOPTED]
    assert fact.read is None and len(fact.told) == 2 and "terug naar wat er is gelezen" in fact.told[1]


def test_what_was_typed_stays_in_a_form_that_was_refused() -> None:
    (first, *_) = facts_of(DocumentFacts(title="Anders"), [], {FactField.TITLE: "Mijn titel"})
    assert first.value == "Mijn titel" and first.held == "Anders"


def test_facts_are_said_in_words() -> None:
    assert said(FactField.GENRE, "code") == "gedragscode"
    assert said(FactField.STANDING, Standing.DRAFT.value) == "concept"
    assert said(FactField.ADOPTED, "") == "niet vermeld" and said(FactField.TITLE, None) == "geen titel"
    assert [size(each) for each in (0, 340_000, 2_400_000)] == ["1 kB", "340 kB", "2,4 MB"]


def test_only_documents_that_a_person_corrected_are_marked() -> None:
    document = stored(1)
    own = correction("2025-06-01").model_copy(update={"sha256": document.sha256})
    undone = own.model_copy(update={"new": None})
    assert document_rows([document], {}, [own], busy=False)[0].corrected
    assert not document_rows([document], {}, [own, undone], busy=False)[0].corrected
