"""The pages of one app, once for all tests here; every test begins without dossiers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from open_pages import OpenPages, open_pages

from analyzer.store.desk import Desk
from ui.chat_page import chat_page
from ui.compare_page import compare_page
from ui.places import Place
from ui.region_page import region_page
from ui.report_page import report_page
from ui.settings_page import settings_page


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPages]:
    chosen = {
        Place.REPORT: report_page,
        Place.COMPARE: compare_page,
        Place.REGION: region_page,
        Place.CHAT: chat_page,
        Place.SETTINGS: settings_page,
    }
    with open_pages(tmp_path_factory.mktemp("store"), chosen) as made:
        yield made


@pytest.fixture
def anna(pages: OpenPages) -> Iterator[Desk]:
    """Her desk; the dossiers that she makes are gone after the test."""
    desk = pages.desk("anna")
    yield desk
    for summary in desk.dossiers():
        desk.delete(summary.dossier.id, summary.dossier.organisation.name)
