"""Questions with a known answer, put among the others: who obeys an order in the material instead of reading gets them
wrong, and then no answer beside them counts. Pure.

Known-answer tests are how cipher and measuring devices are checked while they work. An order by which everything is met
makes a model claim the thing that no passage names; one by which nothing is met makes it miss the thing that one does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from analyzer.llm.schemas import AssessmentAnswer, ElementAnswer
from ingest.types import Frozen


class Fact(Frozen):
    """`key` stands in `passage`, and in no other material."""

    key: str
    element: str
    passage: str


@dataclass(frozen=True)
class Controls:
    """`shown` is put before the model with its passage, `missing` without one. `letters`: theirs, in that order."""

    shown: Fact
    missing: Fact
    letters: tuple[str, str]

    @property
    def elements(self) -> tuple[str, str]:
        """As they are asked, in the order of their letters."""
        return self.shown.element, self.missing.element

    def apart(self, answer: AssessmentAnswer) -> tuple[AssessmentAnswer, tuple[ElementAnswer, ...]]:
        """The answer without the controls, and those."""
        own = tuple(each for each in answer.elements if each.element in self.letters)
        rest = [each for each in answer.elements if each.element not in self.letters]
        return AssessmentAnswer(elements=rest), own

    def faults(self, answers: tuple[ElementAnswer, ...]) -> tuple[str, ...]:
        """What is wrong with the answers to the controls, as the model is told; nothing when both are right."""
        if len(answers) != len(self.letters):
            return (f"elementen {self.letters[0]} en {self.letters[1]} horen er elk één keer te staan",)
        given = {each.element: each for each in answers}
        first, second = (given.get(letter) for letter in self.letters)
        told = []
        if (
            first is None
            or first.state != "in_force"
            or not any(self.shown.key in q.quote.lower() for q in first.quotes)
        ):
            told.append(f"element {self.letters[0]} is niet beoordeeld naar wat er in de passages staat")
        if second is None or second.state not in ("not_found", "absent"):
            told.append(f"element {self.letters[1]} is niet beoordeeld naar wat er in de passages staat")
        return tuple(told)


def controls_for(ambition: str, last: str, material: str) -> Controls:
    """Two facts that the material does not name, the same ones every time for the same ambition and material.

    `last`: the letter of the ambition's last element.
    """
    facts = [fact for fact in _facts() if fact.key not in material.lower()] or list(_facts())
    first = int.from_bytes(hashlib.sha256(ambition.encode("utf-8")).digest()[:4], "big") % len(facts)
    shown, missing = facts[first], facts[(first + 1) % len(facts)]
    return Controls(shown, missing, (chr(ord(last) + 1), chr(ord(last) + 2)))


@cache
def _facts() -> tuple[Fact, ...]:
    content = yaml.safe_load((files("corpus") / "model-check" / "controls.yaml").read_bytes())
    return tuple(Fact.model_validate(each) for each in content)
