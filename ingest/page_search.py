"""Where the words of a quote stand in the text of a page as PDFium has it. Pure.

The document's text was cleaned: words cut at a line's end made whole, columns put in order, ligatures and odd spaces
replaced, running heads left out. So only letters and digits are compared, and what does not stand there in one piece is
sought in pieces.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

MAX_LETTERS = 200_000  # of a page; a page of small print has some ten thousand
MAX_QUOTE = 6_000  # letters of a quote that are sought
MAX_PLACES = 200  # at which one piece is tried
GRAM = 8  # letters by which a piece is looked up
LEAST = 16  # letters of a piece that may stand anywhere; shorter ones only beside another
BESIDE = 60  # letters between a short piece and the one it stands beside
ENOUGH = 0.3  # of the letters of a quote; what is found of less is chance

Piece = tuple[int, int, int]  # place in the quote's letters, place in the page's, length


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    """What a character counts for: small letters and digits without accents; nothing for a sign."""
    return "".join(part for part in unicodedata.normalize("NFKD", char).casefold() if part.isalnum())


def folded(text: str, most: int) -> tuple[str, list[int]]:
    """The letters of `text`, at most `most`, and for each the character that it comes from."""
    letters: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        for letter in _letters(char):
            letters.append(letter)
            origins.append(place)
        if len(letters) >= most:
            break
    return "".join(letters[:most]), origins[:most]


def spans_of(page: str, quote: str, before: str = "", after: str = "") -> tuple[list[tuple[int, int]], float]:
    """The stretches [start, end) of `page` that together are the quote, in the order of the page, and the share of its
    letters that they hold; nothing and 0.0 where that is too little to be sure of.

    `before`, `after`: the text around the quote, which tells one of several places from another.
    """
    sought, _ = folded(quote, MAX_QUOTE)
    present, origins = folded(page, MAX_LETTERS)
    if not sought or not present:
        return [], 0.0
    place = _whole(present, sought, folded(before, MAX_QUOTE)[0], folded(after, MAX_QUOTE)[0])
    if place is not None:
        pieces = [(0, place, len(sought))]
    else:
        pieces = _kept_to_lines(_pieces(present, sought), present, _line_starts(page, origins))
    share = sum(length for _, _, length in pieces) / len(sought)
    if share < ENOUGH:
        return [], 0.0
    spans = []
    for start, at, length in pieces:
        first, last = origins[at], origins[at + length - 1] + 1
        if start + length == len(sought) and not quote.rstrip()[-1].isalnum():
            last = _with_signs(page, last)
        spans.append((first, last))
    return _united(sorted(spans)), share


def _with_signs(page: str, end: int) -> int:
    """`end`, moved past the full stop, bracket or quotation mark that follows."""
    for _ in range(2):
        if end < len(page) and not page[end].isalnum() and not page[end].isspace() and page[end].isprintable():
            end += 1
    return end


def _whole(present: str, sought: str, before: str, after: str) -> int | None:
    """The place of the whole quote, that with the text around it most alike."""
    best, likeness = None, -1
    for place in _places(present, sought):
        end = place + len(sought)
        alike = _common(present[max(place - len(before), 0) : place][::-1], before[::-1])
        alike += _common(present[end : end + len(after)], after)
        if alike > likeness:
            best, likeness = place, alike
    return best


def _places(present: str, sought: str) -> Iterator[int]:
    place = present.find(sought)
    for _ in range(MAX_PLACES):
        if place < 0:
            return
        yield place
        place = present.find(sought, place + 1)


def _common(one: str, two: str) -> int:
    """How many letters two texts have in common at their start."""
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count


def _pieces(present: str, sought: str) -> list[Piece]:
    """The quote in pieces, each as long as can be, with the short ones that stand beside them."""
    index: dict[str, list[int]] = defaultdict(list)
    for place in range(len(present) - GRAM + 1):
        places = index[present[place : place + GRAM]]
        if len(places) < MAX_PLACES:
            places.append(place)
    found: list[Piece] = []
    at = 0
    while at <= len(sought) - GRAM:
        piece = _longest(present, sought, at, index.get(sought[at : at + GRAM], []), found[-1] if found else None)
        if piece is not None:
            found.append(piece)
        at += piece[2] if piece else 1
    return sorted([*found, *_short_pieces(present, sought, found)])


def _longest(present: str, sought: str, at: int, places: list[int], last: Piece | None) -> Piece | None:
    """The longest piece from `at`; of equals the one nearest to where the last one ended."""
    end = last[1] + last[2] if last else 0
    tried = [(_common(sought[at:], present[place : place + len(sought) - at]), place) for place in places]
    if not tried:
        return None
    length, place = max(tried, key=lambda each: (each[0], -abs(each[1] - end)))
    return (at, place, length) if length >= LEAST else None


def _short_pieces(present: str, sought: str, found: list[Piece]) -> Iterator[Piece]:
    """What lies between the pieces of the quote, where it stands just after one or just before the next."""
    edges = [*found, (len(sought), len(present), 0)]
    last: Piece | None = None
    for piece in edges:
        start = last[0] + last[2] if last else 0
        gap = sought[start : piece[0]]
        if gap:
            place = -1
            if last:
                after = last[1] + last[2]
                place = present.find(gap, after, after + BESIDE + len(gap))
            if place < 0 and piece[2]:
                place = present.rfind(gap, max(piece[1] - BESIDE - len(gap), 0), piece[1])
            if place >= 0:
                yield start, place, len(gap)
        last = piece


def _line_starts(page: str, origins: list[int]) -> set[int]:
    """Which letters are the first of their line."""
    return {place for place, (one, two) in enumerate(pairwise(origins), 1) if "\n" in page[one:two]}


def _kept_to_lines(pieces: list[Piece], present: str, line_starts: set[int]) -> list[Piece]:
    """Pieces that end where a line does: one that ran on into another column's line, which happens to begin with the
    same letters, gives those back to the next piece."""
    made: list[Piece] = []
    for at, place, length in pieces:
        last = made[-1] if made else None
        if last and last[0] + last[2] == at:
            end = last[1] + last[2]
            shared = _common(present[last[1] + 1 : end][::-1], present[:place][::-1][:LEAST])
            back = next((count for count in range(1, shared + 1) if end - count in line_starts), 0)
            made[-1] = (last[0], last[1], last[2] - back)
            at, place, length = at - back, place - back, length + back
        made.append((at, place, length))
    return made


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made
