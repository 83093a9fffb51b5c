"""The passages that a language model reads for one ambition: chosen, numbered, labelled with what we know of their
documents, and fenced. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.llm.fencing import fenced, one_line, without_instructions
from ingest.facts import validity_on
from ingest.types import Document, Hit, Passage, Validity

_VALIDITIES = {
    Validity.IN_FORCE: "geldt op de peildatum",
    Validity.DRAFT: "is een concept",
    Validity.WITHDRAWN: "is ingetrokken",
    Validity.EXPIRED: "de looptijd is voorbij op de peildatum",
    Validity.NOT_YET_IN_FORCE: "geldt op de peildatum nog niet",
    Validity.UNKNOWN: "niet vermeld",
}
_GENRES = {
    "regulation": "regeling",
    "policy": "beleid",
    "plan": "plan",
    "protocol": "protocol",
    "code": "gedragscode",
    "report": "verslag",
    "budget": "begroting",
    "letter": "brief",
    "minutes": "notulen",
    "news": "bericht",
    "agreement": "overeenkomst",
    "norm": "een norm of een toets zelf: bindt, maar toont niets",
}
_LABEL = 220  # characters about one passage, beside its own text


@dataclass(frozen=True)
class Material:
    """`passages` in the order of their numbers, which count from 1."""

    passages: tuple[Passage, ...]

    def numbered(self, number: int) -> Passage | None:
        """None when there is no such passage."""
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None


def choose(hits: Mapping[str, Sequence[Hit]], documents: Mapping[str, Document], characters: int) -> Material:
    """The best passages of all criteria in turn, as many as fit; in the order of the documents, for who reads them."""
    found: dict[tuple[str, int], Passage] = {}
    left = characters
    for rank in range(max((len(each) for each in hits.values()), default=0)):
        for ranked in hits.values():
            if rank >= len(ranked):
                continue
            passage = ranked[rank].passage
            size = len(passage.text) + _LABEL
            if (passage.document_id, passage.index) in found or size > left:
                continue
            found[passage.document_id, passage.index] = passage
            left -= size
    order = {document_id: place for place, document_id in enumerate(documents)}
    return Material(tuple(found[key] for key in sorted(found, key=lambda key: (order[key[0]], key[1]))))


def written(material: Material, documents: Mapping[str, Document], peildatum: date, nonce: str) -> str:
    """The material as it stands in a prompt, without what addresses a language model."""
    read = documents_in(material, documents)
    return "\n\n".join(
        fenced(number, label(passage, read, peildatum), _text(passage, read), nonce)
        for number, passage in enumerate(material.passages, 1)
    )


def documents_in(material: Material, documents: Mapping[str, Document]) -> dict[str, Document]:
    """Those of the documents that the material is from, in their order: they are numbered among themselves, so that a
    document elsewhere in the dossier makes no other question."""
    held = {passage.document_id for passage in material.passages}
    return {each: document for each, document in documents.items() if each in held}


def label(passage: Passage, documents: Mapping[str, Document], peildatum: date) -> str:
    """What we know of a passage: the number of its document among `documents`, place, headings, and what the document
    says of itself.

    Files have no names here: whoever hands in a document chooses its name, and could address a language model with it.
    """
    document = documents[passage.document_id]
    unit = "bladzijde" if document.page_unit == "page" else "onderdeel"
    lines = [f"document {list(documents).index(document.id) + 1}, {unit} {passage.page}"]
    if headings := _headings(passage, document):
        lines.append(f"kopjes: {one_line(' › '.join(headings))}")
    kind = _GENRES.get(document.facts.genre.value)
    standing = _VALIDITIES[validity_on(document.facts, peildatum)]
    lines.append(f"document: {f'{kind}; ' if kind else ''}geldigheid: {standing}{_adopted(document, peildatum)}")
    return "\n".join(lines)


def _headings(passage: Passage, document: Document) -> tuple[str, ...]:
    """The last two headings above a passage, but those that address a language model."""
    hidden = {document.text[start:end].strip() for start, end in document.instructions}
    return tuple(each for each in passage.headings[-2:] if not any(each in text for text in hidden))


def _adopted(document: Document, peildatum: date) -> str:
    adopted = document.facts.adopted
    if adopted is None:
        return ""
    months = (peildatum.year - adopted.year) * 12 + peildatum.month - adopted.month - (peildatum.day < adopted.day)
    if months < 0:
        return f"; vastgesteld op {adopted.isoformat()}, na de peildatum"
    return f"; vastgesteld op {adopted.isoformat()}, {months // 12} jaar en {months % 12} maanden voor de peildatum"


def _text(passage: Passage, documents: Mapping[str, Document]) -> str:
    return without_instructions(documents[passage.document_id], passage.start, passage.end)
