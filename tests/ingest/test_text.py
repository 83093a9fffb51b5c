"""Plain text: encodings, pages, sections."""

from __future__ import annotations

import pytest

from ingest.errors import EmptyFile, UnsupportedFormat
from ingest.readers.raw import RawDocument
from ingest.readers.text import read
from ingest.types import BlockKind, PageSource

SENTENCE = "De coördinator – één per gemeente – heeft €10.000 en werkt ‘samen’."


def texts(document: RawDocument) -> list[str]:
    return [block.text for page in document.pages for block in page.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    document = read((SENTENCE + "\r\n").encode(encoding), "a.txt")
    assert texts(document) == [SENTENCE]
    assert document.problems == ()


def test_old_codepage_of_dos() -> None:
    data = "Coördinatie en financiële reëele coöperatie, geïnformeerd én geëvalueerd.".encode("cp850")
    assert data.decode("cp1252", errors="ignore") != data.decode("cp850")
    assert texts(read(data, "a.txt"))


def test_a_few_wrong_bytes_are_told() -> None:
    data = (SENTENCE * 5).encode() + b" en \xff\xfe nog"
    document = read(data, "verslag.txt")
    (problem,) = document.problems
    assert (problem.code, problem.loss) == ("encoding", False)
    assert "verslag.txt" in problem.message
    assert "\ufffd" in texts(document)[0]


def test_nothing_and_no_text() -> None:
    with pytest.raises(EmptyFile, match=r"leeg\.txt"):
        read(b"", "leeg.txt")
    with pytest.raises(UnsupportedFormat, match=r"beeld\.txt"):
        read(bytes(range(256)) * 40 + b"\0" * 5000, "beeld.txt")
    document = read(b" \n\n ", "wit.txt")
    assert [problem.code for problem in document.problems] == ["no_text"]
    assert document.pages[0].source is PageSource.EMPTY


def test_form_feeds_part_pages_and_running_lines_go() -> None:
    bodies = ["Wij melden signalen.", "Wij trainen medewerkers.", "", "Wij evalueren elk jaar."]
    data = "\f".join(f"Beleidsnota 2026\n\n{body}\n\n{number}\n" for number, body in enumerate(bodies, 1)).encode()
    document = read(data, "a.txt")
    assert document.page_unit == "page"
    assert [[block.text for block in page.blocks] for page in document.pages] == [[b] if b else [] for b in bodies]
    assert [page.number for page in document.pages] == [1, 2, 3, 4]


def test_sections_begin_at_chapters() -> None:
    body = "Wij leggen elk kwartaal verantwoording af over de aanpak van ondermijning. " * 4
    data = "".join(f"{number}. Hoofdstuk over zaken\n\n{body}\n\n{number}.1 Deel\n\n{body}\n\n" for number in (1, 2, 3))
    document = read(data.encode(), "a.txt")
    assert document.page_unit == "section"
    assert [page.blocks[0].text for page in document.pages] == [f"{n}. Hoofdstuk over zaken" for n in (1, 2, 3)]
    assert [block.level for block in document.pages[0].blocks if block.kind is BlockKind.HEADING] == [1, 2]


def test_long_text_without_headings_is_cut_at_blocks() -> None:
    paragraph = "Dit is een zin over de aanpak van ondermijning in onze gemeente. " * 10
    document = read("\n\n".join([paragraph.strip()] * 20).encode(), "a.txt")
    assert len(document.pages) == 4
    assert texts(document) == [paragraph.strip()] * 20


def test_running_heads_at_lost_page_breaks_go() -> None:
    page = "Thema {0}\n\n\tX We maken een beeld van {0} en bespreken\ndat elk jaar met de raad.\n\nWAT GAAN WE DOEN\n"
    page += "\n".join(f"Regel {row} met gewone tekst over {{0}}." for row in range(12)) + "\n\nWAT GAAN WE DOEN\n"
    data = " ".join(page.format(name) for name in ("drugs", "vastgoed", "zorg", "haven"))
    document = read(data.encode(), "a.txt")
    assert "WAT GAAN WE DOEN" not in texts(document)
    assert "We maken een beeld van zorg en bespreken dat elk jaar met de raad." in texts(document)


def test_capitals_are_kept_as_headings_where_no_page_breaks_show() -> None:
    data = "DOEL\n\nWij melden.\n\nDOEL\n\nWij trainen.\n\nDOEL\n\nWij wegen.\n"
    assert texts(read(data.encode(), "a.txt")).count("DOEL") == 3
