"""One judge over all ambitions of a norm: each becomes a finding, and one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from analyzer.errors import NotAssessed
from analyzer.grounding import stands_verbatim
from analyzer.judges.protocol import Asking, Judge
from analyzer.types import Ambition, Finding, Judgement, OrganisationType
from analyzer.verdicts import could_not_assess, derive
from ingest.types import Document, Hit

# How often an ambition is tried where the server failed in passing. A server that fails on most is not asked again.
_ROUNDS = 3
_WORKS_FROM = 0.5  # share of the ambitions that must have succeeded before the others are tried again


_NONE: Mapping[str, Finding] = {}


def _nowhere(ambition: Ambition, finding: Finding) -> None:
    """Keeps nothing."""


@dataclass(frozen=True)
class _Judged:
    """`again`: it failed in passing."""

    finding: Finding
    again: bool = False


@dataclass(frozen=True)
class Bench:
    """A judge with all it needs to judge the ambitions of one norm. `hits` by criterion id, `documents` by id."""

    judge: Judge
    kind: OrganisationType
    hits: Mapping[str, tuple[Hit, ...]]
    documents: Mapping[str, Document]

    def findings(
        self,
        ambitions: Sequence[Ambition],
        told: Callable[[Finding], None],
        known: Mapping[str, Finding] = _NONE,
        keep: Callable[[Ambition, Finding], None] = _nowhere,
    ) -> tuple[Finding, ...]:
        """A finding for each ambition, in their order. `told` is called with each, in the caller's own thread.

        `known`: findings by ambition id that stand, so that those ambitions are not judged; `keep` is called with every
        other one, before it is told.
        """
        for ambition in ambitions:
            if ambition.id in known:
                told(known[ambition.id])
        asked = [each for each in ambitions if each.id not in known]
        made: dict[str, _Judged] = {}

        def done(ambition: Ambition, judged: _Judged) -> None:
            made[ambition.id] = judged
            if self.kind in ambition.binds:
                keep(ambition, judged.finding)
            told(judged.finding)

        for _ in range(_ROUNDS):
            open_ends = [each for each in asked if each.id not in made or made[each.id].again]
            good = sum(not each.again for each in made.values())
            if not open_ends or (made and good < _WORKS_FROM * len(made)):
                break
            self._round(open_ends, done)
        return tuple(known[each.id] if each.id in known else made[each.id].finding for each in ambitions)

    def _round(self, ambitions: Sequence[Ambition], done: Callable[[Ambition, _Judged], None]) -> None:
        if not isinstance(self.judge, Asking) or self.judge.at_once == 1:
            for ambition in ambitions:
                done(ambition, self._judged(ambition))
            return
        pool = ThreadPoolExecutor(self.judge.at_once, thread_name_prefix="taalmodel")
        try:
            waiting: dict[Future[_Judged], Ambition] = {pool.submit(self._judged, each): each for each in ambitions}
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    done(waiting.pop(future), future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # whoever stops need not wait for answers under way

    def _judged(self, ambition: Ambition) -> _Judged:
        if self.kind not in ambition.binds:
            return _Judged(derive(ambition, (), self.kind))
        own = {criterion.id: self.hits[criterion.id] for criterion in ambition.criteria}
        try:
            judgements = self.judge.judge(ambition, own)
        except NotAssessed as exc:
            return _Judged(self._signed(could_not_assess(ambition, str(exc)), own), exc.passing)
        except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError) as exc:
            problem = (
                f"De beoordelaar kon deze ambitie niet beoordelen ({type(exc).__name__}). Beoordeel haar zelf, en meld "
                "dit bij de beheerder."
            )
            return _Judged(self._signed(could_not_assess(ambition, problem), own))
        if not all(_grounded(judgement, self.documents) for judgement in judgements):
            problem = "Een citaat van de beoordelaar staat niet letterlijk in het document. Beoordeel zelf."
            return _Judged(self._signed(could_not_assess(ambition, problem), own))
        return _Judged(self._signed(derive(ambition, judgements, self.kind), own))

    def _signed(self, finding: Finding, hits: Mapping[str, Sequence[Hit]]) -> Finding:
        """The finding with who made it, and what that took."""
        signed = finding.model_copy(update={"judge": self.judge.name})
        if not isinstance(self.judge, Asking):
            return signed
        return signed.model_copy(
            update={"model": self.judge.use(finding.ambition), "notices": self.judge.notices(hits)}
        )


def _grounded(judgement: Judgement, documents: Mapping[str, Document]) -> bool:
    return all(
        item.document_id in documents and stands_verbatim(item, documents[item.document_id])
        for item in judgement.evidence
    )
