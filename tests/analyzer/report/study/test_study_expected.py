"""Which supplied files are the documents that a scan expects, by titles as municipalities really give them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analyzer.report.study.expected import expected, recognised
from analyzer.report.study.scan_data import DocumentKind, expected_documents
from analyzer.types import DocumentSummary, GapReport, OrganisationType
from ingest.types import Genre, Validity

POLICY, CODE = "Integriteitsbeleid", "Gedragscode voor medewerkers"
CODE_POLITICAL = "Gedragscode voor bestuurders en volksvertegenwoordigers"
REPORTING, VTH, ENFORCEMENT = "Regeling melden vermoeden misstand", "VTH-beleid", "Handhavingsbeleid"
APPROACH = "Plan van aanpak of uitvoeringsplan ondermijning"
BIBOB, APV, KEUR = "Bibob-beleid", "Algemene plaatselijke verordening (APV)", "Waterschapsverordening of keur"
SECURITY, PRIVACY = "Informatiebeveiligingsbeleid", "Privacyprotocol voor signalen en ondermijning"
DAMOCLES, MISUSE = "Damoclesbeleid (artikel 13b Opiumwet)", "Beleid tegen misbruik en oneigenlijk gebruik (M&O-beleid)"
BUYING, GRANTS, LAND = (
    "Inkoop- en aanbestedingsbeleid",
    "Subsidiekader of subsidieverordening",
    "Vastgoed- en grondbeleid",
)


def _kind(name: str) -> DocumentKind:
    return next(each for each in expected_documents() if each.name == name)


def _file(title: str | None, genre: Genre = Genre.POLICY, name: str = "bijlage 3.pdf") -> DocumentSummary:
    return DocumentSummary(name=name, sha256="e" * 64, pages=3, title=title, genre=genre)


@pytest.mark.parametrize(
    ("name", "title", "genre"),
    [
        (POLICY, "Nota Integriteit en integer handelen 2024", Genre.POLICY),
        (POLICY, "Integriteitsbeleid Waterschap Kromme Wetering", Genre.OTHER),
        (POLICY, "Beleidsnota integriteit 2024", Genre.POLICY),
        (CODE, "Gedragscode integriteit medewerkers gemeente Beekdal", Genre.CODE),
        (CODE, "Gedragscode voor medewerkers en bestuurders van Waterschap Kromme Wetering", Genre.CODE),
        (CODE_POLITICAL, "Gedragscode voor medewerkers en bestuurders van Waterschap Kromme Wetering", Genre.CODE),
        ("Agressieprotocol", "Protocol ongewenst publieksgedrag", Genre.PROTOCOL),
        ("Agressieprotocol", "Beleid ongewenst gedrag van derden", Genre.POLICY),
        ("Integraal veiligheidsplan", "Veiligheidsprogramma Beekdal 2024-2027", Genre.PLAN),
        (
            "Begroting of kadernota met middelen voor weerbaarheid",
            "Begroting, programma Bestuur en veiligheid",
            Genre.BUDGET,
        ),
        (
            "Werkproces of instructie voor signalen van ondermijning",
            "Werkinstructie verdachte situaties",
            Genre.PROTOCOL,
        ),
        (APPROACH, "Uitvoeringsagenda weerbare provincie 2023-2025", Genre.POLICY),
        (CODE_POLITICAL, "Gedragscode integriteit burgemeester en wethouders gemeente Beekdal", Genre.CODE),
        (CODE_POLITICAL, "Gedragscode Integriteit raads- en commissieleden 2022", Genre.CODE),
        (CODE_POLITICAL, "Gedragscode integriteit leden Dagelijks Bestuur waterschap 2016", Genre.REGULATION),
        (REPORTING, "Klokkenluidersregeling gemeente Beekdal", Genre.REGULATION),
        (REPORTING, "Regeling melding vermoeden van een misstand of onregelmatigheid", Genre.REGULATION),
        (REPORTING, "Interne meldregeling Wet bescherming klokkenluiders 2023", Genre.OTHER),
        (BIBOB, "Beleidsregels toepassing Wet Bibob gemeente Beekdal 2023", Genre.REGULATION),
        (BIBOB, "Beleidslijn BIBOB horeca", Genre.POLICY),
        (DAMOCLES, "Beleidsregel artikel 13b Opiumwet 2024", Genre.REGULATION),
        (APV, "Algemene Plaatselijke Verordening Beekdal 2024", Genre.REGULATION),
        (KEUR, "Keur Waterschap Kromme Wetering 2009", Genre.REGULATION),
        (KEUR, "Waterschapsverordening Kromme Wetering", Genre.REGULATION),
        (VTH, "Uitvoerings- en handhavingsstrategie 2025 – 2028", Genre.POLICY),
        (VTH, "Nota Vergunningverlening, toezicht en handhaving", Genre.POLICY),
        (VTH, "VTH-beleidsplan 2019-2022", Genre.PLAN),
        (ENFORCEMENT, "Integraal handhavingsbeleid fysieke leefomgeving", Genre.POLICY),
        (SECURITY, "Strategisch Gemeentelijk Informatiebeveiligingsbeleid 2020 – 2023", Genre.POLICY),
        (PRIVACY, "Protocol binnengemeentelijke gegevensdeling", Genre.PROTOCOL),
        (MISUSE, "M&O beleid 2025", Genre.POLICY),
        (MISUSE, "Nota misbruik en oneigenlijk gebruik", Genre.POLICY),
        (BUYING, "Inkoop- en aanbestedingsbeleid 2022", Genre.POLICY),
        (GRANTS, "Algemene subsidieverordening Beekdal 2023", Genre.REGULATION),
        (LAND, "Nota grondbeleid 2021-2025", Genre.POLICY),
        (APPROACH, "Actieplan Ondermijning 2024-2026", Genre.PLAN),
        (APPROACH, "Uitvoeringsplan Weerbare Overheid", Genre.PLAN),
    ],
)
def test_a_title_is_known(name: str, title: str, genre: Genre) -> None:
    assert recognised(_kind(name), _file(title, genre))


@pytest.mark.parametrize(
    ("name", "title", "genre"),
    [
        (BIBOB, "Raadsbrief over de evaluatie van het Bibob-beleid", Genre.OTHER),
        (BIBOB, "Bibob-beleid vastgesteld", Genre.NEWS),
        (BIBOB, "Bespreking Bibob-beleid", Genre.MINUTES),
        (APV, "Collegevoorstel wijziging APV", Genre.OTHER),
        (CODE, "Gedragscode integriteit burgemeester en wethouders", Genre.CODE),
        (CODE, "Gedragscode leveranciers", Genre.CODE),
        (POLICY, "Protocol integriteitsschendingen", Genre.PROTOCOL),
        (POLICY, "Beleidsregel Bibob (bevordering integriteitsbeoordelingen)", Genre.REGULATION),
        (KEUR, "Keurmerk Veilig Buitengebied", Genre.OTHER),
        ("Integraal veiligheidsplan", "Verkeersveiligheidsplan 2024", Genre.PLAN),
        ("Integraal veiligheidsplan", "Informatieveiligheidsplan", Genre.PLAN),
        ("Integraal veiligheidsplan", "Beleidsplan water en veiligheid", Genre.PLAN),
        ("Begroting of kadernota met middelen voor weerbaarheid", "Begroting Veiligheidsregio 2026", Genre.BUDGET),
        ("Agressieprotocol", "Protocol huiselijk geweld", Genre.PROTOCOL),
        (SECURITY, "Collegeverklaring ENSIA informatiebeveiliging", Genre.OTHER),
        (ENFORCEMENT, "Preventie- en handhavingsplan alcohol", Genre.PLAN),
        (APPROACH, "Privacyprotocol aanpak ondermijning", Genre.PROTOCOL),
        (APPROACH, "Convenant aanpak ondermijning", Genre.AGREEMENT),
        ("Communicatiestrategie ondermijning of weerbaarheid", "Crisiscommunicatieplan", Genre.PLAN),
        ("VOG- en screeningsbeleid", "Verordening leerlingenvervoer", Genre.REGULATION),
    ],
)
def test_a_title_that_looks_like_it_is_not_taken(name: str, title: str, genre: Genre) -> None:
    assert not recognised(_kind(name), _file(title, genre))


def test_a_file_name_will_do_where_there_is_no_title() -> None:
    assert recognised(_kind("Agressieprotocol"), _file(None, Genre.OTHER, "Agressie-protocol_2023_def.docx"))
    assert not recognised(_kind("Agressieprotocol"), _file(None, Genre.OTHER, "scan0001.pdf"))


def test_a_motto_for_a_title_hides_nothing() -> None:
    safety = _file("Rustig water, heldere blik", Genre.POLICY, "integraal-veiligheidsplan-2023-2026.md")
    assert recognised(_kind("Integraal veiligheidsplan"), safety)


def _with(build: Callable[..., GapReport], *documents: DocumentSummary) -> GapReport:
    made = build()
    return made.model_copy(update={"assessment": made.assessment.model_copy(update={"documents": documents})})


def test_what_was_found_is_told_with_how_it_stands(build_report: Callable[..., GapReport]) -> None:
    withdrawn = DocumentSummary(
        name="damocles-oud.pdf", sha256="1" * 64, pages=2, title="Damoclesbeleid", validity=Validity.WITHDRAWN
    )
    held = withdrawn.model_copy(
        update={"name": "damocles.pdf", "sha256": "2" * 64, "validity": Validity.IN_FORCE, "adopted": date(2024, 1, 1)}
    )
    unread = withdrawn.model_copy(update={"sha256": "3" * 64, "validity": Validity.UNKNOWN, "read": "not"})
    told = {
        files: next(
            each for each in expected([_with(build_report, *files)], OrganisationType.GEMEENTE) if each.name == DAMOCLES
        )
        for files in ((withdrawn,), (held, withdrawn), (unread,), (held,))
    }
    assert told[(withdrawn,)].found == ("damocles-oud.pdf",)
    assert "een geldend stuk is niet aangeleverd" in told[(withdrawn,)].remark
    assert told[(held, withdrawn)].remark == "damocles-oud.pdf: ingetrokken."
    assert told[(unread,)].remark == "Niet gelezen."
    assert told[(held,)].remark == ""


def test_each_type_of_organisation_expects_its_own(build_report: Callable[..., GapReport]) -> None:
    names = {kind: {each.name for each in expected([build_report()], kind)} for kind in OrganisationType}
    assert {DAMOCLES, APV, "Integraal veiligheidsplan"} <= names[OrganisationType.GEMEENTE]
    assert not {DAMOCLES, APV, KEUR} & names[OrganisationType.PROVINCIE]
    assert "Omgevingsverordening" in names[OrganisationType.PROVINCIE]
    assert KEUR in names[OrganisationType.WATERSCHAP]
    assert all({POLICY, CODE, BIBOB, SECURITY, BUYING} <= each for each in names.values())
