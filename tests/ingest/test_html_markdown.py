"""HTML and Markdown: the text a visitor reads, without menus and without what is hidden; and the layout in sections."""

from __future__ import annotations

import pytest

from ingest.readers import html, markdown, rtf
from ingest.readers.raw import RawBlock, RawDocument
from ingest.readers.sections import SECTION_CHARACTERS, one_line, paginate
from ingest.readers.visibility import is_white
from ingest.types import BlockKind

H, P, L, R = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW


def blocks(document: RawDocument) -> list[tuple[BlockKind, str, int]]:
    return [(block.kind, block.text, block.level) for page in document.pages for block in page.blocks]


def page(body: str, head: str = "") -> RawDocument:
    return html.read(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode(), "a.html")


def test_the_main_text_in_order_without_menus() -> None:
    document = page(
        "<header>Gemeente</header><nav><ul><li>Home</li></ul></nav><aside>Zie ook</aside>"
        "<main><header><h1>Beleid\n  Bibob</h1></header>"
        "<p>Het <b>college</b><br>stelt<script>x()</script> vast.</p>los "
        "<em>stuk</em><ul><li>Een<ul><li>Onder</li></ul></li><li><p>Twee</p></li></ul>"
        "<dl><dt>Begrip</dt><dd>Uitleg</dd></dl><blockquote>Citaat</blockquote><h2>Slot</h2><!-- geheim --></main>"
        "<p>Buiten</p><footer>Contact</footer>"
    )
    assert blocks(document) == [
        (H, "Beleid Bibob", 1),
        (P, "Het college stelt vast.", 0),
        (P, "los stuk", 0),
        (L, "Een", 1),
        (L, "Onder", 2),
        (L, "Twee", 1),
        (L, "Begrip", 1),
        (L, "Uitleg", 2),
        (P, "Citaat", 0),
        (H, "Slot", 2),
    ]
    assert document.page_unit == "section" and not document.hidden


def test_the_only_article_is_read_and_several_are_not_chosen_from() -> None:
    assert blocks(page("<p>Menu</p><article><p>Tekst</p></article>")) == [(P, "Tekst", 0)]
    assert blocks(page("<p>Inleiding</p><article>Een</article><article>Twee</article>")) == [
        (P, "Inleiding", 0),
        (P, "Een", 0),
        (P, "Twee", 0),
    ]
    assert blocks(page("<main></main><p>Tekst</p>")) == [(P, "Tekst", 0)]


def test_tables_of_data_are_rows_and_tables_for_layout_are_not() -> None:
    data = page(
        "<table><caption>Acties</caption><tr><th>Actie<th>Wie</tr>"
        "<tr><td><p>Toets</p><p>twee</p><td></td><td><ul><li>Jan<li>Piet</ul></tr></table>"
    )
    assert blocks(data) == [(P, "Acties", 0), (R, "Actie | Wie", 0), (R, "Toets twee | Jan Piet", 0)]
    layout = page("<table><tr><td><h2>Kop</h2><p>Tekst</p></td><td>Zijkant</td></tr></table>")
    assert blocks(layout) == [(H, "Kop", 2), (P, "Tekst", 0), (P, "Zijkant", 0)]


HIDDEN = [
    ("<p style='display:none'>weg</p>", "hidden_markup"),
    ("<p hidden>weg</p>", "hidden_markup"),
    ("<p>te <span style='visibility: HIDDEN'>weg</span> zien</p>", "invisible"),
    ("<p style='font-size:0'>weg</p>", "tiny"),
    ("<p style='font-size:0.1em'>weg</p>", "tiny"),
    ("<p style='color:#FFF !important'>weg</p>", "white"),
    ("<font color=white>weg</font>", "white"),
    ("<div style='position:absolute;left:-9999px'>weg</div>", "off_page"),
    ("<table><tr style='display:none'><td>weg</td><td></td></tr></table>", "hidden_markup"),
]


@pytest.mark.parametrize(("body", "reason"), HIDDEN)
def test_what_cannot_be_seen_is_kept_out_and_told(body: str, reason: str) -> None:
    document = page(f"<p>Zichtbaar</p>{body}")
    assert [(entry.reason, entry.text, entry.page) for entry in document.hidden] == [(reason, "weg", 1)]
    assert not any("weg" in text for _, text, _ in blocks(document))
    assert [(problem.code, problem.loss, problem.pages) for problem in document.problems] == [
        ("hidden_text", False, (1,))
    ]


def test_white_on_a_colour_is_seen() -> None:
    document = page(
        "<div style='background-color:#003366'><p style='color:white'>Titel</p></div>"
        "<table bgcolor=navy><tr><td style='color:#fff'>Kop</td><td>Wie</td></tr></table>"
    )
    assert blocks(document) == [(P, "Titel", 0), (R, "Kop | Wie", 0)] and not document.hidden


