"""`normtoets eval export`: what reviewers decided becomes a gold dossier, so that their work measures the next version.

The edits are a YAML list; each names a norm and an ambition, the status the reviewer set, and the quotes that bear it
(left out: those of the report, where the status is the report's own). Only what a person decided is labelled.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from analyzer.grounding import locate
from analyzer.retention import WORK_FOLDER
from analyzer.types import Organisation, Status
from eval.gold import GoldDossier, GoldLabel, GoldQuote
from ingest.pipeline import ingest
from ingest.types import Document, Frozen
from ingest.workspace import Workspace

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class NotExported(ValueError):
    """The edits cannot become a gold dossier. The message, in Dutch, says why."""


class LabelledByReviewer(Frozen):
    """One decision of a reviewer."""

    norm: str
    ambition: str
    status: Status
    quotes: tuple[GoldQuote, ...] = ()
    note: str = ""


def export(
    reports: Sequence[dict[str, Any]], edits: Sequence[LabelledByReviewer], documents: Path, out: Path, name: str
) -> GoldDossier:
    """Writes `out`/`name`/gold.yaml with the documents beside it. Raises NotExported and OSError.

    `reports`: as `analyse` writes them to JSON, one for each norm, of one organisation and reference date.
    """
    if not _NAME.fullmatch(name):
        raise NotExported(f"De naam '{name}' kan niet: gebruik kleine letters, cijfers en streepjes.")
    by_norm = {report["norm"]["id"]: report for report in reports}
    first = reports[0]
    if any((r["organisation"], r["peildatum"]) != (first["organisation"], first["peildatum"]) for r in reports):
        raise NotExported(
            "De rapporten gaan over verschillende organisaties of peildata. Geef rapporten van één dossier."
        )
    target = out / name
    if target.exists():
        raise NotExported(f"De map '{target}' bestaat al. Kies een andere naam.")
    shutil.copytree(documents, target / "documents", ignore=shutil.ignore_patterns(WORK_FOLDER))
    try:
        read = _read(target / "documents", target / WORK_FOLDER)
        norms: dict[str, dict[str, GoldLabel]] = {}
        for edit in edits:
            if edit.norm not in by_norm:
                raise NotExported(f"Van de norm '{edit.norm}' is geen rapport gegeven.")
            norms.setdefault(edit.norm, {})[edit.ambition] = _label(edit, by_norm[edit.norm], read)
        dossier = GoldDossier(
            dossier=name,
            organisation=Organisation(**first["organisation"]),
            peildatum=date.fromisoformat(first["peildatum"]),
            split="practice",
            documents="documents",
            norms=norms,
        )
    except (NotExported, ValidationError):
        shutil.rmtree(target)
        raise
    kept = dossier.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=120)
    (target / "gold.yaml").write_text(text, encoding="utf-8")
    return dossier


def _read(folder: Path, work: Path) -> dict[str, Document]:
    with Workspace(work) as workspace:
        found = {each.name: each for each in ingest((folder,), workspace, lambda *_: None).documents}
    shutil.rmtree(work, ignore_errors=True)
    return found


def _label(edit: LabelledByReviewer, report: dict[str, Any], documents: dict[str, Document]) -> GoldLabel:
    ambition = next((each for each in report["ambitions"] if each["id"] == edit.ambition), None)
    if ambition is None:
        raise NotExported(f"De norm '{edit.norm}' heeft geen ambitie '{edit.ambition}'.")
    quotes = edit.quotes
    if not quotes and edit.status.value == ambition["status"]:
        quotes = tuple(GoldQuote(document=e["document"], quote=e["quote"]) for e in ambition["evidence"])
    silent = edit.status in (Status.NIET_AANGETROFFEN, Status.NVT)
    if not quotes and not silent:
        raise NotExported(
            f"Bij {edit.norm} {edit.ambition} staat '{edit.status.value}' zonder citaat. Voeg er een toe."
        )
    for quote in quotes:
        if quote.document not in documents or locate(quote.quote, documents[quote.document]) is None:
            raise NotExported(
                f"Bij {edit.norm} {edit.ambition} staat een citaat dat niet letterlijk in '{quote.document}' voorkomt: "
                f"“{quote.quote[:80]}”."
            )
    return GoldLabel(status=edit.status, quotes=() if silent else quotes, note=edit.note)


def export_command(options: argparse.Namespace) -> int:
    """Exit 0; 1 with a message where something given cannot be used."""
    try:
        reports = [json.loads(path.read_text(encoding="utf-8")) for path in options.reports]
        edits = TypeAdapter(tuple[LabelledByReviewer, ...]).validate_python(
            yaml.safe_load(options.edits.read_text(encoding="utf-8"))
        )
        made = export(reports, edits, options.documents, options.out, options.name)
    except NotExported as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as exc:
        print(f"normtoets: De rapporten of de oordelen kunnen niet worden gelezen: {exc}", file=sys.stderr)
        return 1
    count = sum(len(labels) for labels in made.norms.values())
    print(f"{count} oordelen geschreven in {options.out / options.name / 'gold.yaml'}")
    return 0
