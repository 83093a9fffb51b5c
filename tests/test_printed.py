"""What looks through printed papers finds the faults it looks for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from printed import Print
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]


def paper(*pages: Draw) -> Print:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.drawString(72, 30, "Pagina")
        canvas.showPage()
    canvas.save()
    return Print(target.getvalue())


def lines(*texts: str, left: float = 72, top: float = 700) -> Draw:
    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.drawString(left, top - 20 * number, text)

    return draw


GOOD = lines("Bevindingen", "Het beleid is vastgesteld.", "Het staat in het verslag.")


def test_a_good_paper_has_no_fault() -> None:
    made = paper(GOOD, GOOD)
    assert not (made.off_the_page() or made.empty_pages() or made.program_words())
    assert made.lonely_headings({"Bevindingen"}) == []
    assert [line.text for line in made.pages[0]][:2] == ["Bevindingen", "Het beleid is vastgesteld."]


@pytest.mark.parametrize("draw", [lines("Tekst die over de rand loopt", left=500), lines("Te hoog", top=835)])
def test_text_off_the_page_is_found(draw: Draw) -> None:
    assert paper(GOOD, draw).off_the_page()[0].startswith("p. 2: Te")


def test_an_empty_page_is_found() -> None:
    assert paper(GOOD, lines(), GOOD).empty_pages() == [2]


def test_a_heading_alone_at_the_foot_is_found() -> None:
    assert paper(lines("Tekst.", "Nog meer.", "Bevindingen"), GOOD).lonely_headings({"Bevindingen"}) == [
        "p. 1: Bevindingen"
    ]


@pytest.mark.parametrize("word", ["niet_aangetroffen", "None", "{{ 7 }}", "with", "in force"])
def test_a_key_and_an_english_word_are_found_but_not_in_a_quote(word: str) -> None:
    made = paper(lines("Het oordeel", f"is {word} volgens ons.", "Dat staat er."))
    assert made.program_words() != []
    assert made.program_words(quoted=f"Zo staat het er: {word} en {{{{ }}}}") == []
