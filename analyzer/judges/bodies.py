"""Who a sentence speaks of: the organisation itself, or another municipality, province or water board. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analyzer.judges.reading import Sentence
from analyzer.lexicon import Match, within

_BODY_PREPOSITIONS = frozenset({"met", "tussen", "samen", "en", "onder"})
_NAMED_BODY = re.compile(
    r"\b(?:[Bb]uur)?(?:[Gg]emeenten?|[Pp]rovincie|[Ww]aterschap|[Hh]oogheemraadschap) ([A-Z][\w-]+(?:['’][\w-]+)*)"
)
# Words with a capital that may follow "gemeente" and are no name of one.
_NO_NAMES = frozenset("""wij onze noord-nederland noord-holland politie riec bibob apv avg woo wpg bevolking""".split())


@dataclass(frozen=True)
class Context:
    """What holds for all sentences of a run: the reference date, and the names, in lower case, by which the documents
    call the organisation itself and other bodies."""

    peildatum: date
    own_names: frozenset[str]
    other_names: frozenset[str] = frozenset()


def speaks_of_others(
    sentence: Sentence,
    core: Match,
    local: dict[str, tuple[Match, ...]],
    context: Context,
    *,
    general: bool,
) -> bool:
    """`general`: whether words such as "andere gemeenten" count, beside the names of other bodies."""
    if names_another(sentence, context, sentence.clause_of(core)) and "self" not in local:
        return True
    if any(not within(match, core) for match in sentence.cues.get("self", ())):
        return False
    for match in local.get("other", ()) if general else ():
        before = {word.lower() for word in sentence.words[max(0, match.first - 2) : match.first]}
        if not before & _BODY_PREPOSITIONS and not within(match, core):
            return True
    return names_another(sentence, context)


def names_another(sentence: Sentence, context: Context, clause: int | None = None) -> bool:
    """Whether the sentence, or one clause of it, names another body ("de gemeente Elders") and not the organisation."""
    words = sentence.words
    if context.other_names.isdisjoint(sentence.lower) or not context.own_names.isdisjoint(sentence.lower):
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
        for match in _NAMED_BODY.finditer(sentence.text):
            name = match.group(1).lower()
            if len(name) > 3 and name not in own_names:
                found.add(name)
    return frozenset(found - _NO_NAMES)
