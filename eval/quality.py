"""Writes the tables of docs/quality.md and of the README from the recorded run, and the figures that papers state, so
that no figure is copied by hand.

normtoets eval run --out eval/recorded && python -m eval.quality
"""

from __future__ import annotations

import re
import sys
from importlib.resources import files
from pathlib import Path

from eval.figures import Run, SplitFigures, read_run
from eval.measured import MEASURED, as_file, measured

RECORDED = Path(str(files("eval"))) / "recorded" / "run.json"
_ROOT = Path(str(files("eval"))).parent
DOCUMENT = _ROOT / "docs" / "quality.md"
README = _ROOT / "README.md"
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"
_FIGURES = {
    "accuracy": "right status",
    "macro_f1": "macro-F1",
    "weighted_kappa": "quadratic weighted kappa",
    "wrongly_voldoet": "`voldoet` claimed wrongly, of all verdicts",
    "evidence_recall": "gold quotes found",
    "quote_precision": "quotes that meet a reader's quote",
    "verbatim": "quotes that stand verbatim in their document",
    "surest_half": "right among the surest half",
    "calibration_error": "expected calibration error",
}
_ORDER = ("test", "practice", "development")
_STATUSES = ("voldoet", "deels", "gepland", "ontbreekt", "niet_aangetroffen")


def tables(run: Run) -> str:
    """The part of the document between its marks, in Markdown."""
    parts = []
    for name in (each for each in _ORDER if each in run.splits):
        split = run.splits[name]
        parts += [f"### {name.capitalize()}", _heading(split), _figures(split), _confusion(split)]
        if split.retrieval:
            parts.append(_retrieval(split))
        parts.append(_groups(split))
    if run.agreement is not None:
        agreement = run.agreement
        parts.append(
            f"Two readers of the same {agreement.count} ambitions agreed on {agreement.share:.3f} of them "
            f"(Cohen's kappa {agreement.kappa:.3f})."
        )
    return "\n\n".join(parts)


def _heading(split: SplitFigures) -> str:
    return f"{len(split.dossiers)} dossiers ({', '.join(split.dossiers)}), {split.count} verdicts."


def _figures(split: SplitFigures) -> str:
    rivals = list(split.baselines)
    rows = [["", "judge", "95 %", *rivals], ["---"] * (3 + len(rivals))]
    for name, label in _FIGURES.items():
        figure = split.figures[name]
        others = [f"{split.baselines[rival][name]:.3f}" if name in split.baselines[rival] else "–" for rival in rivals]
        rows.append([label, f"{figure.value:.3f}", f"{figure.low:.3f}–{figure.high:.3f}", *others])
    return _table(rows)


def _confusion(split: SplitFigures) -> str:
    rows = [["gold ↓ given →", *_STATUSES], ["---"] * (1 + len(_STATUSES))]
    for gold in _STATUSES:
        rows.append([gold, *(str(split.confusion.get(gold, {}).get(given, 0)) for given in _STATUSES)])
    return _table(rows)


def _retrieval(split: SplitFigures) -> str:
    depths = list(split.retrieval[0].recall)
    rows = [["search alone", *(f"recall@{depth}" for depth in depths), "nDCG@10"], ["---"] * (2 + len(depths))]
    for row in split.retrieval:
        rows.append([row.name, *(f"{share:.3f}" for share in row.recall.values()), f"{row.ndcg:.3f}"])
    return _table(rows)


def _groups(split: SplitFigures) -> str:
    rows = [["by", "", "verdicts", "right", "gold quotes found"], ["---"] * 5]
    for title, groups in (
        ("dossier", split.by_dossier),
        ("pillar", split.by_pillar),
        ("kind of element", split.by_kind),
        ("genre of the evidence", split.by_genre),
    ):
        for group in groups:
            found = f"{group.evidence_recall:.3f}"
            rows.append([title, group.name, str(group.count), f"{group.accuracy:.3f}", found])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def summary(run: Run) -> str:
    """The few figures that the README shows, each beside the baseline that has most verdicts right."""
    titles = {"test": "unseen dossiers", "practice": "a real document"}
    shown = [(name, run.splits[name]) for name in titles if name in run.splits]
    rows = [[""], ["---"]]
    for name, split in shown:
        rows[0] += [f"{titles[name]} ({split.count} verdicts)", "best baseline"]
        rows[1] += ["---", "---"]
    for name, label in _FIGURES.items():
        row = [label]
        for _, split in shown:
            figure, best = split.figures[name], max(split.baselines.values(), key=_right, default={})
            row.append(f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f})")
            row.append(f"{best[name]:.2f}" if name in best else "–")
        rows.append(row)
    return _table(rows)


def _right(figures: dict[str, float]) -> float:
    return figures["accuracy"]


def with_figures(document: str, text: str) -> str:
    """The document with `text` between its marks. Raises ValueError where it has no marks."""
    pattern = re.compile(re.escape(_BEGIN) + r".*?" + re.escape(_END), re.DOTALL)
    if not pattern.search(document):
        raise ValueError
    return pattern.sub(lambda _: f"{_BEGIN}\n\n{text}\n\n{_END}", document)


def main() -> int:
    """Rewrites docs/quality.md, the README's table and the figures of the papers."""
    run = read_run(RECORDED)
    MEASURED.write_text(as_file(measured(run)), encoding="utf-8")
    for path, text in ((DOCUMENT, tables(run)), (README, summary(run))):
        path.write_text(with_figures(path.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
