"""Two judges on one ambition: whose verdict stands, and what the other one said. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.types import Finding, Opinion

_LEAST = 0.05  # the least chance that is told of any verdict


def laid_over(first: Sequence[Finding], over: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of the second judge with those of the first beside them, in the order of `first`.

    Where the second has none yet, or could not judge, the first one's verdict stands.
    """
    later = {finding.ambition: finding for finding in over}
    return tuple(_joined(finding, later.get(finding.ambition)) for finding in first)


def _joined(first: Finding, over: Finding | None) -> Finding:
    if over is None:
        return first
    notices = tuple(dict.fromkeys((*first.notices, *over.notices)))
    if over.status is None:
        return first.model_copy(update={"second": _opinion(over), "model": over.model, "notices": notices})
    if not over.judge:  # it does not bind this organisation: there is nothing to differ about
        return over
    return over.model_copy(
        update={"second": _opinion(first), "notices": notices, "confidence": _confidence(first, over)}
    )


def _confidence(first: Finding, over: Finding) -> float | None:
    """Where two judges differ, one at most is right: the second is no likelier than the first leaves it room to be.

    The first judge's estimate was measured; a language model's own was not.
    """
    if over.status is first.status or first.confidence is None or over.confidence is None:
        return over.confidence
    return round(max(_LEAST, min(over.confidence, 1 - first.confidence)), 2)


def _opinion(finding: Finding) -> Opinion:
    return Opinion(
        judge=finding.judge,
        status=finding.status,
        confidence=finding.confidence,
        rationale=finding.rationale,
        judgements=finding.judgements,
        problem=finding.problem,
    )
