"""The machine's doubts stand as comments at the verdicts, where they are asked for and there is something to say."""

from __future__ import annotations

import re
from io import BytesIO

import docx as python_docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from word_templates import dutch, template

from analyzer.report import docx, wording
from analyzer.report.alignment import findings_in_order
from analyzer.report.docx_remarks import AUTHOR, remark
from analyzer.report.entries import Entry
from analyzer.report.outline import outline
from analyzer.report.source import Source
from analyzer.review.values import ReviewedAssessment
from analyzer.types import Ambition, Finding, GapReport


def opened(data: bytes) -> Document:
    return python_docx.Document(BytesIO(data))


def told(report: GapReport) -> dict[str, tuple[Entry, Finding, tuple[str, ...]]]:
    pairs: list[tuple[Entry, tuple[Ambition, Finding]]] = list(
        zip(outline(report).entries, findings_in_order(report), strict=True)
    )
    return {entry.id: (entry, finding, remark(entry, *pair)) for entry, pair in pairs for finding in pair[1:]}


def test_nothing_is_said_where_nobody_asked(judged_report: GapReport) -> None:
    assert len(opened(docx.render(judged_report)).comments) == 0


def test_a_verdict_beneath_half_is_always_remarked_and_a_high_one_never(report: GapReport) -> None:
    ambition, finding = findings_in_order(report)[1]
    entry = outline(report).entries[1]
    low = remark(entry, ambition, finding.model_copy(update={"confidence": 0.49}))
    assert low[0] == "Zekerheid van de machine: beoordeel zelf (49%). Neem dit voorstel niet over zonder zelf te lezen."
    assert remark(entry, ambition, finding.model_copy(update={"confidence": 0.75})) == ()
    assert remark(entry, ambition, finding.model_copy(update={"confidence": None})) == ()


def test_a_fair_verdict_is_remarked_with_the_reason(report: GapReport) -> None:
    ambition, finding = findings_in_order(report)[1]
    entry = outline(report).entries[1]
    unsure = tuple(each.model_copy(update={"confidence": 0.6}) for each in finding.judgements)
    fair = finding.model_copy(update={"confidence": 0.6, "judgements": unsure})
    words = remark(entry, ambition, fair)
    assert words[0] == "Zekerheid van de machine: redelijk (60%)."
    assert words[1].startswith(f"Onzeker is element a ({ambition.criteria[0].text.rstrip('.')}): ")
    assert finding.judgements[0].reason in words[1]
    sure = tuple(each.model_copy(update={"confidence": 0.9}) for each in finding.judgements)
    assert remark(entry, ambition, fair.model_copy(update={"judgements": sure})) == ()


def test_judges_that_differ_are_named_with_what_they_differ_on(judged_report: GapReport) -> None:
    disputed = [(entry, words) for entry, _, words in told(judged_report).values() if entry.disputed]
    assert disputed
    for entry, words in disputed:
        assert entry.second is not None
        assert words[-1].startswith("De beoordelaars van de machine verschillen. ")
        assert entry.second.summary in words[-1]
        assert all(item.id in words[-1] for item in entry.second.elements if item.differs)


def test_where_a_person_settled_it_only_a_dispute_is_news(reviewed_report: ReviewedAssessment) -> None:
    settled = [(entry, words) for entry, _, words in told(reviewed_report).values() if entry.settled]
    assert {entry.disputed for entry, _ in settled} >= {False}
    for entry, words in settled:
        assert len(words) == (1 if entry.disputed else 0)
        assert not any("Lees de citaten" in line for line in words)


def test_comments_stand_at_the_verdict_with_the_day_of_the_run(judged_report: GapReport) -> None:
    data = docx.render(judged_report, remarks=True)
    document = opened(data)
    wanted = ["\n".join(words) for _, _, words in told(judged_report).values() if words]
    assert [comment.text for comment in document.comments] == wanted
    assert {(comment.author, comment.initials) for comment in document.comments} == {(AUTHOR, "NT")}
    started = judged_report.assessment.run.started.replace(microsecond=0)
    assert {comment.timestamp for comment in document.comments} == {started}
    labels = {mark.label for mark in wording.MARKS.values()}
    for start in document.element.body.iter(qn("w:commentRangeStart")):
        anchored = "".join(node.text or "" for node in start.getnext().iter(qn("w:t")))
        assert anchored.strip() in labels
    assert docx.render(judged_report, remarks=True) == data


def test_comments_are_dutch_and_fit_to_print(judged_report: GapReport) -> None:
    text = "\n".join(comment.text for comment in opened(docx.render(judged_report, remarks=True)).comments)
    assert not re.search(r"\b(?:in_force|not_found|planned|absent|rules|model|None)\b", text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)


@pytest.mark.parametrize("made", [None, dutch(template())])
def test_comments_have_styles_that_exist(judged_report: GapReport, made: bytes | None) -> None:
    document = opened(docx.render(judged_report, template=made, remarks=True))
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    elements = [comment._comment_elm for comment in document.comments]
    used = {node.get(qn("w:val")) for each in elements for node in each.iter(qn("w:pStyle"), qn("w:rStyle"))}
    assert used
    assert used <= known


def test_the_example_has_remarks(example: Source) -> None:
    """The dossier that everyone looks at first holds doubts."""
    assert any(words for _, _, words in told(example.report).values())
