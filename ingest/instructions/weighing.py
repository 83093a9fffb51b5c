"""How much a text reads as an instruction to a language model: the points of its cues, and what they amount to. Pure.

Cues of several kinds are weighed: who is addressed, what is asked, which outcome is dictated, what the text pretends to
be. One kind alone is ordinary policy (on AI, on assessments, instructions to staff); together they are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.instructions.disguise import coded_text, folded, has_ciphered, is_odd, unmasked
from ingest.instructions.lexicon import field_points, lexicon, tokens_of

Points = Mapping[str, float]

# Signs without which no mark of the lexicon is there; to be looked for in a whole document.
SIGNS = re.compile(r"[<>\[\]{}#`=→⇒\\]|->|--|__|~~|[\"']\s*:|\s/\w|return [\"'{]|sudo ")

_PLENTY = 6  # points of cues that are enough, whatever they are
_PLENTY_OF_CORE = 4  # points that are enough of the kinds that make text an instruction
_FEWEST = 3  # points of cues that may be enough, with one that makes text an instruction among them ...
_ENOUGH = 5  # ... and these points together with half of those of the words
_MOST_OF_WORDS = 8  # points of words that count: a long sentence has words of many fields
_TOGETHER = 11  # points of cues and words, with a cue by which the text acts upon its reader
# The kinds that make text an instruction, with the points from which they do; the others only add to these.
_CORE = {
    "address": 2, "override": 2, "pretend": 2, "output": 2, "exclude": 2, "weaken": 2, "leak": 3, "marks": 3,
    "disguise": 2, "redefine": 3, "remember": 2, "pressure": 2,
}  # fmt: skip
_DIRECTIVE = {
    "address": 1, "override": 1, "demand": 1, "pretend": 1, "output": 1, "exclude": 1, "leak": 1, "marks": 1,
    "remember": 1, "weaken": 2, "reader": 2, "redefine": 3, "disguise": 3,
}  # fmt: skip
_TELLING = ("words", "reader", "scope", "assess", "open_choice", "leak_denied")  # kinds that any text may have
_MASKED = 3  # points of a disguise, where what it hides has cues
_LEAST_MASKED = 2  # points that these add to those of the plain reading
_ODD = 2  # points of characters that look like others
_CODED = 6  # points of readable text in a code: no policy is written so


def reads_as_instruction(text: str) -> bool:
    """Whether one text on its own (a title, a file name, hidden text) addresses a language model."""
    return is_instruction(points_of(text))


def is_instruction(points: Points) -> bool:
    """Whether the points of each kind, and of the words, amount to an instruction to a language model."""
    told, words, core = told_by(points), _words(points), _core(points)
    if told >= _PLENTY or (core >= _PLENTY_OF_CORE and words >= 0):
        return True
    if told >= _FEWEST and told + words / 2 >= _ENOUGH and (core or _is_dictated(points)):
        return True
    return told + words >= _TOGETHER and _is_directive(points)


def is_instruction_of_parts(points: Points, *, apart: bool) -> bool:
    """The same of sentences taken together, none of which is one: more is asked, since more text says more.

    `apart`: they stand in blocks of their own, where lines of all sorts follow each other.
    """
    told = told_by(points)
    if told >= _PLENTY + apart and (_core(points) or _is_dictated(points)):
        return True
    return not apart and told + _words(points) >= _TOGETHER + 1 and _is_directive(points)


def _words(points: Points) -> float:
    return min(points.get("words", 0), _MOST_OF_WORDS)


def _core(points: Points) -> float:
    """The points of the kinds that make text an instruction, of those that reach their least."""
    reached = {kind: points[kind] for kind, least in _CORE.items() if points.get(kind, 0) >= least}
    if points.get("leak_denied"):
        reached.pop("leak", None)
    return sum(reached.values())


def _is_directive(points: Points) -> bool:
    return any(points.get(kind, 0) >= least for kind, least in _DIRECTIVE.items())


def told_by(points: Points) -> float:
    """The points of the cues alone, without those of the words."""
    told = sum(value for kind, value in points.items() if kind not in ("words", "leak_denied"))
    return told + max(points.get("leak_denied", 0), -points.get("leak", 0))


def asked_by(points: Points) -> float:
    """The points of those cues by which a text acts upon its reader, rather than tells what it is about."""
    return sum(
        value for kind, value in points.items() if kind not in _TELLING and not (kind == "verdict" and value < 2)
    )


def _is_dictated(points: Points) -> bool:
    """Whether a reader is told which outcome to give, or what counts as proof."""
    return points.get("demand", 0) > 0 and (points.get("verdict", 0) >= 2 or points.get("redefine", 0) >= 2)


def points_of(text: str) -> dict[str, float]:
    """The points of each kind of cue in `text`, and under "words" those of its words; see `weigh`."""
    return weigh(text, signed=True, masked=True)


def weigh(text: str, *, signed: bool, masked: bool) -> dict[str, float]:
    """The points of `text`, with those of what a disguise hides in it where that has cues of its own.

    `signed`: `SIGNS` stand in it; `masked`: signs of a disguise do, other than ciphered words. Empty where there is no
    cue at all.
    """
    plain = folded(text)
    words = tokens_of(plain)
    points = _points(plain, words, signed)
    if not (masked or has_ciphered(words)) and text.isascii():
        return points
    if points and is_odd(text):
        points["disguise"] = _ODD
    least = told_by(points) + _LEAST_MASKED
    for reading in unmasked(text, plain, words):
        found = _points(reading, tokens_of(reading), True)
        both = {kind: max(points.get(kind, 0), found.get(kind, 0), key=abs) for kind in points.keys() | found.keys()}
        if told_by(both) >= least:
            points = {**both, "disguise": _MASKED}
    if coded_text(text):
        points["disguise"] = _CODED
    return points


def _points(plain: str, words: Sequence[str], signed: bool) -> dict[str, float]:
    points = lexicon().cue_points(words)
    if signed and (marks := lexicon().mark_points(plain)):
        points["marks"] = marks
    if points:
        points["words"] = field_points(words)
    return points
