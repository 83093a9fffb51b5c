"""The literal wording of a norm, from the user's own printed copy, kept beside our restatement.

The norms are restated in this project; who has the printed text can attach it, and sees both. It is kept in the user's
data folder and goes nowhere else.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from analyzer.errors import WordingNotFound
from analyzer.norms import NORM_IDS, load_norm
from analyzer.settings import data_folder
from analyzer.types import Norm
from ingest.errors import FileMissing
from ingest.readers.raw import RawDocument
from ingest.sandbox import read_files

# An ambition's wording is no longer than this; what follows is explanation. Characters.
_LONGEST = 700
# Of an ambition's number printed several times, the place whose words meet the restated requirement best is taken.
_WORD = re.compile(r"[^\W\d_]{4,}")


def attach(norm: Norm, source: Path) -> dict[str, str]:
    """Reads the printed norm and keeps the wording of each ambition found, by ambition id.

    Raises FileMissing or another UnreadableDocument, and WordingNotFound when the file is no copy of this norm.
    """
    if source.is_dir():
        raise FileMissing(source.name, f"'{source}' is een map. Wijs het bestand met de gedrukte norm aan.")
    if not source.is_file():
        raise FileMissing(source.name, f"'{source}' bestaat niet. Controleer de naam en de map van het bestand.")
    (_, outcome), *_ = read_files([(source.name, source)])
    if not isinstance(outcome, RawDocument):
        raise outcome
    blocks = [block.text for page in outcome.pages for block in page.blocks]
    found = find_wording(norm, blocks)
    closest = max((load_norm(each) for each in NORM_IDS), key=lambda each: _likeness(each, blocks))
    if len(found) < len(norm.ambitions) / 2 or closest.id != norm.id:
        raise WordingNotFound(
            f"'{source.name}' lijkt niet de gedrukte tekst van de {norm.title}: {len(found)} van de "
            f"{len(norm.ambitions)} nummers zijn erin gevonden, en te weinig van hun woorden. "
            "Wijs de PDF of tekst van de norm zelf aan."
        )
    path = _path(norm)
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    waiting.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    os.replace(waiting, path)
    return found


def attached_wording(norm: Norm) -> dict[str, str]:
    """The wording attached before, by ambition id; empty when none was."""
    try:
        kept = json.loads(_path(norm).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def find_wording(norm: Norm, blocks: list[str]) -> dict[str, str]:
    """The wording of each ambition in the printed text, given as its blocks in reading order. Pure.

    A number is looked for at the start of a block; of several places, the one that shares most words with our own
    wording of the ambition is taken.
    """
    ids = {ambition.id for ambition in norm.ambitions}
    opened = re.compile(r"^(\d+\.\d+)\.?(?=\s|$)\s*")
    places: dict[str, list[str]] = {}
    for number, block in enumerate(blocks):
        match = opened.match(block)
        if match is None or match.group(1) not in ids:
            continue
        text = block[match.end() :]
        for following in blocks[number + 1 : number + 4]:
            if opened.match(following) or len(text) > 80:
                break
            text = f"{text} {following}".strip()
        if text:
            places.setdefault(match.group(1), []).append(text[:_LONGEST])
    wanted = {
        ambition.id: set(_WORD.findall(f"{ambition.title} {ambition.requirement}".lower()))
        for ambition in norm.ambitions
    }
    return {
        ambition: max(texts, key=lambda text: len(wanted[ambition] & set(_WORD.findall(text.lower()))))
        for ambition, texts in places.items()
    }


def _likeness(norm: Norm, blocks: list[str]) -> float:
    """How much of each ambition's wording a text found under its number shares, on average over the norm, 0–1."""
    found = find_wording(norm, blocks)
    shares = []
    for ambition in norm.ambitions:
        wanted = set(_WORD.findall(f"{ambition.title} {ambition.requirement}".lower()))
        shares.append(len(wanted & set(_WORD.findall(found.get(ambition.id, "").lower()))) / len(wanted))
    return sum(shares) / len(shares)


def _path(norm: Norm) -> Path:
    return data_folder() / "norms" / f"{norm.id}.json"
