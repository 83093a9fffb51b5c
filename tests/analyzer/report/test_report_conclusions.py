"""The conclusions follow from the findings: three to six of them, and correct Dutch for one and for many."""

from __future__ import annotations

import pytest
from judged_reports import stopped

from analyzer.report.alignment import findings_in_order
from analyzer.report.conclusions import conclusions, lacking_elements
from analyzer.types import Finding, GapReport, Opinion, OrganisationType, Status


def texts(
    report: GapReport, statuses: dict[str, Status | None], unread: int = 0, confidence: float = 0.9
) -> dict[str, str]:
    """The conclusions when each ambition has the status given, and every other one does not apply."""
    pairs = [
        (ambition, Finding(ambition=ambition.id, status=statuses.get(ambition.id, Status.NVT), confidence=confidence))
        for ambition in report.norm.ambitions
    ]
    found = conclusions(report.norm, OrganisationType.WATERSCHAP, pairs, unread)
    return {item.heading: item.text for item in found}


def test_the_standing_counts_all_that_applies(report: GapReport) -> None:
    many = {"1.1": Status.VOLDOET, "1.2": Status.VOLDOET, "1.3": Status.DEELS, "1.4": None, "1.5": Status.GEPLAND}
    assert texts(report, many)["Stand van zaken"] == (
        "Voor het waterschap gelden 5 ambities. Daarvan voldoen er 2 (40%); 1 voldoet deels, 1 is gepland en "
        "1 kon niet worden beoordeeld."
    )
    assert texts(report, {"1.1": Status.VOLDOET})["Stand van zaken"] == (
        "Voor het waterschap geldt 1 ambitie. Daarvan voldoet er 1 (100%)."
    )


def test_a_norm_that_does_not_bind_yields_one_conclusion(report: GapReport) -> None:
    assert texts(report, {}) == {"De norm geldt hier niet": "Geen ambitie geldt voor het waterschap."}


def test_pillars_are_compared_by_share(report: GapReport) -> None:
    found = texts(report, {"1.1": Status.VOLDOET, "1.2": Status.DEELS, "2.1": Status.VOLDOET, "3.1": Status.GEPLAND})
    assert "verst is pijler 2" in found["Verschil tussen de pijlers"]
    assert "minst ver is pijler 3 (Samenwerken): 0 van 1" in found["Verschil tussen de pijlers"]


def test_equal_pillars_are_not_compared(report: GapReport) -> None:
    found = texts(report, {"1.1": Status.VOLDOET, "2.1": Status.VOLDOET})
    assert "Verschil tussen de pijlers" not in found


@pytest.mark.parametrize(
    ("unread", "words"),
    [
        (0, "Ga eerst na of er een document is dat niet is aangeleverd."),
        (1, "Het kan staan in het bestand dat niet of niet geheel te lezen was, of in een document"),
        (2, "Het kan staan in de 2 bestanden die niet of niet geheel te lezen waren, of in een document"),
    ],
)
def test_silence_points_to_unread_files(report: GapReport, unread: int, words: str) -> None:
    found = texts(report, {"1.1": Status.NIET_AANGETROFFEN}, unread)["Niets over aangetroffen"]
    assert "Over 1 ambitie zeggen" in found
    assert words in found


def test_what_the_documents_deny_is_named(report: GapReport) -> None:
    found = texts(report, {"1.1": Status.ONTBREEKT, "2.2": Status.ONTBREEKT})
    assert "Bij 2 ambities" in found["Volgens de documenten niet geregeld"]
    assert "1.1 en 2.2" in found["Volgens de documenten niet geregeld"]


def test_doubtful_verdicts_come_last(report: GapReport) -> None:
    found = texts(report, {"1.1": Status.VOLDOET, "1.2": Status.DEELS}, confidence=0.49)
    assert list(found)[-1] == "Zekerheid"
    assert "1.1 en 1.2" in found["Zekerheid"]
    sure = texts(report, {"1.1": Status.VOLDOET}, confidence=0.81)["Zekerheid"]
    assert sure == "Geen enkel voorstel heeft een geschatte zekerheid onder 50%; de laagste is hoog (81%)."


def test_three_to_six_from_a_real_mix(report: GapReport) -> None:
    found = conclusions(report.norm, OrganisationType.GEMEENTE, findings_in_order(report), 2)
    assert 3 <= len(found) <= 6
    headings = [item.heading for item in found]
    assert headings[0] == "Stand van zaken"
    assert headings[-1] == "Zekerheid"
    assert "Bijna voldaan" in headings


def test_only_essential_elements_lack(report: GapReport) -> None:
    by_id = {ambition.id: (ambition, finding) for ambition, finding in findings_in_order(report)}
    assert lacking_elements(*by_id["1.1"]) == ()  # c is not found, and is not essential
    assert lacking_elements(*by_id["1.2"]) == ("1.2.b",)  # in force, but outdated
    assert lacking_elements(*by_id["1.3"]) == ("1.3.a", "1.3.b")


def differing(report: GapReport, count: int) -> dict[str, str]:
    """The conclusions when two judges differ on the first `count` ambitions and agree on the others."""
    pairs = [
        (
            ambition,
            Finding(
                ambition=ambition.id,
                status=Status.VOLDOET,
                confidence=0.9,
                judge="model",
                second=Opinion(judge="rules", status=Status.DEELS if index < count else Status.VOLDOET),
            ),
        )
        for index, ambition in enumerate(report.norm.ambitions)
    ]
    return {item.heading: item.text for item in conclusions(report.norm, OrganisationType.GEMEENTE, pairs, 0)}


def test_disputed_verdicts_come_second_and_are_all_named(report: GapReport) -> None:
    found = differing(report, 9)
    assert list(found)[1] == "De beoordelaars verschillen"
    assert found["De beoordelaars verschillen"] == (
        "Bij 9 ambities verschillen de regels en het taalmodel van oordeel: 1.1, 1.2, 1.3, 1.4, 1.5, 2.1, 2.2, 2.3 en "
        "2.4; lees die het eerst."
    )
    assert differing(report, 1)["De beoordelaars verschillen"] == (
        "Bij 1 ambitie verschillen de regels en het taalmodel van oordeel: 1.1; lees die het eerst."
    )
    assert "De beoordelaars verschillen" not in differing(report, 0)


def test_where_the_model_failed_is_told_and_takes_no_other_conclusions_place(
    report: GapReport, judged_report: GapReport
) -> None:
    before = conclusions(report.norm, OrganisationType.GEMEENTE, findings_in_order(report), 2)
    after = conclusions(judged_report.norm, OrganisationType.GEMEENTE, findings_in_order(judged_report), 2)
    texts = {item.heading: item.text for item in after}
    assert texts["Zonder het taalmodel"] == (
        "Bij 3 ambities kon het taalmodel niet oordelen: 1.4, 1.5 en 2.3. Daar staat alleen het oordeel van de "
        "taalregels, met de reden erbij."
    )
    assert texts["Nog niet door het taalmodel gelezen"].endswith("of is gestopt: 2.2.")
    assert [item for item in after if item in before] == list(before)


def test_a_stopped_run_says_how_far_the_model_came(report: GapReport) -> None:
    made = stopped(report)
    found = conclusions(made.norm, OrganisationType.GEMEENTE, findings_in_order(made), 0)
    texts = {item.heading: item.text for item in found}
    assert "heeft het taalmodel niet geoordeeld" in texts["Nog niet door het taalmodel gelezen"]
    assert "Zonder het taalmodel" not in texts
