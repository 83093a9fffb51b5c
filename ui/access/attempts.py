"""How often signing in failed, and for how long whoever keeps failing must wait. In memory, safe between threads."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW = 900.0  # seconds: failures longer ago are forgotten
_LONGEST = 900.0
_KEPT = 10_000  # names and addresses that are remembered


_Key = tuple[str, str, str]  # what is counted, the account, the address


@dataclass
class _Tally:
    failures: int = 0
    last: float = 0.0


class Attempts:
    """Counts for an account at an address, for an account, and for an address: guessing from many places, or at many
    accounts, is slowed down too. The wait doubles with each failure beyond what is `free`, up to a quarter of an hour.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tallies: OrderedDict[_Key, _Tally] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, login: str, address: str) -> int:
        """Seconds until the next attempt may be made; 0: now."""
        now = self._clock()
        with self._lock:
            return max(0, *(self._left(key, free, now) for key, free in _keys(login, address)))

    def begin(self, login: str, address: str) -> None:
        """Counts an attempt as failed until it succeeds: of many at once no more are tried than of as many in a row."""
        now = self._clock()
        with self._lock:
            for key, _ in _keys(login, address):
                tally = self._tallies.setdefault(key, _Tally())
                if now - tally.last > _WINDOW:
                    tally.failures = 0
                tally.failures, tally.last = tally.failures + 1, now
                self._tallies.move_to_end(key)
            while len(self._tallies) > _KEPT:
                self._tallies.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forgets this account at this address; of a count over more places, or more accounts, only this attempt."""
        (both, _), *others = _keys(login, address)
        with self._lock:
            self._tallies.pop(both, None)
            for key, _ in others:
                if key in self._tallies:
                    self._tallies[key].failures -= 1

    def _left(self, key: _Key, free: int, now: float) -> int:
        tally = self._tallies.get(key)
        if tally is None or tally.failures < free or now - tally.last > _WINDOW:
            return 0
        pause = min(_LONGEST, 2.0 ** min(tally.failures - free, 20) * 15)
        return max(0, round(tally.last + pause - now))


def _keys(login: str, address: str) -> tuple[tuple[_Key, int], ...]:
    """What is counted, each with the failures that cost no wait."""
    name = login.lower()[:320]
    return (("both", name, address), 5), (("account", name, ""), 20), (("address", "", address), 40)
