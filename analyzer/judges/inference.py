"""The judge between rules and a language model: a local model for natural-language inference weighs the likeliest
passages against what each element would mean if it were in force, planned or denied.

The model decides what a passage says. What is certain without it stays with the rules: how old a document is, how often
something is done, what a draft or a withdrawn document is worth, and that no citation and no neighbour proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from analyzer.errors import NotAssessed
from analyzer.judges.candidates import Candidate
from analyzer.judges.currency import RepealedLaws
from analyzer.judges.exemptions import exempt_cues
from analyzer.judges.grounds import Grounds
from analyzer.judges.hypotheses import STATES, Hypotheses, load_hypotheses
from analyzer.judges.matching import compile_criterion
from analyzer.judges.protocol import Judge
from analyzer.judges.qualifying import held_to, judge_cadence, judge_currency
from analyzer.judges.rules import Examined, RulesJudge
from analyzer.judges.stance import stance_of
from analyzer.judges.statement import Silence
from analyzer.judges.weighing import START, Heard, adds_to, decide, surest_first
from analyzer.judges.windows import Window, Windows, addresses_a_model
from analyzer.lexicon import Lexicon
from analyzer.norms import RepealedLaw, load_cues, load_repealed_laws
from analyzer.types import Ambition, Criterion, CriterionKind, Judgement, Norm, Organisation, SearchTrace, State
from ingest.cross_encoder import CrossEncoderUnavailable, Entailment, PairModel
from ingest.types import Document, Hit

# What is never evidence, however well it fits; the rules see it by the words.
_ELSEWHERE = frozenset({Silence.OTHER, Silence.QUOTED, Silence.RECOMMENDED})
_ARITHMETIC = frozenset({CriterionKind.CADENCE, CriterionKind.CURRENCY})

JudgeMaker = Callable[[Norm, Organisation, date, Mapping[str, Document]], Judge]


class InferenceJudge:
    """Judges one norm over one dossier. Deterministic: the same documents, norm and model give the same judgements."""

    name = "nli"

    def __init__(
        self,
        rules: RulesJudge,
        norm: Norm,
        organisation: Organisation,
        entailment: Entailment,
        laws: Sequence[RepealedLaw],
        hypotheses: Hypotheses,
    ) -> None:
        """`rules` over the same norm and dossier."""
        self._rules = rules
        self._organisation = organisation.name
        self._entailment = entailment
        self._hypotheses = hypotheses
        self._laws = RepealedLaws(laws)
        self._windows = Windows(rules.readings, rules.context.peildatum, organisation.name, hypotheses)
        # The rules' own lexicon where there is any text, so that its terms have the numbers that the readings know.
        self._lexicon = next((each.lexicons.norms for each in rules.readings.values()), Lexicon(norm.concepts))

    def recall(self, folder: Path) -> None:
        self._rules.recall(folder)

    def keep(self) -> None:
        self._rules.keep()

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """What the rules made of it, and the windows that the model is given."""
        examined = self._rules.examine(ambition, hits)
        candidates = [(criterion, each) for criterion, found in examined.candidates.items() for each in found]
        windows = [(each.id, window) for each in _asked(ambition) for window in self._closest(each, hits, examined)]
        places = (*(each.place for _, each in candidates), *(each.place for _, each in windows))
        documents = frozenset(document for document, _ in places)
        lines = [
            *(
                judgement.model_dump_json(exclude={"trace": {"documents", "pages"}})
                for judgement in examined.judgements
            ),
            *(f"{criterion} {each.place} {each.match} {each.stance}" for criterion, each in candidates),
            *(f"{criterion} {each.place} {each.last} {each.premise}" for criterion, each in windows),
        ]
        return Grounds(documents, (*lines, *self._rules.bodies_in(documents)))

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        """Raises NotAssessed where the model fails on the passages of this ambition."""
        examined = self._rules.examine(ambition, hits)
        by_rule = {judgement.criterion: judgement for judgement in examined.judgements}
        asked = _asked(ambition)
        heard = self._without_echoes(asked, self._heard(asked, hits, examined))
        made: dict[str, Judgement] = {}
        for criterion in sorted(ambition.criteria, key=lambda each: each.of is not None):
            base = made.get(criterion.of or "")
            own = by_rule[criterion.id]
            if criterion.id in heard:
                made[criterion.id] = held_to(decide(criterion, heard[criterion.id], own), base)
            else:
                of = next(each for each in ambition.criteria if each.id == criterion.of)
                candidates = _joined(heard.get(of.id, ()), examined.candidates.get(of.id, ()))
                made[criterion.id] = self._reckoned(criterion, of, made[of.id], candidates, _without_near(own.trace))
        return tuple(made[criterion.id] for criterion in ambition.criteria)

    def _heard(
        self, criteria: Sequence[Criterion], hits: Mapping[str, Sequence[Hit]], examined: Examined
    ) -> dict[str, list[Heard]]:
        """What the model makes of the windows chosen for each criterion, asked at once."""
        chosen: dict[str, tuple[Window, ...]] = {}
        pairs: list[tuple[str, str]] = []
        for each in criteria:
            windows = self._closest(each, hits, examined)
            hypotheses = self._hypotheses.hypotheses_for(each.text, self._organisation)
            pairs += [(window.premise, hypothesis) for window in windows for hypothesis in hypotheses]
            chosen[each.id] = windows
        rows = iter(self._chances(pairs, len(STATES)))
        return {
            each.id: [self._read(window, next(rows), each, examined) for window in chosen[each.id]] for each in criteria
        }

    def _closest(
        self, criterion: Criterion, hits: Mapping[str, Sequence[Hit]], examined: Examined
    ) -> tuple[Window, ...]:
        found = (hits[criterion.id], hits.get(criterion.of or "", ()))
        return self._windows.closest(criterion, found, examined.candidates.get(criterion.id, ()))

    def _without_echoes(
        self, criteria: Sequence[Criterion], heard: Mapping[str, Sequence[Heard]]
    ) -> dict[str, list[Heard]]:
        """The same, with what only echoes its title and headings marked as adding nothing: each passage that speaks is
        asked again without them, and they without it."""
        pairs: list[tuple[str, str]] = []
        for criterion in criteria:
            hypotheses = self._hypotheses.hypotheses_for(criterion.text, self._organisation)
            for each in heard[criterion.id]:
                if each.says is not State.NOT_FOUND:
                    hypothesis = hypotheses[each.likeliest]
                    pairs += [(each.window.text, hypothesis), (each.window.surroundings, hypothesis)]
        rows = iter(self._chances(pairs, 2))
        return {
            criterion.id: [
                each if each.says is State.NOT_FOUND else replace(each, adds=adds_to(each.chance, *next(rows)))
                for each in heard[criterion.id]
            ]
            for criterion in criteria
        }

    def _chances(self, pairs: Sequence[tuple[str, str]], columns: int) -> list[list[float]]:
        """The chances of all pairs, in rows of so many. Raises NotAssessed where the model fails."""
        try:
            rows: list[list[float]] = self._entailment.chances(pairs).reshape(-1, columns).tolist()
        except CrossEncoderUnavailable as exc:
            raise NotAssessed(str(exc)) from exc
        return rows

    def _read(self, window: Window, chances: Sequence[float], criterion: Criterion, examined: Examined) -> Heard:
        """A window with what the rules know of it: silent only where each of its sentences is, done where one is."""
        known = {each.place: each.stance for each in reversed(examined.candidates.get(criterion.id, ()))}
        exempt, reading = exempt_cues(criterion), window.reading
        stances = [
            known.get((reading.document.id, number)) or stance_of(reading, number, START, self._rules.context, exempt)
            for number in range(window.first, window.last + 1)
        ]
        silent = all(stance.silence in _ELSEWHERE for stance in stances)
        return Heard(
            window=window,
            chances=tuple(chances),
            silence=stances[0].silence if silent else None,
            done=any(stance.done for stance in stances),
        )

    def _reckoned(
        self, criterion: Criterion, of: Criterion, base: Judgement, candidates: Sequence[Candidate], trace: SearchTrace
    ) -> Judgement:
        """Rhythm and age are read and reckoned by the rules: dates and words of time need no model."""
        peildatum = self._rules.context.peildatum
        if criterion.kind is CriterionKind.CADENCE:
            return judge_cadence(criterion, candidates, base, trace, peildatum)
        compiled = compile_criterion(of, self._lexicon)
        return judge_currency(criterion, compiled, candidates, base, trace, self._laws, peildatum)


def make_inference_judge(model: PairModel) -> JudgeMaker:
    """How to judge a dossier with this model. Raises CrossEncoderUnsuited where it is no model for inference, and
    InvalidPrompt where the hypotheses are damaged."""
    entailment, hypotheses = Entailment(model), load_hypotheses()

    def make(norm: Norm, organisation: Organisation, peildatum: date, documents: Mapping[str, Document]) -> Judge:
        laws = load_repealed_laws()
        rules = RulesJudge(norm, organisation, peildatum, documents, load_cues(), laws)
        return InferenceJudge(rules, norm, organisation, entailment, laws, hypotheses)

    return make


def _asked(ambition: Ambition) -> list[Criterion]:
    """The criteria that the model is asked about; rhythm and age are reckoned."""
    ids = {criterion.id for criterion in ambition.criteria}
    return [each for each in ambition.criteria if each.kind not in _ARITHMETIC or each.of not in ids]


def _joined(heard: Sequence[Heard], by_rule: Sequence[Candidate]) -> list[Candidate]:
    """The windows that speak for an element, the surest first, and behind them what else the lexicon found of it."""
    allowed = [
        each for each in by_rule if not addresses_a_model(each.reading.document, each.sentence.start, each.sentence.end)
    ]
    cores = {each.place: each.match.core for each in reversed(allowed)}
    speaking = sorted((each for each in heard if each.says is not State.NOT_FOUND), key=surest_first)
    found = [each.candidate(cores.get(each.window.place, START)) for each in speaking]
    taken = {each.place for each in found}
    return [*found, *(each for each in allowed if each.place not in taken)]


def _without_near(trace: SearchTrace) -> SearchTrace:
    return trace.model_copy(update={"near_misses": ()})
