"""What the reader of a report must know of text that addresses a language model: in plain sight, hidden, or in the name
of a document. And the document as it is without that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from ingest.instructions.spans import instruction_spans
from ingest.instructions.weighing import reads_as_instruction
from ingest.sentences import sentence_spans
from ingest.types import Block, BlockKind, Document, HiddenText, Problem

_IN_A_NAME = re.compile(r"[_.+\-\[\](){}]+|(?<=[a-z])(?=[A-Z])")
_WAY_OUT = "Ga na wie haar heeft geschreven en waarom, voordat u op dit document vertrouwt."


def instruction_problems(document: Document, properties: Mapping[str, str], title: str | None) -> Iterator[Problem]:
    """`properties`: what the file's properties say, by name; `title`: the title as it was read."""
    if document.instructions:
        pages = tuple(sorted({document.page_at(start) for start, _ in document.instructions}))
        message = (
            f"Op {_places(len(document.instructions))} staat tekst die zich tot een taalmodel richt in plaats van tot "
            f"een lezer. Die tekst telt niet als bewijs en wordt niet aan een taalmodel gegeven. {_WAY_OUT}"
        )
        yield Problem(code="instruction_text", message=message, pages=pages, loss=False)
    if pages := hidden_instructions(document.hidden):
        message = (
            "Verborgen tekst in dit document richt zich tot een taalmodel: een lezer ziet haar niet, software wel. Die "
            f"tekst telt niet mee. {_WAY_OUT}"
        )
        yield Problem(code="hidden_instruction", message=message, pages=pages, loss=False)
    where = [label for label, text in _names(document.name, properties, title) if text and names_instruction(text)]
    if where:
        told = where[0] if len(where) == 1 else f"{', '.join(where[:-1])} en {where[-1]}"
        message = (
            f"Tekst in {told} van dit document richt zich tot een taalmodel. Die tekst telt niet als bewijs en wordt "
            f"niet als titel gebruikt. {_WAY_OUT}"
        )
        yield Problem(code="instruction_name", message=message, loss=False)


def _places(count: int) -> str:
    return "1 plaats" if count == 1 else f"{count} plaatsen"


def _names(name: str, properties: Mapping[str, str], title: str | None) -> Iterator[tuple[str, str | None]]:
    yield "de bestandsnaam", PurePath(name).stem
    yield "de titel", title
    if properties.get("title") != title:
        yield "de titel in de eigenschappen", properties.get("title")
    yield "de auteursnaam", properties.get("author")


def names_instruction(name: str) -> bool:
    """Whether the name of a file or document addresses a language model; its parts may be joined by signs."""
    return reads_as_instruction(" ".join(_IN_A_NAME.sub(" ", name).split()))


def hidden_instructions(hidden: Sequence[HiddenText]) -> tuple[int, ...]:
    """The pages on which hidden text addresses a language model, in order."""
    blocks: list[Block] = []
    for entry in hidden:
        start = blocks[-1].end + 1 if blocks else 0
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=start + len(entry.text), page=entry.page))
    text = "".join(entry.text + "\n" for entry in hidden)
    spans = instruction_spans(text, blocks, sentence_spans(text, blocks))
    return tuple(
        sorted({block.page for block in blocks for start, end in spans if start < block.end and end > block.start})
    )


def without_instructions(document: Document) -> Document:
    """The document with blanks for the text that addresses a language model, so that nothing else has moved."""
    text = document.text
    for start, end in document.instructions:
        text = text[:start] + " " * (end - start) + text[end:]
    return document.model_copy(
        update={
            "text": text,
            "blocks": tuple(block for block in document.blocks if text[block.start : block.end].strip()),
            "sentences": tuple((start, end) for start, end in document.sentences if text[start:end].strip()),
            "name": "" if names_instruction(PurePath(document.name).stem) else document.name,
        }
    )
