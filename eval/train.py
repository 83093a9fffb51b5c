"""`normtoets eval train`: trains the offline judge's models and writes them as data.

Text models learn from the bank of example sentences, the models that weigh what was read from the development dossiers.
The same data and library versions give the same file.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from analyzer.judges.decision import choose
from analyzer.judges.model_file import pack, unpack
from analyzer.judges.models import Floats, Models, TextModels
from analyzer.settings import silence_telemetry
from eval.bank_reading import read_states
from eval.gold import load_gold
from eval.train_texts import by_ambition, stance_accuracy, train_stance, train_texts
from eval.train_weights import FOLDS, folds_of, train_weights
from eval.training_data import Case, Dossier, Example, cases_of, quoted, read_bank, read_dossier

TARGET = Path(str(files("corpus"))) / "models" / "judge.npz"


def train(target: Path) -> None:
    """Trains all models and writes `target`; prints what leaving out dossiers says of them."""
    bank = read_bank()
    development = [gold for gold in load_gold() if gold.split == "development" and gold.paths]
    with tempfile.TemporaryDirectory() as folder:
        dossiers = [read_dossier(gold, Path(folder) / gold.dossier) for gold in development]
    examples, cases, texts = learn_texts(bank, dossiers)
    stances = [(tried, train_stance(learned)) for learned, tried in by_ambition(bank)]
    told = stance_accuracy(bank, [stance for _, stance in stances])
    print(f"{len(examples)} voorbeeldzinnen; houding juist {told:.3f} met hele ambities weggelaten")
    weights, found = train_weights(cases, read_states(stances, texts))
    _print_found(cases, found)
    packed = pack(Models(texts, *weights))
    unpack(packed)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed)
    print(f"{target} ({len(packed) // 1024} kB)")


def learn_texts(bank: Sequence[Example], dossiers: Sequence[Dossier]) -> tuple[list[Example], list[Case], TextModels]:
    """All examples; every case, seen with text models that did not learn from its dossier; and the models that did
    learn from all, for dossiers to come."""
    quotes = {dossier.gold.dossier: quoted(dossier.gold) for dossier in dossiers}
    fold = folds_of({dossier.gold.dossier: dossier.gold.writer for dossier in dossiers})
    cases = []
    for number in range(FOLDS):
        held = [dossier for dossier in dossiers if fold[dossier.gold.dossier] == number]
        if held:
            others = [example for name, own in quotes.items() if fold[name] != number for example in own]
            texts = train_texts([*bank, *others])
            cases += [case for dossier in held for case in cases_of(dossier, texts)]
    examples = [*bank, *(example for own in quotes.values() for example in own)]
    return examples, cases, train_texts(examples)


def _print_found(cases: Sequence[Case], found: Mapping[str, Floats]) -> None:
    right = []
    for dossier, chances in found.items():
        own = [case for case in cases if case.dossier == dossier]
        hits = [choose(row)[0] is case.status for case, row in zip(own, chances, strict=True)]
        right += hits
        print(f"{dossier:16s} {len(hits):4d} oordelen  juist {sum(hits) / len(hits):.3f} (dossier weggelaten)")
    print(f"samen juist {sum(right) / len(right):.3f}")


def train_command(options: argparse.Namespace) -> int:
    """Trains and writes; exit 0."""
    silence_telemetry()
    train(options.out or TARGET)
    return 0
