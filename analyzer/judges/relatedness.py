"""Whether a quote has to do with an ambition at all, by the offline topic models: a floor under what a language model
offers, which nothing that stands in a document can talk round."""

from __future__ import annotations

from analyzer.judges.models import TextModels
from analyzer.judges.offline import columns_of
from analyzer.types import Ambition, Norm

# On six dossiers that the models had not seen, 98 % of the readers' quotes lie above it, and 23 % of other sentences.
RELATED_FROM = 0.03


class Relatedness:
    """Knows the ambitions of one norm."""

    def __init__(self, norm: Norm, texts: TextModels) -> None:
        self._norm_id = norm.id
        self._texts = texts

    def related(self, ambition: Ambition, quote: str, headings: tuple[str, ...] = ()) -> bool:
        """Whether the quote, alone or under its last heading, comes near any element. Unknown ambitions pass."""
        columns = list(columns_of(self._norm_id, ambition, self._texts).values())
        if not columns:
            return True
        texts = [quote, *(f"{heading} {quote}" for heading in headings[-1:])]
        return bool(self._texts.topics_of(texts)[:, columns].max() >= RELATED_FROM)
