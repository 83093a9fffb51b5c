"""Two assessments beside each other: what became of each ambition, and a table of causes with how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from review_values import (
    ANNA,
    ANNEX,
    LATER,
    ambition,
    answer,
    assessment,
    document,
    edit,
    evidence,
    finding,
    norm,
    report,
)

from analyzer.report.wording import MARKS
from analyzer.review.comparing import AmbitionChange, compare
from analyzer.review.differences import CAUSE, Cause
from analyzer.review.laying import laid_over
from analyzer.review.progress import RANK, Direction, direction
from analyzer.review.values import Edit, ReviewedAssessment, ReviewField
from analyzer.types import DocumentSummary, Finding, Norm, OrganisationType, Qualifier, State, Status
from ingest.types import Validity

F = ReviewField
IN_FORCE, PLANNED, ABSENT, NOT_FOUND = State.IN_FORCE, State.PLANNED, State.ABSENT, State.NOT_FOUND
YEAR = date(2027, 1, 1)


def laid(
    findings: Sequence[Finding],
    documents: Sequence[DocumentSummary] | None = None,
    edits: Sequence[Edit] = (),
    against: Norm | None = None,
    **run: Any,
) -> ReviewedAssessment:
    made = assessment(findings, documents, version=against.version if against else "1", **run)
    return laid_over(report(made, against), "run", edits, {"run-1": made})


def state(*answers: tuple[str, State, Any], status: Status, **fields: Any) -> Finding:
    return finding(status, *(answer(f"1.1.{name}", found, *items) for name, found, items in answers), **fields)


QUOTE = evidence()
MET = state(("a", IN_FORCE, [QUOTE]), status=Status.VOLDOET)
PLAN = state(("a", PLANNED, [evidence(stance=PLANNED)]), status=Status.GEPLAND)
NOTHING = state(("a", NOT_FOUND, []), status=Status.NIET_AANGETROFFEN)
BY_ANNEX = state(("a", IN_FORCE, [evidence(document_id=ANNEX)]), status=Status.VOLDOET)
BY_LATER = state(("a", IN_FORCE, [evidence("Nieuw beleid.", LATER)]), status=Status.VOLDOET)
OUTDATED = finding(Status.DEELS, answer("1.1.a", IN_FORCE, QUOTE, qualifiers=(Qualifier.OUTDATED,)))
DUE = state(("a", IN_FORCE, [evidence()]), status=Status.VOLDOET)
BOTH_DOCUMENTS = (document(), document(ANNEX, "bijlage.docx"))


def change(before: ReviewedAssessment, after: ReviewedAssessment) -> AmbitionChange:
    return compare(before, after).of("1.1")


def causes(before: ReviewedAssessment, after: ReviewedAssessment) -> list[tuple[str, bool]]:
    return [(reason.cause.value, reason.certain) for reason in change(before, after).reasons]


# --- directions ----------------------------------------------------------------------------------------------------

V, D, G, ONT, N, X = (*list(Status)[:5], Status.NVT)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (D, V, "better"),
        (V, D, "worse"),
        (G, D, "better"),
        (ONT, G, "better"),
        (G, N, "worse"),
        (ONT, N, "other"),
        (N, ONT, "other"),
        (V, V, "same"),
        (None, None, "same"),
        (None, V, "other"),
        (V, None, "other"),
        (X, V, "other"),
        (V, X, "other"),
    ],
)
def test_the_order_of_progress(before: Status | None, after: Status | None, way: str) -> None:
    assert direction(before, after) == way


def test_every_status_with_a_rank_is_one_that_can_be_better_or_worse() -> None:
    assert set(RANK) == set(Status) - {Status.NVT}
    assert set(MARKS) == {*RANK, Status.NVT, None}


# --- causes --------------------------------------------------------------------------------------------------------

BASE = laid([PLAN])
OTHER_NORM = norm(version="2").model_copy(
    update={"ambitions": (ambition("1.1", elements="abc"), *norm(version="2").ambitions[1:])}
)
SAME_NORM = norm(version="2")
OTHER_WORDS = norm(version="2").model_copy(update={"concepts": {"beleid": ("beleid",)}})

CAUSES: list[tuple[str, ReviewedAssessment, ReviewedAssessment, list[tuple[str, bool]]]] = [
    ("nothing changed", BASE, laid([PLAN], peildatum=YEAR), []),
    ("a document added, with the quote", laid([NOTHING]), laid([BY_ANNEX], BOTH_DOCUMENTS), [("document", True)]),
    (
        "added, with another judge too",
        laid([NOTHING]),
        laid([BY_ANNEX.model_copy(update={"judge": "model"})], BOTH_DOCUMENTS, judge="model"),
        [("document", True), ("judge", False)],
    ),
    (
        "added, but the quote stands in the document that was there: only the judge bears it",
        laid([NOTHING]),
        laid([MET.model_copy(update={"judge": "model"})], BOTH_DOCUMENTS, judge="model"),
        [("document", False), ("judge", False)],
    ),
    ("added without a quote, and nothing else", laid([NOTHING]), laid([MET], BOTH_DOCUMENTS), [("document", True)]),
    ("a document removed", laid([BY_ANNEX], BOTH_DOCUMENTS), laid([NOTHING]), [("document", True)]),
    ("a document replaced", laid([MET]), laid([NOTHING], [document(LATER)]), [("document", True)]),
    (
        "replaced, and a year later",
        laid([PLAN]),
        laid([BY_LATER], [document(LATER)], peildatum=YEAR),
        [("document", True)],
    ),
    (
        "some quotes from a new document, some not, and another program",
        laid([NOTHING]),
        laid(
            [state(("a", IN_FORCE, [QUOTE, evidence(document_id=ANNEX)]), status=Status.VOLDOET)],
            BOTH_DOCUMENTS,
            program="0.2.0",
        ),
        [("document", False), ("judge", False)],
    ),
    (
        "a new document denies what an old one said, which fell away for another reason",
        laid([MET]),
        laid(
            [state(("a", ABSENT, [evidence("Er is geen beleid.", ANNEX, stance=ABSENT)]), status=Status.ONTBREEKT)],
            BOTH_DOCUMENTS,
            program="0.2.0",
        ),
        [("document", True), ("judge", False)],
    ),
    ("another judge alone", laid([MET]), laid([NOTHING.model_copy(update={"judge": "model"})]), [("judge", True)]),
    ("another program alone", laid([MET]), laid([NOTHING], program="0.2.0"), [("judge", True)]),
    ("another program, a year later", laid([MET]), laid([NOTHING], program="0.2.0", peildatum=YEAR), [("judge", True)]),
    ("the norm asks otherwise", BASE, laid([MET], against=OTHER_NORM), [("norm", True)]),
    ("the norm has another version, and asks the same here", BASE, laid([MET], against=SAME_NORM), [("judge", False)]),
    ("the norm knows other words", BASE, laid([MET], against=OTHER_WORDS), [("norm", True)]),
    (
        "the norm asks otherwise, of another program",
        BASE,
        laid([MET], against=OTHER_NORM, program="0.2.0"),
        [("norm", False), ("judge", False)],
    ),
    (
        "a document expired",
        laid([MET]),
        laid([OUTDATED], [document(validity=Validity.EXPIRED)], peildatum=YEAR),
        [("peildatum", True)],
    ),
    ("an element grew old", laid([MET]), laid([OUTDATED], peildatum=YEAR), [("peildatum", True)]),
    (
        "an element grew old, by another judge's lights",
        laid([MET]),
        laid([OUTDATED], peildatum=YEAR, program="0.2.0"),
        [("peildatum", False), ("judge", False)],
    ),
    ("a plan came due", BASE, laid([DUE], peildatum=YEAR), [("peildatum", True)]),
    (
        "someone corrected what was read of a document",
        laid([MET]),
        laid([OUTDATED], [document(adopted=date(2015, 1, 1), validity=Validity.IN_FORCE)]),
        [("document", True)],
    ),
    (
        "corrected, and a year later: not the date's doing",
        laid([MET]),
        laid([PLAN], [document(adopted=date(2015, 1, 1), validity=Validity.DRAFT)], peildatum=YEAR, program="0.2.0"),
        [("document", True), ("peildatum", False), ("judge", False)],
    ),
    ("nothing differs but the outcome", laid([MET]), laid([PLAN]), [("judge", False)]),
    ("not assessed now", laid([MET]), laid([finding(None, problem="Storing.")]), [("judge", True)]),
    ("not assessed then", laid([finding(None, problem="Storing.")]), laid([MET]), [("judge", True)]),
]


@pytest.mark.parametrize(("before", "after", "told"), [case[1:] for case in CAUSES], ids=[case[0] for case in CAUSES])
def test_causes(before: ReviewedAssessment, after: ReviewedAssessment, told: list[tuple[str, bool]]) -> None:
    assert causes(before, after) == told


def texts(before: ReviewedAssessment, after: ReviewedAssessment) -> list[str]:
    return [reason.text for reason in change(before, after).reasons]


def test_the_documents_whose_quotes_bear_it_are_named() -> None:
    whole = change(laid([NOTHING]), laid([BY_ANNEX], BOTH_DOCUMENTS))
    assert whole.reasons[0].documents == ("bijlage.docx",)
    assert whole.reasons[0].text == "In nieuwe documenten staan citaten die het verschil maken: bijlage.docx."
    assert texts(laid([MET]), laid([BY_LATER.model_copy(update={"status": D})], [document(LATER)])) == [
        "Er zijn andere documenten in het dossier, maar geen citaat daaruit draagt het verschil."
    ]  # the element itself did not turn
    assert texts(laid([PLAN]), laid([BY_LATER], [document(LATER)])) == [
        "In de nieuwe versie staat iets anders: beleid.pdf."
    ]
    assert texts(laid([BY_ANNEX], BOTH_DOCUMENTS), laid([NOTHING])) == [
        "Niet meer in het dossier, en daarmee ook de citaten: bijlage.docx."
    ]


def test_the_other_causes_are_told_in_words() -> None:
    assert texts(laid([MET]), laid([NOTHING], program="0.2.0")) == ["Normtoets zelf: versie 0.2.0, eerst 0.1.0."]
    assert texts(laid([MET]), laid([NOTHING.model_copy(update={"judge": "model"})])) == [
        "Het voorstel komt nu van het taalmodel, eerst van de taalregels."
    ]
    assert texts(laid([MET]), laid([OUTDATED], [document(validity=Validity.EXPIRED)], peildatum=YEAR)) == [
        "beleid.pdf is op 1 januari 2027 verlopen; eerst niet vermeld."
    ]
    assert texts(laid([MET]), laid([OUTDATED], peildatum=YEAR)) == [
        "Op de nieuwe peildatum (1 januari 2027) geldt nu als verouderd: beleid.pdf."
    ]
    assert texts(laid([MET]), laid([finding(None, problem="De server antwoordt niet.")])) == [
        "De machine kon deze ambitie nu niet beoordelen. De server antwoordt niet."
    ]
    model = finding(Status.DEELS, answer("1.1.a", IN_FORCE, QUOTE), judge="model")
    assert texts(laid([model]), laid([model.model_copy(update={"status": V})])) == [
        "Verder is alles gelijk. Een taalmodel kan op dezelfde vraag een ander antwoord geven."
    ]


def test_where_the_norm_does_not_bind_the_kind_of_organisation() -> None:
    only_provinces = norm(version="2").model_copy(
        update={
            "ambitions": (
                ambition("1.1").model_copy(update={"binds": (OrganisationType.PROVINCIE,)}),
                *norm(version="2").ambitions[1:],
            )
        }
    )
    none = finding(Status.NVT)
    assert texts(laid([MET]), laid([none], against=only_provinces)) == [
        "De norm geldt op dit punt niet meer voor een gemeente."
    ]
    other = laid([MET])
    kind = other.assessment.organisation.model_copy(update={"type": OrganisationType.PROVINCIE})
    moved = other.model_copy(update={"assessment": other.assessment.model_copy(update={"organisation": kind})})
    [reason] = change(laid([none]), moved).reasons
    assert (reason.cause, reason.certain) == (Cause.ORGANISATION, True)
    assert reason.text == "De organisatie is nu opgegeven als provincie, eerst als gemeente."


# --- the reviewer --------------------------------------------------------------------------------------------------

SETS = [edit(1, (F.STATUS, None, "voldoet"), assessment="run")]


def test_a_person_alone_made_the_difference() -> None:
    whole = change(laid([PLAN]), laid([PLAN], edits=SETS))
    assert (whole.direction, whole.machine) == (Direction.BETTER, Direction.SAME)
    [reason] = whole.reasons
    assert (reason.cause, reason.certain) == (Cause.REVIEWER, True)
    assert reason.text == f"{ANNA} gaf op 5 januari 2026 zelf een oordeel: “Voldoet”. De machine stelt “Gepland” voor."


def test_a_person_took_a_verdict_back() -> None:
    [reason] = change(laid([PLAN], edits=SETS), laid([PLAN])).reasons
    assert reason.text == (
        f"Het oordeel van {ANNA} (“Voldoet”) geldt niet meer; het voorstel van de machine staat er nu."
    )


def test_a_person_and_a_document_both() -> None:
    after = laid([BY_ANNEX], BOTH_DOCUMENTS, edits=[edit(1, (F.STATUS, None, "deels"), assessment="run")])
    whole = change(laid([NOTHING]), after)
    assert [(reason.cause, reason.certain) for reason in whole.reasons] == [
        (Cause.REVIEWER, True),
        (Cause.DOCUMENT, True),
    ]
    assert whole.after is not None
    assert (whole.after.status, whole.after.machine, whole.after.by_person) == (D, V, True)


def test_a_verdict_that_a_person_gave_before_and_the_machine_follows_now_is_no_change() -> None:
    whole = change(laid([PLAN], edits=SETS), laid([BY_ANNEX], BOTH_DOCUMENTS, edits=SETS))
    assert (whole.direction, whole.machine) == (Direction.SAME, Direction.BETTER)
    assert whole.moved
    assert [reason.cause for reason in whole.reasons] == [Cause.DOCUMENT]


def test_a_person_who_follows_the_machine_is_no_cause() -> None:
    whole = change(laid([NOTHING]), laid([BY_ANNEX], BOTH_DOCUMENTS, edits=SETS))
    assert [reason.cause for reason in whole.reasons] == [Cause.DOCUMENT]


def test_a_person_who_confirms_the_machine_moves_nothing() -> None:
    whole = change(laid([MET]), laid([MET], edits=SETS))
    assert (whole.moved, whole.reasons) == (False, ())


# --- the whole -----------------------------------------------------------------------------------------------------


def test_new_and_dropped_ambitions_are_shown() -> None:
    before = laid([MET, finding(V, ambition="1.2")], against=norm(["1.1", "1.2"]))
    after = laid([MET, finding(D, ambition="1.3")], against=norm(["1.1", "1.3"], version="2"))
    whole = compare(before, after)
    assert [(each.id, each.direction) for each in whole.changes] == [
        ("1.1", Direction.SAME),
        ("1.3", Direction.NEW),
        ("1.2", Direction.DROPPED),
    ]
    new, dropped = whole.of("1.3"), whole.of("1.2")
    assert (new.before, dropped.after) == (None, None)
    assert new.after is not None
    assert new.after.status is D
    assert [each.id for each in whole.with_direction(Direction.NEW, Direction.DROPPED)] == ["1.3", "1.2"]


def test_an_ambition_that_is_asked_otherwise_says_so() -> None:
    whole = change(BASE, laid([PLAN], against=OTHER_NORM))
    assert whole.reworded
    assert not change(BASE, laid([PLAN], against=SAME_NORM)).reworded


def test_an_ambition_without_a_finding_was_not_assessed_and_is_not_new() -> None:
    bare = laid([MET])
    bare = bare.model_copy(update={"findings": ()})
    assert change(laid([MET]), bare).direction is Direction.OTHER


def test_the_sides_are_counted() -> None:
    whole = compare(laid([PLAN, finding(N, ambition="1.2")]), laid([PLAN], edits=SETS, peildatum=YEAR))
    assert {name: count for name, count in whole.before.counts.items() if count} == {
        "gepland": 1,
        "niet_aangetroffen": 1,
        "": 1,
    }
    assert {name: count for name, count in whole.after.counts.items() if count} == {"voldoet": 1, "": 2}
    first, second = whole.after.pillars
    assert (first.id, first.counts["voldoet"], first.counts[""]) == ("1", 1, 1)
    assert (second.id, sum(second.counts.values())) == ("2", 1)
    assert (whole.after.peildatum, whole.after.ambitions, whole.after.reviewed) == (YEAR, 3, 0)


def test_how_the_runs_differ_is_told_whatever_came_of_it() -> None:
    before = laid([MET], [document(), document("e" * 64, "oud.pdf"), document("9" * 64, "vast.pdf")])
    after = laid(
        [MET],
        [document(LATER), document(ANNEX, "nieuw.pdf"), document("9" * 64, "vast.pdf", validity=Validity.EXPIRED)],
        peildatum=YEAR,
        judge="both",
        program="0.2.0",
        started=datetime(2027, 1, 2),
    )
    whole = compare(before, after)
    assert (whole.documents.added, whole.documents.removed) == (("nieuw.pdf",), ("oud.pdf",))
    assert whole.documents.replaced == ("beleid.pdf",)
    assert [each.name for each in whole.documents.revalued] == ["vast.pdf"]
    assert [each.text for each in whole.differences] == [
        "Erbij gekomen: nieuw.pdf.",
        "Niet meer in het dossier: oud.pdf.",
        "Vervangen: beleid.pdf.",
        "vast.pdf: nu verlopen, eerst niet vermeld.",
        "Wie oordeelde: vaste taalregels en een taalmodel naast elkaar; "
        "eerst taalregels en kleine getrainde modellen, zonder netwerk en zonder taalmodel.",
        "Normtoets zelf: versie 0.2.0, eerst 0.1.0.",
        "De peildatum: 1 januari 2027, eerst 1 januari 2026.",
    ]


def test_elements_that_turned_are_told() -> None:
    assert change(laid([NOTHING]), laid([MET])).elements == ("Element a is nu “Geregeld”, eerst “Niet aangetroffen”.",)


def test_two_norms_are_not_compared() -> None:
    with pytest.raises(ValueError, match="dezelfde norm"):
        compare(laid([MET]), laid([MET], against=norm(id="andere"), norm_id="andere"))


def test_every_cause_has_a_name() -> None:
    assert set(CAUSE) == set(Cause)
