"""The chart shows every number, in a picture, in SVG and in words."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from io import BytesIO

from PIL import Image

from analyzer.report import chart
from analyzer.report.chart import Bar, Segment
from analyzer.report.wording import MARKS
from analyzer.types import Status

SVG = "{http://www.w3.org/2000/svg}"
MET, OPEN = MARKS[Status.VOLDOET], MARKS[Status.GEPLAND]
BARS = (
    Bar(label="1 Bestuur & <beleid>", segments=(Segment(mark=MET, count=6), Segment(mark=OPEN, count=2))),
    Bar(label="2 Een titel die zo lang is dat hij over twee regels moet", segments=(Segment(mark=MET, count=4),)),
    Bar(label="3 Leeg", segments=()),
)


def test_svg_is_well_formed_and_drawn_to_scale() -> None:
    tree = ElementTree.fromstring(chart.svg(BARS))
    bars = [box for box in tree.iter(f"{SVG}rect") if float(box.get("height", "0")) > 20]
    widths = [float(box.get("width", "0")) for box in bars]
    assert widths[0] / widths[1] == 3
    assert abs(widths[2] - widths[0] * 4 / 6) < 0.2
    assert [box.get("fill") for box in bars] == [f"#{MET.fill}", f"#{OPEN.fill}", f"#{MET.fill}"]
    texts = [node.text for node in tree.iter(f"{SVG}text")]
    assert {"6", "2", "4", "1 Bestuur & <beleid>", "Voldoet", "Gepland"} <= set(texts)
    assert "Ontbreekt" not in texts  # a colour that does not occur needs no key


def test_svg_names_itself_for_a_screen_reader() -> None:
    tree = ElementTree.fromstring(chart.svg(BARS))
    assert tree.get("role") == "img"
    title, description = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert tree.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert description.text == chart.alternative(BARS)


def test_the_words_hold_every_number() -> None:
    words = chart.alternative(BARS)
    assert "Pijler 1 Bestuur & <beleid>: voldoet 6, gepland 2." in words
    assert "voldoet 4." in words
    assert "Pijler 3 Leeg: geen ambities." in words


def test_png_is_twice_the_size_and_in_the_right_colours() -> None:
    image = Image.open(BytesIO(chart.png(BARS)))
    assert image.width == chart.WIDTH * chart.SCALE
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
    for mark in (MET, OPEN):
        assert tuple(bytes.fromhex(mark.fill)) in colours
    assert tuple(bytes.fromhex(MARKS[Status.ONTBREEKT].fill)) not in colours


def test_the_same_bars_give_the_same_picture() -> None:
    assert chart.png(BARS) == chart.png(BARS)
    assert chart.png(BARS) != chart.png(BARS[:1])


def test_no_pillars_is_no_failure() -> None:
    assert ElementTree.fromstring(chart.svg(())).tag == f"{SVG}svg"
    assert Image.open(BytesIO(chart.png(()))).width == chart.WIDTH * chart.SCALE
