"""Quotes as a report shows them: whole, each place in a document once, with what it shows and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from analyzer.report import wording
from analyzer.report.plain_text import printable
from analyzer.types import Ambition, DocumentSummary, Evidence, State
from ingest.types import Frozen


class Quote(Frozen):
    """A quote with its place. `elements`: what it shows, e.g. "element a" or "elementen a en c".

    `label`: "aangekondigd", "ontkend" or nothing; `proof`: "opzet", "bestaan" or nothing; `added`: by which person, and
    when; empty: the machine found it. `document_id`, `start` and `end`: where the text of its document has it.
    """

    text: str
    place: str
    elements: str
    label: str
    proof: str
    note: str
    added: str = ""
    document_id: str = ""
    start: int = 0
    end: int = 0


class Units:
    """Tells whether a document has pages or sections, by its id or else by its name."""

    def __init__(self, documents: Iterable[DocumentSummary]) -> None:
        self._units = {
            key: document.page_unit for document in documents for key in (document.name, document.sha256) if key
        }

    def place(self, document: str, page: int, document_id: str = "") -> str:
        """Where a quote stands: "beleid.pdf, p. 4"."""
        unit = self._units.get(document_id) or self._units.get(document, "page")
        return wording.place(document, page, unit)

    def scope(self, documents: set[str], pages: int) -> str:
        """What was searched: "3 documenten (64 bladzijden)"."""
        kinds = {self._units.get(name, "page") for name in documents} or {"page"}
        return f"{wording.counted(len(documents), 'document', 'documenten')} ({wording.searched(pages, kinds)})"


def letter_of(ambition: Ambition, criterion: str) -> str:
    """A criterion's short id: "a" for "2.4.a"."""
    return criterion.removeprefix(f"{ambition.id}.")


def quotes_of(ambition: Ambition, evidence: Sequence[Evidence], essential: Set[str], units: Units) -> tuple[Quote, ...]:
    """Each place in a document once for each stance, with all elements that it shows; first those that decide."""
    places: dict[tuple[str, int, int, str], list[Evidence]] = {}
    for item in sorted(evidence, key=lambda item: item.criterion not in essential):
        places.setdefault((item.document_id, item.start, item.end, item.stance), []).append(item)
    return tuple(_quote(ambition, items, units) for items in places.values())


def _quote(ambition: Ambition, items: Sequence[Evidence], units: Units) -> Quote:
    item = items[0]
    letters = sorted({letter_of(ambition, other.criterion) for other in items})
    return Quote(
        text=printable(item.quote),
        place=units.place(item.document, item.page, item.document_id),
        elements=f"{'element' if len(letters) == 1 else 'elementen'} {wording.listed(letters)}",
        label=wording.STANCE[item.stance],
        proof=wording.PROOF[item.proof] if item.stance is State.IN_FORCE else "",
        note=item.note,
        document_id=item.document_id,
        start=item.start,
        end=item.end,
    )
