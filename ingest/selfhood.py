"""Whether a sentence is about the document it stands in, or about another one. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.naming import genre_by_word
from ingest.types import Genre

NOUN = (
    r"(?:[\w-]*(?:regels?|verordening|regeling|besluit|protocol|plan|programma|beleid|nota|notitie|visie|kader|code|"
    r"reglement|convenant|overeenkomst|document|stuk|handreiking|instructie|richtlijn|procedure|leidraad|strategie|"
    r"statuut|agenda|rapport|rapportage|mandaat|aanpak|norm|herijking|versie|concept|akkoord|werkwijze|draaiboek)|apv|ivp)"
)
THIS = rf"\b(?:dit|deze|onderhavige?|voorliggende?|voormelde?)\s+(?:[\w-]+\s+){{0,2}}?(?P<noun>{NOUN})\b"
_THIS = re.compile(THIS, re.IGNORECASE)
_GENERAL = re.compile(r"document|stuk|versie|concept|\w*beleid|herijking|agenda|besluit|norm|tekst", re.IGNORECASE)
_FAMILIES = (
    frozenset({Genre.REGULATION, Genre.CODE}),
    frozenset({Genre.POLICY, Genre.PLAN, Genre.PROTOCOL, Genre.REPORT, Genre.BUDGET}),
)
_THE = re.compile(
    rf"^\W*(?:\d+\.\s+)?(?:het|de)\s+{NOUN}\s+(?:is|zijn|werd|treedt|treden|trad|heeft|geldt|loopt|vervalt|wordt|kent)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(rf",\s*(?:dat|die|welke|zoals|waarvan)\b|\b(?!bij\b)[\w-]+\s+(?!besluit\b){NOUN}\b", re.IGNORECASE)
SPOKEN = (Genre.LETTER, Genre.MINUTES, Genre.NEWS)  # these speak of other documents
_LEAST_TITLE = 10  # characters: a shorter title is a common word


class Self(NamedTuple):
    """The document as it refers to itself."""

    title: str | None
    genre: Genre

    def named_at(self, text: str, before: int | None = None) -> int | None:
        """Where the document's mention of itself ends in `text`, the last one before `before`; None: there is none."""
        limit = len(text) if before is None else before
        ends = [match.end() for match in _THIS.finditer(text) if match.end() <= limit and self._fits(match)]
        if not ends and self.genre not in SPOKEN and (match := _THE.match(text)) and match.end() <= limit + 12:
            ends.append(min(match.end(), limit))
        if self.title and len(self.title) >= _LEAST_TITLE:
            place = text.lower().find(self.title.lower(), 0, limit)
            if place >= 0:
                ends.append(place + len(self.title))
        return max(ends, default=None)

    def _fits(self, this: re.Match[str]) -> bool:
        """Whether "deze code" can be this document: in a plan, it is the code just spoken of."""
        named = genre_by_word(this["noun"])
        alike = any({named, self.genre} <= family for family in _FAMILIES)
        unknown = named is None or self.genre in (Genre.OTHER, Genre.NORM, *SPOKEN)
        return alike or unknown or named is self.genre or _GENERAL.fullmatch(this["noun"]) is not None

    def meant(self, text: str, trigger: int) -> bool:
        """Whether the word at `trigger` is said of this document: named before it, and no other one in between."""
        end = self.named_at(text, trigger)
        return end is not None and not _OTHER.search(text, end, trigger)
