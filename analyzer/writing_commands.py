"""`normtoets draft`: lets a language model draft what a report says is missing for one ambition."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

from analyzer.cli import COMPLETE, FAILED
from analyzer.errors import AnalyzerError
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Failure
from analyzer.model_commands import required_model
from analyzer.norms import load_norm
from analyzer.paper_writing import why
from analyzer.report.machine import AmbitionEntry, MachineReport, ReportFormatError, read
from analyzer.report.wording import counted
from analyzer.settings import silence_telemetry
from analyzer.types import (
    Ambition,
    DocumentSummary,
    Evidence,
    Finding,
    Judgement,
    Norm,
    Organisation,
    Status,
)
from analyzer.writing.drafts import Draft, draft_provision

_WIDTH = 100  # characters of a line
_NOTHING = {
    Status.VOLDOET: "voldoet volgens het rapport; er is niets te ontwerpen",
    Status.NVT: "geldt niet voor deze organisatie; er is niets te ontwerpen",
}


class NothingToDraft(AnalyzerError):
    """The report is not the one meant, or leaves nothing to draft."""


def draft_command(options: argparse.Namespace) -> int:
    """Exit 0: a draft was printed; 1: none could be made."""
    silence_telemetry()
    norm = load_norm(options.norm)
    try:
        ambition = _ambition(norm, options.ambition)
        report = _report(options.report, norm)
        finding = _finding(report, ambition)
        settings = required_model(options)
        _tell(settings, finding)
        draft = _drafted(settings, norm, ambition, finding, report)
    except (AnalyzerError, ReportFormatError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    if isinstance(draft, Failure):
        print(
            f"normtoets: Er is geen ontwerp gemaakt. {draft.message} Probeer het opnieuw, of ga met 'normtoets models "
            "check' na of dit model geschikt is.",
            file=sys.stderr,
        )
        return FAILED
    _print(draft, norm, ambition, report)
    return COMPLETE


def _ambition(norm: Norm, ambition_id: str) -> Ambition:
    try:
        return norm.ambition(ambition_id)
    except KeyError as exc:
        raise NothingToDraft(
            f"De {norm.title} heeft geen ambitie '{ambition_id}'. Zie 'normtoets norms show {norm.id}'."
        ) from exc


def _report(path: Path, norm: Norm) -> MachineReport:
    """Raises NothingToDraft and ReportFormatError."""
    try:
        report = read(path.read_bytes())
    except OSError as exc:
        raise NothingToDraft(
            f"Het rapport '{path}' kan niet worden gelezen ({why(exc)}). Geef met --report het bestand {norm.id}.json "
            "dat 'normtoets analyse --format json' heeft gemaakt."
        ) from exc
    if report.norm.id != norm.id:
        raise NothingToDraft(
            f"Het rapport '{path}' gaat over een andere norm ({report.norm.title or report.norm.id}). Kies die norm, "
            "of een ander rapport."
        )
    return report


def _finding(report: MachineReport, ambition: Ambition) -> Finding:
    """What the report says of the ambition. Raises NothingToDraft where that leaves nothing to draft."""
    entry = next((each for each in report.ambitions if each.id == ambition.id), None)
    if entry is None:
        raise NothingToDraft(f"In het rapport staat ambitie {ambition.id} niet. Maak het rapport opnieuw.")
    if entry.status in _NOTHING:
        raise NothingToDraft(f"Ambitie {ambition.id} {_NOTHING[entry.status]}.")
    return Finding(
        ambition=entry.id,
        status=entry.status,
        essential=tuple(each.id for each in entry.criteria if each.essential),
        judgements=_judgements(entry),
    )


def _judgements(entry: AmbitionEntry) -> tuple[Judgement, ...]:
    """A report need not say where in the text its quotes stand; nothing here depends on that."""
    return tuple(
        Judgement(
            criterion=criterion.id,
            state=criterion.state,
            qualifiers=criterion.qualifiers,
            evidence=tuple(
                Evidence(
                    document=item.document,
                    document_id=item.document_sha256,
                    page=item.page,
                    start=item.start or 0,
                    end=item.end or len(item.quote),
                    quote=item.quote,
                    criterion=criterion.id,
                    stance=item.stance,
                    proof=item.proof,
                    note=item.note,
                )
                for item in criterion.evidence
            ),
        )
        for criterion in entry.criteria
        if criterion.state is not None
    )


def _tell(settings: ModelSettings, finding: Finding) -> None:
    """Where text goes, before it does."""
    quotes = sum(len(judgement.evidence) for judgement in finding.judgements)
    print(
        f"Taalmodel: {settings.model}. De ambitie en {counted(quotes, 'citaat', 'citaten')} uit het rapport gaan naar "
        f"{settings.destination.text}.",
        file=sys.stderr,
    )


def _drafted(
    settings: ModelSettings, norm: Norm, ambition: Ambition, finding: Finding, report: MachineReport
) -> Draft | Failure:
    """Raises ModelError."""
    from analyzer.llm.model import LanguageModel  # langchain takes more than a second to load

    organisation = Organisation(name=report.organisation.name, type=report.organisation.type)
    documents = tuple(
        DocumentSummary(
            name=each.name, sha256=each.sha256, pages=each.pages, page_unit=each.page_unit, validity=each.validity
        )
        for each in report.documents
    )
    model = LanguageModel(settings)
    try:
        return draft_provision(model, norm, ambition, finding, documents, model.meter, organisation)
    finally:
        model.rest()


def _print(draft: Draft, norm: Norm, ambition: Ambition, report: MachineReport) -> None:
    print(draft.mark)
    print(f"{norm.title}, ambitie {ambition.id}: {ambition.title}")
    print(f"{report.organisation.name}, naar het rapport op peildatum {report.peildatum.isoformat()}\n")
    print(f"{draft.title}\n")
    for number, provision in enumerate(draft.provisions, 1):
        print(textwrap.fill(provision, _WIDTH, initial_indent=f"{number}. ", subsequent_indent="   "))
    if draft.to_decide:
        print("\nKies zelf:")
        for choice in draft.to_decide:
            print(textwrap.fill(choice, _WIDTH, initial_indent="- ", subsequent_indent="  "))
    for each in draft.refused:
        print(f"Weggelaten: “{each.text}” ({each.reason}).", file=sys.stderr)
