"""The plots of a run as inline SVG. Every plot has a text beside it that says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import Any

from matplotlib.figure import Figure as Canvas

from eval.figures import SplitFigures
from eval.metrics import Bin

_INK, _BLUE, _GREY, _RED = "#26313b", "#1f5f8b", "#9aa5ad", "#a3402f"
_SIZE = (5.2, 4.0)  # inches


def reliability_plot(bins: Sequence[Bin]) -> str:
    """How sure the judge was against how often it was right; on the diagonal the two agree."""
    canvas, axes = _blank("Zekerheid die het rapport noemt", "Aandeel juist")
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1)
    axes.plot([b.confidence for b in bins], [b.accuracy for b in bins], color=_BLUE, marker="o")
    for each in bins:
        axes.annotate(
            str(each.count), (each.confidence, each.accuracy), (4, -11), textcoords="offset points", fontsize=8
        )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    return _svg(canvas, "ijking")


def risk_plot(points: Sequence[tuple[float, float]]) -> str:
    """How many verdicts are wrong when only the surest share is taken."""
    canvas, axes = _blank("Aandeel van de oordelen, het zekerste eerst", "Aandeel onjuist")
    axes.plot([x for x, _ in points], [y for _, y in points], color=_RED, marker=".")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(0.5, *(y for _, y in points)))
    return _svg(canvas, "risico")


def confusion_plot(split: SplitFigures, names: dict[str, str]) -> str:
    """Rows: what it should be; columns: what was given."""
    rows = split.confusion
    keys = [key for key in names if key in rows or any(key in row for row in rows.values())]
    counts = [[split.confusion.get(gold, {}).get(given, 0) for given in keys] for gold in keys]
    canvas, axes = _blank("Oordeel van Normtoets", "Juiste oordeel")
    axes.imshow(counts, cmap="Blues", aspect="auto")
    most = max(max(row) for row in counts)
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            axes.text(x, y, str(count), ha="center", va="center", color="white" if count > most / 2 else _INK)
    axes.set_xticks(range(len(keys)), [names[key] for key in keys], rotation=25, ha="right", fontsize=8)
    axes.set_yticks(range(len(keys)), [names[key] for key in keys], fontsize=8)
    return _svg(canvas, "verwarring")


def rivals_plot(split: SplitFigures, names: dict[str, str]) -> str:
    """The share of right verdicts of the judge and of what it must beat."""
    shares = [("Normtoets", split.figures["accuracy"].value)]
    shares += [(names.get(name, name), each["accuracy"]) for name, each in split.baselines.items()]
    shares.reverse()
    canvas, axes = _blank("Aandeel juist", "")
    colours = [_BLUE if name == "Normtoets" else _GREY for name, _ in shares]
    bars = axes.barh([name for name, _ in shares], [share for _, share in shares], color=colours)
    axes.bar_label(bars, [f"{share:.0%}" for _, share in shares], padding=3)
    axes.set_xlim(0, 1)
    return _svg(canvas, "vergelijking")


def _blank(across: str, up: str) -> tuple[Canvas, Any]:
    canvas = Canvas(figsize=_SIZE, layout="constrained")
    axes = canvas.add_subplot()
    axes.set_xlabel(across, color=_INK)
    axes.set_ylabel(up, color=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    return canvas, axes


def _svg(canvas: Canvas, name: str) -> str:
    """The drawing alone, without the XML prologue; `name` keeps its ids apart from those of other plots."""
    target = StringIO()
    canvas.savefig(target, format="svg", metadata={"Date": None})
    text = target.getvalue()
    return (
        text[text.index("<svg") :]
        .replace('id="', f'id="{name}-')
        .replace('"#', f'"#{name}-')
        .replace("(#", f"(#{name}-")
    )
