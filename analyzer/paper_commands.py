"""`normtoets papers`: which papers there are, and a Word template to start from."""

from __future__ import annotations

import argparse
import sys

from analyzer.cli import COMPLETE, FAILED
from analyzer.norms import load_norm
from analyzer.paper_writing import why
from analyzer.report.papers import PAPERS, Group
from analyzer.report.word_starter import template_to_start_from


def list_command(options: argparse.Namespace) -> int:
    width = max(map(len, PAPERS))
    for group in Group:
        print(f"\n{group}")
        for paper in PAPERS.values():
            if paper.group is group:
                only = f" Alleen bij de {load_norm(paper.norms[0]).short_title}." if paper.norms else ""
                print(f"  {paper.key:{width}}  {paper.label} – {paper.form}. {paper.purpose}{only}")
    return COMPLETE


def template_command(options: argparse.Namespace) -> int:
    try:
        options.out.write_bytes(template_to_start_from())
    except OSError as exc:
        print(
            f"normtoets: '{options.out}' kan niet worden geschreven ({why(exc)}). Noem met --out een ander bestand.",
            file=sys.stderr,
        )
        return FAILED
    print(
        f"Het sjabloon staat in {options.out}. Pas het aan in Word en geef het mee met --template, of zet het in de "
        "app bij Instellingen."
    )
    return COMPLETE
