"""A scripted language model for the whole app: it judges as `scripted_reader` does, and answers by quoting."""

from __future__ import annotations

import json
import re

import scripted_reader
from model_server import Call

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]")
_MOST = 3  # sentences of an answer


def play(call: Call) -> str:
    """An honest answer to whatever the app asks."""
    if "De laatste vraag:" in call.text:
        return json.dumps({"question": _question(call.text)})
    if call.stream:
        return answer(call)
    return scripted_reader.read(call)


def answer(call: Call) -> str:
    """The sentences of the passages that share most long words with the question, each quoted from its own passage."""
    asked = _stems(_question(call.text))
    found = [
        (len(asked & _stems(sentence)), -shown.number, sentence.strip())
        for shown in scripted_reader.passages_in(call.text)
        if shown.number
        for sentence in _SENTENCE.findall(shown.text)
        if 40 < len(sentence.strip()) < 300
    ]
    best = sorted((each for each in found if each[0] >= 2), reverse=True)[:_MOST]
    lines = [{"sentence": text, "passage": -number, "quote": text} for _, number, text in best]
    empty = {"sentence": "", "passage": 0, "quote": ""}
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines or [empty])


def _question(text: str) -> str:
    return next(shown.text for shown in reversed(scripted_reader.passages_in(text)) if shown.number == 0)


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-zà-ÿ]{5,}", text.lower())}
