"""What moved beneath an edit: a table of grounds before and after, with the lines that a reviewer reads."""

from __future__ import annotations

import pytest
from review_values import (
    ANNA,
    ANNEX,
    LATER,
    NORM,
    POLICY,
    added,
    answer,
    assessment,
    document,
    edit,
    evidence,
    finding,
    norm,
    report,
)

from analyzer.report.quotes import Units
from analyzer.review.folding import fold
from analyzer.review.laying import laid_over
from analyzer.review.shifts import MOST_LINES, shift_of
from analyzer.review.values import Review, ReviewField, Shift, quote_key
from analyzer.types import Evidence, Finding, Qualifier, State, Status

F = ReviewField
IN_FORCE, PLANNED, NOT_FOUND = State.IN_FORCE, State.PLANNED, State.NOT_FOUND
OVERRULED = fold("1.1", [edit(1, (F.STATUS, None, "deels"))])
UNITS = Units((document(), document(ANNEX, "bijlage.docx", "section")))


def met(*items: Evidence, status: Status = Status.VOLDOET, judge: str = "rules") -> Finding:
    return finding(status, answer("1.1.a", IN_FORCE, *items), judge=judge)


def moved(before: Finding | None, now: Finding, review: Review = OVERRULED, *documents: str) -> Shift | None:
    return shift_of(review, before, now, documents or (POLICY, ANNEX), UNITS)


def lines(before: Finding | None, now: Finding, review: Review = OVERRULED, *documents: str) -> list[str]:
    shift = moved(before, now, review, *documents)
    return list(shift.lines) if shift else []


QUOTE = evidence()
OTHER = evidence("Er is een tweede zin.", start=400, page=7)

CASES: list[tuple[str, Finding | None, Finding, tuple[str, ...], list[str]]] = [
    ("nothing", met(QUOTE), met(QUOTE), (), []),
    (
        "another verdict",
        met(QUOTE),
        met(QUOTE, status=Status.DEELS),
        (),
        ["De machine stelt nu “Voldoet deels” voor in plaats van “Voldoet”."],
    ),
    (
        "not assessed any more: its quotes are not said to be gone",
        met(QUOTE),
        finding(None, problem="De toets is gestopt."),
        (),
        ["De machine kon deze ambitie nu niet beoordelen; eerst stelde zij “Voldoet” voor. De toets is gestopt."],
    ),
    (
        "assessed at last",
        finding(None, problem="Storing."),
        met(QUOTE),
        (),
        [
            "De machine stelt nu “Voldoet” voor; eerst kon zij deze ambitie niet beoordelen.",
            "Nieuw citaat: beleid.pdf, p. 4: “Het beleid is vastgesteld.”",
        ],
    ),
    ("never assessed", finding(None, problem="Storing."), finding(None, problem="Andere storing."), (), []),
    (
        "an edit from before the first verdict",
        None,
        met(QUOTE),
        (),
        ["De machine stelt nu “Voldoet” voor; bij deze wijziging lag daar nog geen voorstel van haar."],
    ),
    ("an edit without a verdict, and still none", None, finding(None, problem="Storing."), (), []),
    (
        "an element turned",
        finding(Status.DEELS, answer("1.1.a", IN_FORCE, QUOTE), answer("1.1.b", NOT_FOUND)),
        finding(
            Status.DEELS, answer("1.1.a", IN_FORCE, QUOTE, qualifiers=(Qualifier.OUTDATED,)), answer("1.1.b", PLANNED)
        ),
        (),
        [
            "Element a is nu “Geregeld (verouderd)”, eerst “Geregeld”.",
            "Element b is nu “Aangekondigd”, eerst “Niet aangetroffen”.",
        ],
    ),
    (
        "the norm asks another element",
        finding(Status.VOLDOET, answer("1.1.a", IN_FORCE, QUOTE)),
        finding(Status.VOLDOET, answer("1.1.c", IN_FORCE, QUOTE)),
        (),
        ["Element a wordt niet meer getoetst.", "Element c is nieuw: “Geregeld”."],
    ),
    (
        "a quote does not bear it any more, in a document that is still there",
        met(QUOTE, OTHER),
        met(QUOTE),
        (),
        ["Het citaat uit beleid.pdf, p. 7, draagt het voorstel niet meer: “Er is een tweede zin.”"],
    ),
    (
        "a document is gone",
        met(QUOTE, evidence("Bijlage.", ANNEX, page=2)),
        met(QUOTE),
        (POLICY,),
        ["Het citaat uit bijlage.docx, onderdeel 2, is er niet meer: het document is vervangen of verwijderd."],
    ),
    (
        "a new quote",
        met(QUOTE),
        met(QUOTE, evidence("Het college  heeft\n dit bevestigd.", ANNEX, page=2)),
        (),
        ["Nieuw citaat: bijlage.docx, onderdeel 2: “Het college heeft dit bevestigd.”"],
    ),
    (
        "the same words in the document that took its place: nothing to look at",
        met(QUOTE),
        met(evidence("Het  beleid is\nVastgesteld.", LATER, start=900, page=5)),
        (LATER,),
        [],
    ),
    (
        "the same words elsewhere, beside something else: told last",
        met(QUOTE),
        met(evidence(document_id=LATER, start=900, page=5), status=Status.DEELS),
        (LATER,),
        [
            "De machine stelt nu “Voldoet deels” voor in plaats van “Voldoet”.",
            "Het citaat uit beleid.pdf, p. 4, staat nu in beleid.pdf, p. 5, in dezelfde woorden.",
        ],
    ),
    (
        "the same words, which are a plan now: another quote",
        met(QUOTE),
        finding(Status.GEPLAND, answer("1.1.a", PLANNED, evidence(document_id=LATER, stance=PLANNED))),
        (LATER,),
        [
            "De machine stelt nu “Gepland” voor in plaats van “Voldoet”.",
            "Element a is nu “Aangekondigd”, eerst “Geregeld”.",
            "Het citaat uit beleid.pdf, p. 4, is er niet meer: het document is vervangen of verwijderd.",
            "Nieuw citaat: beleid.pdf, p. 4: “Het beleid is vastgesteld.”",
        ],
    ),
    (
        "the same place, read otherwise",
        met(QUOTE, OTHER),
        met(QUOTE, OTHER.model_copy(update={"stance": PLANNED})),
        (),
        ["Het citaat uit beleid.pdf, p. 7, telt nu als “Aangekondigd”, eerst als “Geregeld”."],
    ),
    ("another judge with the same outcome", met(QUOTE), met(QUOTE, judge="model"), (), []),
    (
        "another judge with another outcome",
        met(QUOTE),
        met(QUOTE, judge="model", status=Status.DEELS),
        (),
        [
            "De machine stelt nu “Voldoet deels” voor in plaats van “Voldoet”.",
            "Het voorstel komt nu van het taalmodel, toen van de taalregels.",
        ],
    ),
]


