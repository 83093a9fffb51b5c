"""What a language model wrote of a pillar, as a report for people shows it: its sentences, each with the ambitions that
it rests on, and the mark that says whose words these are."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.report import judge_wording, review_wording
from analyzer.report.entries import Entry
from analyzer.report.plain_text import foreign, printable
from analyzer.types import PillarConclusion, WrittenSentence
from ingest.types import Frozen

SENTENCE_LIMIT = 400  # characters


class Reference(Frozen):
    """An ambition by its number. `index`: its place in the report, counted from 1, which serves as an anchor."""

    id: str
    index: int


class CitedSentence(Frozen):
    """The numbers of the ambitions stand between `text` and `stop`, its full stop, if it ends in one."""

    text: str
    stop: str
    references: tuple[Reference, ...]


class PillarText(Frozen):
    """`mark`: who wrote this and on what grounds, which of its grounds are disputed, how much was left out."""

    sentences: tuple[CitedSentence, ...]
    mark: str


def pillar_text(conclusion: PillarConclusion, entries: Mapping[str, Entry]) -> PillarText:
    """`entries`: all ambitions of the report, by id."""
    named = {name for sentence in conclusion.sentences for name in sentence.ambitions}
    disputed = [entry.id for entry in entries.values() if entry.id in named and entry.disputed]
    marks = [printable(conclusion.mark)]
    differ = review_wording if any(entry.layer for entry in entries.values()) else judge_wording
    marks += [differ.disputed_ground(disputed)] if disputed else []
    overruled = [entry.id for entry in entries.values() if entry.id in named and entry.overruled]
    marks += [review_wording.also_overruled(overruled)] if overruled else []
    marks += [judge_wording.left_out(len(conclusion.refused))] if conclusion.refused else []
    return PillarText(sentences=tuple(_cited(each, entries) for each in conclusion.sentences), mark=" ".join(marks))


def _cited(sentence: WrittenSentence, entries: Mapping[str, Entry]) -> CitedSentence:
    text = foreign(sentence.text, SENTENCE_LIMIT)
    return CitedSentence(
        text=text.removesuffix("."),
        stop="." if text.endswith(".") else "",
        references=tuple(Reference(id=name, index=entries[name].index) for name in sentence.ambitions),
    )
