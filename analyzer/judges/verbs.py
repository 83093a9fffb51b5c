"""What the forms of Dutch verbs tell of a sentence, as far as they do without a grammar. Pure."""

from __future__ import annotations

from analyzer.judges.reading import Sentence
from ingest.dutch import lemma, parts

_AUXILIARIES = frozenset(
    """is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen kon konden mag mogen moet moeten
    dient dienen doet doen gaat gaan staat staan ligt liggen geldt vormt vormen""".split()
)
_PERFECT_AUXILIARIES = frozenset("is zijn was waren heeft hebben had hadden werd werden".split())
_FINITE = ("t", "d", "de", "te", "den", "ten")
_UNGE = ("be", "ver", "ont", "her", "onder", "over")  # verbs whose participle takes no ge-


def has_verb(sentence: Sentence) -> bool:
    """Whether the sentence has a finite verb, as far as its forms tell."""
    counts = bool(sentence.words) and sentence.words[0].isdigit()  # "4 vergunningen": a figure, and its plural
    for word in (printed.lower() for printed in sentence.words):
        if word in _AUXILIARIES:
            return True
        base = lemma(word)
        if base != word and base.endswith("n") and word.endswith(_FINITE) and not word.endswith("ende"):
            return True
        if base == word and word.endswith("en") and len(word) > 5 and not counts and _may_be_infinitive(word):
            return True
    return False


def _may_be_infinitive(word: str) -> bool:
    """Whether a word that is its own lemma may be a verb: not when it is a compound whose head is a plural noun."""
    pieces = parts(word)
    return not pieces or lemma(pieces[-1]) == pieces[-1]


def has_perfect(sentence: Sentence, clause: int) -> bool:
    """Whether the clause has a perfect or a passive of state ("is vrijgesteld", "heeft bepaald", "werd verdeeld")."""
    words = [w.lower() for w, number in zip(sentence.words, sentence.clauses, strict=True) if number == clause]
    return bool(_PERFECT_AUXILIARIES & set(words)) and any(_is_participle(word) for word in words)


def _is_participle(word: str) -> bool:
    base = lemma(word)
    if base == word or not base.endswith("n") or len(word) < 6:
        return False
    if word.startswith("ge"):
        return word.endswith(("d", "t", "en"))
    separable = "ge" in word[2:6] and word.endswith(("d", "t", "en"))
    return separable or (word.startswith(_UNGE) and word.endswith("d"))


def in_past_tense(sentence: Sentence) -> bool:
    """Whether a verb stands in the past tense ("organiseerden"), as far as its form tells."""
    for word in (printed.lower() for printed in sentence.words):
        base = lemma(word)
        if base != word and base.endswith("en") and word.endswith(("de", "te", "den", "ten")) and len(word) > 5:
            return base[:3] == word[:3] and not word.startswith("ge")
    return False


def reports_past(sentence: Sentence) -> bool:
    words = {word.lower() for word in sentence.words}
    return bool(words & {"heeft", "hebben", "had", "hadden", "was", "waren", "werd", "werden", "vond", "vonden"})
