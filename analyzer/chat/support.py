"""Whether a sentence can lean on its quote at all: a floor under the answers of a language model, by words alone. Pure.

It keeps out knowledge from elsewhere behind a quote that is real and about something else. It does not prove that the
quote says so; a reader does that, which is why the quote stands beside the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from analyzer.chat.numbers import numbers_in
from ingest.dutch import STOPWORDS, base_keys, index_terms, parts, tokenize

# The share of a sentence's own words that its quote must have. Chosen on 53 sentences: 25 of 28 that say what their
# quote says were kept, 24 of 25 others refused; on 53 others it kept 28 of 29 and refused all 24.
SHARE = 0.45
# In a compound each part counts, together for less than the word itself.
_PARTS = 0.8
_MET = 0.4  # from this share of it on a word is there: half of a compound is
_FEWEST_MET = 2  # words: one may meet by chance
_KNOWN_NAME = 0.5  # the share from which on a name is known ("Bibob-regel" by "Bibob")

# Words by which an answer is put, whatever it says.
_FRAME = frozenset(
    """ja nee volgens blijkt blijken staat staan vermeld vermeldt vermelden zegt zeggen stelt geeft aan hiervoor
    daarvoor daarnaast verder tevens bovendien echter namelijk daarmee hiermee hierbij daarvan hiervan ervan
    ervoor waarvan waarmee binnen buiten document documenten passage tekst organisatie gemeentelijk
    gemeentelijke sinds vanaf momenteel moment nu dit deze zulke zo'n worden wordt werd zijn was kan moet mag
    dient hoeft gaat doet krijgt heeft wel ten te per elk elke ieder iedere alle maar ook nog toe af keer maal
    ruim meer dan minder circa ongeveer samen eigen betreft geldt gelden gebeurt laat""".split()
)
# Written with a capital, and nobody's name.
_NO_NAMES = frozenset(
    """nederland nederlands nederlandse gemeente gemeenten gemeenteraad raad raadsleden college burgemeester
    wethouder wethouders provincie provinciale gedeputeerde staten waterschap wet artikel hoofdstuk bijlage
    europese rijk""".split()
)
_NOT = frozenset("geen niet niets niemand nooit nergens zonder noch nimmer evenmin".split())
_LACKING = re.compile(
    r"ontbr(?:eek|ek|ak)\w*|mist(?:en)?|missen|ingetrokken|vervallen|vervalt|vervielen|afgeschaft|geweigerd|weiger\w*|"
    r"verbod\w*|verbied\w*|verboden|uitgesloten|uitgezonderd|uitzondering\w*|onvoldoende|onbekend|stopgezet|beëindigd|"
    r"opgeheven|gestopt|afwezig|achterwege|afgewezen|ontzeg\w*|verouderd|achterhaald|verlopen|gesloten|"
    r"on(?:toegankelijk|mogelijk|duidelijk|volledig|geschikt)\w*"
)
# Not there yet: a denial and an intention tell the same thing in other words.
_COMING = re.compile(
    r"zal|zullen|voornemens|voornemen|plan|plannen|gepland|concept|ontwerp|voorbereiding|voorbereid|komt|komen|nog|"
    r"onderzoekt|onderzocht|onderzoeken|straks|binnenkort|voorzien|wil|willen|toegezegd|alleen|slechts|hooguit"
)
_HARMLESS_NOT = re.compile(
    r"\bniet (?:alleen|slechts|meer dan|minder dan|later dan)\b|\bzonder (?:wijziging(?:en)?|meer)\b", re.IGNORECASE
)
_CLAUSES = re.compile(r"[,;:.!?()–—]+(?=\s|$)|\s(?:maar|terwijl|hoewel|omdat|zodat)\s", re.IGNORECASE)
_ADDRESSES = re.compile(r"\S*(?:://|www\.|@)\S*", re.IGNORECASE)


class Weakness(StrEnum):
    """Why a sentence cannot lean on its quote."""

    NUMBER = "number"  # a figure, a date or an address that does not stand there
    NAME = "name"  # a name that does not stand there
    CONTENT = "content"  # too few of its words stand there
    DENIAL = "denial"  # the one denies what the other says


@dataclass(frozen=True)
class Ground:
    """What a sentence may lean on. `context`: what the passage stands under, one a line: headings, title, file, dates,
    validity. `around`: the passage itself. A figure must stand in the quote or the context, a name in any of the three,
    the words in the quote; those of the context count neither for nor against."""

    quote: str
    context: str = ""
    around: str = ""


def weakness_of(sentence: str, ground: Ground, share: float = SHARE) -> Weakness | None:
    """None: nothing is wrong with it."""
    if not _figures(sentence, ground):
        return Weakness.NUMBER
    if not _names(sentence, ground):
        return Weakness.NAME
    if not _content(sentence, ground, share):
        return Weakness.CONTENT
    return Weakness.DENIAL if _contradicts(sentence, ground.quote) else None


def word_share(word: str, terms: frozenset[str]) -> float:
    """How much of a lower-case word is among the index terms of a text: 1.0 when it is there itself."""
    if base_keys(word) & terms:
        return 1.0
    pieces = parts(word)
    return _PARTS * sum(bool(base_keys(piece) & terms) for piece in pieces) / len(pieces) if pieces else 0.0


def terms_of(text: str) -> frozenset[str]:
    """The index terms of a text, as a set."""
    return frozenset(term for token in tokenize(text) for term in index_terms(token.word))


def _figures(sentence: str, ground: Ground) -> bool:
    known = f"{ground.quote}\n{ground.context}"
    addresses = {each.lower().strip(".,;:()") for each in _ADDRESSES.findall(sentence)}
    if not all(each in known.lower() for each in addresses):
        return False
    return numbers_in(sentence).asked <= numbers_in(known).told


def _names(sentence: str, ground: Ground) -> bool:
    known = terms_of(f"{ground.quote}\n{ground.context}\n{ground.around}")
    return all(word_share(name, known) >= _KNOWN_NAME for name in names_in(sentence))


def names_in(sentence: str) -> list[str]:
    """The words, in lower case, that a capital marks as a name; the first only where it has more than one."""
    found = []
    for place, token in enumerate(tokenize(sentence)):
        written = sentence[token.start : token.end]
        capitals = sum(character.isupper() for character in written)
        is_name = capitals > 1 if place == 0 else capitals > 0
        if is_name and token.word not in _NO_NAMES and token.word not in STOPWORDS and not written[0].isdigit():
            found.append(token.word)
    return found


def _content(sentence: str, ground: Ground, share: float) -> bool:
    """Whether the quote has enough of the sentence's words: `share` of them, and two (or the only one)."""
    quote, context = terms_of(ground.quote), terms_of(ground.context)
    shares = [
        in_quote
        for word in content_words(sentence)
        if (in_quote := word_share(word, quote)) or word_share(word, context) < 1.0
    ]
    if not shares:
        return False
    met = sum(each >= _MET for each in shares)
    return sum(shares) / len(shares) >= share and met >= min(_FEWEST_MET, len(shares))


