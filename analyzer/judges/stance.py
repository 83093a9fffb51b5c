"""What a sentence says of a thing, with its surroundings: heading, opening line, table head, next sentence. Pure."""

from __future__ import annotations

import re

from analyzer.judges.bodies import Context, names_another
from analyzer.judges.dates import moments
from analyzer.judges.reading import Reading, Sentence
from analyzer.judges.statement import Silence, Stance, statement_of
from analyzer.judges.verbs import in_past_tense
from analyzer.lexicon import Match
from analyzer.types import State
from ingest.dutch import tokenize
from ingest.types import BlockKind

_QUARTER = re.compile(r"\bQ[1-4]\b(?!\s*\d{4})")


def stance_of(reading: Reading, number: int, core: Match, context: Context, exempt: frozenset[str]) -> Stance:
    """The stance of sentence `number` towards the thing named at `core`.

    `exempt`: cue categories that belong to the thing itself (a criterion about advising is not silenced by advice).
    """
    sentence = reading.sentences[number]
    own = statement_of(sentence, core, context, exempt)
    if own.silence is not Silence.OTHER and _goes_on_about_others(reading, number, context):
        return Stance(State.NOT_FOUND, 0.0, Silence.OTHER)
    own = _with_schedule(reading, number, own)
    own = _with_opener(reading, number, own, context)
    if own.state is State.ABSENT and own.silence is None:
        return _announced_next(reading, number, own, context)
    if own.state is State.IN_FORCE and own.silence is None and own.strength >= 0.75:
        return own
    following = reading.neighbour(number, 1)
    if following is not None and _refers_back(following):
        then = statement_of(following, Match(0, 0), context, frozenset())
        weak = own.silence is not None or own.state is State.IN_FORCE
        if weak and then.silence is None and then.state in (State.ABSENT, State.PLANNED):
            return Stance(then.state, 0.85 * then.strength, with_next=True)
    return own


def _announced_next(reading: Reading, number: int, denied: Stance, context: Context) -> Stance:
    """A denial, unless the next sentence announces the same thing ("Zo'n plan krijgt u in 2027")."""
    following = reading.neighbour(number, 1)
    if following is None or not any(match.first <= 8 for match in following.cues.get("anaphor", ())):
        return denied
    then = statement_of(following, Match(0, 0), context, frozenset())
    if then.silence is None and then.state is State.PLANNED:
        return Stance(State.PLANNED, then.strength, with_next=True)
    return denied


def _with_opener(reading: Reading, number: int, own: Stance, context: Context) -> Stance:
    """A list item takes the stance of the line that opens its list; any sentence bows to a heading of plans."""
    sentence = reading.sentences[number]
    opener = reading.opener(number)
    if (
        opener is not None
        and own.state in (State.IN_FORCE, State.NOT_FOUND)
        and own.silence
        in (
            None,
            Silence.NO_STATEMENT,
        )
    ):
        said = statement_of(opener, Match(0, 0), context, frozenset({"other"}))
        if said.silence is Silence.NO_STATEMENT or (said.silence is None and said.state is State.IN_FORCE):
            return Stance(State.IN_FORCE, max(own.strength, 0.65), done=own.done or said.done)
        return said
    if own.state is State.IN_FORCE and sentence.headings:
        cues = reading_cues(reading, sentence.headings[-1])
        if "heading_planned" in cues and "heading_done" not in cues and not _reports(sentence, context):
            return Stance(State.PLANNED, 0.6)
    return own


def _with_schedule(reading: Reading, number: int, own: Stance) -> Stance:
    """A row of a table whose head names quarters or years is a schedule: it announces, until it says it was done."""
    sentence = reading.sentences[number]
    if sentence.kind is not BlockKind.TABLE_ROW or "done" in sentence.cues:
        return own
    head = reading.table_head(number)
    if head is not None and head is not sentence and len(moments(head.text)) + len(_QUARTER.findall(head.text)) >= 2:
        return Stance(State.PLANNED, 0.7) if own.state is not State.ABSENT else own
    return own


def _goes_on_about_others(reading: Reading, number: int, context: Context) -> bool:
    """Whether the sentence carries on about another body that the one before it named ("Daar staat …")."""
    sentence, before = reading.sentences[number], reading.neighbour(number, -1)
    if before is None or "self" in sentence.cues or before.block != sentence.block:
        return False
    carries_on = _refers_back(sentence) or "er" in {word.lower() for word in sentence.words}
    return carries_on and "self" not in before.cues and names_another(before, context)


def _reports(sentence: Sentence, context: Context) -> bool:
    """Whether the sentence tells of what was done or goes on, whatever its heading says."""
    past = any(moment.last <= context.peildatum for moment in moments(sentence.text))
    return past or "done" in sentence.cues or "continued" in sentence.cues or in_past_tense(sentence)


def reading_cues(reading: Reading, line: str) -> frozenset[str]:
    """The cue categories found in a heading."""
    lexicons = reading.lexicons
    found = lexicons.cues.find([token.word for token in tokenize(line)]).keys()
    return frozenset(category for category, numbers in lexicons.cue_groups.items() if numbers & found)


def _refers_back(sentence: Sentence) -> bool:
    return any(match.first <= 1 for match in sentence.cues.get("anaphor", ()))
