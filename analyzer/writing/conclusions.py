"""The conclusion of a pillar, written by a language model from the verdicts and nothing else.

It is evidence of nothing. Every sentence passes gates that fail closed; what does not pass is left out, and kept with
the reason. A conclusion that does not come is missing, and no verdict hangs on it. Pure but for the model.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from analyzer.llm.ledger import Meter
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import load_prompt
from analyzer.llm.schemas import ConclusionAnswer, ConclusionSentence
from analyzer.llm.values import Cause, Failure
from analyzer.types import (
    Ambition,
    Assessment,
    Finding,
    ModelUse,
    Norm,
    Organisation,
    Pillar,
    PillarConclusion,
    RefusedText,
    Status,
    WrittenSentence,
)
from analyzer.writing.claims import objection_to, status_label
from analyzer.writing.form import fault_of_form, named
from analyzer.writing.invented import Given, invented_in
from ingest.dutch import text_terms
from ingest.types import Frozen

CONCLUSION_MARK = "Geschreven door een taalmodel, op grond van de oordelen; elke zin noemt de ambities waarop zij rust."

_LONGEST_SENTENCE = 400  # characters
_MOST_SENTENCES = 5
# The model did answer, badly: it would write the same again.
_ANSWERED = frozenset({Cause.SCHEMA, Cause.CUT_OFF, Cause.DECLINED})

_log = logging.getLogger(__name__)


class Conclusions(Frozen):
    """The conclusions of a norm's pillars, in their order. `use`: all that they took, also those that came to nothing.

    `unasked`: the pillars that the model could not be asked about (the server failed, the budget was up).
    """

    written: tuple[PillarConclusion, ...]
    use: ModelUse
    unasked: tuple[str, ...] = ()


def write_conclusions(model: LanguageModel, norm: Norm, assessment: Assessment) -> Conclusions:
    """A conclusion for each pillar that can have one, several at the same time. Raises InvalidPrompt."""
    meter = model.meter.child()
    pool = ThreadPoolExecutor(model.settings.at_once, thread_name_prefix="conclusie")
    try:
        asked = [pool.submit(_attempt, model, norm, pillar, assessment, meter) for pillar in norm.pillars]
        made = [each.result() for each in asked]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops need not wait for answers under way
    return Conclusions(
        written=tuple(each for each in made if isinstance(each, PillarConclusion)),
        use=meter.use(),
        unasked=tuple(
            pillar.id
            for pillar, each in zip(norm.pillars, made, strict=True)
            if isinstance(each, Failure) and each.cause not in _ANSWERED
        ),
    )


def _attempt(
    model: LanguageModel, norm: Norm, pillar: Pillar, assessment: Assessment, meter: Meter
) -> PillarConclusion | Failure | None:
    """A text that no gate can take in is no reason to lose the verdicts."""
    try:
        made = write_conclusion(model, norm, pillar, assessment, meter)
    except (ValueError, LookupError, ArithmeticError) as exc:
        _log.error("the conclusion of pillar %s could not be checked: %s", pillar.id, type(exc).__name__)
        return None
    if isinstance(made, Failure):
        _log.warning("there is no conclusion of pillar %s: %s", pillar.id, made.cause)
    return made


def write_conclusion(
    model: LanguageModel, norm: Norm, pillar: Pillar, assessment: Assessment, meter: Meter
) -> PillarConclusion | Failure | None:
    """The conclusion of one pillar, from its findings alone. None: there is nothing to conclude from, or no sentence
    passed; the conclusions by rule then stand alone."""
    findings = {finding.ambition: finding for finding in assessment.findings}
    pairs = {
        ambition.id: (ambition, findings[ambition.id])
        for ambition in norm.ambitions
        if ambition.pillar == pillar.id and ambition.id in findings and findings[ambition.id].status is not Status.NVT
    }
    if not any(finding.status is not None for _, finding in pairs.values()):
        return None
    basis = Basis(assessment.organisation, pillar, pairs)

    def check(answer: ConclusionAnswer) -> tuple[str, ...]:
        return tuple(
            f"zin {number}: {reason}"
            for number, sentence in enumerate(answer.sentences, 1)
            if (reason := basis.objection(sentence)) is not None
        )

    own = meter.child()
    answer = model.ask(load_prompt("conclusion", ConclusionAnswer), basis.values, ConclusionAnswer, own, check)
    if isinstance(answer, Failure):
        return answer
    passed: list[WrittenSentence] = []
    refused: list[RefusedText] = []
    for sentence in answer.value.sentences:
        reason = basis.objection(sentence)
        if reason is None and len(passed) < _MOST_SENTENCES:
            passed.append(
                WrittenSentence(text=sentence.text.strip(), ambitions=tuple(dict.fromkeys(sentence.ambitions)))
            )
        else:
            refused.append(
                RefusedText(text=sentence.text[:_LONGEST_SENTENCE], reason=reason or "meer dan er gevraagd zijn")
            )
    if not passed:
        return None
    return PillarConclusion(
        pillar=pillar.id, sentences=tuple(passed), refused=tuple(refused), model=own.use(), mark=CONCLUSION_MARK
    )


class Basis:
    """What the conclusion of one pillar may rest on. `pairs`: its ambitions with their findings, by id."""

    def __init__(
        self, organisation: Organisation, pillar: Pillar, pairs: Mapping[str, tuple[Ambition, Finding]]
    ) -> None:
        self._pairs = pairs
        self._lines = {each: _line(*pair) for each, pair in pairs.items()}
        self._terms = {
            each: frozenset(text_terms(" ".join((ambition.title, ambition.requirement, *_texts(ambition)))))
            for each, (ambition, _) in pairs.items()
        }
        counts = Counter(status_label(finding.status) for _, finding in pairs.values())
        told = ", ".join(f"{count} {label}" for label, count in counts.items())
        self._head = f"{named(organisation)}\n{pillar.id} {pillar.title}"
        self.values = {
            "organisation": named(organisation),
            "pillar": f"{pillar.id} {pillar.title}",
            "findings": "\n".join((f"Aantallen: {len(pairs)} ambities: {told}.", *self._lines.values())),
        }

    def objection(self, sentence: ConclusionSentence) -> str | None:
        """Why a sentence is left out (Dutch); None: it may stand."""
        text, ids = sentence.text.strip(), tuple(dict.fromkeys(sentence.ambitions))
        unknown = [each for each in ids if each not in self._pairs]
        if not ids or unknown:
            named = f": {', '.join(unknown)[:40]}" if unknown else ""
            return f"noemt geen ambitie van deze pijler{named}"
        if fault := fault_of_form(text, _LONGEST_SENTENCE):
            return fault
        cited = [self._pairs[each] for each in ids]
        given = Given("\n".join((self._head, *(self._lines[each] for each in ids))))
        if invented := invented_in(_without_ids(text, ids), given, self._counts(ids)):
            return f"noemt wat niet in de oordelen over deze ambities staat: {', '.join(invented)}"
        if not self._speaks_of(text, ids):
            return "gaat niet over de ambities die erbij staan"
        return objection_to(text, cited, len(self._pairs))

    def _counts(self, ids: Sequence[str]) -> frozenset[str]:
        """The numbers of ambitions that may be told with these: of them, of all, and of those with their verdicts."""
        every = [finding.status for _, finding in self._pairs.values()]
        own = {self._pairs[each][1].status for each in ids}
        return frozenset(map(str, (len(ids), len(every), *(every.count(status) for status in own))))

    def _speaks_of(self, text: str, ids: Sequence[str]) -> bool:
        """Whether its words are those of the ambitions named, rather than of others of the pillar."""
        said = frozenset(text_terms(text))
        own = said & frozenset[str]().union(*(self._terms[each] for each in ids))
        others = [said & terms - own for each, terms in self._terms.items() if each not in ids]
        return bool(own) and all(len(each) <= len(own) for each in others)


def _line(ambition: Ambition, finding: Finding) -> str:
    """What is told of an ambition; where the rationale names no elements, these too."""
    line = f"{ambition.id} {ambition.title}. Oordeel: {status_label(finding.status)}."
    if finding.status is not None:
        line = f"{line} {finding.rationale}"
    if finding.status in (Status.VOLDOET, Status.NIET_AANGETROFFEN, None):
        texts = [each.text.rstrip(".") for each in ambition.criteria if each.essential]
        line = f"{line} Het gaat om: {'; '.join(texts)}."
    return line


def _texts(ambition: Ambition) -> tuple[str, ...]:
    return tuple(criterion.text for criterion in ambition.criteria)


def _without_ids(text: str, ids: Sequence[str]) -> str:
    """The text without the numbers of the ambitions it names, so that these are no figures of their own."""
    return re.sub(rf"(?<![\d.])(?:{'|'.join(re.escape(each) for each in ids)})(?!\d|\.\d)", " ", text)
