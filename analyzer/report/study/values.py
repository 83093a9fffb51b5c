"""A documentstudie before any layout: the chapter on documents that the scan of a RIEC holds, as Dutch lines.

Study → StudyPillar (of the scan, not of a norm) → StudyFinding; recommendations are numbered over the whole study.
"""

from __future__ import annotations

from datetime import date

from analyzer.report.outline import DocumentRow, Outline
from analyzer.report.quotes import Quote
from analyzer.report.wording import Mark
from ingest.types import Frozen


class ExpectedDocument(Frozen):
    """A document that one would expect of this type of organisation. `found`: names of supplied files that seem to be
    it; empty: it was not supplied. `why`: what it is for in a scan; `remark`: such as that it is a draft."""

    name: str
    why: str
    found: tuple[str, ...] = ()
    remark: str = ""


class Aid(Frozen):
    """Help that exists: what it is, who offers it, where it is found (a name, no address that may die)."""

    name: str
    provider: str
    text: str


class Recommendation(Frozen):
    """`number` over the whole study: "2.3" is the third of the scan's second pillar. `title`: what it is about;
    `text`: what to do; `steps`: the norm's actions as means; `ambitions`: what it serves ("Groningse norm 2.4");
    `owner`, `due`: a person's, or empty. `by_person`: a reviewer wrote `text`."""

    number: str
    title: str
    text: str
    ambitions: tuple[str, ...]
    steps: tuple[str, ...] = ()
    aids: tuple[Aid, ...] = ()
    owner: str = ""
    due: str = ""
    by_person: bool = False


class Question(Frozen):
    """To ask in an interview, for what the documents leave open. `ambitions`: as in Recommendation."""

    text: str
    ambitions: tuple[str, ...]


class RoleQuestions(Frozen):
    """`role`: whom to ask, e.g. "Gemeentesecretaris". `more`: how many questions to this role are left out here."""

    role: str
    questions: tuple[Question, ...]
    more: int = 0


class SurveyItem(Frozen):
    """A statement for a survey among employees; `scale`: how it is answered (Dutch)."""

    text: str
    scale: str
    ambitions: tuple[str, ...]


class StudyFinding(Frozen):
    """What the documents show on one ambition. `name`: norm and number ("Groningse norm 2.4"); `anchor`: of its full
    finding in the appendix, unique over all norms of the study; `verdict`: whose verdict it is and how sure the machine
    was ("Voorstel van de machine · redelijk (62%)"); `machine`: the machine's mark where a person decided otherwise.

    `told`: the finding in sentences; `quotes`: all quotes that bear it; `open`: what the documents do not show.
    """

    name: str
    anchor: str
    title: str
    mark: Mark
    verdict: str
    told: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    open: tuple[str, ...] = ()
    machine: Mark | None = None
    shifted: tuple[str, ...] = ()


class StudyPillar(Frozen):
    """One of the scan's own five pillars. `number` from 1. `counts`: a number for each mark, in the order of `MARKS`.

    `conclusion`: at most four sentences; `summary` and `advice`: at most two short ones each, for its pages.
    """

    number: int
    title: str
    scope: str
    counts: tuple[int, ...]
    findings: tuple[StudyFinding, ...]
    conclusion: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]
    questions: tuple[RoleQuestions, ...]
    survey: tuple[SurveyItem, ...]
    summary: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


class Difference(Frozen):
    """Where a person decided otherwise than the machine proposed. `why`: the reason given; `signed`: by whom, when."""

    name: str
    title: str
    machine: Mark
    person: Mark
    why: str
    signed: str


class Study(Frozen):
    """`norms`: full titles; `concept` and `note`: who proposed and who decided, over the whole paper. `purpose`,
    `method`, `limits`: the paragraphs of the opening (`limits`: what a document study can and can't show).

    `outlines`: one for each norm, for the appendix: every ambition's finding and trace.
    """

    organisation: str
    kind: str
    kind_name: str
    peildatum: date
    made: date
    norms: tuple[str, ...]
    concept: str
    note: str
    purpose: tuple[str, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    documents: tuple[DocumentRow, ...]
    unread: tuple[DocumentRow, ...]
    expected: tuple[ExpectedDocument, ...]
    pillars: tuple[StudyPillar, ...]
    differences: tuple[Difference, ...]
    outlines: tuple[Outline, ...]

    @property
    def missing(self) -> tuple[ExpectedDocument, ...]:
        return tuple(each for each in self.expected if not each.found)
