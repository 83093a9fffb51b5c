"""From the lines that a language model streams to sentences that may be shown. Fails closed: what does not pass is
counted, with why, and nothing of it is shown. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from pydantic import ValidationError

from analyzer.chat.passages import cited, readable_headings, readable_title
from analyzer.chat.support import Ground, weakness_of
from analyzer.chat.values import Sentence
from analyzer.grounding import find_quote
from analyzer.judges.gates import LONGEST_QUOTE, SHORTEST_QUOTE
from analyzer.judges.material import Material
from analyzer.llm.fencing import without_instructions
from analyzer.llm.language import is_dutch
from analyzer.llm.schemas import ChatSentence
from analyzer.llm.values import Failure
from analyzer.report.wording import VALIDITY
from analyzer.types import Organisation
from ingest.facts import validity_on
from ingest.types import Document, Passage, Validity

LONGEST_SENTENCE = 600  # characters
# Of one answer, good and bad: six are asked for, and a model that goes on has lost its way.
MOST_LINES = 24

_WORD = re.compile(r"[^\W\d_]{3,}")  # a sentence has at least one
# Lines by which models wrap what was asked for; they say nothing.
_WRAPPING = re.compile(r"```\w*|\[|\]|,")


class Fault(StrEnum):
    """Why a line of the model is not shown."""

    SHAPE = "shape"
    LANGUAGE = "language"
    QUOTE = "quote"
    INSTRUCTION = "instruction"
    SUPPORT = "support"


_REASONS = {
    Fault.SHAPE: "had niet de gevraagde vorm",
    Fault.LANGUAGE: "was geen Nederlandse zin",
    Fault.QUOTE: "had een citaat dat niet letterlijk staat in de passage die het model noemde",
    Fault.INSTRUCTION: "citeerde tekst die zich tot een taalmodel richt",
    Fault.SUPPORT: "zei iets wat niet uit het citaat blijkt",
}


class NoAnswer:
    """The line by which a model says that the passages do not hold the answer."""


NO_ANSWER = NoAnswer()

# How an answer puts what a document is worth; such words are its own, and need not stand in the quote.
_WORTH = {
    Validity.DRAFT: "concept conceptversie ontwerp vastgesteld voornemen",
    Validity.WITHDRAWN: "ingetrokken vervallen geldt oude beleid",
    Validity.EXPIRED: "verlopen vervallen looptijd voorbij geldt oude",
    Validity.NOT_YET_IN_FORCE: "geldt werking voornemen",
}


class Sieve:
    """Reads the lines of one answer, in order. `dropped` counts what was left out."""

    def __init__(
        self,
        material: Material,
        documents: Mapping[str, Document],
        peildatum: date,
        organisation: Organisation | None,
    ) -> None:
        self.dropped: Counter[Fault] = Counter()
        self._material = material
        self._documents = documents
        self._peildatum = peildatum
        self._name = organisation.name if organisation is not None else ""
        self._shown: set[str] = set()
        self._read = 0

    @property
    def full(self) -> bool:
        """Whether enough was read."""
        return self._read >= MOST_LINES

    def read(self, line: str) -> Sentence | NoAnswer | None:
        """What a whole line amounts to; None when there is nothing to show. A sentence given twice is shown once."""
        if not line.strip() or _WRAPPING.fullmatch(line.strip()):
            return None
        self._read += 1
        found = self._checked(line)
        if isinstance(found, Fault):
            self.dropped[found] += 1
            return None
        if isinstance(found, Sentence):
            if found.text in self._shown:
                return None
            self._shown.add(found.text)
        return found

    def _checked(self, line: str) -> Sentence | NoAnswer | Fault:
        try:
            given = ChatSentence.model_validate_json(line, strict=True)
        except ValidationError:
            return Fault.SHAPE
        text = plain(given.sentence)
        if not text and not given.quote.strip():
            return NO_ANSWER
        if not text or len(text) > LONGEST_SENTENCE or not _WORD.search(text):
            return Fault.SHAPE
        if not is_dutch(text):
            return Fault.LANGUAGE
        passage = self._material.numbered(given.passage)
        if passage is None or not SHORTEST_QUOTE <= len(given.quote.strip()) <= LONGEST_QUOTE:
            return Fault.QUOTE
        document = self._documents[passage.document_id]
        span = find_quote(given.quote, document, passage.start, passage.end)
        if span is None or not document.text[slice(*span)].strip():
            return Fault.QUOTE
        if document.instructions_in(*span):
            return Fault.INSTRUCTION
        if weakness_of(text, self._ground(document, passage, span)) is not None:
            return Fault.SUPPORT
        return Sentence(text=text, citation=cited(document, passage, *span, self._peildatum))

    def _ground(self, document: Document, passage: Passage, span: tuple[int, int]) -> Ground:
        facts, validity = document.facts, validity_on(document.facts, self._peildatum)
        days = (facts.adopted, facts.effective_from, facts.effective_until)
        return Ground(
            quote=document.text[slice(*span)],
            context="\n".join(
                (
                    *readable_headings(document, passage)[-2:],
                    document.name,
                    readable_title(document),
                    *(each.isoformat() for each in days if each is not None),
                    VALIDITY[validity],
                    _WORTH.get(validity, ""),
                    self._name,
                )
            ),
            around=without_instructions(document, passage.start, passage.end),
        )


def whole_lines(pieces: Iterator[str | Failure]) -> Iterator[str | Failure]:
    """The lines of a stream, each as soon as it is whole. What a stream that broke off leaves of a line is dropped."""
    rest = ""
    for piece in pieces:
        if isinstance(piece, Failure):
            if rest.rstrip().endswith("}"):
                yield rest
            yield piece
            return
        *lines, rest = (rest + piece).split("\n")
        yield from lines
    if rest.strip():
        yield rest


def left_out_text(dropped: Mapping[Fault, int]) -> str:
    """One Dutch sentence on what was left out, and why."""
    total = sum(dropped.values())
    if total == 1:
        (fault,) = (each for each, count in dropped.items() if count)
        return f"1 zin van het taalmodel is weggelaten: die {_REASONS[fault]}."
    why = ", ".join(f"{count} {_REASONS[fault]}" for fault, count in dropped.items() if count)
    return f"{total} zinnen van het taalmodel zijn weggelaten. Daarvan: {why}."


def plain(text: str) -> str:
    """One line without characters that a reader does not see or that steer a terminal."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).split())
