"""Which of a norm's actions an organisation can take: a few speak of organs and rules that only a municipality has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.types import Action, OrganisationType

_MUNICIPAL = re.compile(r"\bcollege en raad\b|\bAPV tegen\b|\bhoe gemeenten\b")


def takeable(actions: Sequence[Action], kind: OrganisationType) -> tuple[Action, ...]:
    """Those for this type of organisation, in their order; all of them where none would be left."""
    if kind is OrganisationType.GEMEENTE:
        return tuple(actions)
    own = tuple(each for each in actions if not _MUNICIPAL.search(each.text))
    return own or tuple(actions)
