"""A report with everything that people can lay over it, made from the edits that they would have saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import JsonValue

from analyzer.review.laying import laid_over
from analyzer.review.values import (
    AddedQuote,
    Change,
    Edit,
    OutsideEvidence,
    OutsideKind,
    ReviewedAssessment,
    ReviewField,
    quote_key,
)
from analyzer.types import Assessment, GapReport, State, Status

ANNA, BRAM = "Anna de Wit", "Bram <b>Bos</b>"
RUN, EARLIER = "run-2", "run-1"
NOTE = "Alleen voor ons: bel Wim hierover."
REASON = "Dit gaat over de buurgemeente."
START = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)
F = ReviewField

Asked = Mapping[tuple[ReviewField, str], JsonValue]


def reviewed(report: GapReport, *, note: str = NOTE) -> ReviewedAssessment:
    """Over the first five ambitions: overruled with all that goes with it; confirmed; overruled and moved since; marked
    alone; a note alone. The ambition that does not apply is given a verdict after all."""
    first, second, third, fourth, fifth, none = (finding.ambition for finding in report.assessment.findings[:6])
    evidence = report.assessment.findings[0].judgements[0].evidence
    saves: Sequence[tuple[str, str, str, str, Asked]] = (
        (
            first,
            ANNA,
            RUN,
            "Het besluit geldt alleen voor een deel van de organisatie.",
            {
                (F.STATUS, ""): "deels",
                (F.RATIONALE, ""): "Het beleid is er, maar nog niet voor alle teams.\n\nDat bleek uit het gesprek.",
                (F.RECOMMENDATION, ""): "Stel het kader ook vast voor de buitendienst.",
                (F.OWNER, ""): "Wim van Dam",
                (F.DUE, ""): "2026-09-01",
                (F.REVIEWED, ""): True,
                (F.REJECTED, quote_key(evidence[0])): REASON,
                (F.REJECTED, "0123456789abcdef:1:2"): "verouderd",
                (F.QUOTE, "q1"): _quote(evidence[0].document_id, f"{first}.a"),
                (F.QUOTE, "q2"): _quote("9" * 64, ""),
                (F.OUTSIDE, "o1"): _interview(),
                (F.NOTE, "n1"): note,
            },
        ),
        (second, BRAM, RUN, "", {(F.STATUS, ""): "deels", (F.REVIEWED, ""): True}),
        (third, ANNA, EARLIER, "", {(F.STATUS, ""): "voldoet", (F.REVIEWED, ""): True}),
        (fourth, ANNA, RUN, "", {(F.REVIEWED, ""): True, (F.OWNER, ""): "Els"}),
        (fifth, BRAM, RUN, "", {(F.NOTE, "n"): note}),
        (none, BRAM, RUN, "", {(F.STATUS, ""): "gepland", (F.DUE, ""): "2026-12-31"}),
    )
    edits = [_edit(report, number, *save) for number, save in enumerate(saves)]
    return laid_over(report, RUN, edits, {EARLIER: _earlier(report)})


def untouched(report: GapReport) -> ReviewedAssessment:
    """Nobody did anything, but for a note."""
    name = report.assessment.findings[0].ambition
    return laid_over(report, RUN, [_edit(report, 0, name, ANNA, RUN, "", {(F.NOTE, "n"): NOTE})], {})


def all_marked(report: GapReport) -> ReviewedAssessment:
    """Every ambition was marked as reviewed, and nothing else was done."""
    marks: Any = {(F.REVIEWED, ""): True}
    names = [ambition.id for ambition in report.norm.ambitions]
    return laid_over(report, RUN, [_edit(report, n, name, ANNA, RUN, "", marks) for n, name in enumerate(names)], {})


def _edit(report: GapReport, number: int, ambition: str, author: str, run: str, why: str, asked: Asked) -> Edit:
    return Edit(
        dossier="d" * 32,
        norm_id=report.norm.id,
        ambition=ambition,
        number=1,
        author=author,
        author_id=author.split()[0].lower(),
        at=START + timedelta(minutes=number),
        why=why,
        assessment=run,
        changes=tuple(Change(field=field, key=key, new=new) for (field, key), new in asked.items()),
    )


def _quote(document: str, criterion: str) -> JsonValue:
    quote = "De burgemeester bespreekt dit elk kwartaal met de partners <in het district>."
    return AddedQuote(
        document="beleidsnota <ondermijning> & co.pdf" if document != "9" * 64 else "later.pdf",
        document_id=document,
        page=12,
        start=5000,
        end=5000 + len(quote),
        quote=quote,
        stance=State.IN_FORCE if criterion else State.PLANNED,
        criterion=criterion,
        note="Zie ook de bijlage." if criterion else "",
    ).model_dump(mode="json")


def _interview() -> JsonValue:
    return OutsideEvidence(
        kind=OutsideKind.INTERVIEW,
        day=datetime(2026, 2, 20).date(),
        source="teamleider <Veiligheid>",
        text="Het overleg is er elke maand, zonder verslag.",
        stance=State.IN_FORCE,
        criterion="",
    ).model_dump(mode="json")


def _earlier(report: GapReport) -> Assessment:
    """The same assessment, in which the third ambition was met."""
    findings = tuple(
        finding.model_copy(update={"status": Status.VOLDOET}) if place == 2 else finding
        for place, finding in enumerate(report.assessment.findings)
    )
    return report.assessment.model_copy(update={"findings": findings})
