"""Whatever a server answers, a report holds no quote that is not in the document, at the page, that it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_server import Call, ModelServer
from scripted_reader import passages_in, read

from analyzer.judges.llm import LanguageModelJudge
from analyzer.judges.relatedness import RELATED_FROM, Relatedness
from analyzer.judging import Bench
from analyzer.llm.model import LanguageModel
from analyzer.llm.settings import ModelSettings
from analyzer.norms import load_norm
from analyzer.report import machine
from analyzer.report.outline import outline
from analyzer.types import (
    Ambition,
    Assessment,
    DocumentSummary,
    GapReport,
    Organisation,
    OrganisationType,
    RunInfo,
    Status,
)
from ingest.splitting import split
from ingest.types import Document, Hit

NORM = load_norm("groningse-norm")
AMBITION = NORM.ambition("1.4")  # two elements
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
PEILDATUM = date(2026, 3, 1)
INVENTED = "Verzonnen: het college stelde dit in 2019 geheel volgens de norm vast."


SEEN: list[tuple[bool, bool]] = []  # of each example: was there a verdict, were there quotes


class Everything(Relatedness):
    """Takes every quote to be on the subject, so that the other gates stand alone."""

    def __init__(self) -> None:
        pass

    def related(self, ambition: Ambition, quote: str, headings: tuple[str, ...] = ()) -> bool:
        return RELATED_FROM >= 0


@dataclass
class Script:
    """What the server answers next: `elements` for every assessment, `confirms` for every claim in turn."""

    elements: list[dict[str, Any]] = field(default_factory=list)
    confirms: list[bool] = field(default_factory=list)

    def __call__(self, call: Call) -> str:
        if "Zeg van elke bewering" in call.text:
            claims = [
                {"claim": number, "reason": "ja", "supported": self.confirms[number % len(self.confirms)]}
                for number in range(1, len(passages_in(call.text)) - 1)
            ]
            return json.dumps({"claims": [*claims, *json.loads(read(call))["claims"][-2:]]})
        return json.dumps({"elements": [*self.elements, *json.loads(read(call))["elements"][-2:]]})


@pytest.fixture(scope="module")
def documents(make_document: Callable[..., Document]) -> dict[str, Document]:
    made = [
        make_document(
            "# Meldpunt",
            "Wij hebben een meldpunt voor signalen van ondermijning. Het meldpunt is elke werkdag bereikbaar.",
            "\f",
            "# Bekendheid",
            "Het meldpunt staat op “intranet” – en in elke nieuwsbrief. Wij hebben een meldpunt voor signalen.",
            name="meldpunt.txt",
        ),
        make_document(
            "Het college besloot in 2024 tot een meldpunt. Wij hebben een meldpunt voor signalen van ondermijning.",
            "\f",
            "De raad is geïnformeerd; zie ook het verslag van 12 maart 2025 met alle bijlagen.",
            name="besluit.txt",
        ),
    ]
    return {document.id: document for document in made}


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


@pytest.fixture(scope="module")
def judge(script: Script, documents: dict[str, Document]) -> Iterator[LanguageModelJudge]:
    with ModelServer(script) as server:
        model = LanguageModel(ModelSettings(model="openai:test", url=server.url, retries=0, at_once=1))
        yield LanguageModelJudge(VELDERMEER, PEILDATUM, documents, model, Everything())
        model.rest()


SHOWS = {"in_force": "arranged", "planned": "planned", "absent": "absent"}


@dataclass(frozen=True)
class Pieces:
    """Quotes as (number of a passage, text)."""

    true: st.SearchStrategy[tuple[int, str]]
    false: st.SearchStrategy[tuple[int, str]]


def _pieces(documents: dict[str, Document]) -> Pieces:
    """True pieces of the passages, and what a model may make of them: changed, joined, invented, or misattributed."""
    passages = [passage for document in documents.values() for passage in split(document)]

    def piece(choice: tuple[int, int, int]) -> tuple[int, str]:
        number = choice[0] % len(passages)
        words = passages[number].text.split(" ")
        start = choice[1] % max(1, len(words) - 4)
        return number + 1, " ".join(words[start : start + choice[2]])

    true = st.tuples(st.integers(0, 9), st.integers(0, 99), st.integers(4, 20)).map(piece)
    false = st.one_of(
        true.map(lambda each: (each[0] + 1, each[1])),
        true.map(lambda each: (each[0], each[1].replace("een", "geen", 1))),
        true.map(lambda each: (each[0], f"“{each[1].strip()}”")),
        st.tuples(true, true).map(lambda pair: (pair[0][0], f"{pair[0][1]} … {pair[1][1]}")),
        true.map(lambda each: (each[0], each[1].upper())),
        st.tuples(st.integers(-1, 8), st.just(INVENTED)),
        st.tuples(st.integers(-1, 8), st.text(max_size=60)),
    )
    return Pieces(true, false)


@st.composite
def _answers(draw: st.DrawFn, documents: dict[str, Document]) -> list[dict[str, Any]]:
    letters = [criterion.id.rpartition(".")[2] for criterion in AMBITION.criteria]
    return [_element(draw, draw(st.sampled_from([letter] * 30 + ["z"])), _pieces(documents)) for letter in letters]


def _element(draw: st.DrawFn, letter: str, pieces: Pieces) -> dict[str, Any]:
    """Most claims come with a true quote that is said to show them; whatever else comes beside it."""
    state = draw(st.sampled_from(["in_force", "in_force", "planned", "absent", "not_found"]))
    found = [*([draw(pieces.true)] if draw(st.integers(0, 5)) else []), *draw(st.lists(pieces.false, max_size=2))]
    first = SHOWS.get(state, "done")
    return {
        "element": letter,
        "quotes": [
            {"passage": number, "quote": text, "shows": draw(st.sampled_from([first] * 6 + ["done", "absent"]))}
            for number, text in found
        ],
        "explanation": draw(st.sampled_from(["Dit blijkt uit het citaat.", "It is so.", INVENTED, "<b>x</b>"])),
        "state": state,
        "shortcoming": draw(st.sampled_from(["none", "none", "contradicted", "outdated"])),
        "certainty": draw(st.sampled_from(["high", "low"])),
    }


@settings(max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_report_holds_a_quote_that_does_not_stand_where_it_says(
    data: st.DataObject, documents: dict[str, Document], script: Script, judge: LanguageModelJudge
) -> None:
    script.elements = data.draw(_answers(documents))
    script.confirms = data.draw(st.lists(st.booleans(), min_size=1, max_size=3))
    hits = tuple(Hit(passage=passage, score=1.0) for each in documents.values() for passage in split(each))
    bench = Bench(judge, VELDERMEER.type, {c.id: hits for c in AMBITION.criteria}, documents)
    (finding,) = bench.findings((AMBITION,), lambda _: None)
    report = _report(finding, documents)
    by_name = {document.name: document for document in documents.values()}
    read = json.loads(machine.render(report))
    (entry,) = [each for each in read["ambitions"] if each["id"] == AMBITION.id]
    quotes = [*entry["evidence"], *(item for each in entry["criteria"] for item in each["evidence"])]
    for item in quotes:
        document = by_name[item["document"]]
        page = next(each for each in document.pages if each.number == item["page"])
        assert item["quote"] in document.text[page.start : page.end]
        assert INVENTED not in item["quote"]
    shown = [quote.text for each in outline(report).entries for quote in each.quotes]
    assert set(shown) == {" ".join(item["quote"].split()) for item in quotes}
    SEEN.append((entry["status"] is not None, bool(quotes)))
    if entry["status"] not in (None, Status.NIET_AANGETROFFEN.value):
        assert entry["evidence"]  # no verdict stands on nothing


def test_the_examples_were_no_empty_ones() -> None:
    verdicts, quoted = (sum(each[place] for each in SEEN) for place in (0, 1))
    assert verdicts >= 20 and quoted >= 20, f"{verdicts} verdicts and {quoted} with quotes among {len(SEEN)}"


def _report(finding: Any, documents: dict[str, Document]) -> GapReport:
    run = RunInfo(judge="model", embedder="x", started=datetime(2026, 3, 1, tzinfo=UTC), seconds=1.0, version="1")
    summaries = tuple(
        DocumentSummary(name=document.name, sha256=document.id, pages=len(document.pages))
        for document in documents.values()
    )
    return GapReport(
        norm=NORM,
        assessment=Assessment(
            organisation=VELDERMEER,
            peildatum=PEILDATUM,
            norm_id=NORM.id,
            norm_version=NORM.version,
            run=run,
            documents=summaries,
            findings=(finding,),
        ),
    )