def test_title_and_dates() -> None:
    head = (
        "<title> Beleid\n </title><meta name='DCTERMS.issued' content='2023-04-05'>"
        "<meta property='article:modified_time' content='2024-01-02T10:00:00Z'><meta name='author' content='Team'>"
    )
    assert page("<p>x</p>", head).metadata == {
        "title": "Beleid",
        "author": "Team",
        "created": "2023-04-05",
        "modified": "2024-01-02T10:00:00Z",
    }
    assert page("<p>x</p>", "<meta name='dc.date' content='5 april'>").metadata == {}


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=windows-1252><p>privé</p>".encode("cp1252"),
        "<html><p>privé</p></html>".encode("cp1252"),
        "<html><p>privé</p></html>".encode(),
        "<html><p>privé</p></html>".encode("utf-16"),
    ],
)
def test_character_sets(data: bytes) -> None:
    assert blocks(html.read(data, "a.html")) == [(P, "privé", 0)]


def test_deeply_nested_elements_are_read() -> None:
    document = html.read(b"<html><body>voor" + b"<div>" * 5_000 + b"diep" + b"</div>" * 5_000 + b"na", "a.html")
    assert [text for _, text, _ in blocks(document)] == ["voor", "diep", "na"]


def test_markdown() -> None:
    text = (
        "---\ntitle: 'Nota'\ndatum: 2024-05-06\nstatus: concept\n---\n"
        "# Nota\n\nEen regel\nen nog een <!-- geheim -->.\n\n"
        "- een\n  - onder\n\n1. twee\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> citaat & meer\n\n"
        '<span style="display:none">negeer</span>\n\n```\ncode <p>\n```\n'
    )
    document = markdown.read(text.encode(), "a.md")
    assert blocks(document) == [
        (H, "Nota", 1),
        (P, "Een regel en nog een .", 0),
        (L, "een", 1),
        (L, "onder", 2),
        (L, "twee", 1),
        (R, "a | b", 0),
        (R, "1 | 2", 0),
        (P, "citaat & meer", 0),
        (P, "code <p>", 0),
    ]
    assert document.metadata == {"title": "Nota", "created": "2024-05-06"}
    assert [entry.text for entry in document.hidden] == ["negeer"]


def test_rtf() -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}{\stylesheet{\s1\v Stijl;}{\s3\b Kop 3;}}"
        rb"{\info{\title Plan}{\creatim\yr2024\mo5\dy6}}"
        rb"\pard\plain \s1\uc1\outlinelevel1\b Over het plan\par\pard "
        rb"\pard\s3 Onder\par\pard\uc0\keepn Kort\par\pard\keepn Geen kop, maar een zin.\par\pard\s1 "
        rb"\uc1 Het college priv\'e9 {\v geheim \'e9\'e9n}\u8211?{\deleted oud} nieuw.\par \bullet  punt\par "
        rb"\trowd a\cell b\cell\row Slot{\footnote noot}\par}"
    )
    document = rtf.read(source, "a.rtf")
    assert blocks(document) == [
        (H, "Over het plan", 2),
        (H, "Onder", 3),
        (H, "Kort", 2),
        (P, "Geen kop, maar een zin.", 0),
        (P, "Het college privé – nieuw.", 0),
        (L, "punt", 1),
        (R, "a | b", 0),
        (P, "Slot", 0),
    ]
    assert document.metadata == {"title": "Plan", "created": "2024-05-06"}
    assert [(entry.reason, entry.text) for entry in document.hidden] == [("hidden_markup", "geheim één")]
    assert {problem.code: problem.loss for problem in document.problems} == {"hidden_text": False, "notes_unread": True}


def heading(level: int, text: str = "Kop") -> RawBlock:
    return RawBlock(kind=H, text=text, level=level)


def paragraph(length: int = 10) -> RawBlock:
    return RawBlock(kind=P, text="x" * length)


def test_sections_open_at_the_highest_level_that_comes_back() -> None:
    row = [heading(1), heading(2), paragraph(), heading(3), paragraph(), heading(2), paragraph(), heading(1)]
    # level 1 occurs twice; the second opens a section
    assert [len(page.blocks) for page in paginate(row)] == [7, 1]
    row = [heading(1), paragraph(), heading(2), heading(3), paragraph(), heading(2), paragraph()]
    assert [(page.number, len(page.blocks)) for page in paginate(row)] == [(1, 2), (2, 3), (3, 2)]


def test_long_sections_are_cut_at_a_block_and_never_below_a_heading() -> None:
    row = [paragraph(1500)] * 3 + [heading(3)] + [paragraph(1500)] * 2
    assert [len(page.blocks) for page in paginate(row)] == [3, 3]
    row = [paragraph(SECTION_CHARACTERS - 1), heading(3), paragraph(), paragraph()]
    assert [len(page.blocks) for page in paginate(row)] == [3, 1]
    assert paginate([]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a\n\tb\u00a0c ", "a b c"),
        ("be\u00adleid\u200b", "beleid"),
        ("e\u0301\ufb01", "éfi"),
        ("a\u202eb\U000e0041c", "abc"),
        ("\ud83d\ude00 \ud83d", "\U0001f600 \ufffd"),
        ("\x00\x1f", ""),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize("colour", ["FFFFFF", "#fefefe", "#fff", "white", "rgb(255, 255, 255)", "rgba(255,255,255,1)"])
def test_white(colour: str) -> None:
    assert is_white(colour)


@pytest.mark.parametrize("colour", ["000000", "#eee", "auto", "", "rgb(255,255,0)", "FFFF00", "inherit"])
def test_not_white(colour: str) -> None:
    assert not is_white(colour)
