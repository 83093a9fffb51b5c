"""Every paper of the example as LibreOffice prints it: nothing off the page, no empty page, no heading alone at the
foot of one, no key of the program and no English word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from printed import Print, headings_of, needs_soffice, printed

from analyzer.report.papers import PAPERS, editions
from analyzer.report.source import Source

pytestmark = [pytest.mark.slow, needs_soffice]

OFFICE = [key for key, paper in PAPERS.items() if paper.suffix in (".docx", ".xlsx")]


@pytest.fixture(scope="module")
def papers(example: Source) -> Mapping[str, bytes]:
    """By file name; with the machine's doubts in the margin where a paper can have them."""
    return {
        paper.file_name(asked.norm.id).replace(".", f"-{paper.key}."): paper.render(asked)
        for paper, asked in editions(replace(example, remarks=True), [PAPERS[key] for key in OFFICE])
    }


@pytest.fixture(scope="module")
def prints(papers: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Print]:
    return printed(papers, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def quoted(example: Source) -> str:
    """All text that comes from documents, from people and from the norms: what has a space in it is no key."""
    found: list[str] = []
    waiting: list[object] = [report.model_dump(mode="json") for report in example.reports]
    while waiting:
        match waiting.pop():
            case dict() as parts:
                waiting += parts.values()
            case list() as parts:
                waiting += parts
            case str() as text if " " in text:
                found.append(text)
    return " ".join(found)


def test_all_of_them_are_printed(prints: Mapping[str, Print], papers: Mapping[str, bytes]) -> None:
    assert set(prints) == set(papers) and len(prints) >= len(OFFICE)
    assert all(len(each.text) > 800 for each in prints.values())


def test_nothing_runs_off_the_page(prints: Mapping[str, Print]) -> None:
    assert {name: found[:3] for name, each in prints.items() if (found := each.off_the_page())} == {}


def test_no_page_is_empty(prints: Mapping[str, Print]) -> None:
    assert {name: found for name, each in prints.items() if (found := each.empty_pages())} == {}


def test_no_heading_stands_alone_at_the_foot_of_a_page(
    prints: Mapping[str, Print], papers: Mapping[str, bytes]
) -> None:
    word = {name: each for name, each in prints.items() if name.endswith(".docx")}
    lonely = {name: each.lonely_headings(headings_of(papers[name])) for name, each in word.items()}
    assert {name: found for name, found in lonely.items() if found} == {}


def test_no_key_of_the_program_and_no_english_word(prints: Mapping[str, Print], quoted: str) -> None:
    assert {name: found for name, each in prints.items() if (found := each.program_words(quoted))} == {}


def test_the_letter_has_two_pages(prints: Mapping[str, Print]) -> None:
    (letter,) = (each for name, each in prints.items() if name.startswith("brief"))
    assert len(letter.pages) == 2
