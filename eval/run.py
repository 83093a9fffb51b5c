"""`normtoets eval run`: how good the verdicts are on the gold dossiers, analysed as a user would."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from analyzer.commands import engine_of, tell_destination, use_text
from analyzer.engine import Engine, choose_engine
from analyzer.errors import AnalyzerError
from analyzer.llm.ledger import estimated_tokens, total_use
from analyzer.settings import silence_telemetry
from analyzer.types import ModelUse
from analyzer.version import VERSION
from eval.analysed import analysed, documents_of
from eval.baselines import Answers, Vanilla, bm25, keywords, majority, with_best_thresholds
from eval.figures import Run, SplitFigures, agreement_of, split_figures, verdicts_of
from eval.gold import GoldDossier, InvalidGold, load_gold
from eval.metrics import Item, accuracy
from eval.page import render_page
from eval.retrieval import score_retrieval
from ingest.errors import IngestError
from ingest.types import Document

_LABELS = {
    "accuracy": "juist",
    "macro_f1": "macro-F1",
    "weighted_kappa": "gewogen kappa",
    "wrongly_voldoet": "onterecht voldoet",
    "evidence_recall": "citaten gevonden",
    "quote_precision": "citaten raak",
    "verbatim": "citaten letterlijk",
    "surest_half": "juist in de zekerste helft",
    "calibration_error": "ijkfout (ECE)",
}


def run(
    dossiers: Sequence[GoldDossier], folder: Path, *, baselines: bool = True, engine: Engine | None = None
) -> tuple[Run, list[Item]]:
    """Measures a judge and what it must beat on all `dossiers`; works in `folder`. Prints a line a dossier.

    `engine` None: the offline one.
    """
    engine = engine or choose_engine()
    uses: list[ModelUse] = []
    found: dict[str, list[Item]] = {}
    seconds: dict[str, float] = {}
    read: dict[str, list[tuple[GoldDossier, Sequence[Document]]]] = {}
    for dossier in dossiers:
        began = time.perf_counter()
        found_here = analysed(dossier, folder / dossier.dossier, engine)
        items = list(found_here.items)
        uses += found_here.uses
        took = time.perf_counter() - began
        found.setdefault(dossier.split, []).extend(items)
        seconds[dossier.split] = seconds.get(dossier.split, 0.0) + took
        documents = tuple(documents_of(dossier, folder / dossier.dossier).values())
        read.setdefault(dossier.split, []).append((dossier, documents))
        print(
            f"{dossier.dossier:16s} {dossier.split:12s} {len(items):4d} oordelen  juist {accuracy(items):.3f}"
            f"  {took:4.1f} s"
        )
    vanilla = _vanilla() if baselines else None
    splits: dict[str, SplitFigures] = {}
    for split, items in found.items():
        # On the dossiers it was trained with a comparison says nothing of search, or of a judge that others could use.
        beside = baselines and (split != "development" or len(found) == 1)
        rivals = _rivals(items, found.get("development", items), read[split], vanilla) if beside else {}
        retrieval = score_retrieval(read[split], vanilla) if beside else ()
        splits[split] = split_figures(items, rivals, retrieval, seconds[split])
    labels = [label for d in dossiers for norm in d.norms.values() for label in norm.values()]
    all_items = [item for items in found.values() for item in items]
    made = Run(
        version=VERSION,
        judge=engine.judge,
        splits=splits,
        agreement=agreement_of([label.readings for label in labels if label.readings is not None]),
        verdicts=verdicts_of(all_items),
        model=total_use(uses),
        asked=len(all_items) if uses else 0,
        dossier_tokens=_dossier_tokens(read) if uses else 0,
    )
    return made, all_items


def _dossier_tokens(read: dict[str, list[tuple[GoldDossier, Sequence[Document]]]]) -> int:
    sizes = [sum(len(document.text) for document in documents) for each in read.values() for _, documents in each]
    return estimated_tokens(sum(sizes) // max(1, len(sizes)))


def _vanilla() -> Vanilla | None:
    try:
        return Vanilla()
    except ImportError as exc:
        print(
            f"De gebruikelijke aanpak (vanilla) wordt overgeslagen: {exc.name} is niet geïnstalleerd. "
            "Installeer met: pip install '.[dev,neural]'",
            file=sys.stderr,
        )
        return None


def _rivals(
    items: Sequence[Item],
    learned_from: Sequence[Item],
    read: Sequence[tuple[GoldDossier, Sequence[Document]]],
    vanilla: Vanilla | None,
) -> dict[str, Sequence[Item]]:
    words: Answers = {}
    lexical: Answers = {}
    neural: Answers = {}
    for dossier, documents in read:
        words |= keywords(dossier, documents)
        lexical |= bm25(dossier, documents)
        if vanilla is not None:
            neural |= vanilla.answers(dossier, documents)
    rivals: dict[str, Sequence[Item]] = {
        "majority": majority(items, learned_from),
        "keywords": with_best_thresholds(items, words),
        "bm25": with_best_thresholds(items, lexical),
    }
    if neural:
        rivals["vanilla"] = with_best_thresholds(items, neural)
    return rivals


def run_command(options: argparse.Namespace) -> int:
    """Prints the figures; with --out also writes them as JSON, and a page with plots.

    Exit 0; 1 where there is nothing to measure.
    """
    silence_telemetry(allow_download=options.allow_download)
    try:
        gold = load_gold(options.gold, options.documents)
        engine = engine_of(options)
    except (InvalidGold, AnalyzerError, IngestError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return 1
    tell_destination(engine)
    asked = [dossier for dossier in gold if options.split in (None, dossier.split)]
    if options.dossier:
        asked = [dossier for dossier in asked if dossier.dossier in options.dossier]
    for dossier in asked:
        if not dossier.paths:
            print(_not_here(dossier), file=sys.stderr)
    dossiers = [dossier for dossier in asked if dossier.paths]
    if not dossiers:
        print("normtoets: Er is geen gelabeld dossier om te meten.", file=sys.stderr)
        return 1
    with _work_folder(options.work) as folder:
        made, _ = run(dossiers, folder, baselines=not options.quick, engine=engine)
    for name, split in made.splits.items():
        _print_split(name, split)
    if made.agreement is not None:
        print(f"\ntwee lezers: {made.agreement.count} labels, kappa {made.agreement.kappa:.3f}")
    if made.model is not None:
        print(f"\n{use_text(made.model)}; {made.model.seconds:.0f} s wachten op de server")
        if made.tokens_an_ambition is not None:
            print(
                f"per ambitie {made.tokens_an_ambition:.0f} tokens; met het hele dossier in de vraag zou dat ongeveer "
                f"{made.dossier_tokens} zijn"
            )
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        made.write(options.out / "run.json")
        (options.out / "run.html").write_text(render_page(made), encoding="utf-8")
        print(f"\ngeschreven: {options.out / 'run.json'}, {options.out / 'run.html'}")
    return 0


@contextmanager
def _work_folder(chosen: Path | None) -> Iterator[Path]:
    """The folder that was chosen, which stays, so that answers of a language model are asked once; or a passing one."""
    if chosen is not None:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _not_here(dossier: GoldDossier) -> str:
    names = " en ".join(f"{source.name} ({source.title})" for source in dossier.sources)
    if not names:
        return f"{dossier.dossier}: overgeslagen, de map met documenten is er niet."
    return f"{dossier.dossier}: overgeslagen. Geef met --documents de map waarin dit staat: {names}."


def _print_split(name: str, split: SplitFigures) -> None:
    print(f"\n{name}: {split.count} oordelen in {split.seconds:.0f} s")
    for key, label in _LABELS.items():
        figure = split.figures[key]
        rivals = "".join(f"  {rival} {each[key]:.3f}" for rival, each in split.baselines.items() if key in each)
        print(f"  {label:28s} {figure.value:.3f}  ({figure.low:.3f}–{figure.high:.3f}){rivals}")
    for row in split.retrieval:
        recall = "  ".join(f"@{depth} {share:.3f}" for depth, share in row.recall.items())
        print(f"  zoeken, {row.name:10s} recall {recall}  nDCG@10 {row.ndcg:.3f}")
