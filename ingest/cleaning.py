"""Characters and words of a document's lines: odd spaces, ligatures, list marks, and words cut at a line's end.

Everything here is pure. Nothing but white space, ligatures, soft hyphens, hyphens at a line's end and list marks at a
line's start ever changes, so that a quote from a cleaned text can be found again in the file it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ",
}  # fmt: skip
# PDFium writes U+FFFE (older versions U+0002) for a hyphen at which a line breaks.
_LINE_HYPHENS = {"\ufffe": "-", "\x02": "-"}
_DROPPED = {*(chr(code) for code in range(32) if chr(code) not in "\t\n\r\x0b\x0c\x02"), "\x7f", "\u200b", "\u200c",
            "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f"}  # fmt: skip
_TRANSLATION = str.maketrans({**_LIGATURES, **_LINE_HYPHENS, **dict.fromkeys(_DROPPED, "")})
_PLAIN = re.compile(r"[ -~]*\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[-‐‑][^\W_]+(?:['’][^\W_]+)*)*")
_HYPHENS = "-‐\u00ad"
_LEFT_PART = re.compile(r"([^\W_]+(?:-[^\W_]+)*)[-‐\u00ad]$")
_RIGHT_PART = re.compile(r"[^\W_]+")
_SUSPENDED = {"en", "of", "tot", "dan", "noch", "als", "maar", "naar", "met", "respectievelijk", "resp", "c"}
_TERMINAL = re.compile(r"[.!?:;…][\"'’”»)\]]*(?:\s?\d{1,3})?$|[.!?][\"'’”»)\]]*\s*\[\d+\]$")
_CLOSED = re.compile(r"[.!?…][\"'’”»)\]]*$")
_OPENERS = "\"'‘“«(["

_GLYPHS = "•◦▪▫■□●○◆◇▶►▸▹‣⁃∙·➢➤➔→✓✔✗✘❖❑❒☐☑☒★☆⮚❯"
_PRIVATE = "\ue000-\uf8ff"
_GLYPH_MARK = re.compile(rf"[\s\ufffd]*(?:[{_GLYPHS}{_PRIVATE}][\s\ufffd]*)+")
_REPLACED_MARK = re.compile(r"\s*\ufffd[\s\ufffd]+")
_DASH_MARK = re.compile(r"\s*([-–—*])\s+(?=\S)")
_ODD_MARK = re.compile(
    r"[^\S\n]*(?:\t[^\S\n]*([^\s\d])[^\S\n]+|([^\s\d])[^\S\n]*\t[\s\ufffd]*|(o)[^\S\n]+)[\s\ufffd]*(?=\S)"
)
_ENUMERATION = re.compile(r"\s*(\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)|(?:\d{1,2}|[a-zA-Z])\.)\s+(?=\S)")
_NUMBERED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(?=[^\W\d_]|[‘“\"'(])")


def cleaned(text: str) -> str:
    """`text` on one line, in NFC, with single spaces, and without ligatures, soft hyphens and invisible characters."""
    if not _PLAIN.match(text):
        text = unicodedata.normalize("NFC", text.translate(_TRANSLATION).replace("\u00ad", ""))
    return " ".join(text.split())


def letters(text: str) -> int:
    """The number of letters and digits in `text`."""
    return sum(map(str.isalnum, text))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a document writes within its lines, casefolded; they decide whether a hyphen at a line's end is real.

    `compounds` holds the words written with a hyphen, `prefixes` their first parts (as written).
    """

    words: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Vocabulary:
        """The vocabulary of `lines`; the parts of words cut at a line's end are left out."""
        words: set[str] = set()
        compounds: set[str] = set()
        prefixes: set[str] = set()
        cut = False
        for line in lines:
            text = line.translate(_TRANSLATION).strip()
            if not text:
                continue
            found = _WORD.findall(text)
            if cut:
                found = found[1:]
            cut = text[-1] in _HYPHENS
            for word in set(found[:-1] if cut else found):
                words.add(word.casefold())
                if "-" in word:
                    compounds.add(word.casefold())
                    prefixes.add(word.split("-")[0])
        return cls(frozenset(words), frozenset(compounds), frozenset(prefixes))


