"""Progress through time, a region beside each other, and one dossier on both norms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest
from review_values import NORM, assessment, document, edit, finding, norm, report

from analyzer.norms import load_crosswalk, load_norm
from analyzer.review.crosswalk import CrosswalkRow, crosswalk
from analyzer.review.laying import laid_over
from analyzer.review.overview import moments_of, monitoring, series
from analyzer.review.region import RegionRow, region
from analyzer.review.values import Edit, ReviewedAssessment, ReviewField
from analyzer.types import CrosswalkLink, CrosswalkRelation, Norm, Status

F = ReviewField
V, D, G, N = Status.VOLDOET, Status.DEELS, Status.GEPLAND, Status.NIET_AANGETROFFEN
TODAY = date(2027, 3, 1)


def laid(
    statuses: Mapping[str, Status | None],
    peildatum: date = date(2026, 1, 1),
    edits: Sequence[Edit] = (),
    *,
    id: str = "run",
    against: Norm | None = None,
    organisation: str = "Gemeente Voorbeeld",
    started: datetime = datetime(2026, 1, 5),
    content: str = "a",
) -> ReviewedAssessment:
    asked = against or norm()
    made = assessment(
        [finding(status, ambition=name) for name, status in statuses.items()],
        [document(content * 64)],
        version=asked.version,
        norm_id=asked.id,
        peildatum=peildatum,
        organisation=organisation,
        started=started,
    )
    return laid_over(report(made, asked), id, edits, {})


# --- through time --------------------------------------------------------------------------------------------------

FIRST = laid({"1.1": N, "1.2": D, "2.1": V}, date(2025, 2, 1), id="een")
SECOND = laid({"1.1": G, "1.2": D, "2.1": D}, date(2026, 5, 31), id="twee")
LAST = laid(
    {"1.1": D, "1.2": D, "2.1": D},
    date(2026, 7, 1),
    [
        edit(1, (F.STATUS, None, "voldoet"), (F.OWNER, None, "Wim"), (F.DUE, None, "2026-09-01"), assessment="drie"),
        edit(1, (F.DUE, None, "2026-12-31"), (F.REVIEWED, None, True), ambition="1.2", assessment="drie"),
        edit(1, (F.OWNER, None, "Els"), ambition="2.1", assessment="drie"),
    ],
    id="drie",
)


def test_a_series_goes_by_the_peildatum_and_counts_what_stands() -> None:
    moments = series([LAST, FIRST, SECOND])
    assert [moment.id for moment in moments] == ["een", "twee", "drie"]
    last = moments[-1]
    assert (last.counts["voldoet"], last.machine["voldoet"]) == (1, 0)
    assert (last.reviewed, last.ambitions) == (1, 3)
    assert [each.counts["deels"] for each in last.pillars] == [1, 1]
    assert [(moment.id, counts["deels"]) for moment, counts in moments_of([LAST, FIRST], "1")] == [
        ("een", 1),
        ("drie", 1),
    ]


def test_of_two_with_one_peildatum_the_later_made_is_later() -> None:
    again = laid({"1.1": V}, date(2026, 7, 31), id="opnieuw", started=datetime(2026, 8, 2))
    first = laid({"1.1": N}, date(2026, 7, 31), id="eerst", started=datetime(2026, 8, 1))
    assert [moment.id for moment in series([again, first])] == ["eerst", "opnieuw"]
    [half] = monitoring([again, first], TODAY).halves
    assert half.moment is not None
    assert half.moment.id == "opnieuw"


def test_every_half_year_from_the_first_to_the_last_is_there() -> None:
    overview = monitoring([SECOND, LAST, FIRST], TODAY)
    assert [(half.label, half.moment.id if half.moment else None) for half in overview.halves] == [
        ("eerste halfjaar 2025", "een"),
        ("tweede halfjaar 2025", None),
        ("eerste halfjaar 2026", "twee"),
        ("tweede halfjaar 2026", "drie"),
    ]


def test_what_rose_and_fell_since_the_last_half_year_with_an_outcome() -> None:
    first, empty, second, last = monitoring([FIRST, SECOND, LAST], TODAY).halves
    assert (first.rose, first.fell, first.other) == ((), (), ())
    assert (empty.rose, empty.fell, empty.other) == ((), (), ())
    assert [(step.id, step.before, step.after) for step in second.rose] == [("1.1", N, G)]
    assert [(step.id, step.before, step.after) for step in second.fell] == [("2.1", V, D)]
    assert [(step.id, step.before, step.after) for step in last.rose] == [("1.1", G, V)]


def test_what_is_open_and_who_does_what_by_when() -> None:
    overview = monitoring([FIRST, SECOND, LAST], TODAY)
    assert [(each.id, each.status, each.reviewed) for each in overview.still_open] == [
        ("1.2", D, True),
        ("2.1", D, False),
    ]
    assert [(task.id, task.owner, task.due, task.done, task.overdue) for task in overview.tasks] == [
        ("1.1", "Wim", date(2026, 9, 1), True, False),
        ("1.2", "", date(2026, 12, 31), False, True),
        ("2.1", "Els", None, False, False),
    ]
    assert [task.id for task in overview.overdue] == ["1.2"]
    assert monitoring([LAST], date(2026, 12, 31)).overdue == ()


def test_what_does_not_apply_is_not_open_and_what_was_not_assessed_is() -> None:
    overview = monitoring([laid({"1.1": Status.NVT, "1.2": None, "2.1": V})], TODAY)
    assert [each.id for each in overview.still_open] == ["1.2"]


def test_without_an_outcome_there_is_nothing_to_show() -> None:
    overview = monitoring([], TODAY)
    assert (overview.halves, overview.tasks, overview.still_open) == ((), (), ())
    assert series([]) == ()


def test_time_goes_over_one_norm() -> None:
    other = laid({}, against=norm(id="andere"))
    with pytest.raises(ValueError, match="één norm"):
        series([FIRST, other])


# --- a region ------------------------------------------------------------------------------------------------------


def test_a_region_has_a_row_for_each_dossier_and_a_column_for_each_ambition() -> None:
    newer = norm(["1.1", "1.3"], version="2")
    heat = region(
        [
            RegionRow(dossier="z", report=laid({"1.1": D, "1.3": V}, against=newer, organisation="waterschap Zuid")),
            RegionRow(dossier="n", report=LAST.model_copy(update={"id": "n1"})),
        ]
    )
    assert heat is not None
    assert (heat.norm_id, [column.id for column in heat.columns]) == (NORM, ["1.1", "1.3", "1.2", "2.1"])
    assert [(row.organisation.name, row.dossier, row.assessment) for row in heat.rows] == [
        ("Gemeente Voorbeeld", "n", "n1"),
        ("waterschap Zuid", "z", "run"),
    ]
    north, south = heat.rows
    assert [cell.status if cell else "leeg" for cell in north.cells] == [V, "leeg", D, D]
    assert [cell.status if cell else "leeg" for cell in south.cells] == [D, V, "leeg", "leeg"]
    assert north.cells[0] is not None
    assert (north.cells[0].by_person, north.cells[0].reviewed) == (True, False)
    assert (north.counts["voldoet"], north.counts["deels"], north.reviewed) == (1, 2, 1)
    first = heat.columns[0]
    assert (first.counts["voldoet"], first.counts["deels"], sum(first.counts.values())) == (1, 1, 2)
    assert [column.reviewed for column in heat.columns] == [0, 0, 1, 0]
    assert (heat.counts["voldoet"], heat.counts["deels"], sum(heat.counts.values())) == (2, 3, 5)


def test_an_empty_region_has_no_map_and_two_norms_have_none_either() -> None:
    assert region([]) is None
    with pytest.raises(ValueError, match="één norm"):
        region([RegionRow(dossier="a", report=FIRST), RegionRow(dossier="b", report=laid({}, against=norm(id="x")))])


def test_what_moved_under_an_edit_shows_in_a_cell() -> None:
    made = assessment([finding(D)])
    shifted = laid_over(report(made), "nu", [edit(1, (F.STATUS, None, "voldoet"))], {"run-1": assessment([finding(G)])})
    heat = region([RegionRow(dossier="a", report=shifted)])
    assert heat is not None
    assert [cell.shifted for cell in heat.rows[0].cells if cell] == [True, False, False]


# --- both norms ----------------------------------------------------------------------------------------------------


def linked(relation: CrosswalkRelation, first: Status | None, second: Status | None) -> CrosswalkRow:
    links = [CrosswalkLink(groningse_norm="1.1", noord_hollandse_norm="1.2", relation=relation, note="Let op.")]
    [row] = crosswalk(links, laid({"1.1": first}), laid({"1.2": second})).rows
    return row


EQUAL, BROADER, NARROWER, OVERLAPS = CrosswalkRelation


@pytest.mark.parametrize(
    ("relation", "first", "second", "hint"),
    [
        (EQUAL, V, V, ""),
        (EQUAL, V, D, "Beide vragen hetzelfde, maar 1.1 is “Voldoet” en 1.2 is “Voldoet deels”. Kijk beide na."),
        (
            EQUAL,
            Status.ONTBREEKT,
            N,
            "Beide vragen hetzelfde, maar 1.1 is “Ontbreekt” en 1.2 is “Niet aangetroffen”. Kijk beide na.",
        ),
        (EQUAL, V, Status.NVT, ""),
        (EQUAL, None, V, ""),
        (BROADER, V, D, "1.1 vraagt meer en voldoet; dan hoort 1.2 ook te voldoen, maar die is “Voldoet deels”."),
        (BROADER, D, V, ""),
        (BROADER, V, V, ""),
        (NARROWER, D, V, "1.2 vraagt meer en voldoet; dan hoort 1.1 ook te voldoen, maar die is “Voldoet deels”."),
        (NARROWER, V, D, ""),
        (OVERLAPS, V, N, ""),
    ],
)
def test_where_linked_verdicts_clash(
    relation: CrosswalkRelation, first: Status | None, second: Status | None, hint: str
) -> None:
    row = linked(relation, first, second)
    assert row.hint == hint
    assert row.clashes is bool(hint)
    assert (row.first.status, row.second.status, row.note) == (first, second, "Let op.")
    assert row.relation_text


def test_the_verdict_of_a_person_counts_and_is_marked() -> None:
    edits = [edit(1, (F.STATUS, None, "voldoet"), (F.REVIEWED, None, True), assessment="run")]
    links = [CrosswalkLink(groningse_norm="1.1", noord_hollandse_norm="2.1", relation=EQUAL)]
    view = crosswalk(links, laid({"1.1": D}, edits=edits), laid({"2.1": V}))
    [row] = view.rows
    assert (row.first.status, row.first.by_person, row.first.reviewed) == (V, True, True)
    assert view.clashing == ()


def test_ambitions_without_a_counterpart_are_listed_and_unknown_links_passed_over() -> None:
    links = [
        CrosswalkLink(groningse_norm="1.1", noord_hollandse_norm="1.2", relation=EQUAL),
        CrosswalkLink(groningse_norm="9.9", noord_hollandse_norm="1.2", relation=EQUAL),
    ]
    view = crosswalk(links, laid({}), laid({}))
    assert len(view.rows) == 1
    assert (view.only_first, view.only_second) == (("1.2", "2.1"), ("1.1", "2.1"))


def test_other_documents_or_another_date_are_remarked() -> None:
    assert crosswalk([], FIRST, FIRST).remark == ""
    assert crosswalk([], FIRST, laid({}, content="b")).remark == (
        "Let op: de twee uitkomsten gaan uit van andere documenten en een andere peildatum. "
        "Een verschil kan ook daaraan liggen."
    )


def test_the_whole_crosswalk_of_the_two_norms_is_shown() -> None:
    first, second = (laid({}, against=load_norm(name)) for name in ("groningse-norm", "noord-hollandse-norm"))
    view = crosswalk(load_crosswalk(), first, second)
    assert len(view.rows) == len(load_crosswalk())
