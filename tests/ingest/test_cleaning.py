"""Characters, words cut at line ends, list marks; and lines that become blocks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Style, blocks_from_lines
from ingest.cleaning import Vocabulary, cleaned, joined, mark_of, odd_bullets, starts_lower
from ingest.layout import Line, in_reading_order, without_furniture
from ingest.readers.raw import RawBlock


def lines_of(text: str) -> list[Line]:
    lines, gap = [], True
    for top, raw in enumerate(text.split("\n")):
        if raw.strip():
            left = len(raw) - len(raw.lstrip())
            lines.append(Line(raw, left, len(raw.rstrip()), top, top + 1, gap=gap))
        gap = not raw.strip()
    return lines


def blocks_of(text: str) -> list[tuple[str, str]]:
    lines = lines_of(text)
    return [(block.kind.value, block.text) for block in blocks_from_lines(lines, Style.of(lines))]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("de\u00a0oﬃciële\u2009ﬁets", "de officiële fiets"),
        ("sa\u00admen\u200bwerking", "samenwerking"),
        ("  twee \t  woorden \n", "twee woorden"),
        ("cafe\u0301", "café"),
        ("raads\ufffe", "raads-"),
    ],
)
def test_characters(raw: str, expected: str) -> None:
    assert cleaned(raw) == expected


@pytest.mark.parametrize(
    ("left", "right", "vocabulary", "expected"),
    [
        ("de samen-", "werking met", [], "de samenwerking met"),
        ("de samen\u00ad", "Werking", [], "de samenWerking"),
        ("in Noord-", "Holland", [], "in Noord-Holland"),
        ("in Noord-", "Hollandse steden", [], "in Noord-Hollandse steden"),
        ("de raads-", "en statenleden", [], "de raads- en statenleden"),
        ("haar wet-", "of regelgeving", [], "haar wet- of regelgeving"),
        ("drie cyber-", "interventies", ["alle cyber-interventies zijn"], "drie cyber-interventies"),
        ("de Bibob-", "onderzoeken", ["ons Bibob-beleid en Bibob-advies", "de Bibob zelf"], "de Bibob-onderzoeken"),
        ("de RIEC-", "medewerker", [], "de RIEC-medewerker"),
        ("per e-", "mail", [], "per e-mail"),
        ("in 2023-", "2026 doen", [], "in 2023-2026 doen"),
        ("een auto-", "ongeluk", [], "een auto-ongeluk"),
        ("de INFORMATIE-", "HUISHOUDING", [], "de INFORMATIEHUISHOUDING"),
        ("het meldpunt -", "zie onder", [], "het meldpunt - zie onder"),
        ("de bestuurs-", "dwang", ["een bestuursdwang en een bestuurs-dwang"], "de bestuurs-dwang"),
        ("het beleid", "van ons", [], "het beleid van ons"),
    ],
)  # fmt: skip
def test_words_cut_at_a_line_end(left: str, right: str, vocabulary: list[str], expected: str) -> None:
    assert joined(left, right, Vocabulary.of([*vocabulary, left, right])) == expected


def test_cut_words_are_no_words_of_the_vocabulary() -> None:
    vocabulary = Vocabulary.of(["de samen-", "werking van partners"])
    assert vocabulary.words == {"de", "van", "partners"}


def test_letters_from_symbol_fonts_are_bullets_if_they_return() -> None:
    lines = [
        "\t( Ons zicht",
        "vervolg",
        "\t( De eerste",
        "\tX We maken",
        "\tU bent",
        "\tU moet",
        "A\tde",
        "B\tde",
        "A\tx",
    ]
    assert odd_bullets(lines) == {"("}


@pytest.mark.parametrize(
    ("raw", "kind", "rest"),
    [
        ("• punt", "bullet", "punt"),
        ("\uf00c  \ufffdHoe", "bullet", "Hoe"),
        ("  \ufffd  \ufffdHoe", "bullet", "Hoe"),
        ("\tw We gaan", "bullet", "We gaan"),
        ("o We gaan", "bullet", "We gaan"),
        ("- punt", "dash", "punt"),
        ("– punt", "dash", "punt"),
        ("a) Integriteit", "enumeration", "a) Integriteit"),
        ("A. van der Tuuk", "enumeration", "A. van der Tuuk"),
        ("2.10. Wij nemen", "numbered", "2.10. Wij nemen"),
    ],
)
def test_marks(raw: str, kind: str, rest: str) -> None:
    mark = mark_of(raw, frozenset("wo"))
    assert mark is not None
    assert (mark.kind, mark.rest) == (kind, rest)


@pytest.mark.parametrize(
    "raw", ["U ontvangt bericht", "7 april 2025 startte", "2023-2026?", "-commissie", "3.5 miljoen euro"]
)
def test_no_marks(raw: str) -> None:
    mark = mark_of(raw, frozenset("wX("))
    assert mark is None or mark.kind == "numbered"
    assert mark is None or mark.rest == raw


def test_wrapped_lines_become_one_paragraph_and_a_heading_stays_out() -> None:
    text = (
        "In dit plan staat wat wij doen tegen onder-\nmijning en hoe wij daarover\nde raad inlichten.\n"
        "\nLeeswijzer\n\nHoofdstuk 2 beschrijft de aanpak. Daarna volgt de\nplanning.\n"
    )
    assert blocks_of(text) == [
        ("paragraph", "In dit plan staat wat wij doen tegen ondermijning en hoe wij daarover de raad inlichten."),
        ("heading", "Leeswijzer"),
        ("paragraph", "Hoofdstuk 2 beschrijft de aanpak. Daarna volgt de planning."),
    ]  # fmt: skip


def test_a_sentence_goes_on_over_a_blank_line() -> None:
    text = "Wij werken bij de aanpak van ondermijning\n\nsamen met politie en justitie.\n\nDaarna evalueren wij.\n"
    assert [text for _, text in blocks_of(text)] == [
        "Wij werken bij de aanpak van ondermijning samen met politie en justitie.",
        "Daarna evalueren wij.",
    ]


def test_list_items_end_at_the_next_mark_and_at_a_heading() -> None:
    text = (
        "Wat gaan we doen\n2026-2028?\n\n\tw We verstevigen ons netwerk in\nhet buitengebied.\n\n"
        "\tw Nieuwe signalen lopen we uit. En indien\nnodig treffen we maatregelen\n\nWAT GAAN WE DOEN\n"
    )
    assert blocks_of(text) == [
        ("heading", "Wat gaan we doen 2026-2028?"),
        ("list_item", "We verstevigen ons netwerk in het buitengebied."),
        ("list_item", "Nieuwe signalen lopen we uit. En indien nodig treffen we maatregelen"),
        ("heading", "WAT GAAN WE DOEN"),
    ]


def test_a_dash_within_a_sentence_is_no_bullet() -> None:
    text = "Wij letten op integriteit van alle medewerkers\n– onder meer in relatie tot ondermijning.\n"
    assert blocks_of(text) == [
        ("paragraph", "Wij letten op integriteit van alle medewerkers – onder meer in relatie tot ondermijning.")
    ]


def test_numbers_make_headings_or_items() -> None:
    text = (
        "1. Bewustwording\n\n1.1 Meldpunt\n\nWij hebben een meldpunt.\n\n"
        "1.2. Wij trainen onze medewerkers.\n\nDe stappen zijn:\n1. melden\n2. wegen\n3. opvolgen\n"
    )
    assert blocks_of(text) == [
        ("heading", "1. Bewustwording"),
        ("heading", "1.1 Meldpunt"),
        ("paragraph", "Wij hebben een meldpunt."),
        ("list_item", "1.2. Wij trainen onze medewerkers."),
        ("paragraph", "De stappen zijn:"),
        ("list_item", "1. melden"),
        ("list_item", "2. wegen"),
        ("list_item", "3. opvolgen"),
    ]


def test_articles_of_a_regulation_are_headings() -> None:
    text = (
        "Artikel 2:10 Exploitatievergunning\n1. Het is verboden zonder vergunning.\n\n"
        "Volgens\nArtikel 3 van de wet geldt dit niet."
    )
    kinds = blocks_of(text)
    assert kinds[0] == ("heading", "Artikel 2:10 Exploitatievergunning")
    assert ("paragraph", "Volgens Artikel 3 van de wet geldt dit niet.") in kinds


def test_depth_follows_the_indent() -> None:
    lines = lines_of("• een\n    • dieper\n    • nog een\n• twee")
    assert [block.level for block in blocks_from_lines(lines, Style.of(lines))] == [1, 2, 2, 1]


def column(left: float, words: list[str]) -> list[Line]:
    return [Line(text, left, left + 200, 100 + 12 * row, 110 + 12 * row, size=10) for row, text in enumerate(words)]


def test_interleaved_columns_are_read_one_after_the_other() -> None:
    left = column(60, [f"linker regel nummer {row} van de tekst" for row in range(8)])
    right = column(300, [f"rechter regel nummer {row} van de tekst" for row in range(8)])
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    assert [line.text for line in in_reading_order(mixed)] == [line.text for line in [*left, *right]]


def test_cells_beside_each_other_are_a_row() -> None:
    rows = [("Actie", "Wie"), ("Protocol", "Griffie"), ("Training", "Veiligheid")]
    cells = [
        Line(text, 60 + 200 * place, 110 + 200 * place, 100 + 20 * row, 110 + 20 * row, size=10)
        for row, pair in enumerate(rows)
        for place, text in enumerate(pair)
    ]
    lines = in_reading_order(cells)
    blocks = blocks_from_lines(lines, Style.of(lines))
    assert [block.text for block in blocks] == ["Actie | Wie", "Protocol | Griffie", "Training | Veiligheid"]


def page(number: int, head: str | None, body: str) -> list[Line]:
    lines = [Line(head, 60, 200, 30, 40, size=8)] if head else []
    lines += [Line(f"{body} {part}", 60, 400, 200 + 20 * part, 210 + 20 * part, size=10) for part in range(3)]
    return [*lines, Line(f"Pagina {number}", 250, 300, 800, 810, size=8)]


def test_running_heads_and_page_numbers_go_and_the_text_stays() -> None:
    pages = [page(number, "Beleidsnota 2026", f"tekst van {number} over") for number in range(1, 6)]
    kept = without_furniture(pages, 842)
    assert [[line.text for line in found] for found in kept] == [
        [f"tekst van {number} over {part}" for part in range(3)] for number in range(1, 6)
    ]


def test_a_head_on_few_pages_and_a_repeated_sentence_stay() -> None:
    pages = [page(number, "Bijlage" if number < 3 else None, "wij melden") for number in range(1, 6)]
    kept = without_furniture(pages, 842)
    assert kept[0][0].text == "Bijlage"
    assert all(len([line for line in found if line.text.startswith("wij melden")]) == 3 for found in kept)
    assert without_furniture(pages[:2], 842) == pages[:2]


def test_starts_lower() -> None:
    assert starts_lower("(het")
    assert not starts_lower("eHerkenning")
    assert not starts_lower("7 april")


def only_letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text) if char.isalpha())


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéëïABCDEN", min_size=2, max_size=12)
PLAIN_LINE = st.lists(st.one_of(WORD, st.sampled_from(["de", "2026", "1.2", "a)", "en/of", "-", "–"])), max_size=9).map(
    " ".join
)
LINE = st.builds(
    lambda mark, text, end: mark + text + end,
    st.sampled_from(["", "• ", "- ", "   ", "3.1 "]),
    PLAIN_LINE,
    st.sampled_from(["", ".", "-", "\u00ad", ":", " "]),
)


@given(st.lists(LINE, max_size=25))
def test_no_letter_is_lost_or_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert only_letters("".join(found for _, found in blocks_of(text))) == only_letters(text)


@given(st.lists(LINE, max_size=25))
def test_blocks_are_clean(lines: list[str]) -> None:
    for _, text in blocks_of("\n".join(lines)):
        assert text
        assert text == cleaned(text) == unicodedata.normalize("NFC", text)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    lines = lines_of(text)
    assert all(isinstance(block, RawBlock) for block in blocks_from_lines(lines, Style.of(lines)))
