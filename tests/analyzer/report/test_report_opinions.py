"""What a reader must see where a language model judged: who judged, where two judges differ, why one could not, and
what was refused; and nothing of it where rules judged alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from judged_reports import ADDRESS, FAILED, NOTICE, by_model_alone, by_rules_alone, stopped
from report_formats import RENDERERS

from analyzer.report import judge_wording, wording
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline, outline
from analyzer.report.plain_text import printable
from analyzer.report.second_opinions import MOST_REJECTED, REJECTED_LIMIT, SecondOpinion
from analyzer.types import Finding, GapReport, ModelUse, Opinion, State, Status


@pytest.fixture(scope="module")
def content(judged_report: GapReport) -> Outline:
    return outline(judged_report)


@pytest.fixture(scope="module")
def entries(content: Outline) -> dict[str, Entry]:
    return {entry.id: entry for entry in content.entries}


def second(entry: Entry) -> SecondOpinion:
    assert entry.second is not None
    return entry.second


# --- who judged ----------------------------------------------------------------------------------------------------


def test_each_verdict_says_whose_it_is(entries: dict[str, Entry]) -> None:
    assert entries["1.1"].judged_by == "het taalmodel"
    assert entries["1.4"].judged_by == "de taalregels"
    assert entries["2.1"].judged_by == ""  # does not apply: nobody had to judge
    assert second(entries["1.1"]).judge == "de taalregels"
    assert second(entries["1.4"]).judge == "het taalmodel"


def test_the_outline_lists_what_is_disputed_and_where_the_model_failed(content: Outline) -> None:
    assert content.disputed == ("1.1",)
    assert content.unanswered == ("1.4", "1.5", "2.3")
    assert content.compared


def test_the_first_page_names_the_model_and_where_text_went(content: Outline) -> None:
    assert content.judged_by == "vaste taalregels en een taalmodel (qwen3-<b>32b</b>, op 127.0.0.1:8080)"


def test_the_versions_hold_the_model_its_prompts_and_what_it_took(content: Outline) -> None:
    rows = dict(content.versions)
    assert rows["Beoordeling"] == "vaste taalregels en een taalmodel naast elkaar"
    assert rows["Taalmodel"] == "openai:qwen3-<b>32b</b>"
    assert rows["Modelserver"] == "127.0.0.1:8080"
    assert rows["Instelling van het model"] == "temperatuur 0,2, vast toevalsgetal 7"
    assert rows["Opdrachten (prompts)"] == (
        "beoordelen, versie 1 (0123456789ab); controlevraag, versie 2 (ba9876543210)"
    )
    assert rows["Aanvragen"] == "61; 1 antwoord was al bekend"
    assert rows["Tokens"] == "ongeveer 212.345 erheen, 9.876 terug"
    assert rows["Kosten van het model"] == "€ 1,23"
    assert rows["Wachttijd"] == "83,4 seconden, alle aanvragen samen"
    assert rows["Herordening van passages"] == "cross-encoder:ms-marco <b>"


def test_what_is_not_known_of_a_model_is_said_or_left_out() -> None:
    rows = dict(judge_wording.versions(ModelUse(model="groq:x", host="h", temperature=0.0, seed=None, cached=2)))
    assert rows["Instelling van het model"] == "temperatuur 0, geen vast toevalsgetal"
    assert rows["Kosten van het model"] == "onbekend: er is geen prijs ingesteld"
    assert rows["Aanvragen"] == "0; 2 antwoorden waren al bekend"
    assert rows["Tokens"] == "0 erheen, 0 terug"
    assert "Opdrachten (prompts)" not in rows


def test_the_method_and_the_legend_tell_of_both_judges(content: Outline) -> None:
    assert content.method[: len(wording.METHOD)] == wording.METHOD
    assert any("letterlijk in de passage" in text for text in content.method)
    assert any("twee keer beoordeeld" in text for text in content.method)
    assert {label for label, _ in content.judging} >= {"Taalregels", "Taalmodel", judge_wording.DISPUTED}


# --- the second opinion --------------------------------------------------------------------------------------------


def test_where_judges_differ_both_verdicts_are_named(entries: dict[str, Entry]) -> None:
    entry = entries["1.1"]
    opinion = second(entry)
    assert entry.disputed
    assert opinion.differs
    assert opinion.summary == "Het taalmodel komt op “Voldoet”, de taalregels op “Gepland”."
    assert (opinion.mark.key, opinion.certainty, opinion.uncertain) == ("gepland", "beoordeel zelf (44%)", True)
    assert opinion.compared == "verschilt: gepland"


def test_each_element_shows_both_answers_with_reason_and_places(entries: dict[str, Entry]) -> None:
    opinion = second(entries["1.1"])
    assert [(item.id, item.verdict, item.first, item.differs) for item in opinion.elements] == [
        ("a", "Aangekondigd", "Geregeld", True),
        ("b", "Niet aangetroffen", "Geregeld", True),
        ("c", "Niet aangetroffen", "Niet aangetroffen", False),
    ]
    assert [item.state for item in opinion.elements] == [State.PLANNED, State.NOT_FOUND, State.NOT_FOUND]
    first = opinion.elements[0]
    assert first.reason == "Alleen aangetroffen als voornemen."  # the places say in which document
    assert first.places == ("beleidsnota <ondermijning> & co.pdf, p. 9 (aangekondigd)",)
    assert opinion.elements[1].reason == "Geen passage gaat hierover."


def test_quotes_that_only_the_second_judge_gives_are_shown(entries: dict[str, Entry]) -> None:
    quotes = second(entries["1.1"]).quotes
    assert [(quote.text, quote.elements, quote.label) for quote in quotes] == [
        ("Wij stellen het kader in 2027 opnieuw vast.", "element a", "aangekondigd")
    ]
    assert second(entries["1.3"]).quotes == ()  # it overlaps one that stands there already


def test_judges_that_agree_are_told_in_a_sentence(entries: dict[str, Entry]) -> None:
    alike, otherwise = second(entries["1.2"]), second(entries["1.3"])
    assert alike.summary == "De taalregels komen op hetzelfde oordeel, ook voor elk element."
    assert otherwise.summary == "De taalregels komen op hetzelfde oordeel, maar niet voor element b."
    assert [item.differs for item in otherwise.elements] == [False, True, False]
    assert (alike.compared, otherwise.compared) == ("gelijk", "gelijk")
    assert (alike.same, otherwise.same) == (True, False)
    assert alike.places == (
        "element a: beleidsnota <ondermijning> & co.pdf, p. 4; element b: beleidsnota <ondermijning> & co.pdf, p. 4; "
        "element c: beleidsnota <ondermijning> & co.pdf, p. 4"
    )
    assert alike.quotes == ()


def test_a_qualifier_makes_an_element_differ(report: GapReport, build_report: Callable[..., GapReport]) -> None:
    base = report.assessment.findings[1]  # b is in force, and outdated
    plain = base.judgements[1].model_copy(update={"qualifiers": ()})
    opinion = Opinion(judge="rules", status=Status.VOLDOET, judgements=(base.judgements[0], plain, base.judgements[2]))
    finding = base.model_copy(update={"judge": "model", "second": opinion})
    elements = second(outline(build_report(report.norm, (finding,))).entries[1]).elements
    assert [(item.verdict, item.first, item.differs) for item in elements][1] == (
        "Geregeld",
        "Geregeld (verouderd)",
        True,
    )


def test_a_model_that_could_not_judge_says_why(entries: dict[str, Entry]) -> None:
    opinion = second(entries["1.4"])
    assert opinion.failed
    assert not opinion.differs
    assert opinion.summary == ("Het taalmodel kon niet oordelen; hier staat alleen het oordeel van de taalregels.")
    assert opinion.problem == FAILED
    assert (opinion.elements, opinion.quotes, opinion.certainty) == ((), (), "")
    assert opinion.compared == "het taalmodel kon niet oordelen"
    assert entries["1.4"].unanswered


def test_a_model_that_failed_without_a_name_is_still_the_model(entries: dict[str, Entry]) -> None:
    assert second(entries["1.5"]).judge == "het taalmodel"
    assert second(entries["1.5"]).problem.startswith("Storing.")


def test_where_neither_could_judge_no_verdict_is_claimed(entries: dict[str, Entry]) -> None:
    assert entries["2.3"].mark.key == "niet_beoordeeld"
    assert second(entries["2.3"]).summary == "Het taalmodel kon evenmin oordelen."


def test_rules_that_failed_beside_a_model_are_named(report: GapReport, build_report: Callable[..., GapReport]) -> None:
    opinion = Opinion(judge="", status=None, problem="Storing.")
    finding = report.assessment.findings[0].model_copy(update={"judge": "model", "second": opinion})
    entry = outline(build_report(report.norm, (finding,))).entries[0]
    assert (
        second(entry).summary == "De taalregels konden niet oordelen; hier staat alleen het oordeel van het taalmodel."
    )
    assert not entry.unanswered


# --- notices and refused quotes ------------------------------------------------------------------------------------


def test_notices_stand_once_and_are_no_more_than_text(entries: dict[str, Entry]) -> None:
    notices = entries["1.1"].notices
    assert notices[0] == NOTICE
    assert len(notices) == 2
    assert ADDRESS not in notices[1]
    assert entries["1.2"].notices == ()


def test_refused_quotes_say_for_what_where_and_why(entries: dict[str, Entry]) -> None:
    entry = entries["1.1"]
    assert len(entry.rejected) == MOST_REJECTED
    assert entry.more_rejected == 2  # six different ones: one of them in another element
    first, long = entry.rejected[:2]
    assert first.caption == (
        "gegeven voor element a: geregeld · vindplaats onbekend · afgewezen: "
        "Staat niet letterlijk in de passage die het taalmodel noemde."
    )
    assert long.place == "verslag-overleg.docx, onderdeel 3"
    assert len(long.text) <= REJECTED_LIMIT
    assert long.text.endswith("[…]")
    assert entries["1.2"].rejected == ()


def test_what_is_left_out_of_refused_quotes_is_counted() -> None:
    assert judge_wording.more_rejected(1) == "En nog 1 ander citaat; het rapport in JSON heeft ze alle."
    assert judge_wording.more_rejected(2) == "En nog 2 andere citaten; het rapport in JSON heeft ze alle."


def test_the_words_of_a_model_cannot_pose_as_anything_else(entries: dict[str, Entry]) -> None:
    entry = entries["1.1"]
    told = [entry.rejected[0].text, entry.notices[1], entry.elements[0].reason, second(entries["1.5"]).problem]
    for text in told:
        assert "<script>alert(1)</script>" in text  # writers escape it
        assert not re.search(r"://|www\.|@|mailto:", text)
        assert "[adres weggelaten]" in text
        assert "\n" not in text
        assert not re.search("[\x00-\x1f\u200b\u202e\U000e0000-\U000e007f]", text)
        assert printable(text) == text
    assert entry.elements[0].reason.startswith("Aangetroffen als geldend of uitgevoerd: beleidsnota <ondermijning>")


# --- other runs ----------------------------------------------------------------------------------------------------


def test_a_run_that_was_stopped_tells_what_the_model_did_not_come_to(report: GapReport) -> None:
    content = outline(stopped(report))
    by_id = {entry.id: entry for entry in content.entries}
    assert by_id["1.2"].notices == (judge_wording.NOT_REACHED,)
    assert by_id["1.2"].judged_by == "de taalregels"
    assert by_id["1.1"].second is not None
    assert content.unanswered == ()
    rows = dict(content.versions)
    assert rows["Beoordeling"] == "vaste taalregels en een taalmodel naast elkaar"
    assert rows["Aanvragen"] == "2; 0 antwoorden waren al bekend"  # those of the one ambition
    assert "een taalmodel (qwen3-<b>32b</b>, op 127.0.0.1:8080)" in content.judged_by


def test_a_model_alone_has_no_second_opinion(report: GapReport) -> None:
    content = outline(by_model_alone(report))
    by_id = {entry.id: entry for entry in content.entries}
    assert content.judged_by == "een taalmodel (qwen3-<b>32b</b>, op 127.0.0.1:8080)"
    assert not content.compared
    assert content.disputed == ()
    assert content.unanswered == ("2.3", "3.5")
    assert by_id["1.1"].judged_by == "het taalmodel"
    assert all(entry.second is None for entry in content.entries)
    assert not any("twee keer" in text for text in content.method)
    assert "Taalregels" not in dict(content.judging)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_report_of_rules_alone_is_what_it_was(report: GapReport, kind: str) -> None:
    """Findings are signed nowadays; that shows nowhere."""
    assert RENDERERS[kind](by_rules_alone(report)) == RENDERERS[kind](report)


def test_an_outline_of_rules_alone_holds_nothing_of_a_model(report: GapReport) -> None:
    content = outline(by_rules_alone(report))
    assert (content.judged_by, content.judging, content.disputed, content.unanswered) == ("", (), (), ())
    assert content.method == wording.METHOD
    for entry in content.entries:
        assert (entry.judged_by, entry.notices, entry.second, entry.rejected, entry.unanswered) == (
            "",
            (),
            None,
            (),
            False,
        )
    assert not any("taalmodel" in name.lower() for name, _ in content.versions)


# --- words ---------------------------------------------------------------------------------------------------------


def test_every_judge_has_a_name_and_every_prompt_a_purpose(repository: Path) -> None:
    judges = set(wording.JUDGE) - {"both"}
    assert set(judge_wording.NAME) == set(judge_wording.COLUMN) == judges
    prompts = {path.stem for path in (repository / "prompts").glob("*.yaml")} - {"nli-hypotheses"}
    assert prompts <= set(judge_wording.PROMPT)
    assert judge_wording.name_of("") == "de andere beoordelaar"
    assert judge_wording.name_of("eigen") == "eigen"


def test_an_opinion_on_fewer_elements_is_shown_as_far_as_it_goes(
    report: GapReport, build_report: Callable[..., GapReport]
) -> None:
    base = report.assessment.findings[1]
    opinion = Opinion(judge="rules", status=Status.DEELS, judgements=base.judgements[:1])
    bare = Finding(ambition=base.ambition, status=Status.DEELS, judge="model", second=opinion)
    elements = second(outline(build_report(report.norm, (bare,))).entries[1]).elements
    assert [(item.id, item.first, item.first_state, item.differs) for item in elements] == [
        ("a", "Niet beoordeeld", None, True)
    ]
