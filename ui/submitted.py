"""What a form or a button of the app's own sent along with an event.

Anyone who is signed in can send anything: only short texts under short names come through.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gradio as gr

from analyzer.store.errors import InvalidChange

MOST_FIELDS, MOST_VALUES, LONGEST_NAME, LONGEST_VALUE = 200, 200, 80, 20_000  # LONGEST: characters


@dataclass(frozen=True)
class Submitted:
    """`action`: what the form or button is for. A field that is not there is empty."""

    action: str
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Without the spaces around it."""
        return "".join(self.fields.get(name, ())[:1]).strip()

    def all(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def number(self, name: str) -> int:
        """A whole number of at most nine digits. Raises InvalidChange."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise InvalidChange("Deze pagina is niet goed overgekomen. Laad haar opnieuw en probeer het nog eens.")
        return int(text)


def submitted(event: gr.EventData) -> Submitted:
    """What `forms.js` sends. Raises InvalidChange where it is no such thing, or too much."""
    sent = getattr(event, "_data", None)
    if not isinstance(sent, dict):
        return Submitted("")
    fields = sent.get("fields") or {}
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        raise InvalidChange("Er kwam te veel tegelijk. Vul minder velden in en probeer het opnieuw.")
    return Submitted(str(sent.get("action", ""))[:LONGEST_NAME], dict(_field(*each) for each in fields.items()))


def _field(name: object, values: object) -> tuple[str, tuple[str, ...]]:
    listed = values if isinstance(values, list) else [values]
    if len(listed) > MOST_VALUES or any(len(str(each)) > LONGEST_VALUE for each in listed):
        raise InvalidChange(f"Er is te veel tekst ingevuld. Gebruik ten hoogste {LONGEST_VALUE} tekens in een veld.")
    return str(name)[:LONGEST_NAME], tuple("" if each is None else str(each) for each in listed)
