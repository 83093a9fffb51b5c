"""The HTML of the pages: hostile text is printed and never obeyed, and everything the brief asks is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from running_app import HOSTILE

from analyzer.chat.values import (
    Citation,
    Done,
    Entry,
    Excerpt,
    Listing,
    Notice,
    NoticeKind,
    Outcome,
    Piece,
    Sentence,
)
from analyzer.llm.settings import Destination
from analyzer.report import judge_wording
from analyzer.report.outline import Outline
from analyzer.report.wording import MARKS, SCOPE
from analyzer.types import ModelUse
from ui import engines, rendering, views
from ui.assess import Share
from ui.chat_views import shown_exchange
from ui.checking import Check
from ui.conversation import Exchange
from ui.job import Step
from ui.standing import Standing
from ui.views import Filters

PIECES: dict[str, Callable[[Outline], str]] = {
    "overview": rendering.overview,
    "summary": rendering.summary,
    "documents": rendering.documents,
    "list": lambda o: rendering.ambitions(o.entries, "29 ambities", o.entries[0]),
    "met": lambda o: rendering.ambition(o.entries[0], "Pijler 1"),
    "missing": lambda o: rendering.ambition(o.entries[1], "Pijler 1"),
    "not applicable": lambda o: rendering.ambition(o.entries[4], "Pijler 1"),
    "not assessed": lambda o: rendering.ambition(o.entries[5], "Pijler 1"),
    "problems": lambda o: rendering.problems("Mis.", [o.organisation, o.unread[0].remarks[1]]),
    "progress": lambda o: rendering.progress(views.stages(Step(what=o.organisation), ["A"]), o.organisation, 3),
}


DISPUTED: dict[str, Callable[[Outline], str]] = {
    "overview": rendering.overview,
    "summary": rendering.summary,
    "list": lambda o: rendering.ambitions(o.entries, "29 ambities", o.entries[0], twice=True),
    "differing": lambda o: rendering.ambition(o.entries[0], "Pijler 1"),
    "failed": lambda o: rendering.ambition(o.entries[1], "Pijler 1"),
    "agreeing": lambda o: rendering.ambition(o.entries[2], "Pijler 1"),
}
_PLACE = {
    "document": f"{HOSTILE}.pdf",
    "document_id": "a" * 64,
    "page": 3,
    "passage_start": 0,
    "passage_end": 90,
    "headings": (HOSTILE,),
    "note": HOSTILE,
    "pieces": (Piece(text=f"{HOSTILE} "), Piece(text=HOSTILE, kind="mark"), Piece(text=HOSTILE, kind="left_out")),
}
_CITATION = Citation(**_PLACE, start=0, end=9, quote=HOSTILE)
ANSWER = Exchange(
    number=1,
    question=HOSTILE,
    destination=HOSTILE,
    events=(
        Notice(kind=NoticeKind.REWRITTEN, text=HOSTILE),
        Sentence(text=HOSTILE, citation=_CITATION),
        Sentence(text="Nog een zin.", citation=_CITATION),
        Excerpt(**_PLACE, marks=((0, 4),)),
        Listing(
            text=HOSTILE, entries=(Entry(document=HOSTILE, document_id="a" * 64, text=HOSTILE, citation=_CITATION),)
        ),
        Done(
            outcome=Outcome.ANSWERED,
            question=HOSTILE,
            use=ModelUse(model=f"openai:{HOSTILE}", host=HOSTILE, temperature=0, seed=None, calls=2, input_tokens=1500),
        ),
    ),
    state="failed",
    problems=(HOSTILE,),
)
OTHERS: dict[str, Callable[[], str]] = {
    "conversation": lambda: rendering.conversation((ANSWER,)),
    "notice": lambda: rendering.notice(engines.Notice(HOSTILE, [HOSTILE])),
    "standing": lambda: rendering.standing(
        Standing(destination=_HOSTILE_PLACE, facts=((HOSTILE, HOSTILE),), refused=HOSTILE, outside=True, locked=True)
    ),
    "heading": lambda: rendering.heading(_HOSTILE_PLACE),
    "question goes": lambda: rendering.question_goes(_HOSTILE_PLACE),
    "form goes": lambda: rendering.destination(_HOSTILE_PLACE, (HOSTILE,)),
    "banner": lambda: rendering.banner((Share(norm=HOSTILE, done=1, of=2),), stopping=False),
    "stopped": lambda: rendering.stopped((Share(norm=HOSTILE, done=1, of=2),)),
    "checked": lambda: rendering.checked(Check(title=HOSTILE, tone="bad", reasons=(HOSTILE,), lines=(HOSTILE,))),
    "checking": lambda: rendering.checking(HOSTILE, Step(), 2),
    "told": lambda: rendering.progress(views.stages(Step(), ["A"]), "", 3, [HOSTILE]),
}
_HOSTILE_PLACE = Destination(host=HOSTILE, here=False, encrypted=False)


def harmless(html: str) -> BeautifulSoup:
    """Fails where a text has become more than text."""
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["script", "img", "iframe", "style", "link", "a"])
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert "\u202e" not in html
    return soup


@pytest.mark.parametrize("piece", OTHERS)
def test_hostile_text_of_models_servers_and_users_is_escaped(piece: str) -> None:
    assert "<script>alert(1)</script>" in harmless(OTHERS[piece]()).get_text()


@pytest.mark.parametrize("piece", DISPUTED)
def test_hostile_text_of_a_second_judge_is_escaped(piece: str, disputed_outline: Outline) -> None:
    soup = harmless(DISPUTED[piece](disputed_outline))
    if piece in ("overview", "summary", "differing", "failed"):
        assert "<script>alert(1)</script>" in soup.get_text()


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_is_escaped(piece: str, hostile_outline: Outline) -> None:
    soup = harmless(PIECES[piece](hostile_outline))
    if piece in ("overview", "documents", "met", "missing", "problems", "progress"):
        assert "<script>alert(1)</script>" in soup.get_text()


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_an_ambition_shows_its_verdict_elements_quotes_and_places(hostile_outline: Outline) -> None:
    entry = hostile_outline.entries[0]
    text = text_of(rendering.ambition(entry, "Pijler 1: Bewustwording"))
    assert "Pijler 1: Bewustwording" in text and entry.title in text
    assert entry.requirement in text and "Voldoet" in text and "hoog (80%)" in text
    assert ".pdf, p. 4" in text and "bestaan" in text and all(element.text in text for element in entry.elements)


def test_what_was_not_found_shows_the_search_and_the_next_steps(hostile_outline: Outline) -> None:
    entry = hostile_outline.entries[1]
    text = text_of(rendering.ambition(entry, ""))
    assert "Wat is gezocht" in text and "1 document (12 bladzijden)" in text
    assert "geen bewijs: gaat over een ander" in text and "Volgende stappen" in text


def test_the_list_marks_the_ambition_that_is_shown(hostile_outline: Outline) -> None:
    entries = views.chosen_entries(hostile_outline, Filters("1"))
    soup = BeautifulSoup(rendering.ambitions(entries, "7 van 29 ambities", entries[1]), "html.parser")
    buttons = soup.select("button[data-ambition]")
    assert [button["data-ambition"] for button in buttons] == [entry.id for entry in entries]
    assert [button["data-ambition"] for button in buttons if button["aria-current"] == "true"] == ["1.2"]
    assert "Geen ambitie past" in rendering.ambitions((), "0 van 29 ambities", None)


def test_the_table_of_documents_tells_what_was_not_read(hostile_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.documents(hostile_outline), "html.parser")
    rows = soup.select("tbody tr")
    assert len(rows) == 2
    assert rows[0]["class"] == ["unread"] and "Niet gelezen. Beveiligd." in " ".join(rows[0].get_text(" ").split())
    assert "één bestand is" in text_of(rendering.overview(hostile_outline))


def test_the_summary_counts_by_outcome_and_by_pillar(hostile_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.summary(hostile_outline), "html.parser")
    tiles = {tile.select("span")[1].get_text(): tile.select("span")[0].get_text() for tile in soup.select(".tiles li")}
    assert tiles["Voldoet"] == "1" and tiles["Niet beoordeeld"] == "26"
    totals = [row.select("td")[-1].get_text() for row in soup.select("tbody tr")]
    assert sum(map(int, totals)) == 29 and len(totals) == 5


def test_the_legend_explains_every_outcome_the_limits_and_privacy() -> None:
    text = text_of(rendering.legend())
    assert all(mark.label in text and mark.meaning in text for mark in MARKS.values())
    assert all(part in text for part in SCOPE)
    assert "Zonder taalmodel gebeurt alles op deze computer. Er gaat niets naar het internet" in text
    assert "gaan passages uit uw documenten, de naam van de organisatie en uw vraag naar de server" in text


def test_nothing_wrong_gives_no_panel() -> None:
    assert rendering.problems("Mis.", []) == ""


# --- two judges ----------------------------------------------------------------------------------------------------


def test_an_ambition_tells_who_judged_that_they_differ_and_what_was_refused(disputed_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.ambition(disputed_outline.entries[0], "Pijler 1"), "html.parser")
    text = " ".join(soup.get_text(" ").split())
    assert "Oordeel van het taalmodel" in text and "Let op:" in text
    assert "De beoordelaars verschillen. Het taalmodel komt op “Niet aangetroffen”, de taalregels op “Voldoet”." in text
    (table,) = soup.select("table.opinions")
    assert [head.get_text() for head in table.select("thead th")[1:3]] == ["Taalregels", "Taalmodel"]
    assert len(table.select("tr.other")) == 1 and ".pdf, p. 4" in table.get_text()
    assert "De taalregels steunen ook op:" in text
    assert judge_wording.REJECTED in text and len(soup.select("figure.refused")) >= 1


def test_what_a_model_wrote_of_a_pillar_is_marked_as_such(disputed_outline: Outline, hostile_outline: Outline) -> None:
    (written,) = BeautifulSoup(rendering.summary(disputed_outline), "html.parser").select(".written")
    text = " ".join(written.get_text(" ").split())
    assert "(1.1, 1.3)" in text and "Geschreven door een taalmodel." in text
    assert "in de woorden van het taalmodel" not in rendering.summary(hostile_outline)


def test_a_model_that_could_not_judge_is_told_with_the_reason(disputed_outline: Outline) -> None:
    soup = BeautifulSoup(rendering.ambition(disputed_outline.entries[1], ""), "html.parser")
    assert "Het taalmodel kon niet oordelen" in soup.get_text() and not soup.select("table.opinions")


def test_the_list_tells_of_each_ambition_how_the_judges_compare(disputed_outline: Outline) -> None:
    entries = disputed_outline.entries[:4]
    soup = BeautifulSoup(rendering.ambitions(entries, "", None, twice=True), "html.parser")
    assert [row.select("td")[-1].get_text(strip=True) for row in soup.select("tbody tr")] == [
        "Voldoet",
        "kon niet oordelen",
        "gelijk",
        "nog niet",
    ]


def test_rules_alone_show_nothing_of_two_judges(hostile_outline: Outline) -> None:
    shown = rendering.ambition(hostile_outline.entries[0], "") + rendering.ambitions(hostile_outline.entries, "", None)
    assert "Oordeel van" not in shown and "Tweede oordeel" not in shown and "opinions" not in shown


# --- questions -----------------------------------------------------------------------------------------------------


def test_every_sentence_has_a_citation_that_opens_with_its_quote_marked() -> None:
    soup = BeautifulSoup(rendering.conversation((ANSWER,)), "html.parser")
    first, second = soup.select(".sentence")
    assert first.select_one("p .cite-number").get_text() == "[1]" == second.select_one("p .cite-number").get_text()
    source = first.select_one("details")
    assert "p. 3" in source.summary.get_text() and not source.has_attr("open")
    assert source.select_one("mark").get_text().startswith("<script>")
    names = [details["data-keep"] for details in soup.select("details")]
    assert len(names) == len(set(names)) >= 4, "each is opened by itself, also when the page is renewed"


def test_a_passage_that_was_found_shows_first_what_answers_best() -> None:
    events = (Excerpt(**{**_PLACE, "pieces": (Piece(text="Vooraf. "), Piece(text="Dit is het.", kind="mark"))}),)
    (item,) = shown_exchange(Exchange(number=1, question="?", events=events)).items
    assert [piece.text for piece in item.preview] == ["… ", "Dit is het."]
    long = (Excerpt(**{**_PLACE, "pieces": (Piece(text="woord " * 400),)}),)
    (item,) = shown_exchange(Exchange(number=1, question="?", events=long)).items
    assert sum(len(piece.text) for piece in item.preview) < 450 and item.preview[-1].text.endswith("[…]")


def test_spaces_and_lines_of_a_passage_stay() -> None:
    pieces = (Piece(text="Eerst dit. "), Piece(text="Dan dat.", kind="mark"), Piece(text=" Ten slotte.\nOnderaan."))
    exchange = Exchange(number=1, question="?", events=(Sentence(text="Zin.", citation=_with(pieces)),))
    html = rendering.conversation((exchange,))
    assert "Eerst dit. <mark>Dan dat.</mark> Ten slotte.<br>Onderaan." in html


def _with(pieces: tuple[Piece, ...]) -> Citation:
    return Citation(**{**_PLACE, "pieces": pieces}, start=0, end=9, quote="Dan dat.")


def test_before_the_first_question_there_are_examples_to_press() -> None:
    soup = BeautifulSoup(rendering.conversation(()), "html.parser")
    assert len(soup.select("button[data-question]")) == 3
    assert "Er zijn nog geen documenten" in rendering.dossier(None)