def joined(left: str, right: str, vocabulary: Vocabulary) -> str:
    """Two lines of one paragraph as one; a word cut by a hyphen at the end of `left` is made whole.

    A hyphen stays where it belongs to the word: "Noord-" + "Holland", "raads-" + "en statenleden".
    """
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or left[-1] not in _HYPHENS:
        return f"{left} {right}".strip()
    if left[-1] == "\u00ad":
        return left[:-1] + right
    before = _LEFT_PART.search(left)
    after = _RIGHT_PART.match(right)
    if before is None or after is None:
        return left + right if left[-2:-1].strip() and after else f"{left} {right}"
    first, second = before[1], after[0]
    if second.casefold() in _SUSPENDED and (first + second).casefold() not in vocabulary.words:
        return f"{left} {right}"
    return left + right if _is_real_hyphen(first, second, vocabulary) else left[:-1] + right


def _is_real_hyphen(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Whether `first`-`second` is written with a hyphen where no line ends."""
    whole, compound = (first + second).casefold(), f"{first}-{second}".casefold()
    if whole in vocabulary.words and compound not in vocabulary.compounds:
        return False
    if compound in vocabulary.compounds:
        return True
    if first.isupper() and second.isupper() and min(len(first), len(second)) > 2:
        return first.casefold() in vocabulary.words
    if not second[0].islower() or any(map(str.isdigit, first)) or len(first) == 1:
        return True
    last_part = first.rsplit("-", 1)[-1]
    if sum(map(str.isupper, last_part)) > 1 or last_part[-1].casefold() + second[0] in ("aa", "ee", "oo", "ii", "uu"):
        return True
    return first in vocabulary.prefixes and first.casefold() in vocabulary.words


def ends_sentence(text: str) -> bool:
    """Whether a line may be the last of its paragraph: it ends in . ! ? : ; or …, quotes and brackets aside."""
    return _TERMINAL.search(text[-12:]) is not None


def closes_sentence(text: str) -> bool:
    """Whether `text` ends in a full stop, question mark or exclamation mark."""
    return _CLOSED.search(text[-6:]) is not None


def starts_lower(text: str) -> bool:
    """Whether the first letter is a small one and nothing but quotes or brackets comes before it."""
    first = text.lstrip(_OPENERS)[:2]
    if not first or not first[0].islower():
        return False
    return not (len(first) == 2 and first[1].isupper())  # "iPad", "eHerkenning"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line opens with. `rest` is the line's cleaned text: without a bullet, but with a number or letter.

    kind: `bullet`; `dash`: a bullet, or a dash within a sentence; `enumeration`: "a)", "3."; `numbered`: "3.2".
    `sign` tells one kind of list from another. `depth` is the number of parts of a number such as 3.2.1.
    """

    kind: Literal["bullet", "dash", "enumeration", "numbered"]
    sign: str
    rest: str
    depth: int = 1


def mark_of(text: str, odd: frozenset[str] = frozenset()) -> Mark | None:
    """The mark that `text` (as it stands in the file, with its tabs) opens with.

    `odd` holds the letters and signs that this document uses as bullets; see `odd_bullets`.
    """
    if found := _GLYPH_MARK.match(text) or _REPLACED_MARK.match(text):
        sign = next((char for char in found[0] if char != "\ufffd" and not char.isspace()), "\ufffd")
        return Mark("bullet", sign, cleaned(text[found.end() :]))
    if (found := _ODD_MARK.match(text)) and (sign := found[1] or found[2] or found[3]) in odd:
        return Mark("bullet", sign, cleaned(text[found.end() :]))
    if found := _DASH_MARK.match(text):
        return Mark("dash", found[1], cleaned(text[found.end() :]))
    if found := _NUMBERED.match(text):
        return Mark("numbered", "1.1", cleaned(text), found[1].count(".") + 1)
    if found := _ENUMERATION.match(text):
        return Mark("enumeration", re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", found[1])), cleaned(text))
    return None


def odd_bullets(lines: Iterable[str]) -> frozenset[str]:
    """The letters and signs that stand for bullets: set off by a tab at a line's start, at least twice.

    They come from symbol fonts ("(", "X" and "w" are arrows and ticks there). "U" is a Dutch word, and signs that
    follow the alphabet ("A", "B", "C") are an enumeration.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        if found := _ODD_MARK.match(line):
            counts[found[1] or found[2] or found[3]] += 1
    odd = {sign for sign, count in counts.items() if count > 1 and sign not in "Uu" and not _GLYPH_MARK.match(sign)}
    if {"A", "B"} <= counts.keys():
        odd -= set("ABCDEFGH")
    if {"a", "b"} <= counts.keys():
        odd -= set("abcdefgh")
    return frozenset(odd)
