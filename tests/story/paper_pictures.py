"""Pictures of the pages of every paper of the example: `python tests/story/paper_pictures.py FOLDER`.

Papers are looked at by people before they are handed over; `--publish` renews the picture in the README.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "analyzer" / "report"))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

import pypdfium2
from example_dossier import example_source
from PIL import Image
from printed import printed

from analyzer.report.papers import PAPERS, editions

PUBLISHED = Path(__file__).parents[2] / "docs" / "images" / "papers.png"
SHOWN = (("brief", 1), ("documentstudie", 2), ("documentstudie", 12), ("pdf", 11))  # paper and page
_DPI = 60 / 72
_COLOURS = 128


def pages(data: bytes, scale: float = _DPI) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.render(scale=scale).to_pil()
    finally:
        document.close()


def pdfs(work: Path) -> dict[str, bytes]:
    """Every paper that has pages, as PDF, by its key and norm."""
    example = example_source(work / "example")
    office, made = {}, {}
    for paper, source in editions(example, PAPERS.values()):
        name = paper.key if paper.whole else f"{paper.key}-{source.norm.id}"
        if paper.suffix == ".pdf":
            made[name] = paper.render(source)
        elif paper.suffix in (".docx", ".xlsx"):
            office[f"{name}{paper.suffix}"] = paper.render(source)
    return made | {name.rpartition(".")[0]: each.data for name, each in printed(office, work).items()}


def publish(made: dict[str, bytes]) -> None:
    found = []
    for key, number in SHOWN:
        name = next(each for each in made if each == key or each.startswith(f"{key}-groningse"))
        found.append(list(pages(made[name], 0.62))[number - 1])
    margin = 12
    width = sum(each.width for each in found) + margin * (len(found) + 1)
    sheet = Image.new("RGB", (width, max(each.height for each in found) + 2 * margin), "#dde3e9")
    left = margin
    for each in found:
        sheet.paste(each, (left, margin))
        left += each.width + margin
    sheet.quantize(_COLOURS).save(PUBLISHED, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        made = pdfs(Path(work))
    for name, data in made.items():
        for number, picture in enumerate(pages(data), 1):
            picture.save(options.folder / f"{name}-{number:03}.png")
    if options.publish:
        publish(made)


if __name__ == "__main__":
    main()
