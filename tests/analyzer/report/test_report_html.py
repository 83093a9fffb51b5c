"""The web report is one file that asks for nothing, can be read by everyone, and shows hostile text as text."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from itertools import pairwise

import pytest
from judged_reports import by_model_alone
from web_page import Page

from analyzer.report import chart, html, judge_wording, wording
from analyzer.report.filters import filters
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.types import GapReport
from ingest.types import Document


@pytest.fixture(scope="module", params=["report", "judged_report", "concluded_report", "reviewed_report"])
def any_report(request: pytest.FixtureRequest) -> GapReport:
    """By rules alone, by two judges, with conclusions, with what people did: what holds of the page holds of all."""
    made: GapReport = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="module")
def source(any_report: GapReport) -> str:
    return html.render(any_report).decode("utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_the_page_asks_for_nothing_outside_itself(page: Page) -> None:
    for tag, attributes in page.elements:
        for name in ("src", "srcset", "action", "data", "poster", "style"):
            assert name not in attributes, (tag, name)
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page.raw["style"]
    assert "@import" not in page.raw["style"]
    assert not re.search(r"fetch|XMLHttpRequest|import\(|innerHTML|eval", page.raw["script"])
    assert {tag for tag, _ in page.elements}.isdisjoint({"link", "img", "iframe", "object", "base"})


def test_the_policy_lets_only_its_own_style_and_script_run(page: Page) -> None:
    policy = next(item["content"] or "" for item in page.all("meta") if "http-equiv" in item)
    assert policy.startswith("default-src 'none'")
    for kind in ("style", "script"):
        digest = b64encode(sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_hostile_text_is_printed_and_not_obeyed(source: str, page: Page, hostile: str) -> None:
    assert printable(hostile) in page.text
    assert len(page.all("script")) == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", source)


def test_the_page_is_dutch_with_one_title_and_orderly_headings(page: Page) -> None:
    assert page.all("html") == [{"lang": "nl"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_links_land(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {(item["href"] or "")[1:] for item in page.all("a")} <= set(ids)
    labels = [attributes["aria-labelledby"] or "" for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert {name for label in labels for name in label.split()} <= set(ids)


def test_tables_have_captions_and_scoped_heads(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))


def test_every_ambition_opens_by_itself_and_can_be_filtered(report: GapReport, page: Page) -> None:
    cards = page.all("details")
    assert len(cards) == len(report.norm.ambitions) == len(page.all("summary"))
    assert [card["data-pillar"] for card in cards] == [ambition.pillar for ambition in report.norm.ambitions]
    options = [item["value"] for item in page.all("option")]
    assert {card["data-status"] for card in cards} <= set(options)
    assert {pillar.id for pillar in report.norm.pillars} <= set(options)
    form = page.all("form")[0]
    assert "hidden" in form  # the script shows it: without script there is nothing to filter with


def test_the_script_finds_what_it_asks_for(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    script = page.raw["script"]
    assert set(re.findall(r'"((?:filter|open|close)-\w+|filters)"', script)) <= ids


def test_marks_in_the_style_have_the_colours_of_the_wording(page: Page) -> None:
    for mark in wording.MARKS.values():
        rule = re.search(rf"^\.{mark.key} {{ background: #(\w+); color: #(\w+); }}", page.raw["style"], re.MULTILINE)
        assert rule is not None
        fill, ink = (code.upper() if len(code) == 6 else "".join(c * 2 for c in code).upper() for code in rule.groups())
        assert (fill, ink) == (mark.fill, mark.ink)


def test_the_chart_stands_in_the_page_with_its_words(any_report: GapReport, page: Page) -> None:
    drawings = page.all("svg")
    assert len(drawings) == 1
    assert drawings[0]["role"] == "img"
    assert chart.alternative(outline(any_report).bars) in page.text


def test_it_says_all_that_the_outline_says(any_report: GapReport, page: Page) -> None:
    content = outline(any_report)
    for entry in content.entries:
        said = [entry.requirement, entry.rationale, entry.problem, entry.recommendation, entry.tally]
        said += [f"“{quote.text}” {quote.place}" for quote in entry.quotes]
        said += [item.reason for item in entry.elements] + [lack.why for lack in entry.lacks]
        said += [step.title for step in entry.steps]
        if entry.search:
            said += [entry.search.scope, *(miss.reason for miss in entry.search.misses)]
        for words in said:
            assert printable(words) in page.text
    for item in content.conclusions:
        assert item.text in page.text


def test_files_that_were_not_read_are_stated_before_the_results(page: Page) -> None:
    assert page.text.index("Let op: 2 bestanden") < page.text.index("Belangrijkste conclusies")


def test_a_clean_report_has_no_warning(clean_report: GapReport) -> None:
    text = Page(html.render(clean_report).decode()).text
    assert "Let op" not in text
    assert "Wat ontbreekt" not in text
    assert "niet_beoordeeld" not in text


def test_the_same_report_gives_the_same_bytes(any_report: GapReport, source: str) -> None:
    assert html.render(any_report).decode() == source


# --- judges and models ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged_page(judged_report: GapReport) -> Page:
    return Page(html.render(judged_report).decode("utf-8"))


def test_it_says_all_about_the_judges(judged_report: GapReport, judged_page: Page) -> None:
    content = outline(judged_report)
    said = [content.judged_by, *content.method, *(words for row in content.versions for words in row)]
    said += [words for row in content.judging for words in row]
    for entry in content.entries:
        said += [*entry.notices, *(f"“{quote.text}” {quote.caption}" for quote in entry.rejected)]
        said += [f"Oordeel van {entry.judged_by}"] if entry.judged_by else []
        said += [judge_wording.more_rejected(entry.more_rejected)] if entry.more_rejected else []
        if (second := entry.second) is not None:
            said += [f"Tweede oordeel: {second.judge}", second.summary, second.problem, second.certainty]
            told = () if second.same else second.elements  # alike: its places are enough
            said += [words for item in told for words in (item.verdict, item.first, item.reason)]
            said += [place for item in second.elements for place in item.places]
            said += [f"“{quote.text}” {quote.place}" for quote in second.quotes]
    for words in said:
        assert printable(words) in judged_page.text


def test_disputes_can_be_filtered(judged_report: GapReport, judged_page: Page) -> None:
    options = [item["value"] for item in judged_page.all("option")]
    assert options[-4:] == ["", "differ", "agree", "alone"]
    kinds = [card.get("data-judges") for card in judged_page.all("details")]
    assert kinds[:7] == ["differ", "agree", "agree", "alone", "alone", None, None]
    assert kinds.count("differ") == len(outline(judged_report).disputed)
    assert kinds.count("alone") == len(outline(judged_report).unanswered)


def test_a_dispute_is_told_on_the_card_and_in_it(judged_page: Page) -> None:
    chips = [attributes for tag, attributes in judged_page.elements if attributes.get("class") == "differ"]
    assert len(chips) == 1
    assert f"{judge_wording.DISPUTED}. Het taalmodel komt op “Voldoet”, de taalregels op “Gepland”." in judged_page.text


def test_nothing_raw_of_a_model_is_shown(judged_page: Page) -> None:
    assert not re.search(
        r"\b(?:in_force|not_found|planned|absent|verbatim|support|assess|rules|both|None)\b", judged_page.text
    )
    assert "aanvaller.example" not in judged_page.text


def test_the_parts_about_judges_come_only_with_them(report: GapReport) -> None:
    plain, alone = (Page(html.render(each).decode()) for each in (report, by_model_alone(report)))
    assert ".opinion" not in plain.raw["style"]
    assert "filter-judges" not in plain.raw["script"]
    assert "taalmodel" not in plain.text.replace(wording.JUDGE["rules"], "")
    assert ".opinion" in alone.raw["style"]
    assert "Tweede oordeel" not in alone.text
    assert not [item for item in alone.all("select") if item["id"] == "filter-judges"]


# --- filters -------------------------------------------------------------------------------------------------------


def test_every_choice_fits_as_many_ambitions_as_it_says(any_report: GapReport, page: Page) -> None:
    cards = [each for each in page.all("details") if each.get("class") == "ambition"]
    chosen = filters(any_report, outline(any_report))
    assert [each["data-filter"] for each in page.all("select")] == [each.key for each in chosen.filters]
    assert len(chosen.filters) >= 4
    for each in chosen.filters:
        assert each.choices
        for choice in each.choices:
            fitting = [card for card in cards if choice.value in (card.get(f"data-{each.key}") or "").split()]
            told = re.search(r" \((\d+)\)$", choice.label)
            assert told is None or int(told[1]) == len(fitting), (each.key, choice.label)


def test_one_can_choose_by_certainty_document_and_reviewer(reviewed_report: GapReport) -> None:
    chosen = {each.key: each for each in filters(reviewed_report, outline(reviewed_report)).filters}
    assert list(chosen) == ["status", "pillar", "certainty", "document", "judges", "review", "reviewer"]
    assert [each.label.partition(" (")[0] for each in chosen["certainty"].choices] == [
        *("hoog", "redelijk", "beoordeel zelf", "niet vermeld")
    ]
    assert chosen["document"].choices[0].label.startswith("beleidsnota <ondermijning> & co.pdf (")
    assert [each.label for each in chosen["reviewer"].choices] == ["Anna de Wit (3)", "Bram <b>Bos</b> (2)"]


def test_what_there_is_nothing_to_choose_of_is_no_filter(clean_report: GapReport) -> None:
    keys = [each.key for each in filters(clean_report, outline(clean_report)).filters]
    assert keys == ["status", "pillar", "document"]


# --- quotes in context ---------------------------------------------------------------------------------------------


def around(report: GapReport, words: str) -> Callable[[str], Document | None]:
    """Documents in which each quote of the report stands where it says, and `words` between them."""
    texts: dict[str, list[str]] = {}
    for finding in report.assessment.findings:
        for item in (each for judgement in finding.judgements for each in judgement.evidence):
            letters = texts.setdefault(item.document_id, list((words * 2000)[:9000]))
            letters[item.start : item.end] = item.quote
    made = {
        key: Document(id=key, name="x.pdf", format="pdf", page_unit="page", text="".join(letters), pages=(), blocks=())
        for key, letters in texts.items()
    }
    return made.get


def test_a_quote_opens_what_stands_around_it(report: GapReport) -> None:
    source = html.render(report, around(report, "woord ")).decode()
    page = Page(source)
    contexts = [each for each in page.all("details") if each.get("class") == "context"]
    quotes = [quote for entry in outline(report).entries for quote in entry.quotes]
    marked = [unescape(each) for each in re.findall(r"<mark>(.*?)</mark>", source, re.DOTALL)]
    assert len(contexts) == len(marked) == len(quotes) > 10
    assert marked == [quote.text for quote in quotes]
    assert "woord woord" in page.text
    assert all("open" not in each for each in contexts)


def test_what_stands_around_a_quote_is_shown_and_not_obeyed(report: GapReport) -> None:
    words = "</mark></details><script>alert(1)</script><img src=x onerror=alert(2)> &amp; {{ 7*7 }} \u202e\x00 "
    page = Page(html.render(report, around(report, words)).decode())
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert "</mark></details><script>alert(1)</script><img src=x onerror=alert(2)> &amp; {{ 7*7 }}" in page.text


def test_no_context_is_given_where_the_text_is_not_the_quote(report: GapReport, source: str) -> None:
    other = Document(id="a" * 64, name="x.pdf", format="pdf", page_unit="page", text="x" * 9000, pages=(), blocks=())
    assert "<mark>" not in html.render(report, lambda _: other).decode()
    assert html.render(report, lambda _: None) == html.render(report)


def test_the_example_with_all_its_contexts_is_a_file_to_send(example: Source) -> None:
    for report in example.reports:
        made = html.render(report, example.text)
        page = Page(made.decode())
        assert len(made) < 2_000_000
        quotes = [quote for entry in outline(report).entries for quote in entry.quotes]
        assert len([each for each in page.all("details") if each.get("class") == "context"]) >= len(quotes) > 100
        for quote in quotes:
            assert f"“{quote.text}”" in page.text
