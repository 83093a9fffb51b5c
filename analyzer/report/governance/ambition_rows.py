"""One ambition as a row of an overview: where it stands now and before, what that rests on, and what is to be done."""

from __future__ import annotations

from analyzer.report.entries import Entry
from analyzer.report.governance.action_list import ActionItem, Standing, action_list, quarter_in_words
from analyzer.report.governance.decisions import whose
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source, with_layers
from analyzer.report.study.findings import BY_NORM, joined
from analyzer.report.wording import Mark, counted, listed, mark
from analyzer.review.values import ReviewedAssessment, ReviewedFinding
from analyzer.types import State, Status
from ingest.types import Frozen

_MOST_ELEMENTS, _MOST_PLACES, _MOST_PAGES = 3, 3, 6
_TITLE_LIMIT, _OWN_LIMIT, _ACTION_LIMIT, _OWNER_LIMIT = 120, 420, 420, 60  # characters
_SILENT = "In de aangeleverde documenten staat niets dat hiervoor als bewijs telt."
_MACHINE = "Volgens de machine: "


class AmbitionRow(Frozen):
    """`before` None: there is no earlier verdict. `whose`: whose verdict it is. `ground`: one or two sentences;
    `places`: where that stands (file and page), or from where else it is known. `lacks`: what is to be developed, a
    line each. `action` empty: nothing is to be done; then `owner` and `when` are too."""

    id: str
    title: str
    pillar: str
    mark: Mark
    before: Mark | None
    whose: str
    ground: str
    places: str
    lacks: tuple[str, ...]
    action: str
    owner: str = ""
    when: str = ""
    standing: Standing | None = None


def ambition_rows(source: Source, before: ReviewedAssessment | None) -> tuple[AmbitionRow, ...]:
    """All ambitions of the norm that was asked for, in its order. `before`: the assessment to compare with."""
    layered = with_layers(source.report)
    earlier = {each.finding.ambition: each.status for each in before.findings} if before else {}
    actions = {item.ambition: item for item in action_list(source) if item.norm_id == source.norm.id}
    entries = {entry.id: entry for entry in outline(source.report).entries}
    return tuple(
        _row(entries[each.finding.ambition], each, actions.get(each.finding.ambition)).model_copy(
            update={"before": mark(earlier[each.finding.ambition]) if each.finding.ambition in earlier else None}
        )
        for each in layered.findings
    )


def _row(entry: Entry, each: ReviewedFinding, item: ActionItem | None) -> AmbitionRow:
    open_ = each.status not in (Status.VOLDOET, Status.NVT)
    by_machine = _MACHINE if each.overruled else ""
    return AmbitionRow(
        id=entry.id,
        title=shorten(printable(entry.title), _TITLE_LIMIT),
        pillar=entry.pillar,
        mark=entry.mark,
        before=None,
        whose=BY_NORM.lower() if entry.brief else whose(each),
        ground=_ground(entry, each),
        places=_places(entry),
        lacks=tuple(f"{by_machine}{printable(lack.text)} ({lack.why})" for lack in entry.lacks) if open_ else (),
        action=shorten(printable(item.text), _ACTION_LIMIT) if item else "",
        owner=shorten(item.owner, _OWNER_LIMIT) if item else "",
        when=_when(item) if item else "",
        standing=item.standing if item else None,
    )


def _when(item: ActionItem) -> str:
    return quarter_in_words(item.due) if item.due else ""


def _ground(entry: Entry, reviewed: ReviewedFinding) -> str:
    """What the verdict rests on, in one or two sentences: a person's words, or else the elements."""
    if entry.brief:
        return "Deze ambitie geldt niet voor dit soort organisatie."
    if entry.layer and entry.layer.rationale:
        return shorten(" ".join(entry.layer.rationale), _OWN_LIMIT)
    if entry.problem:
        return printable(entry.problem)
    by_machine = _MACHINE if reviewed.overruled else ""
    essential = [each for each in entry.elements if each.essential]
    parts = (
        ("geregeld", [each.text for each in essential if each.state is State.IN_FORCE and not each.short]),
        ("deels geregeld", [each.text for each in essential if each.state is State.IN_FORCE and each.short]),
        ("aangekondigd", [each.text for each in essential if each.state is State.PLANNED]),
        ("volgens een document niet aanwezig", [each.text for each in essential if each.state is State.ABSENT]),
    )
    told = " ".join(f"{_capital(name)}: {_some(texts)}." for name, texts in parts if texts)
    return f"{by_machine}{told or _SILENT}"


def _some(texts: list[str]) -> str:
    shown = joined(printable(text) for text in texts[:_MOST_ELEMENTS])
    return f"{shown}; en nog {len(texts) - _MOST_ELEMENTS}" if len(texts) > _MOST_ELEMENTS else shown


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _places(entry: Entry) -> str:
    """Where it stands, and what is known from elsewhere: "beleid.pdf, p. 2 en 4; brief.html, onderdeel 3"."""
    pages: dict[tuple[str, str], list[int]] = {}
    for quote in entry.quotes:
        document, _, place = quote.place.rpartition(", ")
        unit, _, number = place.partition(" ")
        pages.setdefault((printable(document), unit), []).append(int(number))
    told = [
        f"{document}, {unit} {listed([str(number) for number in sorted(set(numbers))], _MOST_PAGES)}"
        for (document, unit), numbers in list(pages.items())[:_MOST_PLACES]
    ]
    if len(pages) > _MOST_PLACES:
        told.append(f"en nog {counted(len(pages) - _MOST_PLACES, 'document', 'documenten')}")
    if entry.layer and entry.layer.outside:
        told.append(f"niet uit de documenten: {listed([item.source for item in entry.layer.outside], _MOST_PLACES)}")
    return "; ".join(told)
