"""Two judges on one ambition: whose verdict stands, and what the other one said. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.types import Finding, Opinion


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
    return over.model_copy(update={"second": _opinion(first), "notices": notices})


def _opinion(finding: Finding) -> Opinion:
    return Opinion(
        judge=finding.judge,
        status=finding.status,
        confidence=finding.confidence,
        rationale=finding.rationale,
        judgements=finding.judgements,
        problem=finding.problem,
    )
