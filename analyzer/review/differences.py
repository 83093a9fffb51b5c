"""How two assessments of one norm differ in themselves: their documents, norm, judges, peildatum and organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from analyzer.report import judge_wording, wording
from analyzer.report.alignment import model_use
from analyzer.report.plain_text import printable
from analyzer.report.wording import day, listed
from analyzer.review.values import Review, ReviewedAssessment, ReviewedFinding
from analyzer.types import Ambition, DocumentSummary, Finding
from ingest.types import Frozen


class Cause(StrEnum):
    DOCUMENT = "document"
    NORM = "norm"
    JUDGE = "judge"
    PEILDATUM = "peildatum"
    REVIEWER = "reviewer"
    ORGANISATION = "organisation"


CAUSE: Mapping[Cause, str] = {
    Cause.DOCUMENT: "document",
    Cause.NORM: "norm",
    Cause.JUDGE: "beoordeling door de machine",
    Cause.PEILDATUM: "peildatum",
    Cause.REVIEWER: "beoordelaar",
    Cause.ORGANISATION: "organisatie",
}


class Reason(Frozen):
    """`text` is Dutch. `documents`: the names of those whose quotes bear the change."""

    cause: Cause
    certain: bool
    text: str
    documents: tuple[str, ...] = ()


class Revalued(Frozen):
    """The same file, of which something else holds: `before` and `after` in words ("geldend", "verlopen").

    `read_anew`: what was read of it differs, by a correction or another reading; otherwise only its validity does.
    """

    name: str
    before: str
    after: str
    read_anew: bool = False


class DocumentChanges(Frozen):
    """By name. `replaced`: the same name with other content; `revalued`: the same content, dated or valid otherwise."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    revalued: tuple[Revalued, ...] = ()


def documents_between(before: Sequence[DocumentSummary], after: Sequence[DocumentSummary]) -> DocumentChanges:
    """What became of the documents of one dossier."""
    first, second = ({document.sha256: document for document in side} for side in (before, after))
    gone = [document.name for document in before if document.sha256 not in second]
    fresh = [document.name for document in after if document.sha256 not in first]
    twice = {name.casefold() for name in gone} & {name.casefold() for name in fresh}
    kept = [(first[document.sha256], document) for document in after if document.sha256 in first]
    revalued = [
        Revalued(name=now.name, before=_told(then, now), after=_told(now, then), read_anew=_read_anew(then, now))
        for then, now in kept
        if then.validity is not now.validity or _read_anew(then, now)
    ]
    return DocumentChanges(
        added=tuple(name for name in fresh if name.casefold() not in twice),
        removed=tuple(name for name in gone if name.casefold() not in twice),
        replaced=tuple(name for name in fresh if name.casefold() in twice),
        revalued=tuple(revalued),
    )


def _read_anew(then: DocumentSummary, now: DocumentSummary) -> bool:
    return (then.adopted, then.read) != (now.adopted, now.read)


def _told(document: DocumentSummary, other: DocumentSummary) -> str:
    """Of what can turn a verdict without the text changing: what differs from `other`."""
    parts = []
    if document.validity is not other.validity:
        parts.append(wording.VALIDITY[document.validity])
    if document.adopted != other.adopted:
        parts.append(f"vastgesteld {day(document.adopted)}" if document.adopted else "zonder datum van vaststelling")
    if document.read != other.read:
        parts.append(wording.READ[document.read].rstrip(".").lower() or "geheel gelezen")
    return ", ".join(parts)


