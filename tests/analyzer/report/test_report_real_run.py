"""Reports of a real run: rules and a scripted language model on a real server, which forges one quote and breaks off
one answer, so that everything a reader must see is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import scripted_reader
from model_server import Call, ModelServer
from report_formats import RENDERERS
from web_page import Page

from analyzer.assessment import Request, analyse
from analyzer.engine import choose_engine
from analyzer.llm.settings import ModelSettings
from analyzer.report import machine
from analyzer.report.outline import Outline, outline
from analyzer.types import GapReport, Gate, Organisation, OrganisationType

FORGED = "Het college heeft dit op 3 mei 2024 vastgesteld en maakt het elk jaar bekend."
POLICY = """# Uitvoeringsplan weerbaar Oosterhoven 2025

Vastgesteld door het college van burgemeester en wethouders op 8 juli 2025.

Elk jaar houden wij een themabijeenkomst over ondermijning voor alle medewerkers en bestuurders.
Dit plan van aanpak beschrijft hoe wij ondermijnende criminaliteit tegengaan en de organisatie weerbaar maken.
Wij hebben geen Bibob-beleid. Medewerkers melden een vermoeden van een misstand bij het interne meldpunt.
"""


def player(call: Call) -> str:
    """Reads honestly, but forges a quote for ambition 1.2 and gives no answer for 1.3."""
    asked = call.text.partition("Beoordeel elk van deze elementen:")
    if not asked[1]:
        return scripted_reader.read(call)
    if re.search(r"\b1\.3 ", asked[0]):
        return "Dat weet ik niet."
    body = json.loads(scripted_reader.read(call))
    if re.search(r"\b1\.2 ", asked[0]):
        body["elements"][0]["quotes"].append({"passage": 1, "quote": FORGED, "shows": "arranged"})
        body["elements"][0]["state"] = "in_force"
    return json.dumps(body)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GapReport]:
    folder = tmp_path_factory.mktemp("run")
    (folder / "plan.md").write_text(POLICY, encoding="utf-8")
    request = Request(
        paths=(folder / "plan.md",),
        norm_ids=("groningse-norm",),
        organisation=Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE),
        peildatum=date(2026, 3, 1),
    )
    with ModelServer(player) as server:
        settings = ModelSettings(model="openai:test", url=server.url, retries=0, price_input=1.0, price_output=2.0)
        (report,) = analyse(request, folder / "work", choose_engine("both", model=settings))
        yield report


@pytest.fixture(scope="module")
def content(made: GapReport) -> Outline:
    return outline(made)


def test_the_run_has_something_of_everything(made: GapReport, content: Outline) -> None:
    findings = made.assessment.findings
    rejected = [item for each in findings for own in each.judgements for item in own.trace.rejected]
    assert content.disputed == tuple(each.ambition for each in findings if each.disputed)
    assert content.disputed
    assert content.unanswered == ("1.3",)
    assert any(item.gate is Gate.VERBATIM and item.quote == FORGED for item in rejected)


def test_the_forged_quote_is_shown_as_refused_and_nowhere_else(content: Outline) -> None:
    for entry in content.entries:
        assert not any(FORGED in quote.text for quote in entry.quotes)
    (entry,) = [each for each in content.entries if any(quote.text == FORGED for quote in each.rejected)]
    assert entry.id == "1.2"


def test_the_appendix_counts_what_was_asked(made: GapReport, content: Outline) -> None:
    rows = dict(content.versions)
    use = made.assessment.run.model
    assert use is not None
    assert rows["Aanvragen"].startswith(f"{use.calls}; ")
    assert use.calls > len(content.entries)
    assert rows["Kosten van het model"].startswith("€ ")
    for prompt in use.prompts:
        assert prompt.digest in rows["Opdrachten (prompts)"]


def test_the_machine_report_fits_its_schema(made: GapReport) -> None:
    data = machine.render(made)
    jsonschema.validate(json.loads(data), json.loads(machine.schema()))
    assert machine.read(data) == machine.contracted(made)


def test_people_read_dutch(made: GapReport, content: Outline) -> None:
    text = Page(RENDERERS["html"](made).decode()).text
    assert f"Bij {len(content.disputed)} ambitie" in text
    assert "Bij 1 ambitie kon het taalmodel niet oordelen: 1.3." in text
    assert not re.search(
        r"\b(?:in_force|not_found|planned|absent|verbatim|instruction|related|support|assess|repair|None|True)\b", text
    )


def test_what_the_model_concluded_stands_with_each_pillar(made: GapReport, content: Outline) -> None:
    text = Page(RENDERERS["html"](made).decode()).text
    assert len(made.assessment.conclusions) == len(content.sections) == 5
    for section in content.sections:
        assert section.conclusion is not None and section.conclusion.mark in text
        own = {entry.id for entry in section.entries}
        for sentence in section.conclusion.sentences:
            assert {each.id for each in sentence.references} <= own
            assert f"{sentence.text} ({', '.join(each.id for each in sentence.references)})." in text


def test_the_word_report_is_made(made: GapReport, tmp_path: Path) -> None:
    assert RENDERERS["docx"](made).startswith(b"PK")
