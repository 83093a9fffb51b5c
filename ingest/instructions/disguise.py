"""What text says under a disguise: look-alike and invisible characters, spaced or swapped letters, codes and ciphers.

`folded` undoes what changes characters alone, for every sentence. `unmasked` yields the other readings of a sentence
that shows signs of a disguise; nearly none does. Neither changes what is kept of a document.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from urllib.parse import unquote

from ingest.instructions.lexicon import lexicon

_INVISIBLE = [
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180F), *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
    *range(0xFFF9, 0xFFFC), 0xE0000, 0xE0001, 0xE007F, *range(0xE0100, 0xE01F0),
]  # fmt: skip
_MARKS_ABOVE = [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x20D0, 0x2100)]
# Letters that look like Latin ones, by the Latin letter: Cyrillic, Greek, Armenian, small capitals, turned letters.
_LOOKALIKES = {
    "a": "аαɑᴀɐ", "b": "вβʙьЬ", "c": "сϲᴄɔ", "d": "ԁɗᴅđð", "e": "еεєᴇǝә", "f": "ꜰɟ", "g": "ɡɢցԍ", "h": "һհʜɥн",
    "i": "іιıɪᴉɩ", "j": "јᴊɾ", "k": "кκᴋʞ", "l": "ӏʟłן", "m": "мᴍɯ", "n": "ոηпɴ", "o": "оοօσᴏøѳ", "p": "рρᴘþ",
    "q": "ԛզ", "r": "гʀɹ", "s": "ѕꜱƨ", "t": "тτᴛʇ", "u": "υսᴜц", "v": "νѵᴠʌ", "w": "ԝωᴡʍѡ", "x": "хχ", "y": "уүγʏʎ",
    "z": "ᴢʐ", "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СᏟ", "E": "ЕΕᎬ", "H": "НΗᎻ", "I": "ІΙӀ", "J": "ЈᎫ", "K": "КΚᏦ",
    "M": "МΜᎷ", "N": "Ν", "O": "ОΟ", "P": "РΡᏢ", "S": "ЅᏚ", "T": "ТΤᎢ", "X": "ХΧ", "Y": "ΥҮ", "Z": "ΖᏃ", "V": "Ѵ",
    "W": "Ԝ", "G": "Ԍ",
}  # fmt: skip
_TABLE: dict[int, str | None] = {
    **{ord(like): letter for letter, alike in _LOOKALIKES.items() for like in alike},
    **dict.fromkeys((*_MARKS_ABOVE, *_INVISIBLE), None),
    **{0xE0000 + code: chr(code) for code in range(0x20, 0x7F)},  # tags: ASCII that nothing shows
    **{first + place: chr(97 + place) for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)},
    **dict.fromkeys(map(ord, "“”„‟«»″〝〞"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−•·‧∙"), "-"),
}
_QUOTE = re.compile(r"(?<![^\W_])['`]+|['`]+(?![^\W_])")
_ODD = re.compile(
    "[A-Za-z][\u0370-\u03ff\u0400-\u052f\u0531-\u058f]|[\u0370-\u03ff\u0400-\u052f\u0531-\u058f][A-Za-z]"
    "|[A-Za-z][\u200b-\u200f\u2060-\u2064\ufeff][A-Za-z]|[\U0001d400-\U0001d7ff\uff21-\uff5a\U000e0020-\U000e007e]"
    "|[\u24b6-\u24e9\U0001f130-\U0001f189\u0250-\u02af\u1d00-\u1d2b]"
)
_FEWEST_ODD = 3  # odd characters that make a disguise of a name or a unit

_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][ .,\-_~|/]{1,3}){7,}[^\W_](?![^\W_])")
_INNER = re.compile(r"(?<=[A-Za-z])[-.~^|/\\_+·](?=[A-Za-z])")
_FEWEST_INNER = 3
_LEET = re.compile(r"(?<![A-Za-z\d])[A-Za-z]*[013457@$!|€]+[A-Za-z][\dA-Za-z@$!|€]*")
_FEWEST_LEET = 3
_LEET_LETTERS = str.maketrans("034578@$!|€6", "oeastbasileg")
_LONG_WORD = re.compile(r"[A-Za-z]{24,}")
_LONGEST_WORD = 24  # letters
_REPEATED = re.compile(r"([a-z])\1{2,}")
_CODED = re.compile(
    r"(?P<base64>[A-Za-z\d+/_-]{16,}={0,2})|(?P<hex>(?:[\da-fA-F]{2}[ :,]){9,}[\da-fA-F]{2})"
    r"|(?P<binary>(?:[01]{8}[ ,]?){5,})|(?P<decimal>(?:\d{2,3}[ ,;]+){9,}\d{2,3})"
)
_ESCAPED = re.compile(
    r"(?:%[\da-fA-F]{2}){2,}|(?:&#x?[\da-fA-F]{2,5};){2,}|(?:\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2})){2,}"
)
_CHARACTER = re.compile(r"\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2}))")
# Cheap signs of the above, to be looked for in a whole document.
_SIGNS_OF_DISGUISE = tuple(
    re.compile(sign)
    for sign in (
        r"(?<![^\W_])(?:[^\W_][ .,\-_~|/]{1,3}){7,}",
        r"(?<=[A-Za-z])(?:[-.~^|/\\_+·]|[013457@$!|€]+)(?=[A-Za-z])",
        r"\b(?:[\da-fA-F]{2,3}[ :,;]+){9,}",
        r"[01]{8}|%[\da-fA-F]{2}|&#x?[\da-fA-F]{2}|\\[ux][\da-fA-F]{2}",
    )
)
_LONG_RUN = re.compile(r"[A-Za-z\d+/]{16,}")
_DEEPEST = 2  # codes within codes
_WORDS = re.compile(r"[a-z]{2,}")
_FEWEST_WORDS = 3  # of readable text

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_CIPHERED = 5  # letters; of shorter words too many are ciphers of one another
_FEWEST_CIPHERED = 2
_SMALL_WORDS = (
    "aan al als bij dan dat de deze die dit doe door dus een en er geen het hij hoe ik in is je maar met naar niet nu"
    " of om op te ten tot u uit uw van ver voor wat wel wie zij zo the and to for of is it as all in on you that this"
)


def folded(text: str) -> str:
    """`text` in lower case and plain letters, without accents, invisible characters and look-alikes; quotes are `"`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_TABLE)
    plain = text.replace("*", "").lower()
    return _QUOTE.sub('"', plain) if "'" in plain or "`" in plain else plain


