"""The figures in a Dutch text, whatever their form: digits, numerals in words, dates, rhythms. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.dutch import tokenize
from ingest.dutch_dates import MONTHS

_UNITS = "twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_ORDINALS = "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde".split()


def _numerals() -> dict[str, int]:
    found = {"nul": 0, **{word: number for number, word in enumerate([*_UNITS, *_TEENS], 2)}}
    for tens, word in zip(range(20, 100, 10), _TENS, strict=True):
        found[word] = tens
        for unit, name in enumerate(["een", *_UNITS], 1):
            found[f"{name}{'ën' if name.endswith('e') else 'en'}{word}"] = tens + unit
    for hundreds, name in zip(range(200, 1000, 100), _UNITS, strict=True):
        found[f"{name}honderd"] = hundreds
    return {**found, "honderd": 100, "duizend": 1000, **{word: n for n, word in enumerate(_ORDINALS, 1)}}


_NUMERALS = _numerals()
# "tweemaal", "driejaarlijks", "zeswekelijkse".
_WITH_NUMERAL = re.compile(
    rf"({'|'.join([*_UNITS, *_TEENS])})(?:maal|tal|daags\w*|wekelijks\w*|maandelijks\w*|jaarlijks\w*|jarig\w*|delig\w*)"
)
# What else a word in a document amounts to when an answer puts it in figures.
_MEANT = (
    (r"één|eenmaal|eenmalig\w*|jaarlijks\w*", "1"),
    (r"kwartaal\w*|kwartalen|driemaandelijks\w*", "4 3"),
    (r"half ?ja(?:a)?r\w*|halfjaarlijks\w*", "2 6"),
    (r"maandelijks\w*|maand", "12 1"),
    (r"wekelijks\w*|week", "1"),
    (r"half|halve|helft", "50 2"),
    (r"kwart", "25 4"),
    (r"driekwart", "75"),
    (r"dozijn", "12"),
    (r"anderhalf|anderhalve", "1.5"),
    (r"etmaal", "24"),
    (r"een", "1"),
)
_MEANINGS = tuple((re.compile(pattern), frozenset(numbers.split())) for pattern, numbers in _MEANT)
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*(?:[a-z](?![a-z]))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)|((?:19|20)\d\d)-(\d\d)-(\d\d)")
_SHORT_MONTH = re.compile(rf"(?<=\d )(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_NAMES = {number: name for name, number in reversed(MONTHS.items())}


@dataclass(frozen=True)
class Numbers:
    """`asked`: what the text puts in figures, numerals or the name of a month; `told`: the same, and what its other
    words amount to ("kwartaal": 4). Both in one canonical form: "85000", "0.5", "13b", "mei"."""

    asked: frozenset[str]
    told: frozenset[str]


@lru_cache(maxsize=4_000)
def numbers_in(text: str) -> Numbers:
    asked, told = _figures(text), set[str]()
    asked |= {_NAMES[MONTHS[match[0].lower()]] for match in _SHORT_MONTH.finditer(text)}
    for token in tokenize(text):
        word = token.word
        if word in _NUMERALS:
            asked.add(str(_NUMERALS[word]))
        elif match := _WITH_NUMERAL.fullmatch(word):
            asked.add(str(_NUMERALS[match[1]]))
        elif word in _NAMES.values():
            asked.add(word)
        for pattern, numbers in _MEANINGS:
            if pattern.fullmatch(word):
                told |= numbers
    return Numbers(frozenset(asked), frozenset(asked | told))


def _figures(text: str) -> set[str]:
    found: set[str] = set()
    for match in _DAY.finditer(text):
        day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        found |= {day.lstrip("0") or "0", year, _NAMES.get(int(month), month)}
    for match in _FIGURE.finditer(_DAY.sub(" ", text)):
        figure = match[0].lower()
        if _THOUSANDS.fullmatch(figure):
            found.add(_plain(figure.replace(".", "").replace(",", ".")))
        elif re.fullmatch(r"\d+,\d+", figure):
            found.add(_plain(figure.replace(",", ".")))
        elif re.search(r"[-/]", figure):
            found |= {each.lstrip("0") or "0" for each in re.split(r"[-/]", figure)}
        else:
            found.add(_plain(figure.replace(":", ".").replace(",", ".")))
    return found


def _plain(figure: str) -> str:
    """Without zeros that say nothing: "007", "50.00"."""
    if re.fullmatch(r"\d+\.0+", figure):
        figure = figure.partition(".")[0]
    return figure.lstrip("0") or "0" if figure.isdigit() else figure