@pytest.mark.parametrize(
    ("before", "now", "documents", "told"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_moved_is_told(before: Finding | None, now: Finding, documents: tuple[str, ...], told: list[str]) -> None:
    assert lines(before, now, OVERRULED, *documents) == told


def test_the_values_beside_the_lines() -> None:
    fresh = evidence("Nieuw.", ANNEX, page=2)
    shift = moved(met(QUOTE, OTHER), met(QUOTE, fresh, status=Status.DEELS))
    assert shift is not None
    assert (shift.before, shift.after) == (Status.VOLDOET, Status.DEELS)
    assert (shift.gone, shift.fresh, shift.lost) == ((OTHER,), (fresh,), ())


def test_without_an_edit_that_stands_nothing_is_told() -> None:
    undone = fold("1.1", [edit(1, (F.STATUS, None, "deels")), edit(2, (F.STATUS, "deels", None), undoes=1)])
    for review in (Review(ambition="1.1"), undone):
        assert moved(met(QUOTE), met(OTHER, status=Status.GEPLAND), review) is None


def test_a_mark_that_someone_looked_is_an_edit_that_can_be_overtaken() -> None:
    marked = fold("1.1", [edit(1, (F.REVIEWED, None, True))])
    assert moved(met(QUOTE), met(QUOTE, status=Status.DEELS), marked) is not None


def test_many_quotes_are_counted() -> None:
    many = [evidence(f"Zin {n}.", start=n * 50) for n in range(MOST_LINES + 2)]
    told = lines(met(QUOTE), met(QUOTE, *many))
    assert len(told) == MOST_LINES + 1
    assert told[-1] == "Ook 2 andere citaten zijn nieuw."
    told = lines(met(QUOTE, *many[:-1]), met(QUOTE))
    assert told[-1] == "Ook 1 ander citaat is er niet meer."


# --- what a person added or rejected -------------------------------------------------------------------------------


def rejecting(*items: Evidence) -> Review:
    return fold("1.1", [edit(1, *((F.REJECTED, quote_key(item), None, "andere gemeente") for item in items))])


def test_an_added_quote_whose_document_is_gone() -> None:
    review = fold("1.1", [edit(1, (F.QUOTE, "q1", None, added(POLICY)), (F.QUOTE, "q2", None, added(ANNEX)))])
    shift = moved(met(), met(), review, ANNEX)
    assert shift is not None
    assert shift.lost == ("q1",)
    assert shift.lines == (
        f"Het citaat uit beleid.pdf, p. 2, dat {ANNA} toevoegde, is er niet meer: "
        "het document is vervangen of verwijderd.",
    )


def test_a_rejected_quote_whose_document_is_gone_is_told_once() -> None:
    gone = evidence("Elders.", ANNEX, page=3)
    shift = moved(met(QUOTE, gone), met(QUOTE), rejecting(gone), POLICY)
    assert shift is not None
    assert shift.lost == (quote_key(gone),)
    assert shift.lines == (
        f"Het citaat uit bijlage.docx, onderdeel 3, dat {ANNA} verwierp, is er niet meer: "
        "het document is vervangen of verwijderd.",
    )


def test_a_rejection_of_what_nobody_knows_any_more_is_told_too() -> None:
    gone = evidence("Elders.", ANNEX)
    assert lines(None, finding(None, problem="x"), rejecting(gone), POLICY) == [
        f"Een citaat dat {ANNA} verwierp, is er niet meer: het document is vervangen of verwijderd."
    ]


def test_a_rejected_quote_that_turns_up_elsewhere_counts_again_and_that_is_told() -> None:
    shift = moved(met(QUOTE), met(evidence(document_id=LATER, start=900, page=5)), rejecting(QUOTE), LATER)
    assert shift is not None
    assert shift.lines == (
        f"Het citaat uit beleid.pdf, p. 4, dat {ANNA} verwierp, staat nu in beleid.pdf, p. 5, en telt daar weer mee.",
    )
    assert (shift.lost, shift.gone) == ((), ())


def test_a_rejected_quote_that_stands_where_it_stood_is_no_news() -> None:
    assert moved(met(QUOTE), met(QUOTE), rejecting(QUOTE)) is None


def test_text_of_documents_is_printable_in_a_line() -> None:
    hostile = evidence("Regel\u202e een\x00\ntwee", document="bel\u202eeid.pdf")
    told = lines(met(QUOTE), met(QUOTE, hostile.model_copy(update={"start": 900, "end": 920})))
    assert told == ["Nieuw citaat: beleid.pdf, p. 4: “Regel een twee”"]


# --- laid over a whole assessment ----------------------------------------------------------------------------------


def test_reviews_are_laid_over_every_ambition_of_the_norm() -> None:
    first = assessment([met(QUOTE), finding(Status.DEELS, ambition="1.2")])
    now = assessment([met(QUOTE, status=Status.DEELS), finding(Status.DEELS, ambition="1.2")])
    edits = [
        edit(1, (F.STATUS, None, "voldoet")),
        edit(1, (F.NOTE, "n", None, "x"), ambition="1.2"),
        edit(1, (F.OWNER, None, "Wim"), ambition="2.1", assessment="run-2"),
        edit(1, (F.OWNER, None, "Een ander"), norm_id="andere-norm"),
        edit(1, (F.OWNER, None, "Een ander"), ambition="9.9"),
    ]
    whole = laid_over(report(now), "run-2", edits, {"run-1": first})
    assert (whole.id, whole.norm, whole.assessment) == ("run-2", norm(), now)
    assert [each.finding.ambition for each in whole.findings] == ["1.1", "1.2", "2.1"]
    overruled, noted, missing = whole.findings
    assert overruled.status is Status.VOLDOET
    assert overruled.overruled
    assert overruled.review.owner == ""
    assert overruled.shift is not None
    assert overruled.shift.lines == ("De machine stelt nu “Voldoet deels” voor in plaats van “Voldoet”.",)
    assert noted.shift is None
    assert (missing.finding.status, missing.review.owner) == (None, "Wim")


def test_who_takes_a_position_on_this_assessment_has_seen_it() -> None:
    now = assessment([met(QUOTE, status=Status.DEELS)], [document(ANNEX)])
    quoted = edit(1, (F.QUOTE, "q", None, added(POLICY)))
    assigned = edit(2, (F.OWNER, None, "Wim"), assessment="run-2")
    position = edit(3, (F.REVIEWED, None, True), assessment="run-2")
    first = {"run-1": assessment([met(QUOTE)])}
    assert laid_over(report(now), "run-2", [quoted, assigned], first).of("1.1").shift is not None
    assert laid_over(report(now), "run-2", [quoted, assigned, position], first).of("1.1").shift is None
    assert laid_over(report(now), "run-2", [quoted], first).of("1.1").shift is not None


def test_a_quote_of_a_document_of_then_is_placed_by_its_own_unit() -> None:
    first = assessment(
        [met(QUOTE, evidence("Weg.", ANNEX, page=3))], [document(), document(ANNEX, "b.docx", "section")]
    )
    now = assessment([met(QUOTE)])
    whole = laid_over(report(now), "run-2", [edit(1, (F.STATUS, None, "deels"))], {"run-1": first})
    shift = whole.of("1.1").shift
    assert shift is not None
    assert "onderdeel 3" in shift.lines[0]


def test_an_assessment_against_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match=NORM):
        laid_over(report(assessment(version="1"), norm(version="2")), "run-1", (), {})
