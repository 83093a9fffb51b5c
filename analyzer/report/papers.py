"""The catalogue of all papers that come from a dossier: what each is called, whom it is for, and what makes it.

Some are about one norm, others about the dossier as a whole; `Source.report` is the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analyzer.report import docx, html, machine, oscal, pdf, separated
from analyzer.report.accountability import algorithm_register, dpia, method_card
from analyzer.report.governance import actions, implementation, letter, monitoring
from analyzer.report.source import Source
from analyzer.report.spreadsheet import workbook
from analyzer.report.study import docx as study_docx

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JSON = "application/json"
GRONINGEN, NOORD_HOLLAND = "groningse-norm", "noord-hollandse-norm"


class Group(StrEnum):
    """For what a paper serves, in the order in which they are offered."""

    REPORT = "Het rapport"
    WORK = "Verder werken in Excel"
    SCAN = "Voor een weerbaarheidsscan"
    GOVERNANCE = "Voor bestuur en volksvertegenwoordiging"
    ACCOUNT = "Verantwoording over het gebruik van een algoritme"
    MACHINES = "Voor andere programma's"


@dataclass(frozen=True)
class Paper:
    """`key`: as the command line has it. `form`: "Word", "PDF" …; `purpose`: what it is for (Dutch).

    `stem`: of the file name, with "{norm}" for the norm's id; `suffix`: with its dot. `norms`: the ids of those it can
    be made for; empty: any. `whole`: it is about the dossier as a whole. `in_word`: the template counts; `remarks`: the
    machine's doubts can stand in its margin.
    """

    key: str
    label: str
    form: str
    purpose: str
    group: Group
    stem: str
    suffix: str
    media_type: str
    render: Callable[[Source], bytes]
    norms: tuple[str, ...] = ()
    whole: bool = False
    in_word: bool = False
    remarks: bool = False

    def fits(self, norm_id: str) -> bool:
        return not self.norms or norm_id in self.norms

    def file_name(self, norm_id: str) -> str:
        return f"{self.stem.format(norm=norm_id)}{self.suffix}"


_ALL = (
    Paper(
        key="docx",
        label="Rapport",
        form="Word",
        purpose="Om aan te vullen, voor te leggen en in te dienen.",
        group=Group.REPORT,
        stem="{norm}",
        suffix=".docx",
        media_type=_WORD,
        render=lambda source: docx.render(source.report, template=source.template, remarks=source.remarks),
        in_word=True,
        remarks=True,
    ),
    Paper(
        key="pdf",
        label="Rapport",
        form="PDF",
        purpose="Om te archiveren en te versturen; ook met een schermlezer te lezen.",
        group=Group.REPORT,
        stem="{norm}",
        suffix=".pdf",
        media_type="application/pdf",
        render=lambda source: pdf.render(source.report, source.text),
    ),
    Paper(
        key="html",
        label="Rapport",
        form="webpagina",
        purpose="Om op het scherm te filteren en te doorzoeken, met elk citaat in zijn verband. Eén bestand, ook "
        "zonder netwerk.",
        group=Group.REPORT,
        stem="{norm}",
        suffix=".html",
        media_type="text/html; charset=utf-8",
        render=lambda source: html.render(source.report, source.text),
    ),
    Paper(
        key="xlsx",
        label="Werkblad",
        form="Excel",
        purpose="Om oordelen, aanbevelingen en afspraken in Excel of LibreOffice in te vullen en weer in te lezen.",
        group=Group.WORK,
        stem="{norm}",
        suffix=".xlsx",
        media_type=_EXCEL,
        render=lambda source: workbook.render(source.report),
    ),
    Paper(
        key="acties",
        label="Actielijst",
        form="Excel",
        purpose="Per ambitie de actie, wie haar uitvoert en in welk kwartaal.",
        group=Group.WORK,
        stem="actielijst",
        suffix=".xlsx",
        media_type=_EXCEL,
        render=actions.workbook,
        whole=True,
    ),
    Paper(
        key="agenda",
        label="Actielijst",
        form="agenda (iCalendar)",
        purpose="De afspraken met een datum, om in een agenda te zetten.",
        group=Group.WORK,
        stem="actielijst",
        suffix=".ics",
        media_type="text/calendar; charset=utf-8",
        render=actions.calendar,
        whole=True,
    ),
    Paper(
        key="documentstudie",
        label="Documentstudie",
        form="Word",
        purpose="Het hoofdstuk voor een weerbaarheidsscan: bevindingen, aanbevelingen en wat nog te vragen is, per "
        "pijler van de scan.",
        group=Group.SCAN,
        stem="documentstudie",
        suffix=".docx",
        media_type=_WORD,
        render=study_docx.render,
        whole=True,
        in_word=True,
        remarks=True,
    ),
    Paper(
        key="brief",
        label="Brief",
        form="Word",
        purpose="Een brief van twee bladzijden aan raad, staten of algemeen bestuur.",
        group=Group.GOVERNANCE,
        stem="brief",
        suffix=".docx",
        media_type=_WORD,
        render=letter.render,
        whole=True,
        in_word=True,
    ),
    Paper(
        key="monitoring",
        label="Halfjaarlijkse monitoring",
        form="Word",
        purpose="Het overzicht van de voortgang op de Groningse norm, twee keer per jaar.",
        group=Group.GOVERNANCE,
        stem="monitoringsoverzicht",
        suffix=".docx",
        media_type=_WORD,
        render=monitoring.render,
        norms=(GRONINGEN,),
        in_word=True,
    ),
    Paper(
        key="implementatieoverzicht",
        label="Implementatieoverzicht",
        form="Word",
        purpose="Het jaarlijkse overzicht bij de Noord-Hollandse norm.",
        group=Group.GOVERNANCE,
        stem="implementatieoverzicht",
        suffix=".docx",
        media_type=_WORD,
        render=implementation.render,
        norms=(NOORD_HOLLAND,),
        in_word=True,
    ),
    Paper(
        key="algoritmeregister",
        label="Algoritmeregister",
        form="Word",
        purpose="Een ingevuld ontwerp voor de publicatie in het Algoritmeregister.",
        group=Group.ACCOUNT,
        stem="algoritmeregister",
        suffix=".docx",
        media_type=_WORD,
        render=algorithm_register.render,
        whole=True,
        in_word=True,
    ),
    Paper(
        key="algoritmeregister-json",
        label="Algoritmeregister",
        form="JSON",
        purpose="Hetzelfde ontwerp, in de velden van de publicatiestandaard.",
        group=Group.ACCOUNT,
        stem="algoritmeregister",
        suffix=".json",
        media_type=_JSON,
        render=algorithm_register.machine,
        whole=True,
    ),
    Paper(
        key="methodekaart",
        label="Kaart van model en methode",
        form="Word",
        purpose="Wat het programma doet, hoe goed het is gemeten, en wat het niet kan.",
        group=Group.ACCOUNT,
        stem="methodekaart",
        suffix=".docx",
        media_type=_WORD,
        render=method_card.render,
        whole=True,
        in_word=True,
    ),
    Paper(
        key="dpia",
        label="Feitenblad voor de DPIA",
        form="Word",
        purpose="Welke gegevens worden verwerkt, waar, hoe lang en door wie.",
        group=Group.ACCOUNT,
        stem="dpia-feitenblad",
        suffix=".docx",
        media_type=_WORD,
        render=dpia.render,
        whole=True,
        in_word=True,
    ),
    Paper(
        key="json",
        label="Gegevens",
        form="JSON",
        purpose="Alle oordelen, citaten en wijzigingen, met wie en wanneer, volgens een gepubliceerd schema.",
        group=Group.MACHINES,
        stem="{norm}",
        suffix=".json",
        media_type=_JSON,
        render=lambda source: machine.render(source.report),
    ),
    Paper(
        key="oscal",
        label="Gegevens",
        form="OSCAL",
        purpose="De uitkomst als assessment-results, voor programma's die OSCAL lezen.",
        group=Group.MACHINES,
        stem="{norm}.oscal",
        suffix=".json",
        media_type=_JSON,
        render=lambda source: oscal.render(source.report),
    ),
    Paper(
        key="csv",
        label="Gegevens",
        form="CSV",
        purpose="Een regel per citaat, om in te lezen in een ander programma.",
        group=Group.MACHINES,
        stem="{norm}",
        suffix=".csv",
        media_type="text/csv; charset=utf-8",
        render=lambda source: separated.render(source.report),
    ),
)

PAPERS: dict[str, Paper] = {paper.key: paper for paper in _ALL}


def editions(source: Source, papers: Iterable[Paper]) -> Iterator[tuple[Paper, Source]]:
    """Each of these papers as often as it is made, those of one norm together: one about the dossier as a whole once,
    another for each norm that it fits. With it what it is made from, that norm first."""
    wanted = tuple(papers)
    for place, report in enumerate(source.reports):
        others = tuple(each for each in source.reports if each is not report)
        asked = replace(source, reports=(report, *others))
        for paper in wanted:
            if paper.fits(report.norm.id) and (place == 0 or not paper.whole):
                yield paper, asked
