"""Every value that a report can hold has Dutch words, and the colours can be told apart by every reader."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import combinations

import pytest

from analyzer.report import wording
from analyzer.types import OrganisationType, Proof, Qualifier, State, Status
from ingest.types import Genre, Validity

# Linear-light simulation of dichromats, Viénot, Brettel & Mollon (1999), Color Research & Application 24(4).
PROTANOPE = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
DEUTERANOPE = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def linear(colour: str) -> tuple[float, float, float]:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1: from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, eye: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIE L*a*b* of the colour as that eye sees it (white point D65)."""
    rgb = [max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True))) for row in eye]
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in matrix]
    x, y, z = (
        v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("mark", wording.MARKS.values(), ids=lambda mark: mark.key)
def test_text_on_a_colour_is_readable(mark: wording.Mark) -> None:
    assert contrast(mark.fill, mark.ink) >= 4.5


@pytest.mark.parametrize("eye", [NORMAL, PROTANOPE, DEUTERANOPE], ids=["normal", "protanope", "deuteranope"])
def test_colours_keep_apart(eye: tuple[tuple[float, ...], ...]) -> None:
    for one, other in combinations(wording.MARKS.values(), 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(one.fill, eye), seen(other.fill, eye), strict=True)) ** 0.5
        assert distance >= 8, (one.key, other.key, distance)


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (State, wording.STATE),
        (State, wording.STATE_MEANING),
        (State, wording.LACKING),
        (Qualifier, wording.QUALIFIER),
        (Qualifier, wording.QUALIFIER_MEANING),
        (Proof, wording.PROOF),
        (Proof, wording.PROOF_MEANING),
        (Validity, wording.VALIDITY),
        (Genre, wording.GENRE),
        (OrganisationType, wording.ORGANISATION),
    ],
)
def test_every_value_has_a_label(kind: type[StrEnum], labels: dict[str, str]) -> None:
    assert set(labels) == set(kind)
    assert all(labels.values())


def test_every_status_has_a_mark_and_so_has_none() -> None:
    assert set(wording.MARKS) == {*Status, None}
    assert [wording.mark(status).key for status in Status] == [status.value for status in Status]


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "hoog (100%)"),
        (0.75, "hoog (75%)"),
        (0.7499, "redelijk (74%)"),
        (0.5, "redelijk (50%)"),
        (0.4999, "beoordeel zelf (49%)"),
        (0.29, "beoordeel zelf (29%)"),
        (0.0, "beoordeel zelf (0%)"),
    ],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert wording.certainty(confidence) == words


def test_only_a_low_confidence_is_uncertain() -> None:
    assert [wording.is_uncertain(value) for value in (None, 0.49, 0.5)] == [False, True, False]


def test_places_and_extents() -> None:
    assert wording.place("a.pdf", 4, "page") == "a.pdf, p. 4"
    assert wording.place("a.docx", 4, "section") == "a.docx, onderdeel 4"
    assert wording.extent(12, "page") == "12 p."
    assert wording.extent(1, "section") == "1 onderdeel"
    assert wording.searched(64, {"page"}) == "64 bladzijden"
    assert wording.searched(1, {"section"}) == "1 onderdeel"
    assert wording.searched(73, {"page", "section"}) == "73 bladzijden en onderdelen"


def test_dates_and_lists() -> None:
    assert wording.day(date(2024, 3, 1)) == "1 maart 2024"
    assert wording.day(date(2024, 12, 31)) == "31 december 2024"
    assert wording.listed([]) == ""
    assert wording.listed(["1.1"]) == "1.1"
    assert wording.listed(["1.1", "2.3", "4.2"]) == "1.1, 2.3 en 4.2"
    assert wording.listed([str(number) for number in range(9)]) == "0, 1, 2, 3, 4, 5, 6 en nog 2"


def test_verdicts_on_an_element() -> None:
    assert wording.state(State.IN_FORCE, (Qualifier.OUTDATED, Qualifier.ONE_OFF)) == "Geregeld (verouderd, eenmalig)"
    assert wording.state(None) == "Niet beoordeeld"
    assert wording.lacking(State.IN_FORCE, (Qualifier.OUTDATED,)) == "geregeld, maar verouderd"
    assert wording.lacking(State.PLANNED) == "alleen aangekondigd"


def test_an_unknown_genre_or_judge_is_shown_as_it_is() -> None:
    assert wording.genre("policy") == "beleid of visie"
    assert wording.genre("memo") == "memo"
    assert wording.judge("openai:x") == "openai:x"
