"""The web report in a real browser, opened from a folder and in a frame: its filters, its contexts, its print."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.report import html
from analyzer.report.filters import filters
from analyzer.report.outline import outline
from analyzer.report.source import Source

pytestmark = pytest.mark.slow

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
SHOWN = "() => [...document.querySelectorAll('details.ambition')].filter((each) => !each.hidden).map((each) => each.id)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def file(example: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("share") / "rapport.html"
    path.write_bytes(html.render(example.report, example.text))
    return path


@pytest.fixture
def page(browser: Any, file: Path) -> Iterator[Any]:
    """The report, opened from its folder; what it complains of, or asks for elsewhere, fails the test."""
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(30_000)
    complaints: list[str] = []
    asked: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text))
    made.on("request", lambda request: asked.append(request.url))
    made.goto(file.as_uri())
    yield made
    made.close()
    assert complaints == []
    assert [address for address in asked if not address.startswith("file:")] == []


def test_each_filter_shows_what_it_says(page: Any, example: Source) -> None:
    content = outline(example.report)
    made = filters(example.report, content)
    total = len(content.entries)
    for each in made.filters:
        for choice in each.choices:
            page.select_option(f"#filter-{each.key}", choice.value)
            fitting = [
                f"ambitie-{index}"
                for index, has in made.facets.items()
                if choice.value in has.get(each.key, "").split()
            ]
            assert page.evaluate(SHOWN) == fitting
            assert page.inner_text("#filter-count") == f"{len(fitting)} van {total} ambities getoond"
        page.select_option(f"#filter-{each.key}", "")
    assert len(page.evaluate(SHOWN)) == total


def test_filters_work_together_and_can_be_wiped(page: Any, example: Source) -> None:
    page.select_option("#filter-status", "voldoet")
    page.select_option("#filter-pillar", example.report.norm.pillars[0].id)
    both = page.evaluate(SHOWN)
    assert both
    assert page.locator(".pillar:visible").count() == 1
    page.click("#filter-reset")
    assert len(page.evaluate(SHOWN)) == len(example.report.norm.ambitions) > len(both)


def test_words_are_found_without_accents_and_not_in_what_stands_around(page: Any, file: Path, example: Source) -> None:
    page.fill("#filter-text", "INTEGRITEITSBELEID geregeld")
    assert 0 < len(page.evaluate(SHOWN)) < 29
    page.fill("#filter-text", "essentiele")
    assert len(page.evaluate(SHOWN)) > 5
    plain = html.render(example.report).decode().lower()
    passages = re.findall(r'<div class="passage">(.*?)</div>', file.read_text(encoding="utf-8").lower(), re.DOTALL)
    around = next(word for word in re.findall(r"[a-z]{8,}", " ".join(passages)) if word not in plain)
    page.fill("#filter-text", around)
    assert page.evaluate(SHOWN) == []


def test_a_quote_is_opened_by_keyboard(page: Any) -> None:
    page.locator("details.ambition > summary").first.focus()
    page.keyboard.press("Enter")
    summary = page.locator("details.context > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    opened = page.locator("details.context[open]")
    assert opened.count() == 1
    assert opened.locator("mark").inner_text() in page.locator("blockquote").first.inner_text()
    assert "citaat uit" in summary.text_content()


def test_a_link_opens_its_ambition_even_where_a_filter_hid_it(page: Any) -> None:
    page.fill("#filter-text", "niets dat ergens staat")
    assert page.evaluate(SHOWN) == []
    page.locator('a[href="#ambitie-3"]').first.click()
    page.wait_for_selector("#ambitie-3[open]")
    assert page.input_value("#filter-text") == ""


def test_what_is_printed_is_what_was_chosen_and_opened(page: Any) -> None:
    page.select_option("#filter-status", "ontbreekt")
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.ambition[open]:visible").count() == len(page.evaluate(SHOWN)) > 0
    assert page.locator("#filter-count").is_visible()
    assert not page.locator("#filter-status").is_visible()
    assert page.locator(".context:visible").count() == 0
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.ambition[open]").count() == 0


def test_it_works_in_a_frame_that_may_only_run_scripts(browser: Any, file: Path) -> None:
    """As the app shows it: loaded once it comes into sight."""
    frame = '<iframe src="rapport.html" sandbox="allow-scripts" loading="lazy" width="1000" height="700"></iframe>'
    outer = file.with_name("app.html")
    outer.write_text(f"<!DOCTYPE html><div style='height:4000px'>boven</div>{frame}", encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(outer.as_uri())
    page.locator("iframe").scroll_into_view_if_needed()
    inner = page.frame_locator("iframe")
    inner.locator("h1").wait_for(timeout=30_000)
    inner.locator("#filter-status").select_option("deels")
    assert "van 29 ambities" in inner.locator("#filter-count").inner_text()
    inner.locator("#ambitie-2 > summary").click()
    inner.locator("#ambitie-2 details.context > summary").first.click()
    assert inner.locator("#ambitie-2 details.context[open] mark").is_visible()
    page.close()
    assert complaints == []
