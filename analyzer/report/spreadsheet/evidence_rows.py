"""All evidence behind the verdicts as rows: what the machine found, what people added and rejected, and what is known
from elsewhere. Every quote whole, over more than one row where a cell cannot hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analyzer.report import review_wording, wording
from analyzer.report.alignment import second_judge
from analyzer.report.judge_wording import name_of
from analyzer.report.plain_text import foreign, printable
from analyzer.report.quotes import Units, letter_of
from analyzer.report.reviewed import rejected_evidence
from analyzer.report.spreadsheet.cells import pieces
from analyzer.review.values import (
    KeptOutside,
    KeptQuote,
    RejectedQuote,
    ReviewedAssessment,
    ReviewedFinding,
    quote_key,
)
from analyzer.types import Ambition, Evidence, Finding, Judgement, State

NOTE_LIMIT = 400  # characters of a note of the machine on a quote


class Kind(StrEnum):
    """Where a row of evidence comes from, in Dutch."""

    MACHINE = "citaat van de machine"
    SECOND = "citaat uit het tweede voorstel"
    ADDED = "citaat van een beoordelaar"
    REJECTED = "verworpen citaat van de machine"
    REJECTED_SECOND = "verworpen citaat uit het tweede voorstel"
    REJECTED_GONE = "verworpen citaat dat er niet meer is"
    OUTSIDE = "bewijs van buiten de documenten"


@dataclass(frozen=True)
class EvidenceRow:
    """`place`: where in the document ("p. 4"); `part` and `parts`: which part of the text this row has."""

    number: str
    title: str
    element: str
    kind: Kind
    text: str
    state: str
    proof: str
    document: str
    place: str
    who: str
    note: str
    part: int = 1
    parts: int = 1

    @property
    def counts(self) -> bool:
        """Whether it bears on the verdict: nobody rejected it."""
        return self.kind not in (Kind.REJECTED, Kind.REJECTED_SECOND, Kind.REJECTED_GONE)


def evidence_rows(report: ReviewedAssessment) -> tuple[EvidenceRow, ...]:
    """In the order of the norm, and within an ambition the machine's, those of people, and what is from elsewhere."""
    pages = Units(report.assessment.documents)
    ambitions = {each.id: each for each in report.norm.ambitions}
    found = [row for each in report.findings for row in _Rows(ambitions[each.finding.ambition], each, pages).all()]
    return tuple(part for row in found for part in _parts(row))


def _parts(row: EvidenceRow) -> Iterator[EvidenceRow]:
    texts = pieces(row.text)
    for number, text in enumerate(texts, 1):
        yield replace(row, text=text, part=number, parts=len(texts))


class _Rows:
    """The evidence of one ambition."""

    def __init__(self, ambition: Ambition, each: ReviewedFinding, pages: Units) -> None:
        self._ambition = ambition
        self._each = each
        self._pages = pages
        self._rejected = {item.key: item for item in each.review.rejected}

    def all(self) -> Iterator[EvidenceRow]:
        finding, review = self._each.finding, self._each.review
        yield from self._quotes(finding.judgements, Kind.MACHINE, Kind.REJECTED, finding)
        if finding.second is not None:
            yield from self._quotes(finding.second.judgements, Kind.SECOND, Kind.REJECTED_SECOND, finding)
        for rejected in review.rejected:
            if not _given(rejected, finding):
                row = self._row(Kind.REJECTED_GONE, "", review_wording.NO_QUOTE)
                yield replace(row, element="", who=_by(rejected), note=printable(rejected.reason))
        for kept in review.quotes:
            yield self._added(kept)
        for outside in review.outside:
            yield self._outside(outside)

    def _quotes(
        self, judgements: tuple[Judgement, ...], kind: Kind, rejected: Kind, finding: Finding
    ) -> Iterator[EvidenceRow]:
        for item in (item for judgement in judgements for item in judgement.evidence):
            against = self._rejected.get(quote_key(item))
            row = self._row(rejected if against else kind, item.criterion, item.quote, item)
            found = second_judge(finding) if kind is Kind.SECOND else finding.judge
            who = f"gevonden door {name_of(found)}" if found else "gevonden door de machine"
            yield replace(
                row,
                proof=wording.PROOF[item.proof] if item.stance is State.IN_FORCE else "",
                who=_by(against) if against else who,
                note=" ".join(
                    part
                    for part in (printable(against.reason) if against else "", foreign(item.note, NOTE_LIMIT))
                    if part
                ),
            )

    def _added(self, kept: KeptQuote) -> EvidenceRow:
        quote = kept.quote
        place = Evidence.model_validate(quote.model_dump(exclude={"note"}))
        row = self._row(Kind.ADDED, quote.criterion, quote.quote, place)
        who = f"toegevoegd door {review_wording.signed(kept.signed)}"
        return replace(row, who=who, note=printable(f"{quote.note} {kept.signed.why}"))

    def _outside(self, kept: KeptOutside) -> EvidenceRow:
        item = kept.evidence
        row = self._row(Kind.OUTSIDE, item.criterion, item.text)
        return replace(
            row,
            state=wording.STATE[item.stance],
            document=review_wording.outside_source(item),
            who=f"vastgelegd door {review_wording.signed(kept.signed)}",
            note="Staat niet in de documenten; het programma heeft het niet kunnen nagaan.",
        )

    def _row(self, kind: Kind, criterion: str, text: str, item: Evidence | None = None) -> EvidenceRow:
        texts = {each.id: each.text.rstrip(".") for each in self._ambition.criteria}
        letter = letter_of(self._ambition, criterion)
        element = f"{letter}. {texts[criterion]}" if criterion in texts else letter or review_wording.WHOLE
        return EvidenceRow(
            number=self._ambition.id,
            title=printable(self._ambition.title),
            element=printable(element),
            kind=kind,
            text=printable(text),
            state=wording.STATE[item.stance] if item else "",
            proof="",
            document=printable(item.document) if item else "",
            place=self._place(item) if item else "",
            who="",
            note="",
        )

    def _place(self, item: Evidence) -> str:
        return self._pages.place(item.document, item.page, item.document_id).removeprefix(f"{item.document}, ")


def _given(rejected: RejectedQuote, finding: Finding) -> bool:
    """Whether the machine still gives the quote, in its verdict or in that of the second judge."""
    second = finding.second.judgements if finding.second else ()
    return rejected_evidence(rejected, finding) is not None or any(
        quote_key(item) == rejected.key for judgement in second for item in judgement.evidence
    )


def _by(rejected: RejectedQuote) -> str:
    return f"verworpen door {review_wording.signed(rejected.signed)}"
