"""Whether what was found is up to date on the reference date: adoption dates, and repealed laws still cited. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.judges.dates import moments
from analyzer.judges.reading import Reading, Sentence
from analyzer.lexicon import Lexicon, Match
from analyzer.norms import RepealedLaw
from ingest.dutch import tokenize
from ingest.types import Document

# LABELLING: adopted or last revised more than four years before the reference date is out of date.
YEARS_CURRENT = 4
_REACH_OF_YEAR = 2  # words from a rule's name to the year in it
# Words by which a sentence dates a rule or document.
_DATING = frozenset(
    """vastgesteld vastgestelde herzien herziene geactualiseerd geactualiseerde gewijzigd bijgesteld vernieuwd
    vernieuwde ondertekend dateert geldt getroffen ingegaan uit sinds""".split()
)


@dataclass(frozen=True)
class Age:
    """When a rule was adopted or last revised (None: nothing says so), and the outdated laws its document cites."""

    dated: date | None
    repealed: tuple[RepealedLaw, ...]

    def outdated(self, peildatum: date) -> bool:
        """Whether it is out of date on `peildatum`; an unknown date is not held against it."""
        if self.dated is not None:
            return self.dated < _years_before(peildatum, YEARS_CURRENT)
        return bool(self.repealed)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


class RepealedLaws:
    """Finds repealed laws that a document cites as if they still held on the reference date."""

    def __init__(self, laws: Sequence[RepealedLaw]) -> None:
        self._laws = tuple(laws)
        self._lexicon = Lexicon({}, compounds=False)
        self._groups = [self._lexicon.group(law.old) for law in self._laws]
        self._new = [self._lexicon.group((law.new,)) for law in self._laws]
        self._pieces = frozenset(_longest_piece(term) for law in self._laws for term in law.old)
        self._known: dict[str, tuple[RepealedLaw, ...]] = {}

    def cited_in(self, document: Document) -> tuple[RepealedLaw, ...]:
        """The repealed laws cited in a document that nowhere names their successor."""
        if document.id not in self._known:
            text = document.text
            lower = text.lower()
            # Reading all words of a long document takes a while; most documents hold not even a piece of such a name.
            tokens = tokenize(text) if any(piece in lower for piece in self._pieces) else []
            found = self._lexicon.find([text[token.start : token.end] for token in tokens]).keys()
            self._known[document.id] = tuple(
                law
                for law, old, new in zip(self._laws, self._groups, self._new, strict=True)
                if old & found and not new & found
            )
        return self._known[document.id]


def _longest_piece(term: str) -> str:
    """The longest piece of a term that must stand in any text the term is found in (its stem may end otherwise)."""
    word = max(term.replace("*", " ").replace("=", " ").replace("+", " ").split(), key=len).lower()
    return word[: max(3, len(word) - 3)] if "=" not in term else word


def age_of(
    reading: Reading, sentence: Sentence, core: Match, is_the_thing: bool, laws: RepealedLaws, peildatum: date
) -> Age:
    """The age of what `sentence` names at `core`. `is_the_thing`: its document is itself the rule or plan meant."""
    dated = _dated_in(sentence, peildatum) or _named_by_year(sentence, core, peildatum)
    if dated is None and is_the_thing:
        dated = reading.document.facts.adopted
    repealed: tuple[RepealedLaw, ...] = ()
    if is_the_thing:
        repealed = tuple(law for law in laws.cited_in(reading.document) if law.since <= peildatum)
    return Age(dated, repealed)


def _dated_in(sentence: Sentence, peildatum: date) -> date | None:
    """The latest past time the sentence names, when a word in it says that something was adopted or revised then."""
    if not any(word.lower() in _DATING for word in sentence.words):
        return None
    past = [moment.last for moment in moments(sentence.text) if moment.first <= peildatum]
    return min(max(past), peildatum) if past else None


def _named_by_year(sentence: Sentence, core: Match, peildatum: date) -> date | None:
    """The year by which a rule is named ("de beleidsregels van 2019", "Protocol agressie 2016")."""
    for moment in moments(sentence.text):
        behind = sentence.place_of(moment.start) - core.last
        if 0 < behind <= _REACH_OF_YEAR and moment.first <= peildatum and core.last > 0:
            between = {word.lower() for word in sentence.words[core.last + 1 : core.last + behind]}
            if between <= {"van", "uit"}:
                return min(moment.last, peildatum)
    return None
