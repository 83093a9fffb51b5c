"""Papers out of the app and back: a worksheet filled in, looked at, kept; every paper fetched; a Word template."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from browsing import faults_for_access, go, has_axe
from pdf_here import why_no_pdf
from playwright.sync_api import Page, expect
from served import Served

from analyzer.report.papers import PAPERS

if TYPE_CHECKING:
    from conftest import Visiting

NORM = "groningse-norm"
# What is there on each page of a dossier without documents.
PAGES = {
    "/documenten": "#toevoegen",
    "/toetsen": "#inhoud",
    "/beoordelen": "article.review",
    "/rapport": ".report-page",
    "/vergelijken": "#inhoud",
    "/vragen": "#inhoud",
}
ADVICE = "=Leg het vast in een besluit & maak het bekend <b>"


def fetched(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as downloading:
        page.get_by_role("link", name=name, exact=True).first.click()
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def fill_in(path: Path, ambition: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Beoordeling"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    row = next(row for row in range(1, 60) if sheet.cell(row, 1).value == ambition)
    cell = sheet.cell(row, heads["Aanbeveling"])
    cell.value, cell.data_type = ADVICE, "s"
    sheet.cell(row, heads["Beoordeeld"]).value = "ja"
    book.save(path)


def test_a_worksheet_goes_out_and_comes_back(visiting: Visiting, served: Served, assessed: str, tmp_path: Path) -> None:
    page = visiting("bram").open("/rapport", assessed)
    path = fetched(page, "Werkblad Excel", tmp_path)
    fill_in(path, "5.2")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.locator("#werkblad-inlezen [data-reason]")).to_contain_text("Kies eerst het werkblad")
    page.locator("#werkblad").set_input_files(path)
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    outcome = page.locator("#werkblad-inlezen [data-outcome]")
    expect(outcome).to_contain_text("5.2")
    expect(outcome).to_contain_text(ADVICE)
    before = page.locator(".reviewed-line strong").text_content() or ""
    if has_axe():
        assert faults_for_access(page)[0] == []
    page.get_by_role("button", name="Bewaar deze wijzigingen").click()
    expect(outcome.get_by_role("heading", name="Bewaard")).to_be_visible()
    expect(page.locator(".reviewed-line strong")).not_to_have_text(before)
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.get_by_role("button", name="Bewaar deze wijzigingen")).to_have_count(0)
    go(page, served, "/beoordelen", assessed, norm=NORM, ambitie="5.2")
    expect(page.locator("article.review")).to_contain_text(ADVICE)


def test_who_may_read_only_is_not_asked_for_a_worksheet(visiting: Visiting, assessed: str) -> None:
    page = visiting("lena").open("/rapport", assessed)
    expect(page.get_by_role("link", name="Werkblad Excel")).to_be_visible()
    expect(page.locator("#werkblad")).to_have_count(0)


@pytest.mark.slow
def test_a_report_becomes_a_dossier_whose_pages_all_open(
    visiting: Visiting, served: Served, assessed: str, tmp_path: Path
) -> None:
    page = visiting("anna").open("/rapport", assessed)
    path = fetched(page, "Gegevens JSON", tmp_path)
    go(page, served, "/")
    page.get_by_role("button", name="Dossier inlezen").click()
    page.locator("#zip").set_input_files(path)
    page.get_by_role("button", name="Lees het dossier in").click()
    page.wait_for_url("**/documenten?dossier=*")
    made = page.url.partition("dossier=")[2]
    assert made != assessed
    for where, part in PAGES.items():
        go(page, served, where, made)
        expect(page.locator(part).first).to_be_visible()
        expect(page.locator("#melding")).not_to_contain_text("niet gelukt")
    go(page, served, "/rapport", made)
    assert fetched(page, "Gegevens JSON", tmp_path / "terug").read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_every_paper_is_fetched_on_the_template_of_the_organisation(
    visiting: Visiting, served: Served, assessed: str, tmp_path: Path
) -> None:
    page = visiting("bea").open("/instellingen")
    started = fetched(page, "Download een sjabloon om mee te beginnen", tmp_path)
    book = docx.Document(str(started))
    book.sections[0].header.paragraphs[0].text = "Huisstijl van Oosterhoven"
    book.save(str(started))
    page.locator("#sjabloon").set_input_files(started)
    page.get_by_role("button", name="Gebruik dit sjabloon").click()
    expect(page.locator("#sjabloon-deel")).to_contain_text(started.name)
    go(page, served, "/rapport", assessed)
    for paper in PAPERS.values():
        if not paper.fits(NORM) or paper.key == "agenda" or (paper.key == "pdf" and why_no_pdf()):
            continue
        data = fetched(page, f"{paper.label} {paper.form}", tmp_path).read_bytes()
        assert len(data) > 1000, paper.key
        if paper.in_word:
            headers = [section.header.paragraphs for section in docx.Document(BytesIO(data)).sections]
            assert "Huisstijl van Oosterhoven" in headers[0][0].text, paper.key
    go(page, served, "/instellingen")
    page.get_by_role("button", name="Verwijder het sjabloon").click()
    expect(page.locator("#sjabloon-deel")).to_contain_text("Er is nog geen eigen sjabloon")
