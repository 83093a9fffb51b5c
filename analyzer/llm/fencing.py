"""Text from documents as a language model may see it: fenced, its delimiters made harmless, its instructions left out.

A fence carries a nonce that no document can know. Whatever stands between fences is material, never a task.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from ingest.types import Document

LEFT_OUT = "[… weggelaten: tekst die zich tot een taalmodel richt …]"
_NONCE_BYTES = 6

# What opens a mark of a turn, a role or a tool in the templates of chat models, or a fence of our own: such a character
# gets a middle dot after it, by which the mark means nothing any more. The rest is only looked at, so that one mark can
# not shelter another.
_GAP = r"\s{0,4}/?\s{0,4}"
_MARKS = re.compile(
    rf"<(?=[|｜][^|｜<>\n]{{0,40}}[|｜]>|<{_GAP}SYS\s{{0,4}}>>|{_GAP}(?:s|bos|eos|pad|unk|system|user|assistant|model|human"
    r"|instructions?|tools?|think(?:ing)?|(?:tool|function)_(?:call|response|result)s?|(?:start|end)_of_turn)\s{0,4}/?>)"
    rf"|\[(?={_GAP}(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|BEGIN|EINDE)\b)"
    r"|`(?=``)|\{(?=\{)|\}(?=\})",
    re.IGNORECASE,
)
# Of the characters that a reader does not see, those that Unicode does not count as format or control characters.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))  # of a character's variant: any bytes can be hidden in these


def new_nonce() -> str:
    """Twelve hex digits that nobody can foresee."""
    return secrets.token_hex(_NONCE_BYTES)


def fenced(number: int, label: str, text: str, nonce: str) -> str:
    """One numbered piece of material. `label`: what is told of it (file, place); made harmless like the text."""
    return (
        f"[BEGIN passage {number} {nonce}]\n{harmless(label, nonce)}\n---\n{harmless(text, nonce)}\n"
        f"[EINDE passage {number} {nonce}]"
    )


def harmless(text: str, nonce: str) -> str:
    """`text` without unseen characters, the nonce, or anything that marks a turn, a role or a fence."""
    return _unmarked(_seen(text).replace(nonce, "·"))


def one_line(text: str, limit: int = 120) -> str:
    """A name given by a user or a file as a model may see it: one short line without unseen characters or marks."""
    return _unmarked(" ".join(_seen(text).split())[:limit])


def without_instructions(document: Document, start: int, end: int) -> str:
    """The text of a span of a document, with each part that addresses a language model replaced by a remark."""
    parts, position = [], start
    for first, last in document.instructions_in(start, end):
        parts += [document.text[position : max(first, position)], LEFT_OUT]
        position = max(position, min(last, end))
    return "".join([*parts, document.text[position:end]])


def _unmarked(text: str) -> str:
    return _MARKS.sub(lambda match: f"{match[0]}·", text)


def _seen(text: str) -> str:
    """`text` without what a reader does not see."""
    return "".join(character for character in text if not _unseen(character))


@cache
def _unseen(character: str) -> bool:
    if character.isspace():
        return False
    if character in _FILLERS or any(first <= ord(character) <= last for first, last in _SELECTORS):
        return True
    return unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn", "Cs")
