"""The review page of a dossier that was made from a report: the documents are told, and are not there."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from filled_store import NORM, assessed, desk_of, evidence, kept, made_dossier, read_document

from analyzer.report import machine
from analyzer.store.errors import InvalidChange, NoSuchItem
from analyzer.store.report_intake import take_in_report
from analyzer.store.store import Store
from analyzer.types import Status
from ingest.types import Document
from ui import review_acts as acts
from ui.configuration import Configuration
from ui.workplace import Workplace

SENTENCE = "Er is een meldpunt."


def test_a_quote_tells_that_its_document_is_not_there_until_it_is(
    embedded_store: Store, make_document: Callable[..., Document]
) -> None:
    anna = desk_of(embedded_store, "anna")
    first = made_dossier(anna).id
    text = read_document(anna, first, make_document("# Meldpunt", SENTENCE))
    at = text.text.index(SENTENCE)
    quotes = {"1.2": [evidence(text, at, at + len(SENTENCE), "1.2.a")]}
    record = kept(embedded_store, first, assessed({"1.2": Status.DEELS}, quotes, tuple(anna.readings(first).values())))
    bert = desk_of(embedded_store, "bert")
    dossier = take_in_report(bert, machine.render(anna.report(first, record.id))).id
    workplace = Workplace(embedded_store, None, Configuration())  # type: ignore[arg-type]
    query = {"dossier": dossier, "norm": NORM, "ambitie": "1.2", "document": text.id, "pagina": "1"}
    request = SimpleNamespace(username="bert", session_hash="bert", query_params=query, client=None)
    opened = acts.opened(workplace, request)  # type: ignore[arg-type]
    assert SENTENCE in (opened.detail or "")
    assert "zit niet in dit dossier" in (opened.source or "")
    sent = acts.sourced(workplace, request, {"ambition": "1.2"})  # type: ignore[arg-type]
    assert f"{text.name}</h3>" in (sent.source or "")
    with pytest.raises((NoSuchItem, InvalidChange)):
        payload = {"action": "add_quote", "document": text.id, "page": 1, "start": at, "end": at + 3, "text": "Er "}
        acts.looked(workplace, request, payload)  # type: ignore[arg-type]
    with pytest.raises(NoSuchItem):
        acts.looked(workplace, request, {"document": "f" * 64, "page": 1})  # type: ignore[arg-type]
    read_document(bert, dossier, make_document("# Meldpunt", SENTENCE))
    shown = acts.sourced(workplace, request, {"ambition": "1.2"}).source or ""  # type: ignore[arg-type]
    assert "<mark" in shown and "zit niet" not in shown
