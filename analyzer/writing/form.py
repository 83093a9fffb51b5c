"""What every text by a language model must look like, whatever it says, and how it is told for whom it writes. Pure."""

from __future__ import annotations

from analyzer.llm.fencing import one_line
from analyzer.llm.language import is_dutch
from analyzer.types import Organisation

# Marks by which text would do more than be read.
_MARKUP = frozenset("<>`|*#{}\n\r")


def fault_of_form(text: str, longest: int) -> str | None:
    """What is wrong with a text of at most `longest` characters (Dutch); None: nothing."""
    if not text:
        return "is leeg"
    if len(text) > longest:
        return f"is langer dan {longest} tekens"
    if _MARKUP & set(text):
        return "bevat opmaak of een regeleinde"
    return None if is_dutch(text) else "is niet in het Nederlands"


def named(organisation: Organisation) -> str:
    """The organisation as a prompt names it."""
    return f"{one_line(organisation.name)} ({organisation.type.value})"
