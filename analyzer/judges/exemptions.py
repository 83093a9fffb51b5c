"""Words that silence a sentence elsewhere, and belong to the thing itself in some criteria. Pure."""

from __future__ import annotations

from analyzer.types import Criterion

_SILENCES = {  # the category of cues that belongs to the thing itself, by a word of the criterion's text
    "advis": "recommended",
    "adviez": "recommended",
    "andere gemeenten": "other",
    "landelijk": "other",
    "regio": "other",
    "buurgemeenten": "other",
}


def exempt_cues(criterion: Criterion) -> frozenset[str]:
    """The categories of cues that belong to what a criterion asks, so that they do not silence a sentence on it."""
    text = criterion.text.lower()
    return frozenset(category for word, category in _SILENCES.items() if word in text)
