"""What to ask next, and whom: for what the documents leave open, by role; and statements for a survey of employees."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.study.scan_data import Asked, Interview, InterviewQuestion, interview, names
from analyzer.report.study.subjects import Subject
from analyzer.report.study.values import Question, RoleQuestions, SurveyItem
from analyzer.report.wording import PROOF
from analyzer.types import OrganisationType, Proof, State, Status

_Pair = tuple[InterviewQuestion, tuple[Subject, ...]]  # with the ambitions that it is asked for
MOST = 8  # questions to one role in one pillar: more do not fit a conversation
# What nobody could find or judge first: there the documents say least.
_URGENCY = (Status.NIET_AANGETROFFEN, None, Status.ONTBREEKT, Status.GEPLAND, Status.DEELS, Status.VOLDOET)


def role_questions(subjects: Sequence[Subject], kind: OrganisationType) -> tuple[RoleQuestions, ...]:
    """Of one pillar. What is met gets one question at most, on how it works; the others each have their own."""
    data = interview()
    asked = _worked([each for each in subjects if each.open or each.status is None], data.questions, kind)
    met = [each for each in subjects if each.status is Status.VOLDOET]
    one = next((found for each in sorted(met, key=_least_proven) if (found := _of(each, data.questions, kind))), None)
    if one is not None and one[0] not in [question for question, _ in asked]:
        asked = (*asked, one)
    by_role: dict[str, list[Question]] = {}
    for question, about in asked:
        by_role.setdefault(question.role, []).append(_question(data, question, about, kind))
    return tuple(
        RoleQuestions(
            role=data.role(role, kind), questions=tuple(by_role[role][:MOST]), more=max(0, len(by_role[role]) - MOST)
        )
        for role in data.roles
        if role in by_role
    )


def survey(subjects: Sequence[Subject], kind: OrganisationType) -> tuple[SurveyItem, ...]:
    """Of one pillar, for what is open only."""
    data = interview()
    left = [each for each in subjects if each.open or each.status is None]
    return tuple(
        SurveyItem(
            text=data.said(statement, kind),
            scale=data.scales[statement.scale],
            ambitions=tuple(each.name for each in about),
        )
        for statement in data.survey
        if kind in statement.types and (about := _about(statement, left))
    )


def _worked(
    subjects: Sequence[Subject], questions: Sequence[InterviewQuestion], kind: OrganisationType
) -> tuple[_Pair, ...]:
    """Each question once, with all ambitions of these that it serves; the most urgent first.

    What is asked second about an ambition comes after all that is asked first, so that a cut leaves none out.
    """
    found = [(each, about) for each in questions if kind in each.types and (about := _about(each, subjects))]
    found.sort(key=lambda pair: min(_rank(subject) for subject in pair[1]))
    seen: set[str] = set()
    first: list[_Pair] = []
    second: list[_Pair] = []
    for question, about in found:
        fresh = {subject.name for subject in about} - seen
        (first if fresh else second).append((question, about))
        seen |= fresh
    return (*first, *second)


def _of(subject: Subject, questions: Sequence[InterviewQuestion], kind: OrganisationType) -> _Pair | None:
    return next(
        ((each, (subject,)) for each in questions if kind in each.types and _about(each, (subject,))),
        None,
    )


def _about(asked: Asked, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """The ambitions that it serves: those it names, and those of which it names an element that is not shown."""
    return tuple(
        each
        for each in subjects
        if names(asked.ambitions, each.norm.id, each.ambition.id)
        or any(names(asked.ambitions, each.norm.id, f"{each.ambition.id}.{letter}") for letter in _not_shown(each))
    )


def _not_shown(subject: Subject) -> tuple[str, ...]:
    rows = subject.entry.elements
    return tuple(row.id for row in rows if row.state is not State.IN_FORCE or row.short)


def _question(
    data: Interview, question: InterviewQuestion, about: Sequence[Subject], kind: OrganisationType
) -> Question:
    return Question(text=data.said(question, kind), ambitions=tuple(each.name for each in about))


def _rank(subject: Subject) -> tuple[int, bool]:
    """Within one verdict, first where the machine was not sure."""
    return (_URGENCY.index(subject.status), not subject.entry.uncertain)


def _least_proven(subject: Subject) -> tuple[bool, bool]:
    """First what stands on paper only, and of that what is not sure."""
    return (PROOF[Proof.BESTAAN] in subject.entry.proof, not subject.entry.uncertain)
