"""The bank of example sentences, read by the judge as if they stood in documents: how each says what it says.

Every sentence stands under a heading of its own, so that none is context to another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from analyzer.judges.models import Floats, TextModel, TextModels
from analyzer.judges.offline import columns_of, ground_of
from analyzer.judges.rules import RulesJudge
from analyzer.judges.witness import gather
from analyzer.norms import load_cues, load_norm, load_repealed_laws
from analyzer.types import Organisation, OrganisationType
from eval.training_data import STATES, Example
from ingest.assemble import assemble
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind, Document

# The sentences tell of 2024 and 2025, and plan for later.
_PEILDATUM = date(2026, 1, 1)
_NOBODY = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)


def read_states(
    folds: Sequence[tuple[Sequence[Example], TextModel]], texts: TextModels
) -> tuple[Floats, NDArray[np.str_]]:
    """For every sentence that shows something in force, planned or denied: the figures of its manner, and which.

    `folds`: examples with a stance model that has not seen them. Shapes (sentences, figures) and (sentences,).
    """
    rows, labels = [], []
    for examples, stance in folds:
        mine = replace(texts, stance=stance)
        for norm_id in sorted({example.norm for example in examples}):
            own = [example for example in examples if example.norm == norm_id and example.stance in STATES]
            found, told = _read(norm_id, own, mine)
            rows.append(found)
            labels += told
    return np.vstack(rows), np.array(labels)


def _read(norm_id: str, examples: Sequence[Example], texts: TextModels) -> tuple[Floats, list[str]]:
    norm = load_norm(norm_id)
    documents: dict[str, Document] = {}
    told: dict[tuple[str, str], str] = {}
    for ambition in norm.ambitions:
        own = [example for example in examples if example.ambition == (norm_id, ambition.id)]
        if own:
            document = _document(ambition.id, [example.text for example in own])
            documents[document.id] = document
            told |= {(document.id, " ".join(example.text.split())): example.stance for example in own}
    rules = RulesJudge(norm, _NOBODY, _PEILDATUM, documents, load_cues(), load_repealed_laws())
    ground = ground_of(rules, norm, texts)
    rows, labels = [], []
    for document in documents.values():
        ambition = norm.ambition(document.name)
        pool = [(document.id, number) for number in range(len(rules.readings[document.id].sentences))]
        witnesses = gather(ambition, columns_of(norm_id, ambition, texts), pool, {}, {}, ground, most=len(pool))
        for (_, number), row in zip(witnesses.places, witnesses.how, strict=True):
            text = " ".join(rules.readings[document.id].sentences[number].text.split())
            if (document.id, text) in told:
                rows.append(row)
                labels.append(told[document.id, text])
    return np.stack(rows), labels


def _document(name: str, sentences: Sequence[str]) -> Document:
    blocks = []
    for number, sentence in enumerate(sentences, 1):
        blocks.append(RawBlock(kind=BlockKind.HEADING, text=f"{number}", level=1))
        blocks.append(RawBlock(kind=BlockKind.PARAGRAPH, text=sentence))
    raw = RawDocument(format="text", page_unit="page", pages=(RawPage(number=1, blocks=tuple(blocks)),))
    return assemble(raw, hashlib.sha256("\n".join(sentences).encode()).hexdigest(), name)
