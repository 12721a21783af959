"""Questions that wait: the newest of each kind, quick kinds first."""

from __future__ import annotations

import threading

from mlpviz.oracle.messages import KINDS, AnyQuestion, Message
from mlpviz.oracle.surface_messages import Cancel


class Mailbox:
    """Room for one question of each kind: a newer one takes the place of one that nobody has fetched."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[int, AnyQuestion] = {}  # by the rank of the kind
        self._cancelled: set[int] = set()
        self._closed = False

    def put(self, message: Message) -> None:
        """Keep a question, or drop the one that a Cancel names; other messages are not for us."""
        with self._changed:
            if isinstance(message, Cancel):
                self._cancelled.add(message.number)
                self._waiting = {r: q for r, q in self._waiting.items() if q.number != message.number}
            elif isinstance(message, KINDS):
                self._waiting[rank(message)] = message
                self._changed.notify()

    def close(self) -> None:
        """No more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def wait(self) -> bool:
        """Block until a question is there (True) or none will come any more (False)."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return bool(self._waiting)

    def take(self, below: int = len(KINDS)) -> AnyQuestion | None:
        """The quickest that waits, of a rank below the given one."""
        with self._changed:
            ranks = [one for one in self._waiting if one < below]
            return self._waiting.pop(min(ranks)) if ranks else None

    def wanted(self, question: AnyQuestion) -> bool:
        """Whether somebody still waits for the answer: no newer question of its kind has come, nor its Cancel."""
        with self._changed:
            return not self._closed and question.number not in self._cancelled and rank(question) not in self._waiting


def rank(question: AnyQuestion) -> int:
    """The place of a question's kind in KINDS."""
    return KINDS.index(type(question))
