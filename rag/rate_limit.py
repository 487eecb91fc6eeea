"""How many questions one address may ask in a minute. Kept in memory only, and for that minute only."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

_WINDOW_SECONDS: Final[float] = 60.0
# Addresses remembered before those whose minute is over are forgotten: a few megabytes at most.
_MOST_CLIENTS: Final[int] = 10_000


class RateLimit:
    """A sliding window for each client; safe to share between threads."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the limit.

        Args:
            most: Questions a minute; 0 for any number.
            clock: Seconds that never go back.
        """
        self._most = most
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, client: str) -> int:
        """Count a question of ``client`` and return 0, or the whole seconds until it may ask one, at least 1."""
        if not self._most:
            return 0
        with self._lock:
            now = self._clock()
            if len(self._asked) >= _MOST_CLIENTS:
                self._forget(now)
            times = self._asked.setdefault(client, deque())
            while times and now - times[0] >= _WINDOW_SECONDS:
                times.popleft()
            if len(times) < self._most:
                times.append(now)
                return 0
            return max(1, math.ceil(times[0] + _WINDOW_SECONDS - now))

    def _forget(self, now: float) -> None:
        self._asked = {one: times for one, times in self._asked.items() if times and now - times[-1] < _WINDOW_SECONDS}