def is_odd(text: str) -> bool:
    """Whether characters stand in `text` that serve to look like others, or not to be seen at all."""
    return not text.isascii() and len(_ODD.findall(text)) >= _FEWEST_ODD


def signs_of_disguise(text: str) -> list[int]:
    """Where in `text` something stands that may be a disguise: over a document far cheaper than to look behind it."""
    runs = (run for run in _LONG_RUN.finditer(text) if not run[0][1:].islower() or len(run[0]) >= _LONGEST_WORD)
    return [
        match.start() for matches in (runs, *(sign.finditer(text) for sign in _SIGNS_OF_DISGUISE)) for match in matches
    ]


def has_ciphered(words: Sequence[str]) -> bool:
    """Whether one of the words is one of the lexicon, read backwards or with its letters shifted."""
    return not _ciphered().keys().isdisjoint(words)


def coded_text(text: str) -> bool:
    """Whether several words of readable text stand in `text` in a code."""
    return any(len(_WORDS.findall(reading)) >= _FEWEST_WORDS for reading in _decoded(text, _DEEPEST, escapes=False))


def unmasked(text: str, plain: str, words: Sequence[str]) -> Iterator[str]:
    """The readings of a disguised `text` (folded: `plain`, with these `words`), folded; none of one that is plain."""
    yield from _decoded(text, _DEEPEST)
    if run := _SPACED.search(plain):
        letters = "".join(char for char in run[0] if char.isalnum())
        yield f"{plain[: run.start()]} {_parted(letters)}"
    if len(_INNER.findall(plain)) >= _FEWEST_INNER:
        yield _INNER.sub("", plain)
        yield _INNER.sub(" ", plain)
    leet = _LEET.findall(plain)
    if len(leet) >= _FEWEST_LEET or any(len(word) > 5 and len(re.findall(r"[\d@$!|€]", word)) > 1 for word in leet):
        swapped = plain.translate(_LEET_LETTERS)
        for one in "il":
            yield _REPEATED.sub(r"\1\1", swapped.replace("1", one))
    if long := _LONG_WORD.findall(plain):
        yield " ".join(map(_parted, long))
    yield from _deciphered(plain, words)


def _decoded(text: str, depth: int, *, escapes: bool = True) -> Iterator[str]:
    """What the codes in `text` stand for, folded, where that is text. `escapes`: those of a web page too."""
    found: list[str] = []
    if escapes and _ESCAPED.search(text):
        found.append(_CHARACTER.sub(lambda match: chr(int(match[1] or match[2], 16)), html.unescape(unquote(text))))
    for match in _CODED.finditer(text):
        found += filter(None, map(_as_text, _DECODERS[match.lastgroup or ""](match[0])))
    for each in found:
        yield folded(each)
        if depth > 1:
            yield from _decoded(each, depth - 1)


