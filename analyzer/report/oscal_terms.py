"""What every OSCAL document of Normtoets is made of: ids that stay the same, properties, and text as OSCAL takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from analyzer.report.plain_text import printable
from analyzer.types import Norm

OSCAL_VERSION = "1.2.1"  # nothing here is in it that 1.1 does not have
NAMESPACE = "urn:normtoets:oscal:1"  # of the properties that are not OSCAL's own
LANGUAGE = "nl-NL"

Node = dict[str, Any]

_ROOT = uuid5(NAMESPACE_URL, NAMESPACE)
_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9._-]+")


def uuid_of(*parts: object) -> str:
    """The same for the same parts, wherever and whenever."""
    return str(uuid5(_ROOT, json.dumps([str(part) for part in parts], ensure_ascii=False)))


def line(text: str, otherwise: str = "–") -> str:
    """`text` on one line, without space at its ends; a title, name or value may not be empty."""
    return " ".join(printable(text).split()) or otherwise


def moment(value: datetime) -> str:
    """With a time zone, UTC where it says none."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def prop(name: str, value: object) -> Node:
    """A property of our own."""
    return {"name": name, "ns": NAMESPACE, "value": line(str(value))}


def props(pairs: Iterable[tuple[str, object]]) -> list[Node]:
    """Those with a value: None and empty text are left out."""
    return [prop(name, value) for name, value in pairs if value is not None and value != ""]


def node(**values: Any) -> Node:
    """An object of OSCAL. Keys are written with _ for -; what is empty is left out, for OSCAL has no empty lists."""
    return {key.replace("_", "-"): value for key, value in values.items() if value not in (None, [], {}, "")}


def prefix(norm: Norm) -> str:
    """The initials of the norm's id: "noord-hollandse-norm" → "nhn"."""
    initials = "".join(part[0] for part in _NOT_IN_TOKEN.sub("-", norm.id).lower().split("-") if part[:1].isalpha())
    return initials or "norm"


def group_id(norm: Norm, pillar: str) -> str:
    """The id of a pillar: "gn-2"."""
    return f"{prefix(norm)}-{_NOT_IN_TOKEN.sub('-', pillar)}"


def control_id(norm: Norm, ambition: str) -> str:
    """The id of an ambition in the catalog, and wherever it is referred to: "gn-2.4"."""
    return f"{prefix(norm)}-{_NOT_IN_TOKEN.sub('-', ambition)}"


def statement_id(norm: Norm, ambition: str) -> str:
    """The id of what the ambition asks."""
    return f"{control_id(norm, ambition)}_smt"


def objective_id(norm: Norm, ambition: str, criterion: str = "") -> str:
    """The id of one of its elements ("gn-2.4_obj.a"), or of all together."""
    letter = _NOT_IN_TOKEN.sub("-", criterion.removeprefix(f"{ambition}."))
    return f"{control_id(norm, ambition)}_obj" + (f".{letter}" if letter else "")


def catalog_uuid(norm: Norm) -> str:
    """Of the norm's catalog, another one for each version."""
    return uuid_of("catalog", norm.id, norm.version)


def written(root: str, body: Node) -> bytes:
    """As JSON: UTF-8, indented by two. Same body, same bytes."""
    return (json.dumps({root: body}, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
