"""What a report for people says, in which order: the GapReport turned into Dutch lines, before any layout.

The Word and the web report render this same outline, so that they never say different things. Text from documents is
passed on as it is (shortened at most); each writer makes it printable and escapes it in one place of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from analyzer.report import wording
from analyzer.report.alignment import findings_in_order
from analyzer.report.chart import Bar, Segment
from analyzer.report.conclusions import Conclusion, conclusions
from analyzer.report.entries import Entry, Units, make_entry
from analyzer.report.plain_text import printable
from analyzer.report.wording import MARKS
from analyzer.types import Assessment, DocumentSummary, GapReport, Norm
from ingest.types import Frozen, Validity


class Section(Frozen):
    """A pillar. `counts` has one number for each mark, in the order of `MARKS`."""

    id: str
    title: str
    summary: str
    counts: tuple[int, ...]
    entries: tuple[Entry, ...]


class DocumentRow(Frozen):
    name: str
    title: str
    adopted: str
    validity: str
    genre: str
    extent: str
    remarks: tuple[str, ...]
    current: bool  # may count as in force


class Outline(Frozen):
    """Everything a report says. `unread`: files of which text is missing; they are stated first."""

    norm_title: str
    norm_short: str
    norm_source: str
    organisation: str
    kind: str
    kind_name: str
    peildatum: date
    made: date
    counts: tuple[int, ...]
    conclusions: tuple[Conclusion, ...]
    unread: tuple[DocumentRow, ...]
    documents: tuple[DocumentRow, ...]
    extent: str
    sections: tuple[Section, ...]
    versions: tuple[tuple[str, str], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All ambitions, in the order of the norm."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The chart: one bar for each pillar."""
        return tuple(
            Bar(
                label=printable(f"{section.id} {section.title}"),
                segments=tuple(
                    Segment(mark=mark, count=count)
                    for mark, count in zip(MARKS.values(), section.counts, strict=True)
                    if count
                ),
            )
            for section in self.sections
        )


def outline(report: GapReport) -> Outline:
    """Raises ValueError when the assessment was not made against this norm."""
    norm, assessment = report.norm, report.assessment
    pairs = findings_in_order(report)
    documents = {extent: _documents(assessment, extent) for extent in ("not", "partly", "whole")}
    unread = documents["not"] + documents["partly"]
    units = Units(assessment.documents)
    entries = [make_entry(index, ambition, finding, units) for index, (ambition, finding) in enumerate(pairs, 1)]
    return Outline(
        norm_title=norm.title,
        norm_short=norm.short_title,
        norm_source=f"{norm.source.title}, {norm.source.issuer}, {norm.source.published}",
        organisation=assessment.organisation.name,
        kind=wording.ORGANISATION[assessment.organisation.type],
        kind_name=assessment.organisation.type.value,
        peildatum=assessment.peildatum,
        made=assessment.run.started.date(),
        counts=_counts(entries),
        conclusions=conclusions(norm, assessment.organisation.type, pairs, len(unread)),
        unread=unread,
        documents=documents["whole"],
        extent=_read_extent(assessment.documents),
        sections=_sections(norm, entries),
        versions=_versions(norm, assessment),
    )


def _sections(norm: Norm, entries: Sequence[Entry]) -> tuple[Section, ...]:
    sections = []
    for pillar in norm.pillars:
        own = tuple(entry for entry in entries if entry.pillar == pillar.id)
        sections.append(
            Section(id=pillar.id, title=pillar.title, summary=pillar.summary, counts=_counts(own), entries=own)
        )
    return tuple(sections)


def _counts(entries: Iterable[Entry]) -> tuple[int, ...]:
    keys = [entry.mark.key for entry in entries]
    return tuple(keys.count(mark.key) for mark in MARKS.values())


def _documents(assessment: Assessment, extent: str) -> tuple[DocumentRow, ...]:
    return tuple(_document(document) for document in assessment.documents if document.read == extent)


def _document(document: DocumentSummary) -> DocumentRow:
    remarks = (wording.READ[document.read], *document.problems)
    return DocumentRow(
        name=document.name,
        title=document.title or "zonder titel",
        adopted=wording.day(document.adopted) if document.adopted else "niet vermeld",
        validity=wording.VALIDITY[document.validity],
        genre=wording.genre(document.genre),
        extent=wording.extent(document.pages, document.page_unit) if document.read != "not" else "–",
        remarks=tuple(remark for remark in remarks if remark),
        current=document.validity in (Validity.IN_FORCE, Validity.UNKNOWN),
    )


def _read_extent(documents: Sequence[DocumentSummary]) -> str:
    read = [document for document in documents if document.read != "not"]
    pages = sum(document.pages for document in read if document.page_unit == "page")
    parts = sum(document.pages for document in read if document.page_unit == "section")
    sizes = []
    if pages or not parts:
        sizes.append(wording.counted(pages, "bladzijde", "bladzijden"))
    if parts:
        sizes.append(wording.counted(parts, "onderdeel", "onderdelen"))
    return f"{wording.counted(len(read), 'document', 'documenten')} ({' en '.join(sizes)})"


def _versions(norm: Norm, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    run = assessment.run
    seconds = f"{run.seconds:.1f}".replace(".", ",")
    return (
        ("Normtoets", run.version),
        ("Norm", f"{norm.title} ({norm.id}, versie {norm.version})"),
        ("Bron van de norm", f"{norm.source.title}, {norm.source.issuer}, {norm.source.published}"),
        ("Beoordeling", wording.judge(run.judge)),
        ("Zoekmodel", wording.embedder(run.embedder)),
        ("Uitgevoerd", f"{wording.day(run.started.date())}, {run.started:%H:%M} uur"),
        ("Duur", f"{seconds} seconden"),
        ("Peildatum", wording.day(assessment.peildatum)),
    )
