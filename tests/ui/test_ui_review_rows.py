"""The list of the review page: what a row tells, which filters show it, how far the review is."""

from __future__ import annotations

from review_made import assessment, change, edit, finding, opinion, reviewed

from analyzer.review.values import OutsideEvidence, OutsideKind, ReviewField, quote_key
from analyzer.types import State, Status
from ui.review_rows import Filter, Row, first_open, groups, progress, statuses, tallies


def rows(report: object) -> list[Row]:
    return [row for group in groups(report) for row in group.rows]  # type: ignore[arg-type]


def test_every_ambition_stands_under_its_pillar_in_the_order_of_the_norm() -> None:
    report = reviewed(assessment())
    found = groups(report)
    assert [group.id for group in found] == [pillar.id for pillar in report.norm.pillars]
    assert [row.id for row in rows(report)] == [each.id for each in report.norm.ambitions]


def test_a_proposal_and_a_verdict_of_a_person_are_told_apart_in_words() -> None:
    mine = edit(1, change(ReviewField.STATUS, "voldoet"))
    first, second, *_ = rows(reviewed(assessment(finding("1.1"), finding("1.2")), [mine]))
    assert (first.mark.label, first.by_person) == ("Voldoet", True)
    assert first.source == "Oordeel van de beoordelaar"
    assert first.proposed is not None and first.proposed.label == "Voldoet deels"
    assert second.source == "Voorstel, zekerheid hoog (80%)" and second.proposed is None


def test_the_same_verdict_by_a_person_names_no_other() -> None:
    mine = edit(1, change(ReviewField.STATUS, "deels"))
    assert rows(reviewed(assessment(finding("1.1")), [mine]))[0].proposed is None


def test_signs_tell_in_words_what_is_the_matter() -> None:
    item = finding("1.1").evidence[0]
    outside = OutsideEvidence(kind=OutsideKind.INTERVIEW, text="Dat doen wij.", stance=State.IN_FORCE)
    mine = edit(
        1,
        change(ReviewField.REJECTED, "ander bestuur", key=quote_key(item)),
        change(ReviewField.OUTSIDE, outside.model_dump(mode="json"), key="o1"),
        change(ReviewField.NOTE, "navragen", key="n1"),
        change(ReviewField.NOTE, "ook navragen", key="n2"),
    )
    made = assessment(finding("1.1", second=opinion("1.1")))
    signs = rows(reviewed(made, [mine]))[0].signs
    assert signs == ("beoordelaars oneens", "gewijzigd", "1 citaat verworpen", "1 eigen bewijs", "2 notities")


def test_moved_ground_is_told_and_opens_a_row_that_was_reviewed() -> None:
    before, now = assessment(finding("1.1", Status.VOLDOET)), assessment(finding("1.1", Status.GEPLAND))
    mine = edit(1, change(ReviewField.REVIEWED, True), ground="toen")
    first = rows(reviewed(now, [mine], toen=before))[0]
    assert first.open and "opnieuw bekijken" in first.signs
    assert {Filter.OPEN, Filter.SHIFTED} <= set(first.filters) and Filter.REVIEWED not in first.filters
    assert not rows(reviewed(before, [mine.model_copy(update={"assessment": "nu"})]))[0].open


def test_filters_count_what_they_show() -> None:
    made = assessment(
        finding("1.1", second=opinion("1.1")), finding("1.2", confidence=0.3), finding("1.3", confidence=0.5)
    )
    edits = [
        edit(1, change(ReviewField.REVIEWED, True)),
        edit(1, change(ReviewField.OWNER, "Griffier"), ambition="1.3"),
    ]
    found = rows(reviewed(made, edits))
    counts = {each.key: each.count for each in tallies(found)}
    assert counts == {
        "alle": 29,
        "open": 28,
        "beoordeeld": 1,
        "gewijzigd": 1,
        "oneens": 1,
        "onzeker": 1,
        "veranderd": 0,
    }
    for each in Filter:
        assert counts[each.value] == sum(each in row.filters for row in found)


def test_verdicts_that_do_not_occur_are_not_offered() -> None:
    offered = statuses(rows(reviewed(assessment(finding("1.1"), finding("1.2")))))
    assert [(each.key, each.count) for each in offered] == [("deels", 2), ("niet_aangetroffen", 27)]


def test_progress_counts_what_was_reviewed() -> None:
    edits = [edit(1, change(ReviewField.REVIEWED, True), ambition=each) for each in ("1.1", "1.3", "2.1")]
    found = rows(reviewed(assessment(), edits))
    assert progress(found).text == "3 van 29 beoordeeld"
    assert first_open(found) == "1.2" and first_open([]) is None
    assert found[0].reviewed == "Anna, 12 maart 2026"
