"""By what a reader of the web report can choose among its ambitions: the lists, and what each ambition has of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analyzer.report import review_wording, wording
from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.plain_text import printable, shorten
from analyzer.report.reviewed import layers_of
from analyzer.review.values import ReviewedFinding
from analyzer.types import GapReport
from ingest.types import Frozen

_LABEL_LIMIT = 70  # characters of a choice
_CERTAINTY = {"hoog": "high", "redelijk": "fair", "beoordeel zelf": "low"}
_NO_CERTAINTY = "none"


class Choice(Frozen):
    value: str
    label: str


class Filter(Frozen):
    """`key`: the name of the ambition's property; `every`: the first choice, which leaves nothing out."""

    key: str
    label: str
    every: str
    choices: tuple[Choice, ...]


class Filters(Frozen):
    """`facets`: by the index of an ambition, what it has: of each property the values, which hold no blanks."""

    filters: tuple[Filter, ...]
    facets: dict[int, dict[str, str]]


def filters(report: GapReport, content: Outline) -> Filters:
    """`content`: the outline of the same report. A property of which there is nothing to choose is left out."""
    documents = {item.sha256: item.name for item in report.assessment.documents}
    layers = layers_of(report)
    people = _people(content.entries, layers)
    made = (
        _by_status(content),
        _by_pillar(content),
        _by_certainty(content.entries),
        _by_document(content.entries, documents),
        _by_judges(content),
        _by_review(content),
        _by_reviewer(content.entries, layers, people),
    )
    chosen = tuple(each for each in made if each is not None)
    used = {each.key for each in chosen}
    return Filters(
        filters=chosen,
        facets={
            entry.index: {
                key: value
                for key, value in _facets(entry, list(documents), layers.get(entry.id), people).items()
                if value and key in used
            }
            for entry in content.entries
        },
    )


def _facets(
    entry: Entry, documents: Sequence[str], reviewed: ReviewedFinding | None, people: Sequence[str]
) -> dict[str, str]:
    """Each property; empty where the ambition has none of it."""
    quoted = _documents(entry)
    return {
        "status": entry.mark.key,
        "pillar": entry.pillar,
        "certainty": _certainty(entry),
        "document": " ".join(str(place) for place, each in enumerate(documents, 1) if each in quoted),
        "judges": _judges(entry),
        "review": entry.layer.key if entry.layer else "none" if entry.brief else "open",
        "reviewer": " ".join(str(people.index(name) + 1) for name in _authors(reviewed)),
    }


# --- what an ambition has ------------------------------------------------------------------------------------------


def _certainty(entry: Entry) -> str:
    return _CERTAINTY.get(entry.certainty.partition(" (")[0], _NO_CERTAINTY)


def _documents(entry: Entry) -> set[str]:
    """The ids of those that are quoted, by whomever."""
    found = {quote.document_id for quote in entry.quotes}
    found |= {quote.document_id for quote in entry.second.quotes} if entry.second else set()
    found |= {quote.document_id for quote in entry.layer.rejected} if entry.layer else set()
    return found - {""}


def _judges(entry: Entry) -> str:
    if entry.second is None:
        return ""
    return "alone" if entry.unanswered else "differ" if entry.disputed else "agree"


def _authors(reviewed: ReviewedFinding | None) -> tuple[str, ...]:
    """Who marked it as reviewed, and who gave its verdict."""
    if reviewed is None:
        return ()
    by = (reviewed.review.reviewed, reviewed.review.judged)
    return tuple(dict.fromkeys(each.author for each in by if each is not None))


def _people(entries: Sequence[Entry], layers: Mapping[str, ReviewedFinding]) -> tuple[str, ...]:
    return tuple(sorted({name for entry in entries for name in _authors(layers.get(entry.id))}))


# --- what can be chosen --------------------------------------------------------------------------------------------


def _by_status(content: Outline) -> Filter:
    used = [(mark, count) for mark, count in zip(wording.MARKS.values(), content.counts, strict=True) if count]
    choices = tuple(Choice(value=mark.key, label=f"{mark.label} ({count})") for mark, count in used)
    return Filter(key="status", label="Oordeel", every="alle oordelen", choices=choices)


def _by_pillar(content: Outline) -> Filter:
    choices = tuple(Choice(value=each.id, label=_short(f"{each.id} {each.title}")) for each in content.sections)
    return Filter(key="pillar", label="Pijler", every="alle pijlers", choices=choices)


def _by_certainty(entries: Sequence[Entry]) -> Filter | None:
    labels = [*((_CERTAINTY[name], name) for name, _ in wording.CERTAINTY_LEGEND), (_NO_CERTAINTY, "niet vermeld")]
    return _counted("certainty", "Zekerheid", "elke zekerheid", labels, [_certainty(entry) for entry in entries])


def _by_document(entries: Sequence[Entry], documents: Mapping[str, str]) -> Filter | None:
    labels = [(str(place), name) for place, name in enumerate(documents.values(), 1)]
    places = {sha256: str(place) for place, sha256 in enumerate(documents, 1)}
    used = [places[each] for entry in entries for each in _documents(entry) if each in places]
    return _counted("document", "Met een citaat uit", "alle documenten", labels, used, least=1)


def _by_judges(content: Outline) -> Filter | None:
    if not content.compared:
        return None
    differ, alone = len(content.disputed), len(content.unanswered)
    choices = (
        *((Choice(value="differ", label=f"verschillen van oordeel ({differ})"),) if differ else ()),
        Choice(value="agree", label="geven hetzelfde oordeel"),
        *((Choice(value="alone", label=f"zonder oordeel van het taalmodel ({alone})"),) if alone else ()),
    )
    return Filter(key="judges", label=content.judges_filter, every="alle ambities", choices=choices)


def _by_review(content: Outline) -> Filter | None:
    if content.reviewing is None:
        return None
    choices = tuple(Choice(value=key, label=label) for key, label in review_wording.FILTER)
    return Filter(key="review", label=review_wording.COLUMN, every="alle ambities", choices=choices)


def _by_reviewer(
    entries: Sequence[Entry], layers: Mapping[str, ReviewedFinding], people: Sequence[str]
) -> Filter | None:
    labels = [(str(place), name) for place, name in enumerate(people, 1)]
    used = [str(people.index(name) + 1) for entry in entries for name in _authors(layers.get(entry.id))]
    return _counted("reviewer", "Beoordeeld door", "iedereen", labels, used)


def _counted(
    key: str, label: str, every: str, labels: Sequence[tuple[str, str]], used: Sequence[str], *, least: int = 2
) -> Filter | None:
    """The values that occur, each with how often; None where there are fewer than `least`."""
    counts = Counter(used)
    choices = tuple(
        Choice(value=value, label=f"{_short(name)} ({counts[value]})") for value, name in labels if counts[value]
    )
    return Filter(key=key, label=label, every=every, choices=choices) if len(choices) >= least else None


def _short(text: str) -> str:
    return shorten(printable(text), _LABEL_LIMIT)
