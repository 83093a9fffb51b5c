"""Why an ambition came out otherwise in a later assessment: a document, the norm, the judge, the peildatum or a person.

A cause is certain when nothing else differs that could have done it, or when the very quotes and elements that differ
trace back to it; otherwise it is possible. More than one can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.report import judge_wording, wording
from analyzer.report.plain_text import printable
from analyzer.report.review_wording import day_of
from analyzer.report.wording import day, quoted
from analyzer.review.differences import Cause, Reason, Revalued, Runs, names_of, other_kind, program_lines, unique
from analyzer.review.values import ReviewedFinding, quote_key
from analyzer.types import Evidence, Finding, Judgement, Qualifier, Status


def reasons_for(runs: Runs, ambition: str, before: ReviewedFinding, after: ReviewedFinding) -> tuple[Reason, ...]:
    """Why the verdict that stands, or the machine's, differs; what is certain first. Empty where neither does."""
    reasons = []
    turned = before.finding.status is not after.finding.status
    decided = before.review.status is not after.review.status and (before.overruled or after.overruled)
    if decided and (turned or before.status is not after.status):
        reasons.append(_by_person(before, after))
    if turned:
        reasons += _by_machine(runs, ambition, before.finding, after.finding)
    return tuple(sorted(reasons, key=lambda reason: not reason.certain))


def _by_person(before: ReviewedFinding, after: ReviewedFinding) -> Reason:
    if after.review.status is None:
        who = before.review.judged.author if before.review.judged else "een beoordelaar"
        label = quoted(wording.mark(before.status).label)
        text = f"Het oordeel van {who} ({label}) geldt niet meer; het voorstel van de machine staat er nu."
    else:
        judged = after.review.judged
        who = f"{printable(judged.author)} gaf op {day_of(judged.at)}" if judged else "Een beoordelaar gaf"
        text = f"{who} zelf een oordeel: {quoted(wording.mark(after.status).label)}."
        if after.overruled:
            text += f" De machine stelt {quoted(wording.mark(after.finding.status).label)} voor."
    return Reason(cause=Cause.REVIEWER, certain=True, text=text)


def _by_machine(runs: Runs, ambition: str, before: Finding, after: Finding) -> list[Reason]:
    if before.status is None or after.status is None:
        return [_not_assessed(before, after)]
    if Status.NVT in (before.status, after.status) and (reason := _not_asked(runs, ambition)):
        return [reason]
    between = _Between(runs, ambition, before, after)
    found = [each for each in (between.document(), between.peildatum(), between.norm(), between.judge()) if each]
    if not found:
        return [_nothing_differs(after)]
    if len(found) == 1:
        return [found[0].model_copy(update={"certain": True})]
    if any(each.certain for each in found):  # a document of which no quote bears the change is no news then
        found = [each for each in found if each.certain or each.cause is not Cause.DOCUMENT or each.documents]
    return found


def _not_assessed(before: Finding, after: Finding) -> Reason:
    which, problem = ("nu", after.problem) if after.status is None else ("toen", before.problem)
    text = f"De machine kon deze ambitie {which} niet beoordelen. {printable(problem or '')}".strip()
    return Reason(cause=Cause.JUDGE, certain=True, text=text)


def _not_asked(runs: Runs, ambition: str) -> Reason | None:
    """Why it applies to the organisation on one side only."""
    if runs.before.assessment.organisation.type is not runs.after.assessment.organisation.type:
        return Reason(cause=Cause.ORGANISATION, certain=True, text=other_kind(runs))
    first, second = runs.asked(ambition)
    kind = runs.after.assessment.organisation.type
    if first and second and (kind in first.binds) is not (kind in second.binds):
        text = f"De norm geldt op dit punt {'nu wel' if kind in second.binds else 'niet meer'} voor een {kind.value}."
        return Reason(cause=Cause.NORM, certain=True, text=text)
    return None


def _nothing_differs(after: Finding) -> Reason:
    text = "Documenten, norm, beoordeling en peildatum zijn gelijk; waardoor het oordeel verschilt, is niet te zeggen."
    if after.judge == judge_wording.MODEL:
        text = "Verder is alles gelijk. Een taalmodel kan op dezelfde vraag een ander antwoord geven."
    return Reason(cause=Cause.JUDGE, certain=False, text=text)


@dataclass(frozen=True)
class _Element:
    """One element that the machine answered otherwise. None: on that side it is not asked."""

    id: str
    before: Judgement | None
    after: Judgement | None

    @property
    def gone(self) -> tuple[Evidence, ...]:
        return _without(self.before, self.after)

    @property
    def fresh(self) -> tuple[Evidence, ...]:
        return _without(self.after, self.before)

    @property
    def quotes(self) -> tuple[Evidence, ...]:
        return (*(self.before.evidence if self.before else ()), *(self.after.evidence if self.after else ()))


def _without(one: Judgement | None, other: Judgement | None) -> tuple[Evidence, ...]:
    known = {quote_key(item) for item in other.evidence} if other else set()
    return tuple(item for item in one.evidence if quote_key(item) not in known) if one else ()


