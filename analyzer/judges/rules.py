"""The offline judge: reads the sentences of the passages found, in context, by rules and by lexicons that are data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.judges.bodies import Context, bodies_named
from analyzer.judges.candidates import ENOUGH, MOST_QUOTES, Candidate, bounded, is_imprint, weigh
from analyzer.judges.currency import RepealedLaws
from analyzer.judges.evidence import evidence_of, near_miss
from analyzer.judges.exemptions import exempt_cues
from analyzer.judges.grounds import Grounds, documents_found, found_lines
from analyzer.judges.matching import Compiled, compile_criterion, relevance
from analyzer.judges.memory import DocumentMemory, Found, memory_path
from analyzer.judges.qualifying import held_to, judge_cadence, judge_currency
from analyzer.judges.reading import Lexicons, Reading
from analyzer.judges.stance import stance_of
from analyzer.judges.whole_document import document_as_evidence
from analyzer.judges.wording import reason_for
from analyzer.lexicon import Lexicon
from analyzer.norms import RepealedLaw
from analyzer.retrieval import DEPTH
from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Judgement,
    Norm,
    Organisation,
    Qualifier,
    SearchTrace,
    State,
)
from analyzer.version import engine_version
from ingest.dutch import tokenize
from ingest.facts import validity_on
from ingest.types import Document, Hit

# A second quote is shown when it is about as good as the first.
_SECOND = 0.97
_MOST_NEAR_MISSES = 3
_NEAR = 0.6  # relevance from which a sentence is near enough to be told of: it names the thing itself
_LONGEST_QUOTE = 600  # characters

# "Twee van de vijf boa's", "de helft van de teams": said of some, where all are meant.
_PART_OF = re.compile(
    r"\b(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|\d+)\s+van\s+(?:de|onze)\s+(?:\w+\s+)?"
    r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d+)\b"
    r"|\b(?:de\s+helft|een\s+derde|een\s+kwart|een\s+deel)\s+van\b|\bniet\s+(?:alle|iedereen|overal)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Examined:
    """What the rules made of one ambition. `candidates`: by criterion id, best first."""

    judgements: tuple[Judgement, ...]
    candidates: Mapping[str, Sequence[Candidate]]


class RulesJudge:
    """Judges one norm over one dossier. Deterministic: the same documents and norm give the same judgements."""

    name = "rules"

    def __init__(
        self,
        norm: Norm,
        organisation: Organisation,
        peildatum: date,
        documents: Mapping[str, Document],
        cues: Mapping[str, Sequence[str]],
        laws: Sequence[RepealedLaw],
    ) -> None:
        """`documents` by id; `cues` and `laws` as `analyzer.norms` loads them. Raises LexiconError."""
        lexicon = Lexicon(norm.concepts)
        cue_lexicon = Lexicon({}, literal=True)
        groups = {category: cue_lexicon.group(terms) for category, terms in cues.items()}
        self._compiled = {c.id: compile_criterion(c, lexicon) for a in norm.ambitions for c in a.criteria}
        self._lexicons = Lexicons(norms=lexicon, cues=cue_lexicon, cue_groups=groups)
        self._documents = documents
        self.readings = {each: Reading(document, self._lexicons) for each, document in documents.items()}
        own = _own_names(organisation)
        others = bodies_named((s for reading in self.readings.values() for s in reading.sentences), own)
        self.context = Context(peildatum=peildatum, own_names=own, other_names=others)
        self._others: dict[str, tuple[str, ...]] = {}
        self._memories = {each: DocumentMemory(None) for each in documents}
        self._norm_id = norm.id
        self._laws = RepealedLaws(laws)
        self._pages = sum(len(document.pages) for document in documents.values())
        self._names = tuple(document.name for document in documents.values())

    def recall(self, folder: Path) -> None:
        """Takes up what was read before in the same documents under the same norm, and will keep more there."""
        fixed = (engine_version(), self._norm_id, self.context.peildatum.isoformat(), *sorted(self.context.own_names))
        for each, document in self._documents.items():
            others = self._others_in(document)
            # The text counts beside the file's own hash: a scan reads otherwise once text recognition is installed.
            content = (document.facts.model_dump_json(), document.text)
            self._memories[each] = DocumentMemory(memory_path(folder, each, (*fixed, *others, *content)))

    def keep(self) -> None:
        """Keeps what was read, where `recall` said."""
        for memory in self._memories.values():
            memory.keep()

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """The passages found, the documents that are evidence as a whole, and the other bodies named in either."""
        whole = [
            (criterion.id, each)
            for criterion in ambition.criteria
            for each, reading in self.readings.items()
            if self._as_a_whole(reading, self._compiled[criterion.id]) is not None
        ]
        documents = documents_found(hits) | {each for _, each in whole}
        return Grounds(documents, (*found_lines(hits), *map(" ".join, whole), *self.bodies_in(documents)))

    def bodies_in(self, documents: Collection[str]) -> tuple[str, ...]:
        """For each document, by its id, the other bodies that any document speaks of whose names stand in this one."""
        return tuple(f"{each}: {' '.join(self._others_in(self._documents[each]))}" for each in sorted(documents))

    def _others_in(self, document: Document) -> tuple[str, ...]:
        if document.id not in self._others:
            text = document.text.lower()
            self._others[document.id] = tuple(sorted(name for name in self.context.other_names if name in text))
        return self._others[document.id]

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        return self.examine(ambition, hits).judgements

    def examine(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Examined:
        """The judgements, with the sentences they rest on."""
        made: dict[str, Judgement] = {}
        candidates: dict[str, list[Candidate]] = {}
        for criterion in sorted(ambition.criteria, key=lambda c: c.of is not None):
            trace = self._trace(criterion, hits)
            if criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY) and criterion.of in made:
                found = candidates.get(criterion.of, [])
                # Not held to its base as other criteria are: "wij komen wekelijks bijeen" shows the thing as well, so
                # where another passage denies it, both stand.
                made[criterion.id] = self._qualified(criterion, made[criterion.of], found, trace)
                continue
            pool = self.pool((*hits[criterion.id], *hits.get(criterion.of or "", ())))
            candidates[criterion.id] = self._candidates(self._compiled[criterion.id], pool, hits[criterion.id])
            decided = self._decide(criterion, candidates[criterion.id], trace)
            made[criterion.id] = held_to(decided, made.get(criterion.of or ""))
        return Examined(tuple(made[criterion.id] for criterion in ambition.criteria), candidates)

    def _qualified(
        self, criterion: Criterion, base: Judgement, candidates: Sequence[Candidate], trace: SearchTrace
    ) -> Judgement:
        if criterion.kind is CriterionKind.CADENCE:
            return judge_cadence(criterion, candidates, base, trace, self.context.peildatum)
        compiled = self._compiled[base.criterion]
        return judge_currency(criterion, compiled, candidates, base, trace, self._laws, self.context.peildatum)

    def pool(self, hits: Sequence[Hit]) -> list[tuple[Reading, int]]:
        """The sentences of all passages found, each once, in the order of the documents; none that addresses a language
        model."""
        places: dict[tuple[str, int], tuple[Reading, int]] = {}
        passages = {(hit.passage.document_id, hit.passage.index): hit.passage for hit in hits}
        for passage in passages.values():
            reading = self.readings[passage.document_id]
            for number in reading.between(passage.start, passage.end):
                sentence = reading.sentences[number]
                if not reading.document.instructions_in(sentence.start, sentence.end):
                    places[passage.document_id, number] = (reading, number)
        order = {document_id: place for place, document_id in enumerate(self._documents)}
        return [places[key] for key in sorted(places, key=lambda key: (order[key[0]], key[1]))]

    def _candidates(
        self, compiled: Compiled, pool: Sequence[tuple[Reading, int]], hits: Sequence[Hit]
    ) -> list[Candidate]:
        """All sentences of the pool that name the thing, best first."""
        exempt = exempt_cues(compiled.criterion)
        ranks = {
            (hit.passage.document_id, number): rank
            for rank, hit in reversed(list(enumerate(hits)))
            for number in self.readings[hit.passage.document_id].between(hit.passage.start, hit.passage.end)
        }
        found = []
        for reading, number in pool:
            read = self._read(reading, number, compiled, exempt)
            if read is not None:
                match, stance = read
                validity = validity_on(reading.document.facts, self.context.peildatum)
                rank = ranks.get((reading.document.id, number), DEPTH)
                found.append(Candidate(reading, number, match, bounded(stance, validity), validity, rank))
        whole = (self._as_a_whole(reading, compiled) for reading in self.readings.values())
        return sorted([*found, *(each for each in whole if each is not None)], key=lambda c: c.order)

    def _as_a_whole(self, reading: Reading, compiled: Compiled) -> Candidate | None:
        """The document as evidence of a criterion, where it is what is asked."""
        validity = validity_on(reading.document.facts, self.context.peildatum)
        whole = document_as_evidence(reading, compiled, validity)
        if whole is None:
            return None
        number, match, stance = whole
        return Candidate(reading, number, match, stance, validity, 0)

    def _read(self, reading: Reading, number: int, compiled: Compiled, exempt: frozenset[str]) -> Found:
        """What a sentence says of a criterion; from memory where it was read before."""
        memory = self._memories[reading.document.id]
        known = memory.of(compiled.criterion.id)
        if number in known:
            return known[number]
        match = relevance(reading, number, compiled)
        found: Found = None
        if match is not None and not is_imprint(reading, number):
            found = match, stance_of(reading, number, match.core, self.context, exempt)
        memory.add(compiled.criterion.id, number, found)
        return found

    def _decide(self, criterion: Criterion, candidates: Sequence[Candidate], trace: SearchTrace) -> Judgement:
        best: dict[State, list[Candidate]] = {State.IN_FORCE: [], State.PLANNED: [], State.ABSENT: []}
        for candidate in candidates:
            if candidate.stance.silence is None and candidate.score >= ENOUGH:
                best[candidate.stance.state].append(candidate)
        state, against = weigh(best)
        scores = {each: max((c.score for c in found), default=0.0) for each, found in best.items()}
        shown = [c for c in best.get(state, []) if c.score >= _SECOND * scores[state]][:MOST_QUOTES]
        qualifiers: tuple[Qualifier, ...] = ()
        if against is not None:
            qualifiers, shown = (Qualifier.CONTRADICTED,), [shown[0], against]
        elif state is State.IN_FORCE and all(_PART_OF.search(c.sentence.text) for c in shown):
            qualifiers = (Qualifier.INCOMPLETE,)
        evidence = tuple(evidence_of(criterion.id, candidate) for candidate in shown)
        return Judgement(
            criterion=criterion.id,
            state=state,
            qualifiers=qualifiers,
            evidence=evidence,
            confidence=_confidence(state, scores, candidates),
            reason=reason_for(state, qualifiers, evidence),
            trace=_with_near_misses(trace, candidates, {c.place for c in shown}),
        )

    def _trace(self, criterion: Criterion, hits: Mapping[str, Sequence[Hit]]) -> SearchTrace:
        return SearchTrace(
            queries=(criterion.text, *criterion.queries),
            documents=self._names,
            pages=self._pages,
            passages=len({(hit.passage.document_id, hit.passage.index) for found in hits.values() for hit in found}),
        )


def _with_near_misses(trace: SearchTrace, candidates: Sequence[Candidate], shown: set[tuple[str, int]]) -> SearchTrace:
    near = (c for c in candidates if c.place not in shown and c.match.score >= _NEAR)
    left = sorted(near, key=lambda c: -c.match.score)[:_MOST_NEAR_MISSES]
    misses = tuple(near_miss(c) for c in left if c.stance.silence is not None or c.score < ENOUGH)
    return trace.model_copy(update={"near_misses": misses})


def _confidence(state: State, scores: Mapping[State, float], candidates: Sequence[Candidate]) -> float:
    """A rough estimate: how close the best sentence is, less what speaks against it."""
    if state is State.NOT_FOUND:
        nearest = max((c.match.score for c in candidates), default=0.0)
        return round(0.8 - 0.35 * nearest, 2)
    rivals = max((score for other, score in scores.items() if other is not state), default=0.0)
    return round(min(0.9, 0.35 + 0.55 * scores[state] - 0.25 * rivals), 2)


def _own_names(organisation: Organisation) -> frozenset[str]:
    """The words of the organisation's name that are its own ("Gemeente Oosterhoven" → "oosterhoven")."""
    kinds = {"gemeente", "provincie", "waterschap", "hoogheemraadschap", "de", "het", "van", "en"}
    return frozenset(token.word for token in tokenize(organisation.name) if token.word not in kinds)