class Runs:
    """Two assessments of one norm, with what differs between them."""

    def __init__(self, before: ReviewedAssessment, after: ReviewedAssessment) -> None:
        self.before, self.after = before, after
        self.documents = documents_between(before.documents, after.documents)
        first, second = ({document.sha256 for document in side.documents} for side in (before, after))
        self.gone, self.fresh = first - second, second - first
        by_name = {each.name: each for each in self.documents.revalued}
        self.revalued = {
            each.sha256: by_name[each.name] for each in after.documents if each.sha256 in first and each.name in by_name
        }
        self.judging = tuple(judge_lines(self))
        self._findings = tuple({each.finding.ambition: each for each in side.findings} for side in (before, after))
        self._asked = tuple({each.id: each for each in side.norm.ambitions} for side in (before, after))

    def pair(self, ambition: str) -> tuple[ReviewedFinding | None, ReviewedFinding | None]:
        """What either has of it; None where its norm does not ask it."""
        return self._found(0, ambition), self._found(1, ambition)

    def _found(self, side: int, ambition: str) -> ReviewedFinding | None:
        if ambition not in self._asked[side]:
            return None
        missing = ReviewedFinding(finding=Finding(ambition=ambition, status=None), review=Review(ambition=ambition))
        return self._findings[side].get(ambition, missing)

    def asked(self, ambition: str) -> tuple[Ambition | None, Ambition | None]:
        return self._asked[0].get(ambition), self._asked[1].get(ambition)

    def reworded(self, ambition: str) -> bool:
        """Whether both norms have it, and ask something else."""
        first, second = self.asked(ambition)
        return first is not None and second is not None and _question(first) != _question(second)

    @property
    def later(self) -> bool:
        return self.before.assessment.peildatum != self.after.assessment.peildatum


def _question(ambition: Ambition) -> tuple[object, ...]:
    return ambition.requirement, ambition.binds, ambition.criteria, ambition.queries


def run_differences(runs: Runs) -> tuple[Reason, ...]:
    """How the runs differ, whatever came of it; all of it certain."""
    first, second = runs.before.assessment, runs.after.assessment
    told: list[tuple[Cause, str]] = []
    documents = runs.documents
    for those, what in (
        (documents.added, "Erbij gekomen"),
        (documents.removed, "Niet meer in het dossier"),
        (documents.replaced, "Vervangen"),
    ):
        told += [(Cause.DOCUMENT, f"{what}: {names_of(those)}.")] if those else []
    told += [
        (Cause.DOCUMENT, f"{printable(each.name)}: nu {each.after}, eerst {each.before}.")
        for each in documents.revalued
    ]
    if first.norm_version != second.norm_version:
        told.append((Cause.NORM, f"De norm: versie {second.norm_version}, eerst {first.norm_version}."))
    told += [(Cause.JUDGE, line) for line in runs.judging]
    if runs.later:
        told.append((Cause.PEILDATUM, f"De peildatum: {day(second.peildatum)}, eerst {day(first.peildatum)}."))
    if first.organisation.type is not second.organisation.type:
        told.append((Cause.ORGANISATION, other_kind(runs)))
    return tuple(Reason(cause=cause, certain=True, text=text) for cause, text in told)


def other_kind(runs: Runs) -> str:
    first, second = runs.before.assessment.organisation.type, runs.after.assessment.organisation.type
    return f"De organisatie is nu opgegeven als {second.value}, eerst als {first.value}."


def judge_lines(runs: Runs) -> list[str]:
    """How those who judged differ, over the whole of the runs."""
    first, second = runs.before.assessment.run, runs.after.assessment.run
    lines = []
    if first.judge != second.judge:
        lines.append(f"Wie oordeelde: {wording.judge(second.judge)}; eerst {wording.judge(first.judge)}.")
    models = [use.model if (use := model_use(side.assessment)) else None for side in (runs.before, runs.after)]
    if None not in models and models[0] != models[1]:
        names = [judge_wording.model_name(name) for name in models if name]
        lines.append(f"Het taalmodel: {names[1]}, eerst {names[0]}.")
    if first.inference != second.inference and first.inference and second.inference:
        lines.append(f"Het gevolgtrekkingsmodel: {second.inference}, eerst {first.inference}.")
    return lines + program_lines(runs)


def program_lines(runs: Runs) -> list[str]:
    first, second = runs.before.assessment.run, runs.after.assessment.run
    lines = []
    if first.version != second.version:
        lines.append(f"Normtoets zelf: versie {second.version}, eerst {first.version}.")
    if (first.embedder, first.reranker) != (second.embedder, second.reranker):
        lines.append("De passages zijn met een ander zoekmodel gezocht.")
    return lines


def unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def names_of(names: Sequence[str]) -> str:
    return listed([printable(name) for name in names])
