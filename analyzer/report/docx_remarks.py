"""The machine's doubts as comments in a Word paper: how unsure it is of a verdict and why, and where judges differ.

A comment stands only where there is something to say. Where a person settled a verdict the machine's doubt is no news
any more; that its judges came to different verdicts still is.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.text.run import Run

from analyzer.report import judge_wording, wording
from analyzer.report.alignment import findings_in_order
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.plain_text import foreign, printable
from analyzer.report.quotes import letter_of
from analyzer.report.second_opinions import REASON_LIMIT
from analyzer.report.word_fitting import rename
from analyzer.report.word_styles import style_ids
from analyzer.types import Ambition, Finding, GapReport, Judgement

AUTHOR, INITIALS = "Normtoets", "NT"
_MOST_ELEMENTS = 2  # that are named as the least sure ones


class Remarks:
    """What is to be said of each ambition of one norm, put into one document."""

    def __init__(self, document: WordDocument, report: GapReport, content: Outline) -> None:
        self._document = document
        self._made = report.assessment.run.started
        self._ids = style_ids(document)
        pairs = zip(content.entries, findings_in_order(report), strict=True)
        self._words = {entry.index: remark(entry, ambition, finding) for entry, (ambition, finding) in pairs}

    def attach(self, index: int, verdict: Element) -> None:
        """Puts a comment at the first words of `verdict` where there is something to say of ambition `index`."""
        words = self._words.get(index, ())
        piece = next(verdict.iter(qn("w:r")), None)
        if not words or piece is None:
            return
        made = self._document.add_comment(Run(piece, self._document), "\n".join(words), AUTHOR, INITIALS)
        made._comment_elm.date = self._made
        rename(made._comment_elm, self._ids)


def remark(entry: Entry, ambition: Ambition, finding: Finding) -> tuple[str, ...]:
    """What a reviewer must know of the verdict, a paragraph each; empty: nothing. `finding`: the machine's own."""
    if entry.brief:
        return ()
    said = () if entry.settled else _doubt(ambition, finding)
    return tuple(printable(line) for line in (*said, *_dispute(entry)))


def _doubt(ambition: Ambition, finding: Finding) -> tuple[str, ...]:
    chance = finding.confidence
    if chance is None or finding.status is None:
        return ()
    reasons = _reasons(ambition, finding)
    sure = f"Zekerheid van de machine: {wording.certainty(chance)}."
    if wording.is_uncertain(chance):
        return (f"{sure} Neem dit voorstel niet over zonder zelf te lezen.", *reasons)
    return (sure, *reasons) if reasons and not wording.is_certain(chance) else ()


def _reasons(ambition: Ambition, finding: Finding) -> tuple[str, ...]:
    """The elements that the machine is least sure of, with why it judged so, and what it noted itself."""
    essential = [each for each in finding.judgements if each.criterion in finding.essential]
    unsure = sorted((each for each in essential if not wording.is_certain(each.confidence)), key=_chance)
    texts = {criterion.id: criterion.text.rstrip(".") for criterion in ambition.criteria}
    by_model = finding.judge == judge_wording.MODEL
    lines = [_element(ambition, each, texts, by_model=by_model) for each in unsure[:_MOST_ELEMENTS]]
    notices = [f"Let op: {foreign(notice, REASON_LIMIT)}" for notice in dict.fromkeys(finding.notices)]
    return (*lines, *notices)


def _chance(judgement: Judgement) -> float:
    return judgement.confidence


def _element(ambition: Ambition, judgement: Judgement, texts: dict[str, str], *, by_model: bool) -> str:
    told = wording.state(judgement.state, judgement.qualifiers).lower()
    reason = foreign(judgement.reason, REASON_LIMIT) if by_model else judgement.reason
    name = f"Onzeker is element {letter_of(ambition, judgement.criterion)}"
    return f"{name} ({texts[judgement.criterion]}): {told}, {wording.certainty(judgement.confidence)}. {reason}".strip()


def _dispute(entry: Entry) -> Sequence[str]:
    second = entry.second
    if second is None or second.failed or second.same or (entry.settled and not second.differs):
        return ()
    sure = f" Zekerheid van {second.judge}: {second.certainty}." if second.certainty else ""
    otherwise = [
        f"{item.id} ({second.judge}: {item.verdict.lower()}; {second.first}: {item.first.lower()})"
        for item in second.elements
        if item.differs
    ]
    where = f" Zij verschillen over element {wording.listed(otherwise, len(otherwise))}." if otherwise else ""
    decide = "" if entry.settled else f" {judge_wording.DECIDE}"
    lead = "De beoordelaars van de machine verschillen. " if second.differs else ""
    return (f"{lead}{second.summary}{sure}{where}{decide}",)
