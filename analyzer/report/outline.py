"""What a report for people says, in which order: the GapReport turned into Dutch lines, before any layout.

The Word and the web report render this same outline, so that they never say different things. Text from documents is
passed on as it is (shortened at most); each writer makes it printable and escapes it in one place of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypedDict

from analyzer.report import judge_wording, review_wording, wording
from analyzer.report.alignment import conclusions_in_order, findings_in_order, judges_of, model_use
from analyzer.report.chart import Bar, Segment
from analyzer.report.conclusions import Conclusion, conclusions
from analyzer.report.entries import Entry, make_entry
from analyzer.report.pillar_conclusions import PillarText, pillar_text
from analyzer.report.plain_text import printable
from analyzer.report.quotes import Units
from analyzer.report.reviewed import Reviewing, layers_of, reviewing_of, standing
from analyzer.report.wording import MARKS
from analyzer.types import Assessment, DocumentSummary, GapReport, ModelUse, Norm
from ingest.types import Frozen, Validity


class _Words(TypedDict, total=False):
    concept: str
    note: str
    scope: tuple[str, ...]
    judged_label: str
    second_column: str
    disputed_label: str
    judges_filter: str


class Section(Frozen):
    """A pillar. `counts` has one number for each mark, in the order of `MARKS`. `conclusion`: by a language model."""

    id: str
    title: str
    summary: str
    counts: tuple[int, ...]
    entries: tuple[Entry, ...]
    conclusion: PillarText | None = None


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
    """Everything a report says. `unread`: files of which text is missing; they are stated first.

    What follows `method` is empty where rules judged alone. `judged_by`: who judged, with the language model and where
    it was asked; `judging`: what a reader must know of that, as terms with their meaning; `disputed`: the ids of the
    ambitions on which two judges differ; `unanswered`: of those on which a language model gave no verdict.

    `reviewing`: how far people are with their review; None: nobody began. `concept`, `note` and `scope` say of the
    whole report who proposed and who decided; what follows them are the names of the machine's judges, which are
    others beside people's.
    """

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
    method: tuple[str, ...]
    judged_by: str = ""
    judging: tuple[tuple[str, str], ...] = ()
    disputed: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    reviewing: Reviewing | None = None
    concept: str = wording.CONCEPT
    note: str = wording.CONCEPT_NOTE
    scope: tuple[str, ...] = wording.SCOPE
    judged_label: str = "Beoordeeld door"
    second_column: str = judge_wording.OTHER_COLUMN
    disputed_label: str = judge_wording.DISPUTED
    judges_filter: str = "Beoordelaars"

    @property
    def tasks(self) -> tuple[Entry, ...]:
        """Ambitions with an owner or a date."""
        return tuple(entry for entry in self.entries if entry.layer is not None and entry.layer.task)

    @property
    def compared(self) -> bool:
        """Whether a second judge's opinion stands beside any verdict."""
        return any(entry.second is not None for entry in self.entries)

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
    found, layers = findings_in_order(report), layers_of(report)
    pairs = [(ambition, standing(layers[ambition.id]) if ambition.id in layers else each) for ambition, each in found]
    reviewing = reviewing_of([each for _, each in found], layers)
    documents = {extent: _documents(assessment, extent) for extent in ("not", "partly", "whole")}
    unread = documents["not"] + documents["partly"]
    units = Units(assessment.documents)
    judges, use = judges_of(assessment), model_use(assessment)
    entries = [
        make_entry(index, ambition, finding, units, judges, layers.get(ambition.id))
        for index, (ambition, finding) in enumerate(found, 1)
    ]
    alone = judge_wording.MODEL not in judges
    by_id = {entry.id: entry for entry in entries}
    written = {each.pillar: pillar_text(each, by_id) for each in conclusions_in_order(report)}
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
        conclusions=conclusions(norm, assessment.organisation.type, pairs, len(unread), reviewing),
        unread=unread,
        documents=documents["whole"],
        extent=_read_extent(assessment.documents),
        sections=_sections(norm, entries, written),
        versions=_versions(norm, assessment),
        method=_method(judges, concluded=bool(written), reviewed=reviewing is not None),
        judged_by="" if alone else judge_wording.judged_by(judges, use),
        judging=() if alone else _judging(judges, use, reviewing, concluded=bool(written)),
        disputed=tuple(entry.id for entry in entries if entry.disputed),
        unanswered=tuple(entry.id for entry in entries if entry.unanswered),
        reviewing=reviewing,
        **_words(reviewing),
    )


def _judging(
    judges: Sequence[str], use: ModelUse | None, reviewing: Reviewing | None, *, concluded: bool
) -> tuple[tuple[str, str], ...]:
    terms = judge_wording.legend(judges, use, concluded=concluded)
    if reviewing is None:
        return terms
    names = {judge_wording.DISPUTED: review_wording.DISPUTED}
    return tuple((names.get(name, name), meaning) for name, meaning in terms)


def _words(reviewing: Reviewing | None) -> _Words:
    """What the report says of itself, where people worked on it."""
    if reviewing is None:
        return {}
    scope = (wording.SCOPE[0], review_wording.scope(), *wording.SCOPE[2:])
    return {
        "concept": reviewing.concept,
        "note": reviewing.note,
        "scope": scope,
        "judged_label": review_wording.JUDGED_BY,
        "second_column": review_wording.SECOND_COLUMN,
        "disputed_label": review_wording.DISPUTED,
        "judges_filter": review_wording.JUDGES_FILTER,
    }


def _method(judges: Sequence[str], *, concluded: bool, reviewed: bool) -> tuple[str, ...]:
    people = review_wording.METHOD if reviewed else ()
    if judge_wording.MODEL not in judges:
        return (*wording.METHOD, *people)
    both = judge_wording.BOTH_METHOD if len(judges) > 1 else ()
    written = judge_wording.CONCLUSION_METHOD if concluded else ()
    return (*wording.METHOD, *judge_wording.MODEL_METHOD, *both, *written, *people)


def _sections(norm: Norm, entries: Sequence[Entry], written: Mapping[str, PillarText]) -> tuple[Section, ...]:
    sections = []
    for pillar in norm.pillars:
        own = tuple(entry for entry in entries if entry.pillar == pillar.id)
        sections.append(
            Section(
                id=pillar.id,
                title=pillar.title,
                summary=pillar.summary,
                counts=_counts(own),
                entries=own,
                conclusion=written.get(pillar.id),
            )
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
    judges, use = judges_of(assessment), model_use(assessment)
    return (
        ("Normtoets", run.version),
        ("Norm", f"{norm.title} ({norm.id}, versie {norm.version})"),
        ("Bron van de norm", f"{norm.source.title}, {norm.source.issuer}, {norm.source.published}"),
        ("Beoordeling", wording.judge("both" if len(judges) > 1 else run.judge)),
        *(judge_wording.versions(use) if use is not None else ()),
        ("Zoekmodel", wording.embedder(run.embedder)),
        *((("Herordening van passages", run.reranker),) if run.reranker else ()),
        *((("Gevolgtrekkingsmodel", run.inference),) if run.inference else ()),
        ("Uitgevoerd", f"{wording.day(run.started.date())}, {run.started:%H:%M} uur"),
        ("Duur", f"{seconds} seconden"),
        ("Peildatum", wording.day(assessment.peildatum)),
    )
