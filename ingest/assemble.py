"""RawDocument → Document: lays the blocks into one text, notes the offsets, and reads the document's facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.facts import read_facts
from ingest.instructions.spans import instruction_spans
from ingest.instructions.told import instruction_problems, names_instruction, without_instructions
from ingest.readers.raw import RawDocument
from ingest.sentences import sentence_spans
from ingest.types import Block, Document, DocumentFacts, Genre, Page, PageSource, Problem

# The papers for other programs name no author: the words that each has among its first characters.
_OPENING = 1_000
_OWN_WORDS = (
    ('"schema_version"', '"organisation"'),  # the report as JSON
    ("schema_versie;organisatie;",),  # as CSV
    ("urn:normtoets:",),  # as OSCAL, and a norm as a catalog
    ('"description_short"', "Beleidsdocumenten toetsen aan normen voor een weerbare overheid"),  # Algoritmeregister
    ("VCALENDAR", "Normtoets"),
)


def assemble(raw: RawDocument, document_id: str, name: str) -> Document:
    """`document_id`: SHA-256 of the file's bytes, in hex."""
    parts: list[str] = []
    blocks: list[Block] = []
    pages: list[Page] = []
    position = 0
    for page in raw.pages:
        opened = position
        for block in page.blocks:
            end = position + len(block.text)
            blocks.append(Block(kind=block.kind, start=position, end=end, page=page.number, level=block.level))
            parts.append(block.text)
            position = end + 1
        source = PageSource.EMPTY if page.source is PageSource.TEXT and not page.blocks else page.source
        pages.append(Page(number=page.number, start=opened, end=position, source=source, label=page.label))
    text = "".join(part + "\n" for part in parts)
    sentences = sentence_spans(text, blocks)
    document = Document(
        id=document_id,
        name=name,
        format=raw.format,
        page_unit=raw.page_unit,
        text=text,
        pages=tuple(pages),
        blocks=tuple(blocks),
        problems=raw.problems,
        hidden=raw.hidden,
        sentences=sentences,
        instructions=instruction_spans(text, blocks, sentences),
    )
    facts = read_facts(document, raw.metadata)
    if not _is_own_report(raw, text):
        told = tuple(instruction_problems(document, raw.metadata, facts.title))
        facts = _sound_facts(document, raw.metadata, facts.title) if told else facts
        return document.model_copy(update={"facts": facts, "problems": (*document.problems, *told)})
    note = Problem(
        code="own_report",
        message=f"'{name}' is een rapport van Normtoets. Het telt niet als bewijs; haal het uit de map.",
        loss=False,
    )
    facts = facts.model_copy(update={"genre": Genre.NORM})  # like a norm, it cites; it shows nothing itself
    return document.model_copy(update={"facts": facts, "problems": (*document.problems, note)})


def _sound_facts(document: Document, properties: Mapping[str, str], title: str | None) -> DocumentFacts:
    """The facts of a document that addresses a language model somewhere: nothing is read from that text.

    `title`: the title read with that text in place; where it is part of that text, the document has none.
    """
    sound = {key: value for key, value in properties.items() if not names_instruction(value)}
    facts = read_facts(without_instructions(document), sound)
    if facts.title == title and not names_instruction(title or ""):
        return facts
    return facts.model_copy(update={"title": None})


def _is_own_report(raw: RawDocument, text: str) -> bool:
    """Whether a file is a paper that this program made, by the author it names or the words it opens with."""
    opening = text[:_OPENING]
    return raw.metadata.get("author", "").startswith("Normtoets") or any(
        all(word in opening for word in words) for words in _OWN_WORDS
    )
