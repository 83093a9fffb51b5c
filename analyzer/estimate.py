"""What a run will ask of a language model and what that may cost, told before the first call."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from analyzer.judges.protocol import Asking
from analyzer.llm.ledger import cost_of, estimated_tokens
from analyzer.llm.prompts import load_prompt
from analyzer.llm.schemas import ConclusionAnswer
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Usage
from analyzer.types import Ambition
from ingest.types import Frozen, Hit

# Of an answer and of the question that checks it; guesses, seen with a scripted server. Tokens, for one element.
_ANSWER, _CHECK_QUESTION, _CHECK_ANSWER = 160, 320, 30
# Of the conclusion of a pillar: what is told of one ambition (70 to 110 on the example), and five sentences. Tokens.
_TOLD, _SENTENCES = 85, 200


class Estimate(Frozen):
    """`known`: questions whose answer was kept. Tokens are about; `cost` in euros, None: no price is known.

    `conclusions`: the pillars that one is written of. Those whose verdicts are new are among the `calls`; of the others
    it is likely to be known.
    """

    model: str
    destination: str
    calls: int
    known: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    conclusions: int = 0

    @property
    def text(self) -> str:
        """One or two Dutch sentences."""
        if not self.calls and self.known and self.conclusions:
            return (
                f"Alle antwoorden van {self.model} over de ambities zijn al bekend; hooguit gaan de oordelen nog naar "
                f"{self.destination}, voor de conclusies."
            )
        if not self.calls:
            why = f"Alle antwoorden van {self.model} zijn al bekend" if self.known else "Er is niets om voor te leggen"
            return f"{why}; er gaat geen tekst naar {self.destination}."
        price = "" if self.cost is None else f", ongeveer {euros(self.cost)}"
        many = "1 antwoord is" if self.known == 1 else f"{self.known} antwoorden zijn"
        known = f" {many} al bekend." if self.known else ""
        return (
            f"Er gaat tekst naar {self.destination}, model {self.model}: ongeveer {self.calls} aanvragen, "
            f"{thousands(self.input_tokens)} tokens erheen en {thousands(self.output_tokens)} terug{price}.{known}"
        )


def estimate(
    judge: Asking,
    settings: ModelSettings,
    ambitions: Sequence[Ambition],
    hits: Mapping[str, Sequence[Hit]],
    *,
    concludes: bool = False,
    settled: Container[str] = (),
) -> Estimate:
    """Renders every question, and guesses the answers. Nothing is sent. `concludes`: conclusions are written too;
    `settled`: the ids of ambitions that are not asked about, since the verdict stands."""
    known: list[Ambition] = []
    asked: list[Ambition] = []
    given = taken = 0
    for ambition in ambitions:
        own = {criterion.id: hits[criterion.id] for criterion in ambition.criteria}
        if not any(own.values()):
            continue  # without a passage nothing is asked
        if ambition.id in settled or judge.answered(ambition, own):
            known.append(ambition)
            continue
        asked.append(ambition)
        prompt, values = judge.question(ambition, own)
        elements = len(ambition.criteria)
        given += estimated_tokens(sum(map(len, prompt.filled(values)))) + _CHECK_QUESTION * elements
        taken += (_ANSWER + _CHECK_ANSWER) * elements
    pillars = {ambition.pillar for ambition in ambitions} if concludes else set[str]()
    fresh = {each for each in pillars if _in(each, asked) or not _in(each, known)}
    given += sum(_conclusion_question(_in(each, ambitions)) for each in fresh)
    taken += _SENTENCES * len(fresh)
    return Estimate(
        model=settings.model,
        destination=settings.destination.text,
        calls=2 * len(asked) + len(fresh),
        known=len(known),
        input_tokens=given,
        output_tokens=taken,
        cost=cost_of(settings, Usage(input_tokens=given, output_tokens=taken)),
        conclusions=len(pillars),
    )


def _in(pillar: str, ambitions: Sequence[Ambition]) -> int:
    return sum(ambition.pillar == pillar for ambition in ambitions)


def _conclusion_question(ambitions: int) -> int:
    """Tokens, about, of the question for the conclusion over so many ambitions: before there are verdicts it cannot be
    rendered."""
    prompt = load_prompt("conclusion", ConclusionAnswer)
    return estimated_tokens(len(prompt.system) + len(prompt.user)) + _TOLD * ambitions


def thousands(number: int) -> str:
    """A whole number in Dutch: 12345 → "12.345"."""
    return f"{number:,}".replace(",", ".")


def euros(amount: float) -> str:
    """An amount in Dutch: 1.5 → "€ 1,50"; less than a cent as such."""
    return "minder dan € 0,01" if 0 < amount < 0.01 else f"€ {amount:,.2f}".translate(str.maketrans(",.", ".,"))
