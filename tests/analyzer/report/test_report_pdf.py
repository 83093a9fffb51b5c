"""The PDF says what the outline says, in its order, to who sees it and to who listens to it."""

from __future__ import annotations

import builtins
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pdf_accessibility import faults, told
from pdf_here import needs_pdf

from analyzer.errors import PdfUnavailable
from analyzer.report import chart, pdf, pdf_engine, wording
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable
from analyzer.report.source import Source
from analyzer.types import Evidence, GapReport

Made = tuple[GapReport, bytes]


@pytest.fixture(scope="module", autouse=True)
def _one_can_be_made() -> None:
    needs_pdf()


@pytest.fixture(scope="module")
def reviewed(reviewed_report: GapReport) -> Made:
    """With hostile text, two judges, conclusions and all that people can do."""
    return reviewed_report, pdf.render(reviewed_report)


@pytest.fixture(scope="module")
def municipal(example: Source) -> Made:
    """The example dossier, as it would be handed over."""
    return example.report, pdf.render(example.report, example.text)


@pytest.fixture(scope="module")
def clean(clean_report: GapReport) -> Made:
    return clean_report, pdf.render(clean_report)


@pytest.fixture(params=["reviewed", "municipal", "clean"])
def made(request: pytest.FixtureRequest) -> Made:
    found: Made = request.getfixturevalue(request.param)
    return found


def quotes_of(report: GapReport) -> list[Evidence]:
    return [item for finding in report.assessment.findings for each in finding.judgements for item in each.evidence]


def text_of_pages(source: bytes) -> Iterator[str]:
    with pypdfium2.PdfDocument(source) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()


# --- who listens ---------------------------------------------------------------------------------------------------


def test_a_machine_finds_nothing_that_is_not_accessible(made: Made) -> None:
    assert faults(made[1]) == []


def test_it_tells_all_that_the_outline_says_in_its_order(made: Made) -> None:
    content = outline(made[0])
    spoken = [" ".join(text.split()) for _, text in told(made[1])]
    whole = "\n".join(spoken)
    for entry in content.entries:
        said = [entry.requirement, entry.problem, entry.tally, *(quote.text for quote in entry.quotes)]
        said += [item.reason for item in entry.elements] + [lack.why for lack in entry.lacks]
        said += [step.title for step in entry.steps] + [quote.caption for quote in entry.rejected]
        said += [entry.search.scope, *(miss.reason for miss in entry.search.misses)] if entry.search else []
        said += [entry.second.summary, entry.second.problem] if entry.second else []
        said += [*entry.layer.recommendation, *entry.layer.rationale, entry.layer.line] if entry.layer else []
        said += [item.text for item in entry.layer.outside] if entry.layer else []
        said += [item.caption for item in entry.layer.rejected] if entry.layer else []
        for words in said if not entry.brief else ():
            assert " ".join(printable(words).split()) in whole, (entry.id, words)
    for words in (*content.method, content.note, *content.scope, *(each.text for each in content.conclusions)):
        assert printable(words) in whole
    heads = [f"{entry.id} {printable(entry.title)}" for entry in content.entries]
    assert [text for text in spoken if text in set(heads)] == heads


def test_each_quote_is_one_element_and_whole(made: Made) -> None:
    spoken = {text for kind, text in told(made[1]) if kind == "P"}
    for item in quotes_of(made[0]):
        assert wording.quoted(printable(item.quote)) in spoken


