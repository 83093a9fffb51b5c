"""What the offline judge's models learn from: example sentences, and labelled dossiers as the judge sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml

from analyzer.grounding import locate
from analyzer.judges.decision import Outcome, essential_of
from analyzer.judges.models import Floats, TextModels
from analyzer.judges.offline import column_id, columns_of, ground_of
from analyzer.judges.rules import Examined, RulesJudge
from analyzer.judges.witness import Place, Witnesses, gather
from analyzer.norms import load_cues, load_norm, load_repealed_laws
from analyzer.retrieval import find_passages
from analyzer.types import Ambition, Criterion, Status
from eval.gold import Element, GoldDossier, GoldLabel, GoldQuote
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.pipeline import ingest
from ingest.types import Document, Hit
from ingest.workspace import Workspace

STATES = ("in_force", "planned", "absent")


@dataclass(frozen=True)
class Example:
    """A sentence of the bank. `stance`: one of STATES, or why it is a near miss."""

    norm: str
    criterion: str
    stance: str
    text: str

    @property
    def ambition(self) -> tuple[str, str]:
        return self.norm, self.criterion.rsplit(".", 1)[0]


@cache
def read_bank() -> tuple[Example, ...]:
    """All sentences of corpus/bank, in the order of its files."""
    folder = Path(str(files("corpus"))) / "bank"
    return tuple(example for path in sorted(folder.glob("*.yaml")) for example in _examples(path))


def _examples(path: Path) -> Iterator[Example]:
    norm = "-".join(path.stem.split("-")[: 3 if path.stem.startswith("noord") else 2])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for criterion, groups in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["sentences"].items():
        for stance in STATES:
            for text in groups.get(stance, ()):
                yield Example(norm, criterion, stance, text)
        for miss in groups.get("near_miss", ()):
            yield Example(norm, criterion, miss["why"], miss["text"])


def quoted(gold: GoldDossier) -> list[Example]:
    """The quotes by which readers showed the state of an element, as examples."""
    computed = {
        criterion.id
        for norm_id in gold.norms
        for ambition in load_norm(norm_id).ambitions
        for criterion in ambition.criteria
        if column_id(criterion) != criterion.id
    }
    return [
        Example(norm_id, criterion, element.state.value, quote.quote)
        for norm_id, labels in gold.norms.items()
        for label in labels.values()
        for criterion, element in (label.elements or {}).items()
        if criterion not in computed
        for quote in element.quotes
    ]


@dataclass(frozen=True)
class Case:
    """One ambition of one dossier: what the judge sees of it, and what the labels say."""

    dossier: str
    writer: str
    norm: str
    ambition: Ambition
    essential: tuple[Criterion, ...]
    examined: Examined
    witnesses: Witnesses
    status: Status
    pertinent: Mapping[str, Floats]  # by criterion with a column: (places,), 1.0 where the labels quote the sentence
    says: Floats  # (places,): the place in STATES of what the labels say the sentence shows, −1 where they don't say
    outcomes: Mapping[str, Outcome]  # by essential criterion, where the labels tell


@dataclass(frozen=True)
class Dossier:
    """A gold dossier read and searched, before any text model looked at it."""

    gold: GoldDossier
    documents: Mapping[str, Document]
    rules: Mapping[str, RulesJudge]  # by norm id
    hits: Mapping[str, Mapping[str, tuple[Hit, ...]]]  # by norm id and criterion id
    examined: Mapping[tuple[str, str], Examined]  # by norm id and ambition id


def read_dossier(gold: GoldDossier, folder: Path) -> Dossier:
    """Ingests and searches a dossier in `folder`, and lets the rules read it."""
    with Workspace(folder) as workspace:
        documents = ingest(gold.paths, workspace, lambda *_: None).documents
        rules, hits, examined = {}, {}, {}
        with open_index(documents, SubwordEmbedder(), None, workspace) as index:
            for norm_id in gold.norms:
                norm = load_norm(norm_id)
                bound = [a for a in norm.ambitions if gold.organisation.type in a.binds]
                hits[norm_id] = find_passages(norm, bound, index)
                rules[norm_id] = RulesJudge(
                    norm, gold.organisation, gold.peildatum, index.documents, load_cues(), load_repealed_laws()
                )
                for ambition in bound:
                    own = {each.id: hits[norm_id][each.id] for each in ambition.criteria}
                    examined[norm_id, ambition.id] = rules[norm_id].examine(ambition, own)
            return Dossier(gold, dict(index.documents), rules, hits, examined)


def cases_of(dossier: Dossier, texts: TextModels) -> list[Case]:
    """Every ambition of the dossier that binds the organisation, as the judge sees it with these text models."""
    cases = []
    for norm_id, labels in dossier.gold.norms.items():
        norm = load_norm(norm_id)
        rules = dossier.rules[norm_id]
        ground = ground_of(rules, norm, texts)
        for ambition in norm.ambitions:
            label = labels[ambition.id]
            if (norm_id, ambition.id) not in dossier.examined or label.status is Status.NVT:
                continue
            columns = columns_of(norm_id, ambition, texts)
            own = {each.id: dossier.hits[norm_id][each.id] for each in ambition.criteria}
            examined = dossier.examined[norm_id, ambition.id]
            pool = [(r.document.id, n) for r, n in rules.pool([hit for found in own.values() for hit in found])]
            witnesses = gather(ambition, columns, pool, own, examined.candidates, ground)
            cases.append(_labelled(dossier, norm_id, ambition, label, columns, examined, witnesses))
    return cases


def _labelled(
    dossier: Dossier,
    norm_id: str,
    ambition: Ambition,
    label: GoldLabel,
    columns: Mapping[str, int],
    examined: Examined,
    witnesses: Witnesses,
) -> Case:
    essential = essential_of(ambition)
    place = {each: number for number, each in enumerate(witnesses.places)}
    pertinent = {criterion: np.zeros(len(place), dtype=np.float32) for criterion in columns}
    says = np.full(len(place), -1.0, dtype=np.float32)
    elements = label.elements or {}
    for criterion in essential:
        element = elements.get(criterion.id)
        if element is None or column_id(criterion) not in pertinent:
            continue
        for each in _places_of(element.quotes, dossier):
            if each in place:
                pertinent[column_id(criterion)][place[each]] = 1.0
                if element.state.value in STATES:
                    says[place[each]] = STATES.index(element.state.value)
    for each in _places_of(label.quotes, dossier):
        if each in place and pertinent and not any(row[place[each]] for row in pertinent.values()):
            # Quoted for the ambition, and by no element: it bears on the element it speaks of most closely.
            closest = max(pertinent, key=lambda criterion: float(witnesses.rows[criterion][place[each], 0]))
            pertinent[closest][place[each]] = 1.0
            says[place[each]] = _told_by(label.status)
    return Case(
        dossier=dossier.gold.dossier,
        writer=dossier.gold.writer,
        norm=norm_id,
        ambition=ambition,
        essential=essential,
        examined=examined,
        witnesses=witnesses,
        status=label.status,
        pertinent=pertinent,
        says=says,
        outcomes=_outcomes(essential, label),
    )


def _outcomes(essential: Sequence[Criterion], label: GoldLabel) -> dict[str, Outcome]:
    """What the labels tell of the elements: outright, or because the status leaves no other way."""
    told = {c: _outcome(each) for c, each in (label.elements or {}).items()}
    if label.status is Status.VOLDOET:
        told = {criterion.id: Outcome.IN_FORCE for criterion in essential}
    elif label.status is Status.NIET_AANGETROFFEN:
        told = {criterion.id: Outcome.NOT_FOUND for criterion in essential}
    elif len(essential) == 1:
        (only,) = essential
        told = {
            only.id: {
                Status.DEELS: Outcome.FLAWED,
                Status.GEPLAND: Outcome.PLANNED,
                Status.ONTBREEKT: Outcome.ABSENT,
            }[label.status]
        }
    return told


def _outcome(element: Element) -> Outcome:
    return Outcome.FLAWED if element.flaw is not None else Outcome(element.state.value)


def _told_by(status: Status) -> int:
    told = {Status.VOLDOET: 0, Status.GEPLAND: 1, Status.ONTBREEKT: 2}
    return told.get(status, -1)


def _places_of(quotes: Sequence[GoldQuote], dossier: Dossier) -> list[Place]:
    """The sentences that hold, or are held by, a quote of the labels."""
    by_name = {document.name: document for document in dossier.documents.values()}
    readings = next(iter(dossier.rules.values())).readings
    found = []
    for quote in quotes:
        document = by_name.get(quote.document)
        span = locate(quote.quote, document) if document is not None else None
        if document is not None and span is not None:
            sentences = readings[document.id].sentences
            found += [(document.id, n) for n, s in enumerate(sentences) if s.start < span[1] and s.end > span[0]]
    return found
