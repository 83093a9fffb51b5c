"""Makes the documentstudie of a source: everything that this chapter of a scan says, before any layout."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import wording
from analyzer.report.outline import DocumentRow, Outline, outline
from analyzer.report.source import Source
from analyzer.report.study.conclusion import advised, conclusion, summary
from analyzer.report.study.expected import expected
from analyzer.report.study.findings import difference, finding
from analyzer.report.study.opening import concept, limits, method, purpose
from analyzer.report.study.questions import role_questions, survey
from analyzer.report.study.recommendations import advice, recommendation
from analyzer.report.study.scan_data import Pillar, pillars
from analyzer.report.study.subjects import Subject, subjects
from analyzer.report.study.values import Study, StudyPillar
from analyzer.report.wording import MARKS
from analyzer.types import OrganisationType


def study(source: Source) -> Study:
    """Raises ValueError when an assessment was not made against the norm that stands beside it."""
    outlines = tuple(outline(report) for report in source.reports)
    first, kind = outlines[0], source.assessment.organisation.type
    told = subjects(source.reports, outlines)
    mark, note = concept(outlines)
    documents = _documents(outlines)
    return Study(
        organisation=first.organisation,
        kind=wording.ORGANISATION[kind],
        kind_name=kind.value,
        peildatum=first.peildatum,
        made=source.today,
        norms=tuple(each.norm_title for each in outlines),
        concept=mark,
        note=note,
        purpose=purpose(outlines),
        method=method(outlines),
        limits=limits(outlines),
        documents=documents,
        unread=_unread(outlines),
        expected=expected(source.reports, kind),
        pillars=tuple(
            _pillar(number, pillar, [each for each in told if each.pillar == number - 1], kind)
            for number, pillar in enumerate(pillars(), 1)
        ),
        differences=tuple(found for each in told if (found := difference(each)) is not None),
        outlines=outlines,
    )


def _pillar(number: int, pillar: Pillar, own: Sequence[Subject], kind: OrganisationType) -> StudyPillar:
    made = [(item, recommendation(item, f"{number}.{place}", kind)) for place, item in enumerate(advice(own), 1)]
    keys = [each.entry.mark.key for each in own]
    return StudyPillar(
        number=number,
        title=pillar.title,
        scope=pillar.scope,
        counts=tuple(keys.count(mark.key) for mark in MARKS.values()),
        findings=tuple(finding(each) for each in own),
        conclusion=conclusion(own),
        recommendations=tuple(numbered for _, numbered in made),
        questions=role_questions(own, kind),
        survey=survey(own, kind),
        summary=summary(own),
        advice=advised(made),
    )


def _documents(outlines: Sequence[Outline]) -> tuple[DocumentRow, ...]:
    """What was read whole for any of the norms, each once."""
    return tuple(dict.fromkeys(row for each in outlines for row in each.documents))


def _unread(outlines: Sequence[Outline]) -> tuple[DocumentRow, ...]:
    return tuple(dict.fromkeys(row for each in outlines for row in each.unread))
