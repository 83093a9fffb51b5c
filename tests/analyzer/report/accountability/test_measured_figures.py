"""The figures that papers state are those of the recorded run, and none of them is written by hand."""

from __future__ import annotations

import inspect
import re

from analyzer.report.accountability import (
    algorithm_register,
    algorithm_texts,
    dpia,
    measured_wording,
    method_card,
    models_used,
    safeguards,
)
from analyzer.report.accountability.measured import load_measured
from analyzer.report.accountability.measured_wording import percent, spread
from analyzer.report.source import Source
from eval.figures import read_run
from eval.measured import MEASURED, as_file, measured
from eval.quality import RECORDED


def test_the_shipped_figures_are_the_recorded_ones() -> None:
    assert MEASURED.read_text(encoding="utf-8") == as_file(measured(read_run(RECORDED)))


def test_papers_state_the_recorded_figures(example: Source) -> None:
    run = read_run(RECORDED)
    card = " ".join(method_card.paper(example).texts)
    register = " ".join(algorithm_register.paper(example).texts)
    for name, split in (("test", run.splits["test"]), ("practice", run.splits["practice"])):
        assert f"{split.count} oordelen" in card and f"({split.count} oordelen)" in register, name
        for key in ("accuracy", "wrongly_voldoet", "evidence_recall", "quote_precision", "surest_half"):
            figure = split.figures[key]
            told = f"{percent(figure.value)} ({round(figure.low * 100)}–{round(figure.high * 100)}%)"
            assert told in card, key
        assert f"{percent(split.figures['accuracy'].value)} (" in register


def test_an_interval_without_width_is_left_out() -> None:
    known = load_measured()
    assert spread(known.unseen.figures["verbatim"]) == "100%"


def test_no_share_is_written_in_the_texts() -> None:
    for module in (algorithm_texts, measured_wording, method_card, models_used, safeguards, dpia):
        found = set(re.findall(r"\d+(?=\s?%)", re.sub(r'""".*?"""', "", inspect.getsource(module), flags=re.DOTALL)))
        assert found <= {"50", "95"}, module.__name__  # "beoordeel zelf" begins below 50%; intervals are of 95%
