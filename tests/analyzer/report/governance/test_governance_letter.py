"""The letter to the council: two pages at most, to the right people, and honest about who decided."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import governance_sources as sources
import printed
import pytest
import reviewed_reports

from analyzer.report.governance import letter, letter_content
from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import GapReport, OrganisationType, Status


def words(data: bytes) -> str:
    """All text, in its order."""
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join("".join(node.itertext()) for node in body.iter() if node.tag.endswith("}p"))


@pytest.fixture(scope="module")
def letters(
    example: Source, report: GapReport, reviewed_report: ReviewedAssessment, large_report: GapReport
) -> dict[str, bytes]:
    """By what is special to them."""
    first = replace(example, reports=example.reports[:1])
    nothing = tuple(each.model_copy(update={"status": None}) for each in large_report.assessment.findings)
    assessment = large_report.assessment.model_copy(update={"findings": nothing})
    many = [sources.LONG, "=Concerncontroller"]
    made = {
        "both": example,
        "groningen": first,
        "noord-holland": replace(example, reports=example.reports[1:]),
        "bare": sources.bare(example),
        "province": sources.of(first, "Provincie Groningen", OrganisationType.PROVINCIE),
        "water": sources.of(first, "Waterschap Hunze en Aa's", OrganisationType.WATERSCHAP),
        "hostile": sources.single(reviewed_report),
        "open": sources.single(large_report.model_copy(update={"assessment": assessment})),
        "long": sources.single(sources.undertaken(sources.long_titled(large_report), many)),
        "long-both": replace(
            example, reports=tuple(sources.undertaken(sources.long_titled(each), many) for each in example.reports)
        ),
        "met": sources.single(sources.undertaken(report, ["Els"], status=Status.VOLDOET)),
    }
    return {name: letter.render(source) for name, source in made.items()}


@printed.needs_soffice
def test_it_takes_two_pages_at_most_and_looks_like_a_letter(letters: dict[str, bytes], tmp_path: Path) -> None:
    prints = printed.printed({f"{name}.docx": data for name, data in letters.items()}, tmp_path)
    pages = {name: len(each.pages) for name, each in prints.items()}
    assert max(pages.values()) <= letter_content.PAGES, pages
    assert pages["both.docx"] == 2
    for name, each in prints.items():
        assert not each.off_the_page(), name
        assert not each.empty_pages(), name
        assert not each.lonely_headings(printed.headings_of(letters[Path(name).stem])), name
        assert not each.program_words("Bob <b>Bos</b> <uitvoering> <proef>"), name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "both",
            ("De raad van de gemeente Oosterhoven", "Geachte leden van de raad,", "], burgemeester", "], secretaris"),
        ),
        (
            "province",
            (
                "Geachte leden van Provinciale Staten,",
                "Gedeputeerde Staten van Groningen,",
                "uw Staten",
                "], voorzitter",
            ),
        ),
        (
            "water",
            (
                "Het algemeen bestuur van het waterschap Hunze en Aa's",
                "Geachte leden van het algemeen bestuur,",
                "het dagelijks bestuur van het waterschap Hunze en Aa's,",
                "], dijkgraaf",
                "waarvan er 25 voor ons gelden",
            ),
        ),
    ],
)
def test_it_is_written_by_and_to_the_right_people(
    letters: dict[str, bytes], name: str, expected: tuple[str, ...]
) -> None:
    text = words(letters[name])
    assert [each for each in expected if each not in text] == []


def test_what_nobody_can_know_is_marked_to_be_filled_in(letters: dict[str, bytes]) -> None:
    text = words(letters["both"])
    for what in ("kenmerk", "adres", "naam", "datum"):
        assert f"[in te vullen: {what}]" in text
    assert "[in te vullen: wie]" in words(letters["hostile"])  # a date without an owner


def test_it_is_a_concept_until_all_is_reviewed(letters: dict[str, bytes], example: Source, report: GapReport) -> None:
    assert "Concept. 50 van de 76 oordelen zijn nog niet door een mens beoordeeld" in words(letters["both"])
    assert "Concept. Nog geen van de 76 oordelen is door een mens beoordeeld" in words(letters["bare"])
    done = words(letter.render(sources.single(reviewed_reports.all_marked(report))))
    assert "Concept" not in done


def test_where_nobody_took_anything_on_that_is_said_once_and_each_point_has_a_step(example: Source) -> None:
    content = letter_content.letter_content(sources.bare(example))
    assert content.undertaken == "" and content.assigning.startswith("Voor 44 ambities die nog niet voldoen")
    assert [point.heading for point in content.points if len(point.text.split(". ", 1)) < 2] == []


def test_files_that_could_not_be_opened_are_no_documents_that_were_compared(example: Source) -> None:
    lost = {"sha256": "", "read": "not", "pages": 0}
    text = letter_content.letter_content(sources.with_files(sources.bare(example), 3, lost)).decided
    assert "vergeleek 9 documenten van ons" in text and "3 bestanden zijn niet te lezen en tellen niet mee." in text


def test_it_says_in_how_many_cases_people_decided_otherwise(letters: dict[str, bytes]) -> None:
    text = words(letters["both"])
    assert "Van de 76 oordelen zijn er 26 door een mens beoordeeld; 10 keer (GN 1.1, GN 2.3," in text
    assert "niet of het in de praktijk werkt (werking)" in text
    assert "Nog geen oordeel is door een mens beoordeeld." in words(letters["bare"])


def test_it_tells_what_changed_and_what_more_documents_do_to_that(letters: dict[str, bytes]) -> None:
    text = words(letters["groningen"])
    assert "Groningse norm, sinds 1 maart 2025: toen voldeden er 4, nu 11. 18 ambities gingen vooruit, 2 achter" in text
    assert "(9 in plaats van 3); een deel van het verschil kan daardoor komen" in text
    assert "Deze uitkomst is de nulmeting" in words(letters["bare"])


def test_it_names_actions_that_run_and_not_those_of_ambitions_that_are_met(letters: dict[str, bytes]) -> None:
    text = words(letters["groningen"])
    assert "Voor 2 ambities die nog niet voldoen is een actie belegd." in text
    assert "Gemeentesecretaris" in text and "2e kwartaal 2026" in text
    assert "=Concerncontroller" not in text  # it is the owner of an ambition that is met
    assert "=Concerncontroller" in words(letters["noord-holland"])
    assert "geen open punten" in words(letters["met"])


def test_there_is_a_line_for_each_pillar_where_there_is_room(letters: dict[str, bytes]) -> None:
    assert "3 Regelgeving, beleid en handhaving" in words(letters["both"])
    assert "6 Communicatie" in words(letters["both"])


def test_less_room_makes_a_shorter_letter(example: Source) -> None:
    full, short = (letter_content.letter_content(example, roomy=share) for share in (1.0, 0.7))
    assert letter_content.height(short) < letter_content.height(full)
    assert len(short.rows) == 2 and len(full.rows) == 13
    assert "en nog" in short.standing[0].text


def test_its_headings_are_headings(letters: dict[str, bytes]) -> None:
    document = docx.Document(BytesIO(letters["both"]))
    names = [each.style.name for each in document.paragraphs if each.style is not None]
    assert names.count("heading 1") + names.count("Heading 1") == 4
    assert document.core_properties.title.startswith("Brief: Voortgang op de Groningse norm")


def test_the_same_source_gives_the_same_letter(letters: dict[str, bytes], example: Source) -> None:
    assert letter.render(example) == letters["both"]