class _Between:
    """One ambition that the machine judged twice, with different outcomes: each possible cause by itself."""

    def __init__(self, runs: Runs, ambition: str, before: Finding, after: Finding) -> None:
        self.runs, self.ambition, self.before, self.after = runs, ambition, before, after
        first, second = ({each.criterion: each for each in side.judgements} for side in (before, after))
        self.turned = tuple(
            _Element(name, first.get(name), second.get(name))
            for name in dict.fromkeys((*before.essential, *after.essential))
            if _answer(first.get(name)) != _answer(second.get(name))
        )

    def document(self) -> Reason | None:
        changes = self.runs.documents
        revalued = [each for each in self._revalued() if each.read_anew or not self.runs.later]
        if not (changes.added or changes.removed or changes.replaced or revalued):
            return None
        fresh = [item for each in self.turned for item in each.fresh if item.document_id in self.runs.fresh]
        gone = [item for each in self.turned for item in each.gone if item.document_id in self.runs.gone]
        names = unique(item.document for item in (*fresh, *gone))
        if not names and not revalued:
            text = "Er zijn andere documenten in het dossier, maar geen citaat daaruit draagt het verschil."
            return Reason(cause=Cause.DOCUMENT, certain=False, text=text)
        told = self._told(fresh, gone)
        told += [f"Van {printable(each.name)} is nu bekend: {each.after}; eerst: {each.before}." for each in revalued]
        certain = bool(revalued) or any(self._traced(each) for each in self.turned)
        documents = unique((*names, *(each.name for each in revalued)))
        return Reason(cause=Cause.DOCUMENT, certain=certain, text=" ".join(told), documents=documents)

    def peildatum(self) -> Reason | None:
        """Only where it shows: a document that is valid otherwise, an element that became too old, a plan come due."""
        if not self.runs.later:
            return None
        day_now = day(self.runs.after.assessment.peildatum)
        if revalued := [each for each in self._revalued() if not each.read_anew]:
            told = [f"{printable(each.name)} is op {day_now} {each.after}; eerst {each.before}." for each in revalued]
            names = tuple(each.name for each in revalued)
            return Reason(cause=Cause.PEILDATUM, certain=True, text=" ".join(told), documents=names)
        aged = [each for each in self.turned if self._aged(each)]
        if not aged:
            return None
        names = unique(item.document for each in aged for item in each.quotes)
        verb = "geldt" if len(names) == 1 else "gelden"
        old = any(Qualifier.OUTDATED in each.after.qualifiers for each in aged if each.after)
        what = f"{verb} {'nu als verouderd' if old else 'anders dan eerst'}"
        text = f"Op de nieuwe peildatum ({day_now}) {what}: {names_of(names)}."
        return Reason(cause=Cause.PEILDATUM, certain=not self._judge_lines(), text=text, documents=names)

    def norm(self) -> Reason | None:
        first, second = self.runs.before.norm, self.runs.after.norm
        versions = f"versie {second.version}, eerst {first.version}"
        if self.runs.reworded(self.ambition):
            only = any(each.before is None or each.after is None for each in self.turned)
            text = f"De norm vraagt bij deze ambitie nu iets anders ({versions})."
            return Reason(cause=Cause.NORM, certain=only, text=text)
        if first.concepts != second.concepts:
            text = f"De norm verstaat onder sommige begrippen iets anders ({versions})."
            return Reason(cause=Cause.NORM, certain=False, text=text)
        return None

    def judge(self) -> Reason | None:
        lines = self._judge_lines()
        return Reason(cause=Cause.JUDGE, certain=False, text=" ".join(lines)) if lines else None

    def _judge_lines(self) -> list[str]:
        if self.before.judge and self.after.judge and self.before.judge != self.after.judge:
            names = judge_wording.name_of(self.after.judge), judge_wording.name_of(self.before.judge)
            return [f"Het voorstel komt nu van {names[0]}, eerst van {names[1]}.", *program_lines(self.runs)]
        return list(self.runs.judging)

    def _revalued(self) -> tuple[Revalued, ...]:
        """Documents that hold otherwise, of which a quote stands at an element that turned."""
        ids = unique(item.document_id for each in self.turned for item in each.quotes)
        return tuple(self.runs.revalued[id] for id in ids if id in self.runs.revalued)

    def _traced(self, element: _Element) -> bool:
        """Whether what differs stands in documents that came, went or were replaced: all quotes of the new answer, all
        of the old one, or all that are in one of the two only."""
        gone, fresh = element.gone, element.fresh
        came = [item.document_id in self.runs.fresh for item in fresh]
        went = [item.document_id in self.runs.gone for item in gone]
        return (
            (bool(came) and all(came) and len(came) == len(element.after.evidence if element.after else ()))
            or (bool(went) and all(went) and len(went) == len(element.before.evidence if element.before else ()))
            or (bool(came or went) and all(came) and all(went))
        )

    def _aged(self, element: _Element) -> bool:
        """Whether the same quotes count otherwise: as out of date, or as a plan that has come due."""
        first, second = element.before, element.after
        if first is None or second is None:
            return False
        stances = {quote_key(item): item.stance for item in first.evidence}
        turned = any(stances.get(quote_key(item), item.stance) is not item.stance for item in second.evidence)
        outdated = (Qualifier.OUTDATED in first.qualifiers) is not (Qualifier.OUTDATED in second.qualifiers)
        same = any(quote_key(item) in stances for item in second.evidence)
        return turned or (outdated and same)

    def _told(self, fresh: Sequence[Evidence], gone: Sequence[Evidence]) -> list[str]:
        replaced = {name.casefold() for name in self.runs.documents.replaced}
        names = {
            "In nieuwe documenten staan citaten die het verschil maken": unique(
                item.document for item in fresh if item.document.casefold() not in replaced
            ),
            "In de nieuwe versie staat iets anders": unique(
                item.document for item in (*fresh, *gone) if item.document.casefold() in replaced
            ),
            "Niet meer in het dossier, en daarmee ook de citaten": unique(
                item.document for item in gone if item.document.casefold() not in replaced
            ),
        }
        return [f"{text}: {names_of(those)}." for text, those in names.items() if those]


def _answer(judgement: Judgement | None) -> object:
    return None if judgement is None else (judgement.state, frozenset(judgement.qualifiers))
