"""What of an event from the browser reaches Gradio: its data, and nothing that steers Gradio itself. Pure.

Gradio keeps what it knows of an open page under a name that the browser makes up. Here that name is made one person's
own: whoever sends another's gets an empty page of their own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

MOST_BYTES = 2 << 20  # an event holds what a person typed
_TAKEN = ("data", "fn_index", "trigger_id", "event_data")


class UnfitEvent(Exception):
    """No event of a page of this app."""


@dataclass(frozen=True)
class Functions:
    """The functions of the pages by their number. `quiet`: those that run by themselves, without anyone at the page.

    `key` ties the names of open pages to people, for as long as the app runs.
    """

    known: frozenset[int]
    quiet: frozenset[int] = frozenset()
    key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def event(self, body: bytes) -> dict[str, Any]:
        """The event, reduced to what Gradio may see of it. Raises UnfitEvent."""
        try:
            given = json.loads(body)
        except (ValueError, RecursionError) as exc:
            raise UnfitEvent from exc
        if not isinstance(given, dict) or not isinstance(given.get("data"), list):
            raise UnfitEvent
        if type(given.get("fn_index")) is not int or given["fn_index"] not in self.known:
            raise UnfitEvent
        if type(given.get("trigger_id")) not in (int, type(None)):
            raise UnfitEvent
        session = given.get("session_hash")
        if not isinstance(session, str) or not session.isascii() or not session.isalnum() or len(session) > 64:
            raise UnfitEvent
        return {name: given[name] for name in _TAKEN if name in given} | {"session_hash": session}

    def owned(self, event: dict[str, Any], person: str) -> bytes:
        """The body for Gradio, under a name that is this person's own. `person`: their id."""
        named = hmac.new(self.key, f"{person} {event['session_hash']}".encode(), hashlib.sha256).hexdigest()
        return json.dumps(event | {"session_hash": named}).encode()


def functions_of(blocks: Any) -> Functions:
    """Those of a gr.Blocks. What only a timer starts is quiet: it does not show that someone is there."""
    return Functions(
        known=frozenset(blocks.fns),
        quiet=frozenset(number for number, each in blocks.fns.items() if _by_timer(each.targets)),
    )


def _by_timer(targets: Iterable[tuple[int | None, str]]) -> bool:
    names = [name for _, name in targets]
    return bool(names) and all(name == "tick" for name in names)
