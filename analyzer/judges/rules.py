"""The offline judge: reads the sentences of the passages found, in context, by rules and by lexicons that are data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from analyzer.judges.bodies import Context, bodies_named
from analyzer.judges.candidates import ENOUGH, MARGIN, Candidate, bounded, is_imprint, weigh
from analyzer.judges.currency import Age, RepealedLaws, age_of
from analyzer.judges.matching import Compiled, compile_criterion, relevance
from analyzer.judges.memory import DocumentMemory, Found, memory_path
from analyzer.judges.reading import Lexicons, Reading
from analyzer.judges.rhythm import dated_series, rhythm_at
from analyzer.judges.stance import stance_of
from analyzer.judges.whole_document import LAYING_DOWN, document_as_evidence
from analyzer.judges.wording import reason_for, silence_text, validity_note
from analyzer.lexicon import Lexicon
from analyzer.norms import RepealedLaw
from analyzer.retrieval import DEPTH
from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Evidence,
    Judgement,
    NearMiss,
    Norm,
    Organisation,
    Proof,
    Qualifier,
    SearchTrace,
    State,
)
from analyzer.version import engine_version
from ingest.dutch import tokenize
from ingest.facts import validity_on
from ingest.types import Document, Genre, Hit

_MOST_QUOTES = 2
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
_SILENCES = {  # the category of cues that belongs to the thing itself, by a word of the criterion's text
    "advis": "recommended",
    "adviez": "recommended",
    "andere gemeenten": "other",
    "landelijk": "other",
    "regio": "other",
    "buurgemeenten": "other",
}


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
        self._readings = {each: Reading(document, self._lexicons) for each, document in documents.items()}
        own = _own_names(organisation)
        others = bodies_named((s for reading in self._readings.values() for s in reading.sentences), own)
        self._context = Context(peildatum=peildatum, own_names=own, other_names=others)
        self._memories = {each: DocumentMemory(None) for each in documents}
        self._norm_id = norm.id
        self._laws = RepealedLaws(laws)
        self._pages = sum(len(document.pages) for document in documents.values())
        self._names = tuple(document.name for document in documents.values())

    def recall(self, folder: Path) -> None:
        """Takes up what was read before in the same documents under the same norm, and will keep more there."""
        fixed = (engine_version(), self._norm_id, self._context.peildatum.isoformat(), *sorted(self._context.own_names))
        for each, document in self._documents.items():
            text = document.text.lower()
            others = sorted(name for name in self._context.other_names if name in text)
            # The text counts beside the file's own hash: a scan reads otherwise once text recognition is installed.
            content = (document.facts.model_dump_json(), document.text)
            self._memories[each] = DocumentMemory(memory_path(folder, each, (*fixed, *others, *content)))

    def keep(self) -> None:
        """Keeps what was read, where `recall` said."""
        for memory in self._memories.values():
            memory.keep()

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        made: dict[str, Judgement] = {}
        candidates: dict[str, list[Candidate]] = {}
        for criterion in sorted(ambition.criteria, key=lambda c: c.of is not None):
            trace = self._trace(criterion, hits)
            if criterion.kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY) and criterion.of in made:
                found = candidates.get(criterion.of, [])
                base = self._compiled[criterion.of]
                judge = self._cadence if criterion.kind is CriterionKind.CADENCE else self._currency
                # Not held to its base as other criteria are: "wij komen wekelijks bijeen" shows the thing as well, so
                # where another passage denies it, both stand.
                made[criterion.id] = judge(criterion, base, found, made[criterion.of], trace)
                continue
            pool = self._pool((*hits[criterion.id], *hits.get(criterion.of or "", ())))
            candidates[criterion.id] = self._candidates(self._compiled[criterion.id], pool, hits[criterion.id])
            decided = self._decide(criterion, candidates[criterion.id], trace)
            made[criterion.id] = _held_to(decided, made.get(criterion.of or ""))
        return tuple(made[criterion.id] for criterion in ambition.criteria)

    def _pool(self, hits: Sequence[Hit]) -> list[tuple[Reading, int]]:
        """The sentences of all passages found, each once, in the order of the documents."""
        places: dict[tuple[str, int], tuple[Reading, int]] = {}
        passages = {(hit.passage.document_id, hit.passage.index): hit.passage for hit in hits}
        for passage in passages.values():
            reading = self._readings[passage.document_id]
            for number in reading.between(passage.start, passage.end):
                places[passage.document_id, number] = (reading, number)
        order = {document_id: place for place, document_id in enumerate(self._documents)}
        return [places[key] for key in sorted(places, key=lambda key: (order[key[0]], key[1]))]

    def _candidates(
        self, compiled: Compiled, pool: Sequence[tuple[Reading, int]], hits: Sequence[Hit]
    ) -> list[Candidate]:
        """All sentences of the pool that name the thing, best first."""
        text = compiled.criterion.text.lower()
        exempt = frozenset(category for word, category in _SILENCES.items() if word in text)
        ranks = {
            (hit.passage.document_id, number): rank
            for rank, hit in reversed(list(enumerate(hits)))
            for number in self._readings[hit.passage.document_id].between(hit.passage.start, hit.passage.end)
        }
        found = []
        for reading, number in pool:
            read = self._read(reading, number, compiled, exempt)
            if read is not None:
                match, stance = read
                validity = validity_on(reading.document.facts, self._context.peildatum)
                rank = ranks.get((reading.document.id, number), DEPTH)
                found.append(Candidate(reading, number, match, bounded(stance, validity), validity, rank))
        for reading in self._readings.values():
            validity = validity_on(reading.document.facts, self._context.peildatum)
            whole = document_as_evidence(reading, compiled, validity)
            if whole is not None:
                number, match, stance = whole
                found.append(Candidate(reading, number, match, stance, validity, 0))
        return sorted(found, key=lambda c: c.order)

    def _read(self, reading: Reading, number: int, compiled: Compiled, exempt: frozenset[str]) -> Found:
        """What a sentence says of a criterion; from memory where it was read before."""
        memory = self._memories[reading.document.id]
        known = memory.of(compiled.criterion.id)
        if number in known:
            return known[number]
        match = relevance(reading, number, compiled)
        found: Found = None
        if match is not None and not is_imprint(reading, number):
            found = match, stance_of(reading, number, match.core, self._context, exempt)
        memory.add(compiled.criterion.id, number, found)
        return found

    def _decide(self, criterion: Criterion, candidates: Sequence[Candidate], trace: SearchTrace) -> Judgement:
        best: dict[State, list[Candidate]] = {State.IN_FORCE: [], State.PLANNED: [], State.ABSENT: []}
        for candidate in candidates:
            if candidate.stance.silence is None and candidate.score >= ENOUGH:
                best[candidate.stance.state].append(candidate)
        state, against = weigh(best)
        scores = {each: max((c.score for c in found), default=0.0) for each, found in best.items()}
        shown = [c for c in best.get(state, []) if c.score >= _SECOND * scores[state]][:_MOST_QUOTES]
        qualifiers: tuple[Qualifier, ...] = ()
        if against is not None:
            qualifiers, shown = (Qualifier.CONTRADICTED,), [shown[0], against]
        elif state is State.IN_FORCE and all(_PART_OF.search(c.sentence.text) for c in shown):
            qualifiers = (Qualifier.INCOMPLETE,)
        evidence = tuple(self._evidence(criterion.id, candidate) for candidate in shown)
        return Judgement(
            criterion=criterion.id,
            state=state,
            qualifiers=qualifiers,
            evidence=evidence,
            confidence=_confidence(state, scores, candidates),
            reason=reason_for(state, qualifiers, evidence),
            trace=self._with_near_misses(trace, candidates, {c.place for c in shown}),
        )

    def _cadence(
        self,
        criterion: Criterion,
        base: Compiled,
        candidates: Sequence[Candidate],
        judged: Judgement,
        trace: SearchTrace,
    ) -> Judgement:
        """A rhythm in or beside a sentence on the thing, or a dated series of it."""
        fitting = [c for c in candidates if c.match.missing == 0 and c.stance.silence is None and c.score >= ENOUGH]
        closest = max((c.match.score for c in fitting), default=0.0)
        named = [c for c in fitting if c.match.score >= closest - MARGIN]
        for state in (State.IN_FORCE, State.PLANNED):
            for candidate in named:
                number = rhythm_at(candidate.reading, candidate.number)
                if number is None or candidate.stance.state is not state or judged.state is State.NOT_FOUND:
                    continue
                evidence: tuple[Evidence, ...] = (self._evidence(criterion.id, candidate, number),)
                reason = reason_for(state, (), evidence)
                return Judgement(
                    criterion=criterion.id, state=state, evidence=evidence, confidence=0.75, reason=reason, trace=trace
                )
        held = [c for c in named if c.stance.state is State.IN_FORCE and c.stance.done and c.score >= ENOUGH]
        series = dated_series([(c.sentence, c) for c in held], self._context.peildatum)
        if series:
            evidence = tuple(self._evidence(criterion.id, candidate) for candidate in series[:_MOST_QUOTES])
            return Judgement(
                criterion=criterion.id,
                state=State.IN_FORCE,
                evidence=evidence,
                confidence=0.65,
                reason=reason_for(State.IN_FORCE, (), evidence),
                trace=trace,
            )
        once = [c for c in named if c.stance.state is State.IN_FORCE and "one_off" in c.sentence.cues]
        if once and judged.state is State.IN_FORCE:
            evidence = (self._evidence(criterion.id, once[0]),)
            qualifiers = (Qualifier.ONE_OFF,)
            return Judgement(
                criterion=criterion.id,
                state=State.IN_FORCE,
                qualifiers=qualifiers,
                evidence=evidence,
                confidence=0.7,
                reason=reason_for(State.IN_FORCE, qualifiers, evidence),
                trace=trace,
            )
        return Judgement(
            criterion=criterion.id,
            state=State.NOT_FOUND,
            confidence=0.6 if judged.state is State.IN_FORCE else 0.8,
            reason="Geen ritme en geen reeks van data aangetroffen.",
            trace=trace,
        )

    def _currency(
        self,
        criterion: Criterion,
        base: Compiled,
        candidates: Sequence[Candidate],
        judged: Judgement,
        trace: SearchTrace,
    ) -> Judgement:
        """The age of what was found for the criterion that this one qualifies."""
        if judged.state is not State.IN_FORCE:
            return Judgement(
                criterion=criterion.id,
                state=State.NOT_FOUND,
                confidence=judged.confidence,
                reason="Wat actueel moet zijn, is niet als geldend aangetroffen.",
                trace=trace,
            )
        live = [c for c in candidates if c.stance.state is State.IN_FORCE and c.score >= ENOUGH]
        called = [c for c in candidates if "outdated" in c.sentence.cues and c.match.missing == 0 and not c.of_others]
        if called:
            return Judgement(
                criterion=criterion.id,
                state=State.IN_FORCE,
                qualifiers=(Qualifier.OUTDATED,),
                evidence=(self._evidence(criterion.id, called[0]),),
                confidence=0.8,
                reason="Een document noemt het zelf verouderd of niet herzien.",
                trace=trace,
            )
        named = [candidate for candidate in live if candidate.direct]
        ages = [(self._age(candidate, base), candidate) for candidate in named or live]
        peildatum = self._context.peildatum
        current = [c for age, c in ages if age.dated is not None and not age.outdated(peildatum)]
        old = [(age, c) for age, c in ages if age.outdated(peildatum)]
        if current or not old:
            shown = current[:1] or live[:1]
            reason = (
                "Vastgesteld of herzien binnen vier jaar voor de peildatum."
                if current
                else "De documenten noemen geen datum; dat wordt niet tegengeworpen."
            )
            qualifiers: tuple[Qualifier, ...] = ()
        else:
            age, candidate = old[0]
            shown, qualifiers, reason = [candidate], (Qualifier.OUTDATED,), _age_text(age)
        return Judgement(
            criterion=criterion.id,
            state=State.IN_FORCE,
            qualifiers=qualifiers,
            evidence=tuple(self._evidence(criterion.id, candidate) for candidate in shown),
            confidence=0.8 if current or old else 0.6,
            reason=reason,
            trace=trace,
        )

    def _age(self, candidate: Candidate, base: Compiled) -> Age:
        """Whether the document is the thing itself, or only speaks of it, decides what its own date tells."""
        document = candidate.reading.document
        title = document.facts.title or document.name
        speaks = document.facts.genre not in LAYING_DOWN and document.facts.genre is not Genre.OTHER
        named = bool(base.groups) and not base.groups[0].isdisjoint(candidate.reading.line_terms(title))
        return age_of(
            candidate.reading,
            candidate.sentence,
            candidate.match.core,
            named and not speaks,
            self._laws,
            self._context.peildatum,
        )

    def _evidence(self, criterion: str, candidate: Candidate, also: int | None = None) -> Evidence:
        """The quote: the sentence, with the one before or after it where the meaning hangs on that."""
        sentence = candidate.sentence
        first, last = sentence, sentence
        if also is not None and also != candidate.number:
            # Two sentences at most: further on, the one that tells and the one before it.
            sentences = candidate.reading.sentences
            first, last = (
                (sentences[also], sentence) if also < candidate.number else (sentences[also - 1], sentences[also])
            )
        elif candidate.match.back and (before := candidate.reading.neighbour(candidate.number, -1)):
            first = before
        elif candidate.stance.with_next and (after := candidate.reading.neighbour(candidate.number, 1)):
            last = after
        if first.page != last.page or first.block != last.block or last.end - first.start > _LONGEST_QUOTE:
            first = last = sentence
        document = candidate.reading.document
        state = candidate.stance.state
        return Evidence(
            document=document.name,
            document_id=document.id,
            page=first.page,
            start=first.start,
            end=last.end,
            quote=document.text[first.start : last.end],
            criterion=criterion,
            stance=state if state in (State.PLANNED, State.ABSENT) else State.IN_FORCE,
            proof=Proof.BESTAAN if candidate.stance.done and state is State.IN_FORCE else Proof.OPZET,
            note=validity_note(candidate.validity),
        )

    def _trace(self, criterion: Criterion, hits: Mapping[str, Sequence[Hit]]) -> SearchTrace:
        return SearchTrace(
            queries=(criterion.text, *criterion.queries),
            documents=self._names,
            pages=self._pages,
            passages=len({(hit.passage.document_id, hit.passage.index) for found in hits.values() for hit in found}),
        )

    def _with_near_misses(
        self, trace: SearchTrace, candidates: Sequence[Candidate], shown: set[tuple[str, int]]
    ) -> SearchTrace:
        near = (c for c in candidates if c.place not in shown and c.match.score >= _NEAR)
        left = sorted(near, key=lambda c: -c.match.score)
        misses = tuple(
            NearMiss(
                document=c.reading.document.name,
                page=c.sentence.page,
                quote=c.sentence.text[:_LONGEST_QUOTE],
                reason=silence_text(c.stance.silence, c.validity, incomplete=c.match.missing > 0),
            )
            for c in left[:_MOST_NEAR_MISSES]
            if c.stance.silence is not None or c.score < ENOUGH
        )
        return trace.model_copy(update={"near_misses": misses})


def _held_to(judgement: Judgement, base: Judgement | None) -> Judgement:
    """A criterion that qualifies another is no further than that one: what is not there cannot be made known."""
    if base is None or judgement.state is not State.IN_FORCE or base.state is State.IN_FORCE:
        return judgement
    return judgement.model_copy(
        update={
            "state": State.NOT_FOUND,
            "qualifiers": (),
            "evidence": (),
            "reason": "Waar dit bij hoort, is niet als geldend aangetroffen.",
        }
    )


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


def _age_text(age: Age) -> str:
    if age.dated is not None:
        return f"Het laatst vastgesteld of herzien in {age.dated.year}: meer dan vier jaar voor de peildatum."
    law = age.repealed[0]
    return f"Het document noemt nog de {law.old[0]}; die is sinds {law.since.year} vervangen door de {law.new}."
