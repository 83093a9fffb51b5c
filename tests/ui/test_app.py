"""The app as it is started, over HTTP: a dossier from its first document to its end, and what is refused."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import httpx
import pytest
from bs4 import BeautifulSoup
from dossier_at_work import Work, gone_to, new_dossier, pressed, text_of
from reviewing import Reviewer
from running_app import HOSTILE, ROOT, RunningApp

POLICY = (
    "Beleid integriteit\n\nVastgesteld door het college op 3 maart 2025.\n\nDe gemeente heeft een meldpunt ingericht "
    f"waar medewerkers signalen van ondermijning kunnen melden {HOSTILE}.\n"
).encode()


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_an_address_others_can_reach_is_refused_without_a_login() -> None:
    ended = start("--host", "0.0.0.0")
    assert ended.returncode == 1 and ended.stdout == ""
    assert "start niet op '0.0.0.0'" in ended.stderr and "NORMTOETS_LOGIN" in ended.stderr


def test_a_port_in_use_and_a_port_that_is_none_are_told_in_dutch() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = start("--port", str(port))
    assert ended.returncode == 1 and f"oort {port} is al in gebruik" in ended.stderr
    assert start("--port", "70000").returncode == 1
    assert "niet begrepen" in start("--poort", "1").stderr
    assert "gebruik: python app.py" in start("--help").stdout


@pytest.fixture
def person(app: RunningApp) -> Iterator[Reviewer]:
    with Reviewer(app.url) as made:
        yield made


def test_a_dossier_goes_from_documents_to_an_outcome(person: Reviewer) -> None:
    work = Work(person, new_dossier(person, f"Gemeente Proef {HOSTILE}"))
    assert "nog geen documenten" in text_of(work.documents()["documentenlijst"])
    assert "Voeg eerst documenten toe" in text_of(work.analysis()["toetsen"])
    told = work.upload(beleid_txt=POLICY, kapot_pdf=b"%PDF-1.7 en verder niets")
    assert sorted(told["added"]) == ["beleid.txt", "kapot.pdf"]

    listed = work.read()["documentenlijst"]
    rows = {
        row.select_one("[data-action=open]").get_text(): row
        for row in BeautifulSoup(listed, "html.parser").select("tbody tr")
    }
    assert (
        "3 maart 2025" in rows["Beleid integriteit"].get_text() and "geldend" in rows["Beleid integriteit"].get_text()
    )
    assert "Niet te lezen" in rows["kapot.pdf"].get_text() and "<script" not in listed

    page = work.assessed(judge="rules")
    outcome = page["uitkomst"]
    assert outcome.count('class="tiles"') == 1 and "Per pijler" in outcome and "<script" not in outcome
    assert f"/beoordelen?dossier={work.dossier}&amp;norm=groningse-norm" in outcome
    assert "na de laatste toets" not in outcome and "Klaar" in text_of(page["eerdere-toetsen"])
    work.upload(nieuw_txt=POLICY + b"Meer.")
    changed = text_of(work.analysis()["uitkomst"])
    assert "1 document is na de laatste toets toegevoegd: nieuw.txt." in changed

    overview = text_of(pressed(person, person.open("/"), "dossiers", "deleting", value=work.dossier)["dossier-paneel"])
    assert "Alles van dit dossier wordt gewist: 3 documenten" in overview
    exported = person.client.get(f"/dossier/{work.dossier}/dossier.zip")
    assert zipfile.is_zipfile(io.BytesIO(exported.content))


def test_a_fact_is_corrected_and_read_again(person: Reviewer) -> None:
    work = Work(person, new_dossier(person, "Gemeente Feiten"))
    work.upload(beleid_txt=POLICY)
    listed = work.read()["documentenlijst"]
    (document,) = re.findall(r'data-action="open" data-value="([0-9a-f]+)"', listed)
    opened = work.until(lambda: work.documents("open", value=document), lambda seen: "Gelezen uit:" in seen["document"])
    detail = opened["document"]
    assert "Vastgesteld door het college op 3 maart 2025" in text_of(detail)

    filled = {
        "document": document,
        "was-adopted": "2025-03-03",
        "new-adopted": "2019-05-01",
        "why": "staat op de omslag",
    }
    kept = work.documents("correct", document, **filled)
    assert "De verbetering is bewaard" in kept["melding"] and "1 mei 2019" in kept["documentenlijst"]
    assert "Reden: staat op de omslag" in kept["document"] and "Gelezen was: 2025-03-03" in text_of(kept["document"])

    late = work.documents("correct", document, **{**filled, "new-adopted": "2020-01-01"})
    assert "een ander maakte hier intussen “2019-05-01” van" in late["document"], "what the form had seen is past"
    assert 'value="2020-01-01"' in late["document"] and "2020-01-01" not in late["documentenlijst"]
    wrong = work.documents("correct", document, **{**filled, "was-adopted": "2019-05-01", "new-adopted": "morgen"})
    assert "Dit is niet gelukt" in wrong["melding"]

    back = work.documents("reset", document, value=f"{document} adopted")
    assert "3 maart 2025" in back["documentenlijst"]
    gone = work.documents("remove", document, value=document)
    assert (
        "hoort niet meer bij dit dossier" in gone["melding"]
        and "Verwijderd of vervangen (1)" in gone["documentenlijst"]
    )


def test_a_form_that_is_refused_keeps_what_was_filled_in(person: Reviewer) -> None:
    page = person.open("/")
    sent = {"name": HOSTILE, "kind": "waterschap", "day": "2026-02-30", "norms": ["noord-hollandse-norm"]}
    panel = pressed(person, page, "dossier-paneel", "create", **sent)["dossier-paneel"]
    soup = BeautifulSoup(panel, "html.parser")
    assert soup.select_one("#naam")["value"] == HOSTILE.replace("\u202e", "")
    assert [each["value"] for each in soup.select("[checked]")] == ["waterschap", "noord-hollandse-norm"]
    assert "geldt niet voor een waterschap" in soup.get_text() and "is geen datum" in soup.get_text()


def test_whoever_saves_a_dossier_second_decides_what_holds(person: Reviewer) -> None:
    dossier = new_dossier(person, "Gemeente Twee")
    page = person.open("/")
    sent = {"dossier": dossier, "seen": "1", "kind": "gemeente", "day": "2026-03-01", "norms": ["groningse-norm"]}
    first = pressed(person, page, "dossier-paneel", "change", name="Gemeente Eén", **sent)
    assert "Gemeente Eén" in first["dossiers"]
    second = pressed(person, page, "dossier-paneel", "change", name="Gemeente Drie", **sent)["dossier-paneel"]
    assert "Gemeente Eén" in text_of(second) and 'value="Gemeente Drie"' in second
    seen = BeautifulSoup(second, "html.parser").select_one("[name=seen]")["value"]
    third = pressed(person, page, "dossier-paneel", "change", name="Gemeente Drie", **{**sent, "seen": seen})
    assert "Gemeente Drie" in third["dossiers"] and "Gemeente Eén" not in third["dossiers"]


def test_a_dossier_goes_only_when_its_name_is_typed(person: Reviewer) -> None:
    dossier = new_dossier(person, "Gemeente Weg")
    page = person.open("/")
    wrong = pressed(person, page, "dossier-paneel", "delete", dossier=dossier, name="gemeente")
    assert "Er is niets verwijderd" in wrong["melding"] and "dossier-paneel" not in wrong, "what was typed stays"
    gone = pressed(person, page, "dossier-paneel", "delete", dossier=dossier, name="Gemeente Weg")
    assert "is verwijderd" in gone["melding"] and dossier not in gone["dossiers"]
    assert "bestaat niet" in Work(person, dossier).documents()["melding"]


def test_the_example_is_there_with_one_click(person: Reviewer) -> None:
    work = Work(person, gone_to(pressed(person, person.open("/"), "dossiers", "example")))
    assert "9 documenten in dit dossier" in text_of(work.documents()["documentenlijst"])
    listed = pressed(person, person.open("/"), "dossiers", "deleting", value=work.dossier)
    assert "Gemeente Oosterhoven" in listed["dossier-paneel"]


@pytest.mark.parametrize("path", ["/documenten", "/toetsen", "/documenten?dossier=00000000000000000000000000000000"])
def test_a_page_without_its_dossier_says_where_to_go(person: Reviewer, path: str) -> None:
    page = person.open(path)
    answer = person.call(page, "", "load")
    assert (
        "Deze pagina hoort bij een dossier" in text_of(answer["melding"]) and "Alleen op deze computer" in answer["kop"]
    )


def test_only_this_computer_and_no_outside_addresses(app: RunningApp) -> None:
    page = httpx.get(app.url, headers={"accept": "text/html"})
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "twitter" not in page.text and "og:image" not in page.text
    assert httpx.get(app.url, headers={"host": "evil.example"}).status_code in (403, 421)
    for path in ("/gradio_api/file=/etc/passwd", "/config", "/monitoring", "/gradio_api/info"):
        assert httpx.get(f"{app.url}{path}").status_code in (403, 404), path
