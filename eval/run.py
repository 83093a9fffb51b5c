"""`normtoets eval run`: how good the verdicts are on the gold dossiers, analysed as a user would.

The first, plain form of the harness: it prints the figures by split and dossier, with the majority class beside them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analyzer.assessment import Request, analyse
from analyzer.settings import choose_embedder, make_rules_judge, silence_telemetry
from analyzer.types import Status
from eval.gold import GoldDossier, load_gold
from eval.metrics import (
    Item,
    accuracy,
    accuracy_of_the_surest_half,
    evidence_recall,
    interval,
    macro_f1,
    quote_precision,
    weighted_kappa,
    wrongly_voldoet,
)


def items_of(dossier: GoldDossier, folder: Path) -> list[Item]:
    """Analyses one gold dossier with the offline judge; one item for each ambition that binds the organisation."""
    make_embedder, embedder = choose_embedder(None)
    request = Request((dossier.folder,), tuple(dossier.norms), dossier.organisation, dossier.peildatum)
    reports = analyse(request, folder, make_embedder, embedder, make_rules_judge, "rules")
    return [
        Item(
            dossier=dossier.dossier,
            norm=report.norm.id,
            ambition=finding.ambition,
            gold=label.status,
            given=finding.status,
            confidence=finding.confidence or 0.0,
            gold_quotes=tuple(quote.quote for quote in label.quotes),
            given_quotes=tuple(item.quote for item in finding.evidence),
        )
        for report in reports
        for finding in report.assessment.findings
        if (label := dossier.norms[report.norm.id][finding.ambition]).status is not Status.NVT
    ]


def figures(items: Sequence[Item]) -> dict[str, float]:
    """The figures by name, each 0–1 (kappa −1 to 1)."""
    return {
        "juist": accuracy(items),
        "macro-F1": macro_f1(items),
        "gewogen kappa": weighted_kappa(items),
        "onterecht voldoet": wrongly_voldoet(items),
        "citaten gevonden": evidence_recall(items),
        "citaten raak": quote_precision(items),
        "zekerste helft": accuracy_of_the_surest_half(items),
    }


def run_command(options: argparse.Namespace) -> int:
    """Prints a line a dossier and a table a split; exit 0."""
    silence_telemetry()
    found: dict[str, list[Item]] = {"development": [], "test": []}
    with tempfile.TemporaryDirectory() as folder:
        for dossier in load_gold():
            if options.split in (None, dossier.split):
                items = items_of(dossier, Path(folder) / dossier.dossier)
                found[dossier.split] += items
                print(
                    f"{dossier.dossier:16s} {dossier.split:12s} {len(items):4d} oordelen  juist {accuracy(items):.3f}"
                )
    for split, items in found.items():
        if items:
            _print_split(split, items)
    return 0


def _print_split(split: str, items: Sequence[Item]) -> None:
    low, high = interval(items)
    most, count = Counter(item.gold for item in items).most_common(1)[0]
    print(f"\n{split}: {len(items)} oordelen; juist tussen {low:.3f} en {high:.3f} (95 %)")
    for name, value in figures(items).items():
        print(f"  {name:20s} {value:.3f}")
    print(f"  {'altijd ' + most.value:20s} {count / len(items):.3f}")
