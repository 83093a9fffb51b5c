"""`normtoets eval compare A B`: which verdicts changed between two runs, and whether that is more than chance."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydantic import ValidationError
from scipy.stats import binomtest

from eval.figures import Run, Verdict, read_run
from ingest.types import Frozen

_SURE = 0.05  # the chance of a difference this large by luck alone, below which it counts as one


class Comparison(Frozen):
    """Of the verdicts that both runs gave. `better`: wrong in A and right in B; `worse`: the other way round.

    `chance`: how likely a difference this large would be if neither run were better (exact McNemar test, two-sided).
    """

    both: int
    accuracy: tuple[float, float]
    better: tuple[tuple[Verdict, Verdict], ...]
    worse: tuple[tuple[Verdict, Verdict], ...]
    other: tuple[tuple[Verdict, Verdict], ...]
    chance: float


def compare(first: Run, second: Run) -> Comparison:
    """Raises ValueError when the runs have no verdict in common."""
    known = {(v.dossier, v.norm, v.ambition): v for v in first.verdicts}
    pairs = [(known[key], v) for v in second.verdicts if (key := (v.dossier, v.norm, v.ambition)) in known]
    if not pairs:
        raise ValueError
    better = tuple((a, b) for a, b in pairs if a.given is not a.gold and b.given is b.gold)
    worse = tuple((a, b) for a, b in pairs if a.given is a.gold and b.given is not b.gold)
    turned = len(better) + len(worse)
    return Comparison(
        both=len(pairs),
        accuracy=(
            sum(a.given is a.gold for a, _ in pairs) / len(pairs),
            sum(b.given is b.gold for _, b in pairs) / len(pairs),
        ),
        better=better,
        worse=worse,
        other=tuple(
            (a, b) for a, b in pairs if a.given is not b.given and a.given is not a.gold and b.given is not b.gold
        ),
        chance=float(binomtest(len(better), turned).pvalue) if turned else 1.0,
    )


def compare_command(options: argparse.Namespace) -> int:
    """Exit 0; 1 when a file cannot be read or the runs have nothing in common."""
    runs = []
    for path in (options.first, options.second):
        try:
            runs.append(read_run(path / "run.json" if path.is_dir() else path))
        except (OSError, ValidationError):
            print(
                f"normtoets: '{path}' is geen uitkomst van 'normtoets eval run --out'. Geef de map of het bestand "
                "run.json.",
                file=sys.stderr,
            )
            return 1
    try:
        found = compare(*runs)
    except ValueError:
        print("normtoets: De twee uitkomsten hebben geen oordeel gemeen.", file=sys.stderr)
        return 1
    _print(found, options.first, options.second)
    return 0


def _print(found: Comparison, first: Path, second: Path) -> None:
    for title, pairs in (
        ("beter in B", found.better),
        ("slechter in B", found.worse),
        ("anders, en in beide fout", found.other),
    ):
        print(f"{title}: {len(pairs)}")
        for a, b in pairs:
            print(f"  {a.dossier:16s} {a.norm} {a.ambition:5s} goed: {a.gold.value}; A {_said(a)}, B {_said(b)}")
    print(f"\nA = {first}: juist {found.accuracy[0]:.3f}; B = {second}: juist {found.accuracy[1]:.3f} ({found.both})")
    verdict = "meer dan toeval" if found.chance < _SURE else "kan toeval zijn"
    print(f"verschil: {verdict} (p = {found.chance:.3f}, exacte McNemar-toets)")


def _said(verdict: Verdict) -> str:
    return verdict.given.value if verdict.given else "niet beoordeeld"