def test_the_order_of_the_tree_is_that_of_the_pages(municipal: Made) -> None:
    """As another program reads them, which knows nothing of the tree."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=municipal[1], capture_output=True, check=True)
    seen = "".join(run.stdout.decode().split())
    place = seen.index("Inhoud")
    for kind, text in told(municipal[1]):
        if kind in ("H2", "H3", "H4"):
            words = "".join(text.split())
            assert words in seen[place:], text
            place = seen.index(words, place) if kind == "H4" else place


def test_heads_and_feet_of_pages_are_seen_and_not_told(municipal: Made) -> None:
    pages = list(text_of_pages(municipal[1]))
    for number, text in enumerate(pages[1:], 2):
        assert f"Pagina {number} van {len(pages)}" in text
        assert "Gemeente Oosterhoven" in text
    assert "Pagina" not in pages[0]
    assert not [text for _, text in told(municipal[1]) if text.startswith("Pagina ")]


def test_what_a_page_ends_is_told_as_one(reviewed: Made, municipal: Made) -> None:
    """A table over two pages is one table, with its heads told once."""
    for report, source in (reviewed, municipal):
        with pikepdf.open(BytesIO(source)) as document:
            kinds = [str(item.get("/S")) for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        content = outline(report)
        shown = [entry for entry in content.entries if not entry.brief]
        second = [entry for entry in shown if entry.second and not (entry.second.failed or entry.second.same)]
        legends = 4 + bool(content.judging) + bool(content.reviewing)  # the versions among them
        others = 5 + bool(content.tasks)  # cover, outcomes, documents, numbers, ambitions, agreements
        assert kinds.count("/Table") == len(shown) + len(second) + legends + others
        assert kinds.count("/THead") == kinds.count("/Table") - 1  # that of the cover has none


def test_the_chart_is_told_in_words(made: Made) -> None:
    with pikepdf.open(BytesIO(made[1])) as document:
        found = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert [str(item.Alt) for item in found] == [chart.alternative(outline(made[0]).bars)]
        left, low, right, high = (float(each) for each in found[0].A.BBox)
    assert 0 < left < right < 596
    assert 0 < low < high < 842


# --- who looks -----------------------------------------------------------------------------------------------------


def test_no_page_is_empty_and_the_contents_name_the_right_ones(made: Made) -> None:
    pages = [" ".join(text.split()) for text in text_of_pages(made[1])]
    assert all(len(text) > 120 for text in pages[1:])
    listed = pages[1].partition("Inhoud")[2]
    for title in wording.CHAPTERS.values():
        number = int(listed.partition(title)[2].split()[0])
        assert title in pages[number - 1]


def test_bookmarks_lead_to_chapters_pillars_and_ambitions(municipal: Made) -> None:
    report = municipal[0]
    with pikepdf.open(BytesIO(municipal[1])) as document, document.open_outline() as bookmarks:
        titles = [item.title for item in bookmarks.root]
        findings = bookmarks.root[titles.index(wording.CHAPTERS["bevindingen"])]
        assert titles == ["Inhoud", *wording.CHAPTERS.values()]
        assert [item.title for item in findings.children] == [
            f"Pijler {pillar.id}: {pillar.title}" for pillar in report.norm.pillars
        ]
        assert sum(len(item.children) for item in findings.children) == len(report.norm.ambitions)


def test_with_the_text_at_hand_a_quote_names_its_heading(municipal: Made, example: Source) -> None:
    sources = [text for _, text in told(municipal[1]) if ", onder “" in text]
    assert len(sources) > 50
    assert ", onder “" not in "".join(text for _, text in told(pdf.render(one_ambition(example.report))))


def one_ambition(report: GapReport) -> GapReport:
    norm = report.norm.model_copy(update={"ambitions": report.norm.ambitions[:1], "pillars": report.norm.pillars[:1]})
    findings = report.assessment.findings[:1]
    assessment = report.assessment.model_copy(update={"findings": findings})
    return GapReport(norm=norm, assessment=assessment)


# --- the file ------------------------------------------------------------------------------------------------------


def test_hostile_text_is_text(reviewed: Made, hostile: str) -> None:
    assert any(printable(hostile) in text for _, text in told(reviewed[1]))
    with pikepdf.open(BytesIO(reviewed[1])) as document:
        links = [link for page in document.pages for link in page.get("/Annots", [])]
        assert links
        assert all("/Dest" in link and "/A" not in link for link in links)
        assert {str(link.Contents).split()[0] for link in links} == {"Naar"}


def test_it_says_when_and_by_what_it_was_made(municipal: Made) -> None:
    run = municipal[0].assessment.run
    with pikepdf.open(BytesIO(municipal[1])) as document:
        assert str(document.docinfo["/CreationDate"]) == f"D:{run.started:%Y%m%d%H%M%S}+00'00"
        assert str(document.docinfo["/Author"]) == f"Normtoets {run.version}"
        assert str(document.docinfo["/Title"]) == "Toetsing aan de Groningse norm: Gemeente Oosterhoven"
        assert str(document.Root.Lang) == "nl-NL"


def test_the_same_report_gives_the_same_bytes(clean: Made) -> None:
    assert pdf.render(clean[0]) == clean[1]


def test_what_is_higher_than_a_page_goes_on_and_stays_one(clean_report: GapReport) -> None:
    long = "Een lange uitleg van wat er staat. " * 220
    first, *rest = clean_report.assessment.findings
    judged = (first.judgements[0].model_copy(update={"reason": long}), *first.judgements[1:])
    findings = (first.model_copy(update={"judgements": judged, "rationale": long}), *rest)
    assessment = clean_report.assessment.model_copy(update={"findings": findings})
    source = pdf.render(clean_report.model_copy(update={"assessment": assessment}))
    assert faults(source) == []
    assert [kind for kind, text in told(source) if text.strip() == long.strip()] == ["P", "TD"]


@pytest.mark.slow
def test_76_ambitions_with_400_quotes_within_ten_seconds(large_report: GapReport) -> None:
    """Of a processor's time, so that another program does not count."""
    before = time.process_time()
    source = pdf.render(large_report)
    assert time.process_time() - before < 10
    assert faults(source) == []


# --- what can lack -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [OSError("cannot load library 'libpango-1.0-0'"), ImportError("weasyprint")])
def test_without_its_library_it_names_the_way_out(
    clean_report: GapReport, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    usual = builtins.__import__

    def refusing(name: str, *args: object, **more: object) -> object:
        if name.startswith("weasyprint"):
            raise fault
        return usual(name, *args, **more)  # type: ignore[arg-type]

    pdf_engine._engine.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(PdfUnavailable, match=r"libpangoft2-1.0-0 libharfbuzz-subset0.*kies een andere vorm"):
        pdf.render(clean_report)
    monkeypatch.undo()
    pdf_engine._engine.cache_clear()


def test_without_fonts_it_does_not_end_the_program(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    script = (
        "from analyzer.errors import PdfUnavailable\nfrom analyzer.report.pdf_engine import laid_out\n"
        "try:\n    laid_out('<p>x</p>')\nexcept PdfUnavailable as exc:\n    print(exc)"
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(empty), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=True, timeout=120)
    assert "geen enkel lettertype. Installeer er een" in run.stdout.decode()


@pytest.mark.parametrize("address", ["https://example.org/a.ttf", "file:///etc/passwd", "data:text/css,p{}"])
def test_it_fetches_nothing_but_fonts_of_this_computer(address: str) -> None:
    fetcher = pdf_engine._fetcher(pdf_engine._engine())
    with pytest.raises(ValueError, match="refused"):
        fetcher.fetch(address)
