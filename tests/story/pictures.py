"""Pictures of every page of the app: `python tests/story/pictures.py FOLDER`, wide and as on a telephone.

Those that the README shows go to docs/images, which `--publish` asks for.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import chromium
from browsing import Visitor, drawn_quote, go
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from served import NARROW, ROOT, WIDE, serving
from shown_dossiers import fill

IMAGES = ROOT / "docs" / "images"
_COLOURS = 128  # of a picture in docs/images: enough for a page, and a third of the bytes


def _shows(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.wait_for()


def _document(page: Page) -> None:
    page.locator(".doc-table button", has_text="Uitvoeringsplan").first.click()
    page.locator("#feit-title").wait_for()


def _own(page: Page) -> None:
    _review(page)
    page.evaluate("() => document.getElementById('oordeel-kop').scrollIntoView({block: 'start'})")


def _review(page: Page) -> None:
    page.locator("article.review").wait_for()
    drawn_quote(page)
    page.wait_for_timeout(600)  # the picture is scrolled to the quote


def _new(page: Page) -> None:
    page.get_by_role("button", name="Nieuw dossier").first.click()
    page.locator("#vorm-kop").wait_for()


def _share(page: Page) -> None:
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="Delen met collega").first.click()
    page.locator("#vorm-kop").wait_for()


def _keys(page: Page) -> None:
    _review(page)
    page.keyboard.press("?")
    page.locator("dialog.keys").wait_for()


def _view(name: str) -> Callable[[Page], None]:
    def shown(page: Page) -> None:
        page.get_by_role("button", name=name).click()
        page.locator(f'.views button[aria-pressed="true"]:has-text("{name}")').wait_for()
        page.wait_for_timeout(500)

    return shown


def _report(page: Page) -> None:
    """The window as high as the page: a frame outside it is not drawn."""
    page.locator("iframe.preview").wait_for()
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height})
    page.frame_locator("iframe.preview").locator("h1").wait_for()


def _question(page: Page) -> None:
    page.locator("#vraag-tekst").fill("Waar kunnen medewerkers een signaal van ondermijning melden?")
    page.get_by_role("button", name="Stel de vraag").click()
    page.locator(".exchange .excerpt").first.wait_for(timeout=90_000)
    page.locator(".exchange details summary").first.click()
    page.evaluate("() => window.scrollTo(0, 0)")


_OF_ALL = ("/", "/regio")  # pages of no one dossier
_OF_BEHEER = ("instellingen-beheer",)  # what only a beheerder sees


# The name of the picture: where it is, what is asked there, what is waited for or done, and whether all of it is drawn.
_PICTURES: dict[str, tuple[str, dict[str, str], Callable[[Page], None], bool]] = {
    "dossiers": ("/", {}, _shows(".dossier-table"), True),
    "dossiers-nieuw": ("/", {}, _new, True),
    "dossiers-delen": ("/", {}, _share, True),
    "documenten": ("/documenten", {}, _shows(".doc-table"), True),
    "documenten-een": ("/documenten", {}, _document, True),
    "toetsen": ("/toetsen", {}, _shows(".outcome"), True),
    "beoordelen": ("/beoordelen", {"ambitie": "1.1"}, _review, False),
    "beoordelen-oordeel": ("/beoordelen", {"ambitie": "1.1"}, _own, False),
    "beoordelen-heel": ("/beoordelen", {"ambitie": "1.1"}, _review, True),
    "beoordelen-leeg": ("/beoordelen", {"ambitie": "3.5"}, _shows("article.review"), False),
    "beoordelen-toetsen": ("/beoordelen", {"ambitie": "1.2"}, _keys, False),
    "rapport": ("/rapport", {}, _report, True),
    "vergelijken": ("/vergelijken", {}, _shows(".compare-page table"), True),
    "vergelijken-verloop": ("/vergelijken", {}, _view("Verloop"), True),
    "vergelijken-halfjaar": ("/vergelijken", {}, _view("Halfjaar"), True),
    "vergelijken-normen": ("/vergelijken", {}, _view("norm"), True),
    "vragen": ("/vragen", {}, _question, True),
    "regio": ("/regio", {}, _shows("table.heat"), True),
    "instellingen": ("/instellingen", {}, _shows(".settings-form"), True),
    "instellingen-beheer": ("/instellingen", {}, _shows(".people"), True),
    "uitleg": ("/uitleg", {}, _shows(".legend"), True),
}
_PUBLISHED = {
    "app-dossiers": "dossiers",
    "app-documenten": "documenten",
    "app-toetsen": "toetsen",
    "app-beoordelen": "beoordelen",
    "app-rapport": "rapport",
    "app-vergelijken": "vergelijken",
    "app-regio": "regio",
    "app-vragen": "vragen",
    "app-instellingen": "instellingen-beheer",
    "app-uitleg": "uitleg",
}


def take(visitor: Visitor, manager: Visitor, dossier: str, folder: Path, only: Sequence[str] = ()) -> None:
    """Every picture in both sizes. What cannot be taken is told, and the others still are."""
    for width, size in (("breed", WIDE), ("smal", NARROW)):
        for name, (path, asked, shown, whole) in _PICTURES.items():
            if only and name not in only:
                continue
            page = (manager if name in _OF_BEHEER else visitor).page()
            try:
                page.set_viewport_size(size)
                go(page, visitor.served, path, "" if path in _OF_ALL else dossier, **asked)
                shown(page)
                page.wait_for_timeout(400)
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole or width == "smal")
            except Exception as exc:  # the others can still be looked at
                print(f"{name}, {width}: {str(exc).splitlines()[0]}", file=sys.stderr)
            page.close()


def publish(folder: Path) -> None:
    """The chosen ones to docs/images, in fewer colours; what is longer than a screen and a half is cut off there."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for target, name in _PUBLISHED.items():
        with Image.open(folder / f"{name}-breed.png") as taken:
            height = min(taken.height, WIDE["height"] * 8 // 5)
            shown = taken.convert("RGB").crop((0, 0, taken.width, height))
            fewer = shown.quantize(_COLOURS, dither=Image.Dither.NONE)
            fewer.save(IMAGES / f"{target}.png", optimize=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], choices=list(_PICTURES), help="these pictures only")
    parser.add_argument("--publish", action="store_true", help="put the chosen pictures into docs/images too")
    options = parser.parse_args(arguments)
    program = chromium.program()
    if program is None:
        print("Chromium is not installed.", file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, serving(Path(data), "accounts") as served, sync_playwright() as driver:
        served.await_start()
        browser = driver.chromium.launch(executable_path=program, args=list(chromium.ARGUMENTS))
        people = [Visitor(served, browser.new_context(viewport=WIDE, locale="nl-NL"), each) for each in ("anna", "bea")]
        for each in people:
            each.sign_in()
        take(*people, fill(people[0]), options.folder, options.only)
        for line in [line for each in people for line in each.faults]:
            print(line, file=sys.stderr)
        browser.close()
    if options.publish:
        publish(options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
