"""The norms: YAML beside the project's code → Norm, with the shared lexicon of concepts laid under each."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from analyzer.errors import InvalidNorm, UnknownNorm
from analyzer.lexicon import Lexicon, LexiconError
from analyzer.types import CriterionKind, CrosswalkLink, Norm
from ingest.types import Frozen

NORM_IDS = ("groningse-norm", "noord-hollandse-norm")


class RepealedLaw(Frozen):
    """A law or framework that was replaced: `old` are the names it goes by, `since` the day it no longer held."""

    old: tuple[str, ...]
    new: str
    since: date
    note: str = ""


@cache
def load_norm(norm_id: str) -> Norm:
    """The norm with that id. Raises UnknownNorm, or InvalidNorm where its file breaks the schema."""
    if norm_id not in NORM_IDS:
        raise UnknownNorm(f"De norm '{norm_id}' is niet bekend. Kies uit: {', '.join(NORM_IDS)}.")
    try:
        norm = Norm.model_validate(_yaml(f"{norm_id}.yaml"))
    except ValidationError as exc:
        raise InvalidNorm(f"Het bestand van de norm '{norm_id}' is niet geldig: {exc}") from exc
    return norm.model_copy(update={"concepts": {**shared_concepts(), **norm.concepts}})


@cache
def shared_concepts() -> dict[str, tuple[str, ...]]:
    """The concepts that all norms may name, with their terms."""
    return {name: tuple(terms) for name, terms in _yaml("concepts.yaml")["concepts"].items()}


@cache
def load_crosswalk() -> tuple[CrosswalkLink, ...]:
    """How the ambitions of the two norms relate."""
    return tuple(CrosswalkLink.model_validate(link) for link in _yaml("crosswalk.yaml")["links"])


@cache
def load_repealed_laws() -> tuple[RepealedLaw, ...]:
    """Laws whose old name dates the document that cites it."""
    return tuple(RepealedLaw.model_validate(law) for law in _yaml("repealed-laws.yaml")["laws"])


@cache
def load_cues() -> dict[str, tuple[str, ...]]:
    """The words by which a sentence shows that something is planned, denied, somebody else's, and so on."""
    return {name: tuple(terms) for name, terms in _yaml("cues.yaml")["cues"].items()}


def schema() -> bytes:
    """The JSON Schema of a norm's file, as it stands in corpus/norms/norm.schema.json (for editors and other tools)."""
    return (json.dumps(Norm.model_json_schema(), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def problems_of(norm: Norm) -> tuple[str, ...]:
    """What is wrong with a norm beyond its schema, in Dutch; empty when nothing is."""
    found: list[str] = []
    pillars = {pillar.id for pillar in norm.pillars}
    ids = [ambition.id for ambition in norm.ambitions]
    found += [f"ambitie {each} staat er meer dan eens" for each in sorted({i for i in ids if ids.count(i) > 1})]
    lexicon = Lexicon(norm.concepts)
    for ambition in norm.ambitions:
        if ambition.pillar not in pillars:
            found.append(f"ambitie {ambition.id}: pijler {ambition.pillar} bestaat niet")
        if not set(ambition.binds) <= set(norm.binds):
            found.append(f"ambitie {ambition.id}: bindt een soort organisatie die de norm niet bindt")
        if not any(criterion.essential for criterion in ambition.criteria):
            found.append(f"ambitie {ambition.id}: geen enkel essentieel element")
        known = {criterion.id for criterion in ambition.criteria}
        for criterion in ambition.criteria:
            found += _criterion_problems(criterion.id, criterion.of, criterion.kind, known)
            try:
                for group in (*criterion.all_of, criterion.none_of):
                    lexicon.group(group)
            except LexiconError as exc:
                found.append(f"element {criterion.id}: {exc}")
            if not criterion.all_of and criterion.kind not in (CriterionKind.CADENCE, CriterionKind.CURRENCY):
                found.append(f"element {criterion.id}: geen zoektermen")
    return tuple(found)


def _criterion_problems(criterion: str, of: str | None, kind: CriterionKind, known: set[str]) -> list[str]:
    if of is not None and of not in known:
        return [f"element {criterion}: verwijst naar {of}, dat niet bestaat"]
    if of is None and kind in (CriterionKind.CADENCE, CriterionKind.CURRENCY):
        return [f"element {criterion}: zegt niet bij welk element het hoort"]
    return []


def _yaml(name: str) -> Any:
    text = files("corpus").joinpath("norms", name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
