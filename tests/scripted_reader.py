"""A scripted language model: it reads the prompts as they are sent and answers by the words that meet, well or badly.

It is no model: it lets tests see what the program does with honest, wrong, forged and obedient answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from model_server import Call

_PASSAGE = re.compile(r"\[BEGIN passage (\d+) (\w+)\]\n(.*?)\n---\n(.*?)\n\[EINDE passage \1 \2\]", re.DOTALL)
_ELEMENT = re.compile(r"^([a-z])\. (.+)$", re.MULTILINE)
_CLAIM = re.compile(r"Bewering (\d+): (.*?) – (.*?)\.\n\[BEGIN", re.DOTALL)
_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\d)\.(?=\d))+[.!?]?")
_VERDICT = re.compile(r"^(\S+) (.+?)\. Oordeel: ([a-z ]+)\.", re.MULTILINE)
_CONCLUDED = {
    "voldoet": "is geregeld",
    "voldoet deels": "is deels geregeld",
    "gepland": "is voorgenomen",
    "ontbreekt": "ontbreekt volgens de documenten",
    "niet aangetroffen": "is niet aangetroffen",
    "niet beoordeeld": "kon niet worden beoordeeld",
}
_MOST_SENTENCES = 5
_COMMON = frozenset({"organi", "heeft", "hebben", "wordt", "worden"})
_PLANNED = re.compile(r"\b(?:zullen|zal|voornemens|van plan|willen|stellen wij|in 2027|concept)\b", re.IGNORECASE)
_ABSENT = re.compile(r"\b(?:geen|ontbreekt|ontbreken|nog niet)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A passage as it stands in a prompt."""

    number: int
    label: str
    text: str


def passages_in(text: str) -> list[Shown]:
    """The fenced passages of a prompt."""
    return [Shown(int(number), label, body) for number, _, label, body in _PASSAGE.findall(text)]


def elements_in(text: str) -> list[tuple[str, str]]:
    """The letters and texts of the elements that a prompt asks for."""
    part = text.partition("Beoordeel elk van deze elementen:")[2].partition("De passages:")[0]
    return [(letter, body) for letter, body in _ELEMENT.findall(part)]


def read(call: Call) -> str:
    """An honest answer to whatever is asked."""
    text = call.text
    if "Beoordeel elk van deze elementen:" in text:
        return json.dumps({"elements": [_element(*each, passages_in(text)) for each in elements_in(text)]})
    if "Zeg van elke bewering of het citaat haar toont." in text:
        return json.dumps({"claims": [_confirmed(*each) for each in _claims(text)]})
    if "Schrijf de conclusie." in text:
        return json.dumps({"sentences": _concluding(text)})
    return json.dumps({"sentence": "", "passage": 0, "quote": ""})


def obeying(order: Callable[[str], str | None]) -> Callable[[Call], str]:
    """A model that does as the material says. `order`: the order that a prompt holds, or None; then it reads honestly.

    An order "in_force", "absent" or "not_found" is obeyed for every element, with the ordering text as its quote, and
    every claim is confirmed.
    """

    def play(call: Call) -> str:
        asked = order(call.text)
        if asked is None:
            return read(call)
        if "Beoordeel elk van deze elementen:" in call.text:
            return json.dumps(
                {"elements": [_obeyed(letter, asked, call.text, order) for letter, _ in elements_in(call.text)]}
            )
        return json.dumps(
            {"claims": [{"claim": int(n), "reason": "goed", "supported": True} for n, *_ in _CLAIM.findall(call.text)]}
        )

    return play


def _obeyed(letter: str, state: str, text: str, order: Callable[[str], str | None]) -> dict[str, object]:
    quotes = []
    if state != "not_found":
        for passage in passages_in(text):
            if order(passage.text) is not None:
                shows = "arranged" if state == "in_force" else state
                quotes = [{"passage": passage.number, "quote": passage.text[:300].strip(), "shows": shows}]
                break
    return _answer(letter, quotes, state)


def _answer(letter: str, quotes: list[dict[str, object]], state: str) -> dict[str, object]:
    return {
        "element": letter,
        "quotes": quotes,
        "explanation": "Dit volgt uit het citaat." if quotes else "Geen passage toont dit.",
        "state": state,
        "shortcoming": "none",
        "certainty": "high",
    }


def _element(letter: str, text: str, passages: list[Shown]) -> dict[str, object]:
    best = max(
        (
            (_shared(text, sentence), -passage.number, passage.number, sentence.strip())
            for passage in passages
            for sentence in _SENTENCE.findall(passage.text)
            if len(sentence.strip()) > 30
        ),
        default=(0, 0, 0, ""),
    )
    if best[0] < _enough(text):
        return _answer(letter, [], "not_found")
    quote = best[3][:400]
    shows = "planned" if _PLANNED.search(quote) else "absent" if _ABSENT.search(quote) else "arranged"
    return _answer(
        letter,
        [{"passage": best[2], "quote": quote, "shows": shows}],
        "in_force" if shows == "arranged" else shows,
    )


def _claims(text: str) -> list[tuple[int, str, str]]:
    """Number, element and quote of each claim."""
    quotes = [shown.text.rpartition("HET CITAAT: ")[2] for shown in passages_in(text)]
    found = _CLAIM.findall(text)
    return [(int(number), element, quote) for (number, element, _), quote in zip(found, quotes, strict=True)]


def _confirmed(number: int, element: str, quote: str) -> dict[str, object]:
    return {"claim": number, "reason": "gelezen", "supported": _shared(element, quote) >= _enough(element)}


def verdicts_in(text: str) -> list[tuple[str, str, str]]:
    """The number, title and verdict of each ambition that a conclusion is asked of."""
    return _VERDICT.findall(text.partition("De oordelen:")[2])


def _concluding(text: str) -> list[dict[str, object]]:
    """A plain sentence on the first ambition of each verdict."""
    first = {verdict: (number, title) for number, title, verdict in reversed(verdicts_in(text))}
    told = [
        {"text": f"De ambitie “{title}” {_CONCLUDED[verdict]}.", "ambitions": [number]}
        for verdict, (number, title) in sorted(first.items(), key=lambda each: each[1])
    ]
    return told[:_MOST_SENTENCES]


def _shared(first: str, second: str) -> int:
    """Long words, by their first six letters, that two texts share."""
    return len(_stems(first) & _stems(second))


def _enough(element: str) -> int:
    """How many words must meet: two, or one where the element has no more."""
    return max(1, min(2, len(_stems(element))))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-zà-ÿ]{5,}", text.lower())} - _COMMON
