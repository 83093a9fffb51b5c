"""One ambition on the review page: quotes by number, what people made of them, what came since, and the history."""

from __future__ import annotations

from review_made import AT, NORM, SHA, assessment, change, edit, finding, opinion, quote, reviewed

from analyzer.report import wording
from analyzer.review.trail import trail
from analyzer.review.values import AddedQuote, ReviewField, quote_key
from analyzer.types import Judgement, State, Status
from ui.review_detail import Verdict, adopted, criterion_label, detail, history, place_of


def verdict(name: str, minute: int) -> Verdict:
    made = AT.replace(minute=minute)
    return Verdict(assessment=name, made=made, mark=wording.mark(Status.DEELS), certainty="", judge="de taalregels")


def test_a_place_that_shows_two_elements_is_one_quote_with_both() -> None:
    found = detail(reviewed(assessment(finding("1.1"))), "1.1")
    first, second = found.quotes
    assert (first.number, first.letters, first.quote.elements) == (1, ("a", "b"), "elementen a en b")
    assert (second.number, second.evidence.stance, second.again) == (2, State.PLANNED, True)
    assert [element.quotes for element in found.elements][:2] == [(1,), (1, 2)]


def test_quotes_that_decide_come_first() -> None:
    first, second = (each.id for each in NORM.ambition("1.1").criteria[:2])
    judgements = (
        Judgement(criterion=first, state=State.IN_FORCE, evidence=(quote(first, 50, "Bijzaak."),)),
        Judgement(criterion=second, state=State.IN_FORCE, evidence=(quote(second, 90, "Hoofdzaak."),)),
    )
    made = assessment(finding("1.1", essential=(second,), judgements=judgements))
    assert [each.quote.text for each in detail(reviewed(made), "1.1").quotes] == ["Hoofdzaak.", "Bijzaak."]


def test_a_rejected_quote_stays_and_says_who_rejected_it() -> None:
    made = assessment(finding("1.1"))
    key = quote_key(made.findings[0].evidence[0])
    first, again = detail(
        reviewed(made, [edit(1, change(ReviewField.REJECTED, "ander bestuur", key=key))]), "1.1"
    ).quotes
    assert first.rejected is not None and first.rejected.signed.author == "Anna"
    assert again.rejected is not None and again.again  # the same place: rejected along with it


def test_the_second_judge_gives_only_what_the_first_one_lacks() -> None:
    same = finding("1.1").judgements
    second = opinion("1.1").model_copy(update={"judgements": (*same, *opinion("1.1").judgements)})
    found = detail(reviewed(assessment(finding("1.1", second=second))), "1.1")
    assert [(each.number, each.quote.text) for each in found.others] == [(3, "Het komt er volgend jaar.")]
    own = adopted(found.others[0].evidence)
    assert (own.quote, own.start, own.stance) == ("Het komt er volgend jaar.", 200, State.PLANNED)


def test_a_quote_is_found_by_its_key_whoever_gave_it() -> None:
    made = assessment(finding("1.1", second=opinion("1.1")))
    own = AddedQuote(
        document="beleid.pdf", document_id=SHA, page=7, start=3, end=9, quote="zelf ge", stance=State.ABSENT
    )
    added = edit(1, change(ReviewField.QUOTE, own.model_dump(mode="json"), key="q1"))
    found = detail(reviewed(made, [added]), "1.1")
    places = [place_of(found, key) for key in (found.quotes[0].key, found.others[0].key, "q1", "onbekend")]
    assert [each.start if each else None for each in places] == [10, 200, 3, None]
    assert found.own_place("q1") == "beleid.pdf, p. 7"


def test_the_verdict_that_stands_is_a_persons_and_the_machines_stays_beside_it() -> None:
    mine = edit(1, change(ReviewField.STATUS, "voldoet"))
    found = detail(reviewed(assessment(finding("1.1")), [mine]), "1.1")
    assert (found.mark.label, found.entry.mark.label, found.overruled) == ("Voldoet", "Voldoet deels", True)
    assert found.statuses[0].label == "Zoals de machine: Voldoet deels"
    assert [each.value for each in found.statuses] == ["", *(status.value for status in Status)]
    assert found.criteria[0].value == "" and found.criteria[1].label.startswith("a. ")
    assert criterion_label(found.ambition, found.criteria[1].value) == "element a" and not criterion_label(
        found.ambition, ""
    )


def test_what_moved_since_is_told_with_both_quotes() -> None:
    before, now = assessment(finding("1.1")), assessment(finding("1.1", words="Het meldpunt is opgeheven."))
    mine = edit(1, change(ReviewField.REVIEWED, True), ground="toen")
    found = detail(reviewed(now, [mine], toen=before), "1.1")
    assert found.shift is not None and found.open
    assert [each.text for each in found.gone][:1] == ["Er is een meldpunt."]
    assert [each.text for each in found.fresh][:1] == ["Het meldpunt is opgeheven."]


def test_runs_and_edits_stand_in_one_list_the_newest_first() -> None:
    edits = [edit(2, change(ReviewField.OWNER, "Griffier")), edit(4, change(ReviewField.OWNER, "Team", old="Griffier"))]
    steps = history(trail(edits, {}), [verdict("toen", 1), verdict("nu", 4)])
    assert [each.edit.number if each.edit else each.run.assessment for each in steps] == [4, "nu", 2, "toen"]  # type: ignore[union-attr]


def test_only_edits_after_the_one_seen_are_new() -> None:
    edits = [edit(1, change(ReviewField.OWNER, "Griffier")), edit(2, change(ReviewField.NOTE, "x", key="n1"))]
    made = reviewed(assessment(finding("1.1")), edits)
    steps = history(trail(edits, {}), [verdict("nu", 5)])
    assert [each.number for each in detail(made, "1.1", steps, since=1).unseen] == [2]
    assert detail(made, "1.1", steps).unseen == () and detail(made, "1.1", steps, since=2).unseen == ()
    assert detail(made, "1.1", steps).seen == 2
