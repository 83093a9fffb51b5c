"""The example dossier as two people left it: judged on both norms a year ago and now, reviewed in part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import JsonValue

from analyzer.assessment import Request, analyse
from analyzer.engine import choose_engine
from analyzer.report.accountability.facts import InstallationFacts
from analyzer.report.source import Source
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
from analyzer.store.texts import Texts
from analyzer.types import Assessment, Finding, GapReport, Organisation, OrganisationType, State, Status

EXAMPLE = Path(__file__).parents[3] / "corpus" / "example" / "documents"
NORMS = ("groningse-norm", "noord-hollandse-norm")
EARLIER = ("beleidsregel-bibob-2019.odt", "beleidsregel-artikel-13b-2016-ingetrokken.txt", "integriteitsbeleid.docx")
ANNA, BRAM = "Anna de Wit", "Bram Bos"
TODAY = date(2026, 3, 20)
START = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
F = ReviewField

Asked = Mapping[tuple[ReviewField, str], JsonValue]


def example_source(work: Path) -> Source:
    """`work`: an empty folder. Takes some ten seconds. Fixture: `example`, once for all tests."""
    before = _analysed(work / "before", [EXAMPLE / name for name in EARLIER], date(2025, 3, 1))
    now = _analysed(work / "now", [EXAMPLE], date(2026, 3, 1))
    grounds = {each.id: each.assessment for each in before}
    reports = tuple(_reviewed(report, grounds) for report in now)
    texts = Texts()
    return Source(
        reports=reports,
        today=TODAY,
        history=(*before, *reports),
        text=lambda sha256: texts.read(work / "now", sha256),
        facts=InstallationFacts(
            version="0.1.0",
            database="SQLite, in de gegevensmap",
            folder="/srv/normtoets/dossiers",
            sign_in="met een naam en een wachtwoord van deze app",
            retention=("Een dossier blijft tot de eigenaar of een beheerder het verwijdert.",),
        ),
    )


def _analysed(work: Path, paths: Sequence[Path], peildatum: date) -> list[ReviewedAssessment]:
    request = Request(
        paths=tuple(paths),
        norm_ids=NORMS,
        organisation=Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE),
        peildatum=peildatum,
    )
    return [
        laid_over(_at(each, peildatum), f"{each.norm.id}-{peildatum.year}", (), {})
        for each in analyse(request, work, choose_engine("rules"))
    ]


def _at(report: GapReport, peildatum: date) -> GapReport:
    """The same, as if it were made a week after its peildatum and took four seconds: papers must not differ by day."""
    started = datetime(peildatum.year, peildatum.month, peildatum.day, 9, tzinfo=UTC) + timedelta(days=7)
    run = report.assessment.run.model_copy(update={"started": started, "seconds": 4.25})
    return report.model_copy(update={"assessment": report.assessment.model_copy(update={"run": run})})


def _reviewed(report: ReviewedAssessment, grounds: Mapping[str, Assessment]) -> ReviewedAssessment:
    """Of every third ambition that has a verdict somebody made something, with names, dates and reasons."""
    earlier = report.id.replace("2026", "2025")
    edits = []
    told = [each for each in report.assessment.findings if each.status is not Status.NVT]
    for place, finding in enumerate(told[::3]):
        author, ground = (ANNA, report.id) if place % 2 == 0 else (BRAM, earlier if place == 3 else report.id)
        changes = tuple(
            Change(field=field, key=key, new=value) for (field, key), value in _asked(place, finding, report).items()
        )
        edits.append(
            Edit(
                dossier="voorbeeld",
                norm_id=report.norm.id,
                ambition=finding.ambition,
                number=1,
                author=author,
                author_id=author.split()[0].lower(),
                at=START + timedelta(hours=5 * place),
                why="Nagelopen aan de hand van de stukken en een gesprek." if place % 3 == 0 else "",
                assessment=ground,
                changes=changes,
            )
        )
    return laid_over(report, report.id, edits, grounds)


def _asked(place: int, finding: Finding, report: ReviewedAssessment) -> Asked:
    asked: dict[tuple[ReviewField, str], JsonValue] = {(F.REVIEWED, ""): True}
    if place % 3 == 0:
        other = Status.DEELS if finding.status is not Status.DEELS else Status.VOLDOET
        asked |= {
            (F.STATUS, ""): other.value,
            (F.RATIONALE, ""): "In het gesprek bleek dat dit voor een deel van de organisatie is geregeld.\n\nDe "
            "uitwerking staat nog niet in een vastgesteld stuk.",
        }
    if place % 2 == 0:
        asked |= {
            (F.RECOMMENDATION, ""): "Leg de werkwijze vast in een besluit van het college en maak haar bekend.",
            (F.OWNER, ""): ("Gemeentesecretaris", "Teamleider Veiligheid", "=Concerncontroller")[place // 2 % 3],
            (F.DUE, ""): date(2026, 4 + place // 2 % 8, 15).isoformat(),
        }
    if place % 4 == 1:
        evidence = OutsideEvidence(
            kind=OutsideKind.INTERVIEW,
            day=date(2026, 3, 4),
            source="teamleider Veiligheid",
            text="+ Wij bespreken dit elk kwartaal in het teamoverleg; een verslag wordt niet gemaakt.",
            stance=State.IN_FORCE,
        )
        asked[F.OUTSIDE, "gesprek"] = evidence.model_dump(mode="json")
    quotes = [item for judgement in finding.judgements for item in judgement.evidence]
    if quotes and place % 5 == 0:
        asked[F.REJECTED, quote_key(quotes[-1])] = "Dit gaat over een ander onderwerp."
    if place == 2:
        item = next(e for f in report.assessment.findings for j in f.judgements for e in j.evidence)
        added = AddedQuote(**item.model_dump(exclude={"criterion", "proof", "note"}), note="Ook hier van belang.")
        asked[F.QUOTE, "eigen"] = added.model_dump(mode="json")
    return asked