def _from_letters(run: str) -> list[bytes]:
    """The bytes of an unbroken run that may be base64, base32 or hexadecimal; a word of a sentence is none of these."""
    found: list[bytes] = []
    bare = run.rstrip("=")
    if (any(map(str.islower, run)) and any(map(str.isupper, run[1:]))) or run.endswith("="):
        whole = bare.translate(str.maketrans("-_", "+/"))
        whole = whole[: len(whole) - (len(whole) % 4 == 1)]
        found.append(base64.b64decode(whole + "=" * (-len(whole) % 4)))
    if re.fullmatch(r"[A-Z2-7]{16,}", bare):
        with suppress(binascii.Error):  # of a length that base32 never has
            found.append(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    if re.fullmatch(r"(?:[\da-fA-F]{2})+", run):
        found.append(bytes.fromhex(run))
    return found


_DECODERS: Mapping[str, Callable[[str], list[bytes]]] = {
    "base64": _from_letters,
    "hex": lambda run: [bytes.fromhex("".join(re.findall(r"[\da-fA-F]{2}", run)))],
    "binary": lambda run: [bytes(int(each, 2) for each in re.findall(r"[01]{8}", run))],
    "decimal": lambda run: [bytes(number for each in re.findall(r"\d+", run) if (number := int(each)) < 256)],
}


def _as_text(data: bytes) -> str | None:
    """Bytes as text; None when they are no text, that is not nearly all letters, digits, blanks and punctuation."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = sum(char.isalnum() or char in " .,:;!?'\"-()/" for char in text)
    letters = sum(map(str.isalpha, text))
    return text if len(text) >= 6 and plain > 0.9 * len(text) and letters > 0.6 * len(text) else None


def _parted(run: str) -> str:
    """A run of letters without blanks as the words of the lexicon that fill most of it, the rest letter by letter."""
    words = _vocabulary()
    left = [0]  # letters that no word takes, for each length of the run
    last = [""]  # the part that ends there
    for end in range(1, len(run) + 1):
        left.append(left[end - 1] + 1)
        last.append(run[end - 1])
        for start in range(max(0, end - _LONGEST_WORD), end):
            if left[start] < left[end] and run[start:end] in words:
                left[end], last[end] = left[start], run[start:end]
    parts: list[str] = []
    end = len(run)
    while end > 0:
        parts.append(last[end])
        end -= len(last[end])
    return " ".join(reversed(parts))


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for word in lexicon().whole.bits if word.isalpha() and len(word) > 2) | frozenset(
        _SMALL_WORDS.split()
    )


def _deciphered(plain: str, words: Sequence[str]) -> Iterator[str]:
    """`plain` read backwards, word by word backwards, or with its letters shifted, where words of it ask for that."""
    ciphers = Counter(cipher for word in set(words) for cipher in _ciphered().get(word, ()))
    for cipher, count in ciphers.items():
        if count >= _FEWEST_CIPHERED and cipher == "reversed":
            yield plain[::-1]
            yield re.sub(r"[^\W\d_]+", lambda match: match[0][::-1], plain)
        elif count >= _FEWEST_CIPHERED:
            yield plain.translate(_SHIFTS[cipher])


def _shift_tables() -> dict[str, dict[int, int]]:
    """The tables that undo a shift of the alphabet by 1 to 25 letters, and its reversal (atbash)."""
    shifted = {f"shift {by}": str.maketrans(_ALPHABET[by:] + _ALPHABET[:by], _ALPHABET) for by in range(1, 26)}
    return {**shifted, "atbash": str.maketrans(_ALPHABET, _ALPHABET[::-1])}


_SHIFTS = _shift_tables()


@cache
def _ciphered() -> Mapping[str, Sequence[str]]:
    """Words of the lexicon as ciphers write them, with these ciphers; without those that are words of it themselves."""
    known = lexicon().whole.bits
    found: dict[str, list[str]] = {}
    undone = {name: {plain: coded for coded, plain in table.items()} for name, table in _SHIFTS.items()}
    for word in known:
        if len(word) >= _SHORTEST_CIPHERED and word.isascii() and word.isalpha():
            found.setdefault(word[::-1], []).append("reversed")
            for name, table in undone.items():
                found.setdefault(word.translate(table), []).append(name)
    return {word: ciphers for word, ciphers in found.items() if word not in known}
