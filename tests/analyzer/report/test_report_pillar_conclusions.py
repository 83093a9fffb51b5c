"""What a language model wrote of a pillar stands there with its mark and grounds, as text and nothing else; a report
without it is what it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import jsonschema
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from judged_reports import ADDRESS, HOSTILE, MARK, OWN_USE
from report_formats import RENDERERS
from web_page import Page

from analyzer.report import judge_wording, machine, wording
from analyzer.report.outline import Outline, outline
from analyzer.report.pillar_conclusions import SENTENCE_LIMIT, PillarText
from analyzer.report.plain_text import printable
from analyzer.types import GapReport, PillarConclusion, WrittenSentence

SCHEMA_FILE = Path(machine.__file__).with_name("gap-report.schema.json")


@pytest.fixture(scope="module")
def content(concluded_report: GapReport) -> Outline:
    return outline(concluded_report)


@pytest.fixture(scope="module")
def first(content: Outline) -> PillarText:
    made = content.sections[0].conclusion
    assert made is not None
    return made


def with_other(report: GapReport, conclusions: Sequence[PillarConclusion]) -> GapReport:
    return report.model_copy(
        update={"assessment": report.assessment.model_copy(update={"conclusions": tuple(conclusions)})}
    )


# --- what is said --------------------------------------------------------------------------------------------------


def test_a_conclusion_stands_with_its_own_pillar(content: Outline) -> None:
    assert [section.conclusion is not None for section in content.sections] == [True, False, True]
    third = content.sections[2].conclusion
    assert third is not None and third.mark == MARK
    assert [(each.text, each.stop) for each in third.sentences] == [("Het kader is vastgesteld", ".")]


def test_each_sentence_names_the_ambitions_it_rests_on(content: Outline, first: PillarText) -> None:
    grounds = [[(each.id, each.index) for each in sentence.references] for sentence in first.sentences]
    assert grounds == [[("1.2", 2)], [("1.1", 1), ("1.3", 3)]]
    by_index = {entry.index: entry.id for entry in content.entries}
    assert all(by_index[index] == name for sentence in grounds for name, index in sentence)


def test_the_mark_tells_of_disputed_grounds_and_of_what_was_left_out(first: PillarText) -> None:
    assert first.mark == (
        f"{MARK} Over 1.1 verschillen de beoordelaars. De controle liet 1 zin weg; de reden staat in het rapport in "
        "JSON."
    )
    assert judge_wording.left_out(2).startswith("De controle liet 2 zinnen weg;")
    assert judge_wording.disputed_ground(["1.1", "1.2", "1.4"]) == "Over 1.1, 1.2 en 1.4 verschillen de beoordelaars."


def test_a_sentence_of_a_model_cannot_pose_as_anything_else(first: PillarText) -> None:
    text = first.sentences[1].text
    assert "<script>alert(1)</script>" in text  # writers escape it
    assert ADDRESS not in text and "[adres weggelaten]" in text and printable(text) == text
    assert len(text) <= SENTENCE_LIMIT and first.sentences[1].stop == ""


def test_an_endless_sentence_is_cut(concluded_report: GapReport) -> None:
    made = concluded_report.assessment.conclusions[0]
    endless = WrittenSentence(text="Het kader is vastgesteld, en " * 99, ambitions=("3.1",))
    report = with_other(concluded_report, [made.model_copy(update={"sentences": (endless,)})])
    told = outline(report).sections[2].conclusion
    assert told is not None and told.sentences[0].text.endswith("[…]")
    assert len(told.sentences[0].text) <= SENTENCE_LIMIT


def test_method_and_legend_say_what_a_conclusion_is_only_where_there_is_one(
    content: Outline, judged_report: GapReport
) -> None:
    assert content.method[-1] == judge_wording.CONCLUSION_METHOD[0]
    assert judge_wording.CONCLUSION in dict(content.judging)
    without = outline(judged_report)
    assert content.method[:-1] == without.method
    assert judge_wording.CONCLUSION not in dict(without.judging)


# --- the Word report -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(concluded_report: GapReport) -> Document:
    return python_docx.Document(BytesIO(RENDERERS["docx"](concluded_report)))


def _blocks(document: Document) -> list[tuple[str, str, list[str]]]:
    """The style, text and links of each paragraph outside tables."""
    return [
        (
            block.style.name if block.style else "",
            "".join(node.text or "" for node in block._p.iter(qn("w:t"))),
            [node.get(qn("w:anchor")) for node in block._p.iter(qn("w:hyperlink"))],
        )
        for block in document.paragraphs
    ]


def test_the_word_report_has_it_under_the_pillar_with_links(document: Document, first: PillarText) -> None:
    blocks = _blocks(document)
    places = [at for at, block in enumerate(blocks) if block[1] == judge_wording.CONCLUSION]
    pillars = [at for at, block in enumerate(blocks) if block[0] == "Heading 2" and block[1].startswith("Pijler ")]
    ambitions = [at for at, block in enumerate(blocks) if block[0] == "Heading 3"]
    assert len(places) == 2
    assert pillars[0] < places[0] < ambitions[0] and pillars[2] < places[1] < ambitions[10]
    said, mark = blocks[places[0] + 1 : places[0] + 3]
    assert said[1].startswith("Het beleid is deels geregeld (1.2). Vastgesteld zijn het kader")
    assert said[1].endswith(f"{first.sentences[1].text[-20:]} (1.1, 1.3)")
    assert said[2] == ["ambitie_2", "ambitie_1", "ambitie_3"]
    assert mark[1] == first.mark
    assert "Citaat" not in (said[0], mark[0])  # it may not look like a quote


# --- the web report ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(concluded_report: GapReport) -> Page:
    return Page(RENDERERS["html"](concluded_report).decode())


def test_the_web_report_has_it_under_the_pillar_with_links(page: Page, first: PillarText) -> None:
    told = page.text
    assert f"{judge_wording.CONCLUSION} Het beleid is deels geregeld (1.2). Vastgesteld zijn het kader" in told
    assert f"{first.sentences[1].text} (1.1, 1.3) {first.mark}" in told
    assert f"{judge_wording.CONCLUSION} Het kader is vastgesteld (3.1). {MARK}" in told
    assert len([each for _, each in page.elements if each.get("class") == "conclusion"]) == 2
    at = next(place for place, (_, each) in enumerate(page.elements) if each.get("class") == "rests")
    assert page.elements[at + 1] == ("a", {"href": "#ambitie-2"})
    assert ".conclusion" in page.raw["style"]


# --- for other programs --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data(concluded_report: GapReport) -> Any:
    return json.loads(machine.render(concluded_report))


def test_the_machine_report_holds_all_of_it_in_the_order_of_the_norm(data: Any) -> None:
    assert [each["pillar"] for each in data["conclusions"]] == ["1", "3"]
    made = data["conclusions"][0]
    assert made["sentences"][1] == {
        "text": f"Vastgesteld zijn het kader en het meldpunt {HOSTILE}",
        "ambitions": ["1.1", "1.3"],
    }
    assert [each["reason"] for each in made["refused"]] == ["'werkt' zegt dat iets werkt; dat tonen documenten niet"]
    assert made["mark"] == MARK and made["model"] == json.loads(OWN_USE.model_dump_json())


def test_it_fits_the_schema_and_is_read_back(concluded_report: GapReport, data: Any) -> None:
    jsonschema.validate(data, json.loads(SCHEMA_FILE.read_bytes()))
    assert machine.read(machine.render(concluded_report)) == machine.contracted(concluded_report)


def test_without_a_conclusion_the_key_is_not_there(report: GapReport, judged_report: GapReport) -> None:
    for each in (report, judged_report):
        assert "conclusions" not in json.loads(machine.render(each))
        assert machine.read(machine.render(each)).conclusions == ()


# --- what cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(RENDERERS))
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([{"pillar": "9"}], "no pillar 9"),
        ([{}, {}], "two conclusions"),
        ([{"sentences": (WrittenSentence(text="Dat is geregeld.", ambitions=("1.1",)),)}], r"no ambition 1\.1"),
    ],
)
def test_a_conclusion_that_does_not_fit_the_norm_is_refused(
    kind: str, changes: list[dict[str, Any]], message: str, concluded_report: GapReport
) -> None:
    made = concluded_report.assessment.conclusions[0]
    report = with_other(concluded_report, [made.model_copy(update=each) for each in changes])
    with pytest.raises(ValueError, match=message):
        RENDERERS[kind](report)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_where_there_is_none_a_report_by_judges_does_not_speak_of_it(kind: str, judged_report: GapReport) -> None:
    data = RENDERERS[kind](judged_report)
    text = (
        Page(data.decode()).text
        if kind == "html"
        else "\n".join(node.text or "" for node in python_docx.Document(BytesIO(data)).element.body.iter(qn("w:t")))
    )
    assert judge_wording.CONCLUSION not in text and MARK not in text and wording.CONCEPT in text
