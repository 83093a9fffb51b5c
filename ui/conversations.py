"""All conversations of the app, by who asks and about which dossier: nobody ever gets another person's."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier
from ui.conversation import Conversation, Indexes

# Conversations that are kept at once; the one that was silent longest makes room.
MOST_CONVERSATIONS = 200
# How long a conversation is kept in which nothing is asked or looked at. Seconds.
KEPT_FOR = 12 * 3600.0


class Conversations:
    """Safe between threads. The caller has made sure that the person may see the dossier."""

    def __init__(
        self,
        most: int = MOST_CONVERSATIONS,
        kept_for: float = KEPT_FOR,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._kept_for = kept_for
        self._clock = clock
        self._indexes = Indexes()
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[float, Conversation]] = OrderedDict()

    def of(self, person_id: str, dossier_id: str) -> Conversation:
        """The conversation of this person about this dossier; an empty one where there is none."""
        now, key = self._clock(), (person_id, dossier_id)
        with self._lock:
            _, talk = self._kept.pop(key, (now, None))
            if talk is None:
                talk = Conversation(self._indexes)
            self._kept[key] = (now, talk)
            over = [self._kept.popitem(last=False)[1][1] for _ in range(len(self._kept) - self._most)]
            while self._kept and next(iter(self._kept.values()))[0] < now - self._kept_for:
                over.append(self._kept.popitem(last=False)[1][1])
        for each in over:
            each.close()
        return talk

    def forget_lost(self, desk: Desk) -> None:
        """Drops what this person asked about dossiers that are gone, or are not theirs to see any more."""
        with self._lock:
            mine = [dossier for person, dossier in self._kept if person == desk.person.id]
        for dossier in mine:
            try:
                desk.level(dossier)
            except NoSuchDossier:
                with self._lock:
                    _, talk = self._kept.pop((desk.person.id, dossier), (0.0, None))
                if talk is not None:
                    talk.close()
