"""`normtoets norms`: shows the norms, checks their files, and lays the user's own printed copy beside ours."""

from __future__ import annotations

import argparse
import sys

from analyzer.cli import COMPLETE, FAILED, NORMS
from analyzer.errors import AnalyzerError
from analyzer.norm_text import attach, attached_wording
from analyzer.norms import load_crosswalk, load_norm, problems_of
from analyzer.paper_writing import why
from analyzer.report import oscal_catalog
from analyzer.settings import data_folder
from analyzer.types import Ambition, CrosswalkRelation, Norm
from ingest.errors import IngestError

# How this ambition relates to the other norm's, seen from the Groningse norm, and from the other side.
_RELATIONS = {
    CrosswalkRelation.EQUAL: "vraagt hetzelfde",
    CrosswalkRelation.BROADER: "deze ambitie vraagt meer",
    CrosswalkRelation.NARROWER: "deze ambitie vraagt minder",
    CrosswalkRelation.OVERLAPS: "overlapt",
}
_INVERSE = {
    **_RELATIONS,
    CrosswalkRelation.BROADER: _RELATIONS[CrosswalkRelation.NARROWER],
    CrosswalkRelation.NARROWER: _RELATIONS[CrosswalkRelation.BROADER],
}


def list_command(_: argparse.Namespace) -> int:
    """Prints the norms: id, number of ambitions, title."""
    for norm_id in NORMS:
        norm = load_norm(norm_id)
        bound = ", ".join(kind.value for kind in norm.binds)
        print(f"{norm.id:20s} {len(norm.ambitions):3d} ambities   {norm.title} ({bound})")
    return COMPLETE


def show_command(options: argparse.Namespace) -> int:
    """Prints a norm's ambitions by pillar, or one ambition whole."""
    norm = load_norm(options.norm)
    if options.ambition is None:
        _print_norm(norm)
        return COMPLETE
    try:
        ambition = norm.ambition(options.ambition)
    except KeyError:
        print(
            f"normtoets: De {norm.title} heeft geen ambitie '{options.ambition}'. "
            f"Zie 'normtoets norms show {norm.id}'.",
            file=sys.stderr,
        )
        return FAILED
    _print_ambition(norm, ambition)
    return COMPLETE


def export_command(options: argparse.Namespace) -> int:
    """Writes a norm as an OSCAL catalog."""
    try:
        options.out.write_bytes(oscal_catalog.render(load_norm(options.norm)))
    except OSError as exc:
        print(
            f"normtoets: '{options.out}' kan niet worden geschreven ({why(exc)}). Noem met --out een ander bestand.",
            file=sys.stderr,
        )
        return FAILED
    print(f"De norm staat in {options.out}.")
    return COMPLETE


def check_command(_: argparse.Namespace) -> int:
    """Checks the norms' files; exit 1 when something is wrong."""
    code = COMPLETE
    for norm_id in NORMS:
        try:
            norm = load_norm(norm_id)
        except AnalyzerError as exc:
            print(f"normtoets: {exc}", file=sys.stderr)
            code = FAILED
            continue
        found = problems_of(norm)
        for problem in found:
            print(f"{norm.id}: {problem}", file=sys.stderr)
        if found:
            code = FAILED
        else:
            criteria = sum(len(ambition.criteria) for ambition in norm.ambitions)
            actions = sum(len(ambition.actions) for ambition in norm.ambitions)
            print(f"{norm.id}: in orde ({len(norm.ambitions)} ambities, {criteria} elementen, {actions} acties)")
    known = {norm_id: {ambition.id for ambition in load_norm(norm_id).ambitions} for norm_id in NORMS}
    for link in load_crosswalk():
        if link.groningse_norm not in known[NORMS[0]] or link.noord_hollandse_norm not in known[NORMS[1]]:
            print(f"crosswalk: {link.groningse_norm} – {link.noord_hollandse_norm} bestaat niet", file=sys.stderr)
            code = FAILED
    return code


def attach_command(options: argparse.Namespace) -> int:
    """Reads the user's copy of the printed norm and keeps the wording of its ambitions beside ours."""
    norm = load_norm(options.norm)
    try:
        found = attach(norm, options.source)
    except (AnalyzerError, IngestError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    except OSError as exc:
        print(
            f"normtoets: De tekst kan niet worden bewaard in '{data_folder()}' ({type(exc).__name__}). "
            "Kies met NORMTOETS_DATA een andere map.",
            file=sys.stderr,
        )
        return FAILED
    missing = [ambition.id for ambition in norm.ambitions if ambition.id not in found]
    print(f"{len(found)} van de {len(norm.ambitions)} ambities gevonden in '{options.source.name}'.")
    if missing:
        print(f"Niet gevonden: {', '.join(missing)}.", file=sys.stderr)
    print(f"'normtoets norms show {norm.id} AMBITIE' toont voortaan ook de letterlijke tekst.")
    return COMPLETE


def _print_norm(norm: Norm) -> None:
    print(
        f"{norm.title} — versie {norm.version}\n"
        f"Bron: {norm.source.title}, {norm.source.issuer}, {norm.source.published}"
    )
    for pillar in norm.pillars:
        print(f"\n{pillar.id}. {pillar.title}")
        for ambition in norm.ambitions:
            if ambition.pillar == pillar.id:
                print(f"  {ambition.id:5s} {ambition.title}")


def _print_ambition(norm: Norm, ambition: Ambition) -> None:
    print(f"{norm.title}, ambitie {ambition.id}: {ambition.title}\n\n{ambition.requirement}")
    literal = attached_wording(norm).get(ambition.id)
    if literal:
        print(f"\nLetterlijk, uit uw eigen exemplaar:\n  {literal}")
    print(f"\nGeldt voor: {', '.join(kind.value for kind in ambition.binds)}.\n\nElementen:")
    for criterion in ambition.criteria:
        print(f"  {criterion.id:6s} {'essentieel' if criterion.essential else 'verdieping'}: {criterion.text}")
    if ambition.actions:
        print("\nActies:")
        for action in ambition.actions:
            print(f"  {action.id}. {action.title}: {action.text}")
    links = [
        (link.noord_hollandse_norm, _RELATIONS[link.relation], link.note)
        if norm.id == NORMS[0]
        else (link.groningse_norm, _INVERSE[link.relation], link.note)
        for link in load_crosswalk()
        if ambition.id == (link.groningse_norm if norm.id == NORMS[0] else link.noord_hollandse_norm)
    ]
    if links:
        other = load_norm(NORMS[1] if norm.id == NORMS[0] else NORMS[0])
        print(f"\nVerwant in de {other.title}:")
        for ambition_id, relation, note in links:
            print(f"  {ambition_id:5s} {other.ambition(ambition_id).title} ({relation}). {note}")