def content_words(text: str) -> list[str]:
    """The words of a text that say what it is about, in lower case, each once; no figures."""
    words = dict.fromkeys(token.word for token in tokenize(text))
    return [
        word
        for word in words
        if word not in _FRAME
        and word not in _NOT
        and index_terms(word)
        and not any(c.isdigit() for c in word)
        and not numbers_in(word).asked
    ]


def _contradicts(sentence: str, quote: str) -> bool:
    """Whether a denial stands on one side only; of the quote the clause counts that has most of the words."""
    said, shown = _denies(sentence), _denies(quote)
    if said and not shown and not _comes(quote):
        return True
    if said or _comes(sentence) or not shown:
        return False
    words = content_words(sentence)
    clauses = [clause for clause in _CLAUSES.split(quote) if clause.strip()]
    best = max(clauses, key=lambda clause: _met(words, clause), default="")
    return _met(words, best) > 0 and any(token.word in _NOT for token in tokenize(_HARMLESS_NOT.sub("", best)))


def _met(words: list[str], clause: str) -> float:
    terms = terms_of(clause)
    return sum(word_share(word, terms) for word in words)


def _denies(text: str) -> bool:
    words = [token.word for token in tokenize(_HARMLESS_NOT.sub("", text))]
    return any(word in _NOT or _LACKING.fullmatch(word) for word in words)


def _comes(text: str) -> bool:
    return any(_COMING.fullmatch(token.word) for token in tokenize(text))
