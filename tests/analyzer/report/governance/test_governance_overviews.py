"""The half-yearly monitoring and the yearly implementatieoverzicht: what they hold, and how they look when printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import governance_sources as sources
import printed
import pytest
from docx.enum.section import WD_ORIENT

from analyzer.errors import PaperDoesNotFit
from analyzer.report.governance import implementation, monitoring
from analyzer.report.governance.ambition_rows import ambition_rows
from analyzer.report.governance.implementation_content import implementation_overview
from analyzer.report.governance.monitoring_content import monitoring_overview
from analyzer.report.governance.timeline import before_half, previous_of, series_of, yearly
from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport, Status

GRONINGEN, NOORD_HOLLAND = "groningse-norm", "noord-hollandse-norm"


def words(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join("".join(node.itertext()) for node in body.iter() if node.tag.endswith("}p"))


@pytest.fixture(scope="module")
def papers(
    example: Source, reviewed_report: ReviewedAssessment, large_report: GapReport, report: GapReport
) -> dict[str, bytes]:
    made = {
        "monitoring": monitoring.render(example),
        "implementation": implementation.render(sources.asked_last(example)),
        "first-monitoring": monitoring.render(sources.bare(example)),
        "first-implementation": implementation.render(sources.asked_last(sources.bare(example))),
    }
    for name, norm_id, render in (("m", GRONINGEN, monitoring.render), ("i", NOORD_HOLLAND, implementation.render)):
        made[f"{name}-hostile"] = render(sources.single(sources.named(reviewed_report, norm_id)))
        made[f"{name}-large"] = render(sources.single(sources.named(large_report, norm_id)))
        late = sources.undertaken(sources.named(report, norm_id), ["Els"], status=Status.GEPLAND)
        made[f"{name}-late"] = render(sources.single(late))
    return made


@printed.needs_soffice
def test_printed_they_look_as_they_should(papers: dict[str, bytes], tmp_path: Path) -> None:
    prints = printed.printed({f"{name}.docx": data for name, data in papers.items()}, tmp_path)
    told = "<b>Bos</b> <uitvoering> <proef> <ondermijning> <Veiligheid> <partners> evidence"
    for name, each in prints.items():
        assert not each.off_the_page(), name
        assert not each.empty_pages(), name
        assert not each.lonely_headings(printed.headings_of(papers[Path(name).stem])), name
        assert not each.program_words(told), name
        assert {width > height for width, height in each.sizes} == {True, False}, name


@pytest.mark.parametrize(
    ("render", "fits", "named"),
    [
        (monitoring.render, monitoring.fits, "voor de Groningse norm"),
        (implementation.render, implementation.fits, "voor de Noord-Hollandse norm"),
    ],
)
def test_for_the_other_norm_it_says_for_which_it_is(
    example: Source, render: Callable[[Source], bytes], fits: Callable[[Source], bool], named: str
) -> None:
    asked = [example, sources.asked_last(example)]
    [wrong] = [each for each in asked if not fits(each)]
    with pytest.raises(PaperDoesNotFit, match=named):
        render(wrong)


@pytest.mark.parametrize("name", ["monitoring", "implementation"])
def test_the_wide_tables_stand_on_pages_on_their_side_with_their_heads_repeated(
    papers: dict[str, bytes], name: str
) -> None:
    document = docx.Document(BytesIO(papers[name]))
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    assert turned == [False, True, False]
    for section in document.sections:
        assert section.header.paragraphs[0].text and "Pagina" in section.footer.paragraphs[0].text
    first, aside, last = (section.header.part.partname for section in document.sections)
    assert first == last != aside  # the right side of its header stands further to the right
    assert all(table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader") for table in document.tables[1:])


@pytest.mark.parametrize("name", ["monitoring", "implementation"])
def test_their_headings_are_headings_in_order(papers: dict[str, bytes], name: str) -> None:
    document = docx.Document(BytesIO(papers[name]))
    levels = [
        int(each.style.name[-1])
        for each in document.paragraphs
        if each.style is not None and (each.style.name or "").lower().startswith("heading")
    ]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    pictures = document.element.body.xpath(".//wp:docPr/@descr")
    assert len(pictures) == 1 and "voldoet" in pictures[0]


# --- monitoring ----------------------------------------------------------------------------------------------------


def test_it_has_every_half_year_those_without_a_measurement_too(example: Source) -> None:
    content = monitoring_overview(example)
    assert [row.label for row in content.halves] == [
        "Eerste halfjaar 2025",
        "Tweede halfjaar 2025",
        "Eerste halfjaar 2026",
    ]
    assert content.halves[1].counts is None and content.halves[1].peildatum == "niet gemeten"
    assert content.halves[0].counts is not None and content.halves[0].counts[0] == 4
    assert content.told.startswith("Sinds 1 maart 2025 gingen 18 ambities vooruit en 2 achteruit")


def test_progress_is_told_for_each_pillar(example: Source) -> None:
    rows = {row.title: row for row in monitoring_overview(example).pillars}
    row = rows["2 Informatiehuishouding"]
    assert (row.ambitions, row.before, row.met, row.partly, row.open) == (6, 1, 5, 1, 0)


def test_what_rose_and_fell_stands_there_with_the_cause(example: Source) -> None:
    changes = {row.id: row for row in monitoring_overview(example).changes}
    assert changes["3.4"].way == "achteruit" and changes["1.1"].way == "vooruit"
    assert "Anna de Wit" in changes["1.1"].reason
    assert "verslag-werkgroep-weerbaar.rtf" in changes["3.4"].reason


def test_each_ambition_has_its_place_its_owner_and_whose_verdict_it_is(example: Source) -> None:
    content = monitoring_overview(example)
    assert len(content.rows) == 29
    row = content.rows[0]
    assert (row.mark.label, row.before.label if row.before else "") == ("Voldoet deels", "Niet aangetroffen")
    assert row.owner == "Gemeentesecretaris" and row.when == "2e kwartaal 2026"
    assert "uitvoeringsplan-weerbaar-oosterhoven.pdf, p. 1" in row.places
    assert row.ground.startswith("In het gesprek bleek") and row.whose.startswith("beoordelaar")


def test_what_is_late_is_a_point_to_talk_about(report: GapReport, papers: dict[str, bytes]) -> None:
    late = sources.single(sources.undertaken(sources.named(report, GRONINGEN), ["Els"], status=Status.GEPLAND))
    points = {each.heading: each.text for each in monitoring_overview(late).points}
    assert points["Over tijd"].startswith("2 ambities (1.1 en 1.2).")
    assert "over tijd" in words(papers["m-late"])


def test_what_the_region_asks_is_answered_as_far_as_can_be_and_left_to_fill_in(papers: dict[str, bytes]) -> None:
    text = words(papers["monitoring"])
    assert "Volgens de documenten ontbreekt: Bijdragen aan onderzoek" in text
    assert "[in te vullen: knelpunten die niet in documenten staan]" in text


def test_the_first_time_there_is_nothing_to_compare_with(papers: dict[str, bytes]) -> None:
    text = words(papers["first-monitoring"])
    assert "Dit is de eerste meting; zij geldt als nulmeting." in text
    assert "Er is geen eerdere meting om mee te vergelijken." in text


# --- implementatieoverzicht ----------------------------------------------------------------------------------------


def test_it_opens_with_the_first_measurement_and_the_development_since(example: Source) -> None:
    content = implementation_overview(sources.asked_last(example))
    assert [row.label for row in content.moments] == ["0-meting 2025", "Meting 2026"]
    assert content.told[0] == "Bij de 0-meting van 1 maart 2025 voldeden er 6 van de 47 ambities; nu voldoen er 20."
    assert "3 documenten bekeken en nu 9" in content.told[2]
    assert content.earlier == "0-meting 2025"


def test_each_theme_has_its_ambitions_with_ground_development_and_action(example: Source) -> None:
    themes = implementation_overview(sources.asked_last(example)).themes
    assert [len(theme.rows) for theme in themes] == [5, 11, 10, 7, 12, 2]
    row = next(row for theme in themes for row in theme.rows if row.id == "1.3")
    assert row.ground.startswith("Geregeld: ") and "Aangekondigd: " in row.ground
    assert row.lacks == (
        "Ook politieke ambtsdragers krijgen bewustwordingsactiviteiten over weerbaarheid of ondermijning "
        "(alleen aangekondigd)",
    )
    assert row.action and not row.owner


def test_what_does_not_bind_is_neither_counted_nor_called_a_proposal(example: Source) -> None:
    water = sources.not_binding(sources.bare(example), "2.3")
    content = monitoring_overview(water)
    assert content.halves[-1].reviewed == "0 van 28"
    assert next(row for row in content.rows if row.id == "2.3").whose == "volgt uit de norm zelf"
    text = words(monitoring.render(water))
    assert "Nog geen beoordelaar heeft naar de voorstellen" in text and "Nergens gaf" not in text


def test_it_accounts_to_the_council_and_names_who_decided_otherwise(papers: dict[str, bytes]) -> None:
    text = words(papers["implementation"])
    assert "Aangeboden aan de gemeenteraad: [in te vullen: datum]" in text
    assert "Bij 6 ambities gaf een beoordelaar een ander oordeel dan de machine voorstelde:" in text
    assert "Anna de Wit, 9 maart 2026" in text
    assert "1 De 0-meting" in words(papers["first-implementation"])


# --- time ----------------------------------------------------------------------------------------------------------


def at(report: ReviewedAssessment, day: date) -> ReviewedAssessment:
    assessment = report.assessment.model_copy(update={"peildatum": day})
    return report.model_copy(update={"assessment": assessment, "id": day.isoformat()})


def test_only_what_came_before_counts_as_before(example: Source) -> None:
    now = example.series[-1]
    days = (date(2024, 2, 1), date(2024, 9, 1), date(2026, 2, 1), date(2027, 1, 1))
    source = replace(example, reports=(now,), history=tuple(at(now, day) for day in days))
    series = series_of(source, now)
    assert [each.assessment.peildatum for each in series] == [*days[:3], now.assessment.peildatum]
    previous, half = previous_of(source, now), before_half(series)
    assert previous is not None and previous.assessment.peildatum == date(2026, 2, 1)
    assert half is not None and half.assessment.peildatum == date(2024, 9, 1)
    assert [each.assessment.peildatum for each in yearly(series)] == [days[0], days[1], now.assessment.peildatum]


def test_places_are_told_once_for_each_document(example: Source) -> None:
    row = next(row for row in ambition_rows(example, None) if row.id == "2.4")
    assert "intranetbericht-signaalpunt.md, onderdeel 2, 3 en 6" in row.places
    assert row.before is None


def test_the_same_source_gives_the_same_bytes(papers: dict[str, bytes], example: Source) -> None:
    assert monitoring.render(example) == papers["monitoring"]
    assert implementation.render(sources.asked_last(example)) == papers["implementation"]
