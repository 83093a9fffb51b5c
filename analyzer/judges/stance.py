"""What a sentence says of the thing it names: in force, planned, denied; or nothing that counts, and why. Pure.

Cues count within their clause ("Er ligt een protocol, maar de training volgt in 2027": the protocol is not planned).
What stands around the sentence counts where the sentence is silent: the heading, the line that opens a list, and a
following "Dat is nog niet geregeld".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analyzer.judges.dates import moments
from analyzer.judges.reading import Reading, Sentence
from analyzer.lexicon import Match
from analyzer.types import State
from ingest.dutch import lemma
from ingest.types import BlockKind, Genre


class Silence(StrEnum):
    """Why a sentence that names a thing is no evidence of it."""

    QUOTED = "quoted"
    RECOMMENDED = "recommended"
    OTHER = "other"
    THEME = "theme"
    NO_STATEMENT = "no_statement"


@dataclass(frozen=True)
class Stance:
    """`state` with its `strength` (0–1: how plainly it is said), or the `silence` that keeps it from counting.

    `done`: the sentence reports something carried out (bestaan), not only arranged (opzet). `with_next`: the following
    sentence is needed to see it.
    """

    state: State
    strength: float
    silence: Silence | None = None
    done: bool = False
    with_next: bool = False


@dataclass(frozen=True)
class Context:
    """What holds for all sentences of a run: the reference date, and the names, in lower case, by which the documents
    call the organisation itself and other bodies."""

    peildatum: date
    own_names: frozenset[str]
    other_names: frozenset[str] = frozenset()


# Genres whose "zal" and "zullen" lay down a rule instead of announcing an act.
_QUOTATION = re.compile("['\"‘“„][^'\"‘’“”„]{20,}['\"’”]")
_SHORTEST_QUOTATION = 5  # words; shorter ones are names
_QUARTER = re.compile(r"\bQ[1-4]\b(?!\s*\d{4})")
_RULES = frozenset({Genre.REGULATION, Genre.CODE, Genre.PROTOCOL, Genre.AGREEMENT})
_AUXILIARIES = frozenset(
    """is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen kon konden mag mogen moet moeten
    dient dienen doet doen gaat gaan staat staan ligt liggen geldt vormt vormen""".split()
)
_PERFECT_AUXILIARIES = frozenset("is zijn was waren heeft hebben had hadden werd werden".split())
_UNGE = ("be", "ver", "ont", "her", "onder", "over")  # verbs whose participle takes no ge-
_REACH_OF_NONE = 6  # words to the right of "geen" within which the thing denied must begin
_ENDINGS = frozenset("ingetrokken vervallen opgeheven beëindigd geëindigd".split())
_REACH_OF_ENDING = 14
_REACH_OF_AIM = 12  # words from "om" within which the thing must be named for the clause to be about it
_AIM = 0.65  # what is left of a statement when the thing is only what it aims at
_REACH_OF_NOT = 24  # words between a thing and the "niet" that denies it, within one clause
_BODY_PREPOSITIONS = frozenset({"met", "tussen", "samen", "en", "onder"})
_BODY_WORDS = frozenset(
    """gemeente provincie waterschap gemeenten hoogheemraadschap buurgemeente buurgemeenten buurprovincie
    buurwaterschap""".split()
)
# Words with a capital that may follow "gemeente" and are no name of one.
_NO_NAMES = frozenset("""wij onze noord-nederland noord-holland politie riec bibob apv avg woo wpg bevolking""".split())


def stance_of(reading: Reading, number: int, core: Match, context: Context, exempt: frozenset[str]) -> Stance:
    """The stance of sentence `number` towards the thing named at `core`.

    `exempt`: cue categories that belong to the thing itself (a criterion about advising is not silenced by advice).
    """
    sentence = reading.sentences[number]
    own = _own_stance(sentence, core, context, exempt)
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
        then = _own_stance(following, Match(0, 0), context, frozenset())
        weak = own.silence is not None or own.state is State.IN_FORCE
        if weak and then.silence is None and then.state in (State.ABSENT, State.PLANNED):
            return Stance(then.state, 0.85 * then.strength, with_next=True)
    return own


def _announced_next(reading: Reading, number: int, denied: Stance, context: Context) -> Stance:
    """A denial, unless the next sentence announces the same thing ("Zo'n plan krijgt u in 2027")."""
    following = reading.neighbour(number, 1)
    if following is None or not any(match.first <= 8 for match in following.cues.get("anaphor", ())):
        return denied
    then = _own_stance(following, Match(0, 0), context, frozenset())
    if then.silence is None and then.state is State.PLANNED:
        return Stance(State.PLANNED, then.strength, with_next=True)
    return denied


def _own_stance(sentence: Sentence, core: Match, context: Context, exempt: frozenset[str]) -> Stance:
    clause = _clause_of(sentence, core)
    local = _local_cues(sentence, clause)
    cited = "quoted" in sentence.cues or _in_quotation(sentence, core)
    if sentence.document.facts.genre is Genre.NORM or (cited and "quoted" not in exempt):
        return Stance(State.NOT_FOUND, 0.0, Silence.QUOTED)
    if "recommended" in sentence.cues and "recommended" not in exempt:
        return Stance(State.NOT_FOUND, 0.0, Silence.RECOMMENDED)
    if _speaks_of_others(sentence, core, local, context, general="other" not in exempt):
        return Stance(State.NOT_FOUND, 0.0, Silence.OTHER)
    denied = _denied(sentence, core, clause, local)
    if denied:
        return Stance(State.ABSENT, denied)
    planned = _planned(sentence, core, clause, local, context)
    if planned:
        return Stance(State.PLANNED, planned)
    return _in_force(sentence, core, clause, local, context)


def _in_quotation(sentence: Sentence, core: Match) -> bool:
    """Whether the thing is named within a longer quotation, as when minutes read out a norm. In news people are quoted
    on what they do, so there it means nothing."""
    if sentence.document.facts.genre is Genre.NEWS:
        return False
    for quotation in _QUOTATION.finditer(sentence.text):
        inside = range(sentence.place_of(quotation.start()), sentence.place_of(quotation.end() - 2) + 1)
        if len(inside) >= _SHORTEST_QUOTATION and core.first in inside:
            return True
    return False


def _local_cues(sentence: Sentence, clause: int) -> dict[str, tuple[Match, ...]]:
    """The cues that touch the clause; in a table row the cells speak of one thing, so all of them."""
    if sentence.kind is BlockKind.TABLE_ROW:
        return sentence.cues
    kept = {
        category: tuple(m for m in matches if clause in (sentence.clauses[m.first], sentence.clauses[m.last]))
        for category, matches in sentence.cues.items()
    }
    return {category: matches for category, matches in kept.items() if matches}


def _denied(sentence: Sentence, core: Match, clause: int, local: dict[str, tuple[Match, ...]]) -> float:
    """How plainly the thing is denied; 0.0 when it is not."""
    spared = {place for m in local.get("not_a_negation", ()) for place in range(m.first, m.last + 1)}
    nots = [m for m in local.get("negation", ()) if m.first not in spared]
    lacking = [
        m
        for m in local.get("lacking", ())
        if m.first not in spared and not _within(m, core) and not _ends_another(sentence, m, core)
    ]
    if len(nots) + len(lacking) >= 2 and lacking and nots:
        return 0.0  # "ontbreekt niet"
    if lacking:
        return 0.8
    if "partial" in local:
        return 0.0  # "niet alle", "een op de vier": what is denied is the whole, not the thing
    for negation in nots:
        word = sentence.words[negation.first].lower()
        if word in ("geen", "zonder"):
            between = range(negation.first + 1, core.first)
            verbs = {m.first for m in (*local.get("done", ()), *local.get("existence", ()))}
            if 0 < core.first - negation.first <= _REACH_OF_NONE and not verbs & set(between):
                return 0.9 if word == "geen" else 0.6
            in_prose = sentence.kind is not BlockKind.TABLE_ROW
            if word == "geen" and in_prose and 0 < negation.first - core.first <= _REACH_OF_NOT and local.get("existence"):
                return 0.85  # "voor X hebben wij geen regels"
        elif abs(core.first - negation.first) <= _REACH_OF_NOT:
            if local.get("existence"):
                return 0.85
            if sentence.document.facts.genre not in _RULES:
                return 0.75
    return 0.0


def _ends_another(sentence: Sentence, cue: Match, core: Match) -> bool:
    """Whether an "ingetrokken" or "vervallen" is said of something else: a rule ends its forerunner, an authority a
    permit."""
    if sentence.words[cue.first].lower() not in _ENDINGS:
        return False
    near = 0 < cue.first - core.last <= _REACH_OF_ENDING
    return sentence.document.facts.genre in _RULES or not near


def _planned(
    sentence: Sentence, core: Match, clause: int, local: dict[str, tuple[Match, ...]], context: Context
) -> float:
    """How plainly the thing is announced and not yet there; 0.0 when it is not."""
    if "continued" in local and "done" not in local:
        return 0.0
    rules = sentence.document.facts.genre in _RULES
    cues = [
        m
        for m in local.get("planned", ())
        if not _within(m, core) and not (rules and sentence.words[m.first].lower() in ("zal", "zullen", "uiterlijk"))
    ]
    done = [m for m in local.get("done", ()) if not _within(m, core)]
    future = any(
        moment.first > context.peildatum or (moment.last > context.peildatum and not done)
        for moment in moments(sentence.text)
        if sentence.kind is BlockKind.TABLE_ROW
        or (sentence.clauses and sentence.clauses[sentence.place_of(moment.start)] == clause)
    )
    if future:
        return 0.9
    if not cues:
        return 0.0
    if done:
        nearest = min(abs(m.first - core.first) for m in cues)
        if min(abs(m.first - core.first) for m in done) <= nearest and not _passive_infinitive(sentence, done):
            return 0.0
    return 0.8


def _passive_infinitive(sentence: Sentence, done: list[Match]) -> bool:
    """ "zal worden vastgesteld", "te worden ingericht": the participle reports nothing yet."""
    words = [word.lower() for word in sentence.words]
    return all({"worden", "wordt", "zal", "zullen"} & set(words[max(0, m.first - 3) : m.last + 3]) for m in done)


def _in_force(
    sentence: Sentence, core: Match, clause: int, local: dict[str, tuple[Match, ...]], context: Context
) -> Stance:
    done, being = "done" in local, "being" in local
    if "theme" in local and not done and not being:
        return Stance(State.NOT_FOUND, 0.0, Silence.THEME)
    past = any(moment.last <= context.peildatum for moment in moments(sentence.text))
    aim = _AIM if _is_aim(sentence, core) else 1.0
    if done or "continued" in local or _participle_clause(sentence, clause):
        return Stance(State.IN_FORCE, 0.9 * aim, done=past or _perfect(sentence))
    if being:
        return Stance(State.IN_FORCE, 0.85 * aim, done=past)
    if _has_verb(sentence):
        return Stance(State.IN_FORCE, (0.8 if "self" in local else 0.75) * aim)
    return Stance(State.NOT_FOUND, 0.4, Silence.NO_STATEMENT)


def _participle_clause(sentence: Sentence, clause: int) -> bool:
    """Whether the clause has a perfect or a passive of state ("is vrijgesteld", "heeft bepaald", "werd verdeeld")."""
    words = [w.lower() for w, number in zip(sentence.words, sentence.clauses, strict=True) if number == clause]
    return bool(_PERFECT_AUXILIARIES & set(words)) and any(_is_participle(word) for word in words)


def _is_participle(word: str) -> bool:
    base = lemma(word)
    if base == word or not base.endswith("n") or len(word) < 6:
        return False
    if word.startswith("ge"):
        return word.endswith(("d", "t", "en"))
    return "ge" in word[2:6] and word.endswith(("d", "t", "en")) or (word.startswith(_UNGE) and word.endswith("d"))


def _is_aim(sentence: Sentence, core: Match) -> bool:
    """Whether the thing is named in a clause of purpose only ("opgezet om het convenant te actualiseren")."""
    words = [word.lower() for word in sentence.words]
    opened = next((place for place in range(core.first - 1, -1, -1) if words[place] == "om"), None)
    if opened is None or core.first - opened > _REACH_OF_AIM:
        return False
    return "te" in words[core.first : core.last + 5] and "te" not in words[opened : core.first]


def _perfect(sentence: Sentence) -> bool:
    words = {word.lower() for word in sentence.words}
    return bool(words & {"heeft", "hebben", "had", "hadden", "was", "waren", "werd", "werden", "vond", "vonden"})


def _has_verb(sentence: Sentence) -> bool:
    """Whether the sentence has a finite verb, as far as its forms tell."""
    for word in (printed.lower() for printed in sentence.words):
        if word in _AUXILIARIES:
            return True
        base = lemma(word)
        if base != word and base.endswith("n") and word.endswith(("t", "d", "de", "te", "den", "ten")):
            return True
        if base == word and word.endswith("en") and len(word) > 5:
            return True
    return False


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
        said = _own_stance(opener, Match(0, 0), context, frozenset({"other"}))
        if said.silence is Silence.NO_STATEMENT or (said.silence is None and said.state is State.IN_FORCE):
            return Stance(State.IN_FORCE, max(own.strength, 0.65), done=own.done or said.done)
        return said
    if own.state is State.IN_FORCE and sentence.headings:
        cues = reading_cues(reading, sentence.headings[-1])
        if "heading_planned" in cues and "heading_done" not in cues and not _reports(sentence, context):
            return Stance(State.PLANNED, 0.6)
    return own


def _with_schedule(reading: Reading, number: int, own: Stance) -> Stance:
    """A row of a table whose head names quarters or years is a schedule: it announces, until it says that it was done."""
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
    return carries_on and "self" not in before.cues and _names_another(before, context)


def _reports(sentence: Sentence, context: Context) -> bool:
    """Whether the sentence tells of what was done or goes on, whatever its heading says."""
    past = any(moment.last <= context.peildatum for moment in moments(sentence.text))
    return past or "done" in sentence.cues or "continued" in sentence.cues or _past_tense(sentence)


def _past_tense(sentence: Sentence) -> bool:
    """Whether a verb stands in the past tense ("organiseerden"), as far as its form tells."""
    for word in (printed.lower() for printed in sentence.words):
        base = lemma(word)
        if base != word and base.endswith("en") and word.endswith(("de", "te", "den", "ten")) and len(word) > 5:
            return base[:3] == word[:3] and not word.startswith("ge")
    return False


def reading_cues(reading: Reading, line: str) -> frozenset[str]:
    """The cue categories found in a heading."""
    lexicons = reading.lexicons
    found = lexicons.cues.find(line.lower().split()).keys()
    return frozenset(category for category, numbers in lexicons.cue_groups.items() if numbers & found)


def _refers_back(sentence: Sentence) -> bool:
    return any(match.first <= 1 for match in sentence.cues.get("anaphor", ()))


def _within(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _speaks_of_others(
    sentence: Sentence,
    core: Match,
    local: dict[str, tuple[Match, ...]],
    context: Context,
    *,
    general: bool,
) -> bool:
    """`general`: whether words such as "andere gemeenten" count, beside the names of other bodies."""
    if _names_another(sentence, context, _clause_of(sentence, core)) and "self" not in local:
        return True
    if any(not _within(match, core) for match in sentence.cues.get("self", ())):
        return False
    for match in local.get("other", ()) if general else ():
        before = {word.lower() for word in sentence.words[max(0, match.first - 2) : match.first]}
        if not before & _BODY_PREPOSITIONS and not _within(match, core):
            return True
    return _names_another(sentence, context)


def _clause_of(sentence: Sentence, core: Match) -> int:
    return sentence.clauses[core.first] if core.first < len(sentence.clauses) else 0


def _names_another(sentence: Sentence, context: Context, clause: int | None = None) -> bool:
    """Whether the sentence, or one clause of it, names a body of another name ("de gemeente Elders") and not the organisation itself."""
    words = sentence.words
    if any(word.lower() in context.own_names for word in words):
        return False
    for place, word in enumerate(words):
        here = clause is None or sentence.clauses[place] == clause
        if here and word.lower() in context.other_names and word[:1].isupper():
            before = words[max(0, place - 3) : place]
            if not any(each.lower() in _BODY_PREPOSITIONS for each in before):
                return True
    return False


def bodies_named(sentences: Iterable[Sentence], own_names: frozenset[str]) -> frozenset[str]:
    """The names, in lower case, of other municipalities, provinces and water boards that the sentences speak of."""
    found: set[str] = set()
    for sentence in sentences:
        words = sentence.words
        for place, word in enumerate(words[:-1]):
            name = words[place + 1]
            if f"{word} {name}" not in sentence.text:
                continue
            if word.lower() in _BODY_WORDS and name[:1].isupper() and len(name) > 3 and name.lower() not in own_names:
                found.add(name.lower())
    return frozenset(found - _NO_NAMES)
