"""How a model for natural-language inference does on known Dutch cases, before anyone trusts it with a dossier.

The model is asked as the judge asks it, without the rules that keep quotations and neighbours out: so it shows what the
model itself understands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from analyzer.judges.hypotheses import STATES, load_hypotheses
from analyzer.judges.weighing import state_of
from analyzer.types import State
from ingest.cross_encoder import Entailment, PairModel
from ingest.types import Frozen, Validity

# Share of each plain kind that must be right for a model to seem to understand Dutch. A model that has learned no Dutch
# goes by the words that two texts share, and fails on denials at least; one that guesses is right in a quarter.
UNDERSTOOD_FROM = 0.5


class Kind(StrEnum):
    IN_FORCE = "in_force"
    PLANNED = "planned"
    DENIED = "denied"
    UNRELATED = "unrelated"
    QUOTED = "quoted"  # a requirement or advice is cited
    OTHER = "other"  # somebody else has it
    DRAFT = "draft"  # in a document that is not adopted


PLAIN = (Kind.IN_FORCE, Kind.PLANNED, Kind.DENIED, Kind.UNRELATED)


class Case(Frozen):
    """A passage, an element, and the state that the passage shows."""

    id: str
    kind: Kind
    passage: str
    criterion: str
    expected: State
    title: str = ""
    headings: tuple[str, ...] = ()
    lead: str = ""
    validity: Validity = Validity.IN_FORCE


class Sample(Frozen):
    organisation: str
    cases: tuple[Case, ...]


class Share(Frozen):
    right: int
    of: int

    @property
    def value(self) -> float:
        """0–1; 0 where there are no cases."""
        return self.right / self.of if self.of else 0.0


class Miss(Frozen):
    """A case that the model answered otherwise, with the chance it gave its own answer (0–1)."""

    case: Case
    given: State
    chance: float


class InferenceCheck(Frozen):
    """The outcome. `pairs_per_second`: on this machine, with passages of the length of a sentence or two."""

    model: str
    right: Share
    by_state: dict[State, Share]
    by_kind: dict[Kind, Share]
    misses: tuple[Miss, ...]
    pairs: int
    seconds: float

    @property
    def pairs_per_second(self) -> float:
        return self.pairs / max(self.seconds, 1e-9)

    @property
    def understands_dutch(self) -> bool:
        """Whether it seems to: every plain kind that was tried is right often enough."""
        tried = [self.by_kind[kind] for kind in PLAIN if kind in self.by_kind]
        return bool(tried) and all(share.value >= UNDERSTOOD_FROM for share in tried)

    @property
    def advice(self) -> str:
        """One or two Dutch sentences for whoever chooses a model."""
        if not self.understands_dutch:
            return (
                "Dit model lijkt Nederlands niet goed genoeg te begrijpen om mee te beoordelen. Kies een meertalig of "
                "Nederlands model voor natural-language inference."
            )
        return (
            "Dit model lijkt Nederlands te begrijpen. De proef is klein: beoordeel een dossier dat u kent en vergelijk "
            "de uitkomsten voordat u erop vertrouwt."
        )


@cache
def load_sample() -> Sample:
    """The cases that come with the product (corpus/model-check/inference.yaml)."""
    text = files("corpus").joinpath("model-check", "inference.yaml").read_text(encoding="utf-8")
    return Sample.model_validate(yaml.safe_load(text))


def check_inference(
    model: PairModel, sample: Sample | None = None, clock: Callable[[], float] = time.perf_counter
) -> InferenceCheck:
    """What a model makes of a sample; None: of the one that comes with the product.

    Raises CrossEncoderUnsuited where it is no model for inference, and CrossEncoderUnavailable where it fails.
    """
    known = sample or load_sample()
    entailment, hypotheses = Entailment(model), load_hypotheses()
    pairs = [
        (premise, hypothesis)
        for case in known.cases
        for premise in (
            hypotheses.premise_for(
                case.passage,
                known.organisation,
                title=case.title,
                validity=case.validity,
                headings=case.headings,
                lead=case.lead,
            ),
        )
        for hypothesis in hypotheses.hypotheses_for(case.criterion, known.organisation)
    ]
    began = clock()
    rows = entailment.chances(pairs).reshape(-1, len(STATES)).tolist()
    seconds = clock() - began
    given = [(case, state_of(row, case.validity), max(row)) for case, row in zip(known.cases, rows, strict=True)]
    return InferenceCheck(
        model=model.name,
        right=_share([case.expected is state for case, state, _ in given]),
        by_state={
            each: _share([case.expected is state for case, state, _ in given if case.expected is each])
            for each in dict.fromkeys(case.expected for case in known.cases)
        },
        by_kind={
            each: _share([case.expected is state for case, state, _ in given if case.kind is each])
            for each in dict.fromkeys(case.kind for case in known.cases)
        },
        misses=tuple(
            Miss(case=case, given=state, chance=round(1 - chance if state is State.NOT_FOUND else chance, 2))
            for case, state, chance in given
            if case.expected is not state
        ),
        pairs=len(pairs),
        seconds=seconds,
    )


def _share(right: Sequence[bool]) -> Share:
    return Share(right=sum(right), of=len(right))
