"""The draft of a provision that is missing, written by a language model for a person to work on.

It is no text of the organisation, and evidence of nothing. What is not given and not left open in it is left out, and
kept with the reason. Pure but for the model.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.llm.fencing import fenced, new_nonce, one_line
from analyzer.llm.ledger import Meter
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import load_prompt
from analyzer.llm.schemas import DraftAnswer
from analyzer.llm.values import Cause, Failure
from analyzer.types import (
    Ambition,
    Criterion,
    DocumentSummary,
    Evidence,
    Finding,
    Judgement,
    ModelUse,
    Norm,
    Organisation,
    Qualifier,
    RefusedText,
    State,
    Status,
)
from analyzer.writing.form import fault_of_form, named
from analyzer.writing.invented import Given, invented_in
from ingest.types import Frozen, Validity

DRAFT_MARK = "Ontwerp van een taalmodel; geen tekst uit uw documenten."

_LONGEST_PROVISION = 700  # characters
_MOST_PROVISIONS = 12
_MOST_QUOTES = 12  # that a draft is based on

_LACKS = {
    State.PLANNED: "alleen voorgenomen",
    State.ABSENT: "volgens een document niet aanwezig",
    State.NOT_FOUND: "niet aangetroffen",
}
_SHORT = {
    Qualifier.OUTDATED: "geregeld, maar verouderd",
    Qualifier.ONE_OFF: "één keer gedaan, zonder ritme",
    Qualifier.CONTRADICTED: "in een ander document tegengesproken",
    Qualifier.INCOMPLETE: "geregeld voor een deel van de organisatie of het onderwerp",
}
_STANCES = {State.IN_FORCE: "geldt of is gedaan", State.PLANNED: "is voorgenomen", State.ABSENT: "is er niet"}
_VALIDITIES = {
    Validity.DRAFT: "een concept",
    Validity.WITHDRAWN: "ingetrokken",
    Validity.EXPIRED: "de looptijd is voorbij",
    Validity.NOT_YET_IN_FORCE: "geldt nog niet",
}


class Draft(Frozen):
    """What could be adopted where something is missing. `to_decide`: what the organisation must choose itself. `mark`
    (Dutch) belongs beside the text wherever it is shown."""

    ambition: str
    title: str
    provisions: tuple[str, ...]
    to_decide: tuple[str, ...]
    refused: tuple[RefusedText, ...]
    model: ModelUse
    mark: str = DRAFT_MARK


def draft_provision(
    model: LanguageModel,
    norm: Norm,
    ambition: Ambition,
    finding: Finding,
    documents: Sequence[DocumentSummary],
    meter: Meter,
    organisation: Organisation,
) -> Draft | Failure:
    """A draft for what `finding` lacks, based on the quotes in it. A Failure too where no provision passed.

    `documents`: of the dossier, for what they say of themselves. Raises ValueError where nothing is lacking.
    """
    lacking = lacking_lines(ambition, finding)
    if not lacking:
        raise ValueError(f"nothing is lacking for {ambition.id}")
    nonce, quotes = new_nonce(), _quotes(finding)
    values = {
        "organisation": named(organisation),
        "ambition": f"{ambition.id} uit de {norm.title}: {ambition.title}\n{ambition.requirement}",
        "lacking": "\n".join(f"- {line}" for line in lacking),
        "means": "\n".join(f"- {action.title}: {action.text}" for action in ambition.actions) or "- geen",
        "found": _found(quotes, documents, nonce),
        "nonce": nonce,
    }
    told = [text for name, text in values.items() if name not in ("found", "nonce")]
    given = Given("\n".join((*told, *(item.quote for item in quotes))), norm.model_dump_json())

    def check(answer: DraftAnswer) -> tuple[str, ...]:
        return tuple(f"{where}: {reason}" for where, _, reason in _faults_in(answer, given))

    own = meter.child()
    answer = model.ask(load_prompt("draft", DraftAnswer), values, DraftAnswer, own, check)
    if isinstance(answer, Failure):
        return answer
    draft = answer.value
    faults = _faults_in(draft, given)
    bad = {text for _, text, _ in faults}
    provisions = tuple(each.strip() for each in draft.provisions if each not in bad)[:_MOST_PROVISIONS]
    if not provisions:
        return Failure(cause=Cause.UNKNOWN, detail="; ".join(reason for _, _, reason in faults))
    return Draft(
        ambition=ambition.id,
        title=ambition.title if draft.title in bad or not draft.title.strip() else draft.title.strip(),
        provisions=provisions,
        to_decide=tuple(each.strip() for each in draft.to_decide if each not in bad),
        refused=tuple(RefusedText(text=text[:_LONGEST_PROVISION], reason=reason) for _, text, reason in faults),
        model=own.use(),
    )


def lacking_lines(ambition: Ambition, finding: Finding) -> tuple[str, ...]:
    """The essential elements that fall short, each with how; of a finding without a verdict all of them."""
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    essential = finding.essential or tuple(each.id for each in ambition.criteria if each.essential)
    if finding.status in (Status.VOLDOET, Status.NVT):
        return ()
    return tuple(
        line
        for criterion in ambition.criteria
        if criterion.id in essential and (line := _lack(criterion, judged.get(criterion.id)))
    )


def _lack(criterion: Criterion, judgement: Judgement | None) -> str:
    """Empty where the element is in force."""
    if judgement is None:
        return f"{criterion.text} (niet beoordeeld)"
    if judgement.state is not State.IN_FORCE:
        return f"{criterion.text} ({_LACKS[judgement.state]})"
    short = ", ".join(_SHORT[each] for each in judgement.qualifiers)
    return f"{criterion.text} ({short})" if short else ""


def _quotes(finding: Finding) -> tuple[Evidence, ...]:
    """Each quote once, in the order of the elements."""
    quotes: dict[tuple[str, str], Evidence] = {}
    for judgement in finding.judgements:
        for item in judgement.evidence:
            quotes.setdefault((item.document, item.quote), item)
    return tuple(quotes.values())[:_MOST_QUOTES]


def _found(quotes: Sequence[Evidence], documents: Sequence[DocumentSummary], nonce: str) -> str:
    known = {document.name: document for document in documents}
    return (
        "\n\n".join(
            fenced(number, _label(item, known.get(item.document)), item.quote, nonce)
            for number, item in enumerate(quotes, 1)
        )
        or "Er is niets over gevonden."
    )


def _label(item: Evidence, document: DocumentSummary | None) -> str:
    unit = "onderdeel" if document is not None and document.page_unit == "section" else "bladzijde"
    standing = _VALIDITIES.get(document.validity, "") if document is not None else ""
    return (
        f"bestand: {one_line(item.document)}, {unit} {item.page}{f'; {standing}' if standing else ''}\n"
        f"zegt: dit {_STANCES[item.stance]}"
    )


def _faults_in(answer: DraftAnswer, given: Given) -> list[tuple[str, str, str]]:
    """Where, what, and what is wrong with it (Dutch)."""
    parts = [("titel", answer.title)]
    parts += [(f"bepaling {number}", text) for number, text in enumerate(answer.provisions, 1)]
    parts += [(f"keuze {number}", text) for number, text in enumerate(answer.to_decide, 1)]
    return [(where, text, fault) for where, text in parts if (fault := _draft_fault(text, given)) is not None]


def _draft_fault(text: str, given: Given) -> str | None:
    if fault := fault_of_form(text.strip(), _LONGEST_PROVISION):
        return fault
    if invented := invented_in(text, given):
        return (
            f"noemt wat niet is gegeven: {', '.join(invented)}; zet wat de organisatie zelf kiest tussen rechte haken"
        )
    return None
