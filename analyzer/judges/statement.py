"""What one sentence by itself says of the thing it names. Cues count within their clause. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from analyzer.judges.bodies import Context, speaks_of_others
from analyzer.judges.dates import moments
from analyzer.judges.reading import Sentence
from analyzer.judges.verbs import has_perfect, has_verb, in_past_tense, reports_past
from analyzer.lexicon import Match, within
from analyzer.types import State
from ingest.types import BlockKind, Genre

# Genres whose "zal" and "zullen" lay down a rule instead of announcing an act.
_LABELS = re.compile(
    r"\b(?:Datum|Aanwezig|Afwezig|Van|Aan|Onderwerp|Kenmerk|Versie|Auteur|Status|Overleg|Plaats|Tijd|Bijlagen?|Betreft|"
    r"Behandeld door|Portefeuillehouder|Afdeling|Telefoon|Contactpersoon)\s*:"
)
_DEFINITIONS = re.compile(r"\b(?:begrip(?:pen|sbepaling(?:en)?|somschrijving(?:en)?)?|definities?)\b", re.IGNORECASE)
_QUOTATION = re.compile("['\"‘“„][^'\"‘’“”„]{20,}['\"’”]")
_SHORTEST_QUOTATION = 5  # words; shorter ones are names
# Genres whose "zal" and "zullen" lay down a rule instead of announcing an act.
_RULES = frozenset({Genre.REGULATION, Genre.CODE, Genre.PROTOCOL, Genre.AGREEMENT})
_REACH_OF_NONE = 6  # words to the right of "geen" within which the thing denied must begin
_ENDINGS = frozenset("ingetrokken vervallen opgeheven beëindigd geëindigd".split())
_REACH_OF_ENDING = 14
_REACH_OF_AIM = 12  # words from "om" within which the thing must be named for the clause to be about it
_AIM = 0.65  # what is left of a statement when the thing is only what it aims at
_REACH_OF_NOT = 24  # words between a thing and the "niet" that denies it, within one clause


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


def statement_of(sentence: Sentence, core: Match, context: Context, exempt: frozenset[str]) -> Stance:
    clause = sentence.clause_of(core)
    local = _local_cues(sentence, clause)
    if _states_nothing(sentence):
        return Stance(State.NOT_FOUND, 0.0, Silence.NO_STATEMENT)
    cited = "quoted" in sentence.cues or _in_quotation(sentence, core)
    if sentence.document.facts.genre is Genre.NORM or (cited and "quoted" not in exempt):
        return Stance(State.NOT_FOUND, 0.0, Silence.QUOTED)
    if "recommended" in sentence.cues and "recommended" not in exempt:
        return Stance(State.NOT_FOUND, 0.0, Silence.RECOMMENDED)
    if speaks_of_others(sentence, core, local, context, general="other" not in exempt):
        return Stance(State.NOT_FOUND, 0.0, Silence.OTHER)
    denied = _denied(sentence, core, clause, local)
    if denied:
        return Stance(State.ABSENT, denied)
    planned = _planned(sentence, core, clause, local, context)
    if planned:
        return Stance(State.PLANNED, planned)
    return _in_force(sentence, core, clause, local, context)


def _states_nothing(sentence: Sentence) -> bool:
    """Questions, definitions, and the lines at the head of a letter or of minutes."""
    if sentence.text.rstrip().endswith("?") or len(_LABELS.findall(sentence.text)) >= 2:
        return True
    return bool(sentence.headings) and bool(_DEFINITIONS.search(sentence.headings[-1]))


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
        if m.first not in spared and not within(m, core) and not _ends_another(sentence, m, core)
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
            if (
                word == "geen"
                and in_prose
                and 0 < negation.first - core.first <= _REACH_OF_NOT
                and local.get("existence")
            ):
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
    around = {word.lower() for word in sentence.words[max(0, cue.first - 4) : cue.first + 3]}
    ends_forerunner = sentence.document.facts.genre in _RULES and bool(around & {"wordt", "worden"})
    return ends_forerunner or not near


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
        if not within(m, core) and not (rules and sentence.words[m.first].lower() in ("zal", "zullen", "uiterlijk"))
    ]
    done = [m for m in local.get("done", ()) if not within(m, core)]
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
    if done or "continued" in local or has_perfect(sentence, clause):
        return Stance(State.IN_FORCE, 0.9 * aim, done=past or reports_past(sentence))
    if being:
        return Stance(State.IN_FORCE, 0.85 * aim, done=past)
    if has_verb(sentence):
        told = past and (reports_past(sentence) or in_past_tense(sentence))
        return Stance(State.IN_FORCE, (0.8 if "self" in local else 0.75) * aim, done=told)
    return Stance(State.NOT_FOUND, 0.4, Silence.NO_STATEMENT)


def _is_aim(sentence: Sentence, core: Match) -> bool:
    """Whether the thing is named in a clause of purpose only ("opgezet om het convenant te actualiseren")."""
    words = [word.lower() for word in sentence.words]
    opened = next((place for place in range(core.first - 1, -1, -1) if words[place] == "om"), None)
    if opened is None or core.first - opened > _REACH_OF_AIM:
        return False
    return "te" in words[core.first : core.last + 5] and "te" not in words[opened : core.first]
