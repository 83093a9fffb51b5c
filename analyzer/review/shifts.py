"""What moved beneath a person's edits since they were made: another verdict, other quotes, documents that are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from analyzer.report import judge_wording, wording
from analyzer.report.plain_text import printable, shorten
from analyzer.report.quotes import Units
from analyzer.report.wording import counted, quoted
from analyzer.review.values import Review, Shift, quote_key
from analyzer.types import Evidence, Finding, State

MOST_LINES = 4  # quotes told one by one, of those that are gone and of those that are new
SHOWN = 120  # characters of a quote in a line

_NOWHERE = Units(())
_GONE_DOCUMENT = "het document is vervangen of verwijderd"


def shift_of(
    review: Review, before: Finding | None, now: Finding, documents: Collection[str], units: Units = _NOWHERE
) -> Shift | None:
    """What moved from `before`, the finding of the assessment in `review.ground` (None: there was none), to `now`.

    `documents`: sha256 of the documents in the assessment of `now`; `units`: of the documents of both. None where no
    edit stands, or nothing moved. A quote that only stands elsewhere now, in the same words, is no movement by itself.
    """
    if not (review.touched or review.reviewed):
        return None
    ground = _Ground(review, frozenset(document[:16] for document in documents), units)
    quotes = _compared(before, now)
    returned = ground.returned(before, now)
    lost = ground.lost(before, {key for key, _ in returned})
    lines = [*_verdict(before, now), *element_lines(before, now), *_turned(before, now, units), *ground.told(quotes)]
    lines += [line for _, line in returned]
    told = {quote_key(item) for item in quotes.gone}
    lines += [line for key, line in lost if key not in told]
    if not lines:
        return None
    if before and before.judge and now.judge and before.judge != now.judge:
        names = judge_wording.name_of(now.judge), judge_wording.name_of(before.judge)
        lines.append(f"Het voorstel komt nu van {names[0]}, toen van {names[1]}.")
    return Shift(
        before=before.status if before else None,
        after=now.status,
        gone=quotes.gone,
        fresh=quotes.fresh,
        lost=tuple(key for key, _ in lost),
        lines=(*lines, *ground.elsewhere(quotes)),
    )


@dataclass(frozen=True)
class _Quotes:
    """`moved`: what stood in one place and stands in the same words in another."""

    gone: tuple[Evidence, ...] = ()
    fresh: tuple[Evidence, ...] = ()
    moved: tuple[tuple[Evidence, Evidence], ...] = ()


@dataclass(frozen=True)
class _Ground:
    """The review with what its lines need: which documents there are now (the start of their sha256)."""

    review: Review
    documents: frozenset[str]
    units: Units

    def told(self, quotes: _Quotes) -> list[str]:
        """A line for each quote that is gone or new, the last ones counted."""
        lines = [self._gone(item) for item in quotes.gone[:MOST_LINES]]
        if (rest := len(quotes.gone) - MOST_LINES) > 0:
            lines.append(f"Ook {counted(rest, 'ander citaat is', 'andere citaten zijn')} er niet meer.")
        lines += [f"Nieuw citaat: {self._place(item)}: {_words(item)}" for item in quotes.fresh[:MOST_LINES]]
        if (rest := len(quotes.fresh) - MOST_LINES) > 0:
            lines.append(f"Ook {counted(rest, 'ander citaat is', 'andere citaten zijn')} nieuw.")
        return lines

    def elsewhere(self, quotes: _Quotes) -> list[str]:
        rejected = {each.key for each in self.review.rejected}
        return [
            f"Het citaat uit {self._place(old)}, staat nu in {self._place(new)}, in dezelfde woorden."
            for old, new in quotes.moved[:MOST_LINES]
            if quote_key(old) not in rejected
        ]

    def returned(self, before: Finding | None, now: Finding) -> list[tuple[str, str]]:
        """Rejected quotes, by key, whose words stand elsewhere now, where nobody rejected them."""
        rejected = {each.key: each for each in self.review.rejected}
        there = {quote_key(item): item for item in _all(now)}
        free = {_said(item): item for key, item in there.items() if key not in rejected}
        return [
            (
                key,
                f"Het citaat uit {self._place(old)}, dat {rejected[key].signed.author} verwierp, staat nu in "
                f"{self._place(free[_said(old)])}, en telt daar weer mee.",
            )
            for key, old in {quote_key(item): item for item in _all(before)}.items()
            if key in rejected and key not in there and _said(old) in free
        ]

    def lost(self, before: Finding | None, returned: Collection[str]) -> list[tuple[str, str]]:
        """What a person added or rejected, by key, whose document is gone; each with its line."""
        known = {quote_key(item): item for item in _all(before)}
        lost = []
        for kept in self.review.quotes:
            if kept.quote.document_id[:16] not in self.documents:
                place = self.units.place(printable(kept.quote.document), kept.quote.page, kept.quote.document_id)
                line = f"Het citaat uit {place}, dat {kept.signed.author} toevoegde, is er niet meer: {_GONE_DOCUMENT}."
                lost.append((kept.key, line))
        for each in self.review.rejected:
            if each.key.partition(":")[0] not in self.documents and each.key not in returned:
                where = f"Het citaat uit {self._place(known[each.key])}," if each.key in known else "Een citaat"
                lost.append(
                    (each.key, f"{where} dat {each.signed.author} verwierp, is er niet meer: {_GONE_DOCUMENT}.")
                )
        return lost

    def _gone(self, item: Evidence) -> str:
        rejected = {each.key: each.signed.author for each in self.review.rejected}
        who = rejected.get(quote_key(item))
        which = f"Het citaat uit {self._place(item)},{f' dat {who} verwierp,' if who else ''}"
        if item.document_id[:16] not in self.documents:
            return f"{which} is er niet meer: {_GONE_DOCUMENT}."
        return f"{which} draagt het voorstel niet meer: {_words(item)}"

    def _place(self, item: Evidence) -> str:
        return self.units.place(printable(item.document), item.page, item.document_id)


def _verdict(before: Finding | None, now: Finding) -> list[str]:
    after = quoted(wording.mark(now.status).label)
    if before is None:
        if now.status is None:
            return []
        return [f"De machine stelt nu {after} voor; bij deze wijziging lag daar nog geen voorstel van haar."]
    if before.status is now.status:
        return []
    earlier = quoted(wording.mark(before.status).label)
    if now.status is None:
        why = f" {printable(now.problem)}" if now.problem else ""
        return [f"De machine kon deze ambitie nu niet beoordelen; eerst stelde zij {earlier} voor.{why}"]
    if before.status is None:
        return [f"De machine stelt nu {after} voor; eerst kon zij deze ambitie niet beoordelen."]
    return [f"De machine stelt nu {after} voor in plaats van {earlier}."]


def element_lines(before: Finding | None, now: Finding) -> tuple[str, ...]:
    """Where the machine answered an element otherwise; nothing where either finding has no answers at all."""
    if before is None or not before.judgements or not now.judgements:
        return ()
    first = {each.criterion: (each.state, each.qualifiers) for each in before.judgements}
    second = {each.criterion: (each.state, each.qualifiers) for each in now.judgements}
    lines = []
    for criterion in dict.fromkeys((*first, *second)):
        name = f"Element {criterion.removeprefix(f'{now.ambition}.')}"
        if criterion not in second:
            lines.append(f"{name} wordt niet meer getoetst.")
        elif criterion not in first:
            lines.append(f"{name} is nieuw: {quoted(wording.state(*second[criterion]))}.")
        elif _seen(*first[criterion]) != _seen(*second[criterion]):
            answers = [quoted(wording.state(*answer[criterion])) for answer in (second, first)]
            lines.append(f"{name} is nu {answers[0]}, eerst {answers[1]}.")
    return tuple(lines)


def _turned(before: Finding | None, now: Finding, units: Units) -> list[str]:
    """Quotes that stand where they stood and show something else now."""
    if before is None:
        return []
    first = {quote_key(item): item.stance for item in before.evidence}
    return [
        f"Het citaat uit {units.place(printable(item.document), item.page, item.document_id)}, telt nu als "
        f"{quoted(wording.STATE[item.stance])}, eerst als {quoted(wording.STATE[first[key]])}."
        for item in now.evidence
        if (key := quote_key(item)) in first and first[key] is not item.stance
    ]


def _compared(before: Finding | None, now: Finding) -> _Quotes:
    """The quotes that bear the status. Where either side was not judged, nothing can be said of its quotes."""
    if before is None or now.status is None:
        return _Quotes()
    first = {quote_key(item): item for item in before.evidence}
    second = {quote_key(item): item for item in now.evidence}
    gone = [item for key, item in first.items() if key not in second]
    fresh = [item for key, item in second.items() if key not in first]
    free: dict[tuple[str, State], list[Evidence]] = {}
    for item in reversed(fresh):
        free.setdefault(_said(item), []).append(item)
    moved = [(item, twins.pop()) for item in gone if (twins := free.get(_said(item)))]
    old, new = ({quote_key(pair[side]) for pair in moved} for side in (0, 1))
    return _Quotes(
        gone=tuple(item for item in gone if quote_key(item) not in old),
        fresh=tuple(item for item in fresh if quote_key(item) not in new),
        moved=tuple(moved),
    )


def _all(finding: Finding | None) -> Iterable[Evidence]:
    return () if finding is None else (item for judgement in finding.judgements for item in judgement.evidence)


def _said(item: Evidence) -> tuple[str, State]:
    """The words, whatever their spacing and case, with what they show."""
    return " ".join(item.quote.split()).casefold(), item.stance


def _seen(state: State, qualifiers: Sequence[object]) -> tuple[State, frozenset[object]]:
    return state, frozenset(qualifiers)


def _words(item: Evidence) -> str:
    return quoted(shorten(printable(item.quote), SHOWN))
