"""The second witness as a process of its own: `python -m mlpviz.oracle.witness`.

Questions come in by standard input, answers and refusals go out by standard output (see `framing`). Torch is imported
with the first question. Of several questions that wait only the newest is answered. The end of the input ends the
process, after an answer to what still waits.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import BinaryIO

from mlpviz.oracle.autograd import answer
from mlpviz.oracle.devices import devices, torch_problem
from mlpviz.oracle.framing import Decoder, encode
from mlpviz.oracle.messages import Answer, OracleError, Question, Refusal, first_line

__all__ = ["Decoder", "encode", "main"]

_THREADS = 2
_PIECE = 1 << 16


class _Mailbox:
    """Room for one question: a newer one takes the place of one that nobody has fetched."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._question: Question | None = None
        self._closed = False

    def put(self, question: Question) -> None:
        with self._changed:
            self._question = question
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def wait(self) -> bool:
        """Block until a question is there (True) or none will come any more (False)."""
        with self._changed:
            self._changed.wait_for(lambda: self._question is not None or self._closed)
            return self._question is not None

    def take(self) -> Question | None:
        with self._changed:
            question, self._question = self._question, None
            return question


def main() -> int:
    """Answer questions until the input ends; 0 always, also where the reader has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is meant for the window
    mailbox = _Mailbox()
    with _own_stdout() as channel:
        threading.Thread(target=_read, args=(mailbox,), daemon=True).start()
        while mailbox.wait():
            _prepare()  # takes a second or so the first time: questions that come meanwhile are newer
            question = mailbox.take()
            if question is None:
                continue
            try:
                channel.write(encode(_reply(question)))
            except OSError:
                break
    return 0


def _own_stdout() -> BinaryIO:
    """Standard output for us alone: what anything else prints goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


def _read(mailbox: _Mailbox) -> None:
    decoder = Decoder()
    try:
        while data := os.read(0, _PIECE):
            for message in decoder.feed(data):
                if isinstance(message, Question):
                    mailbox.put(message)
    finally:
        mailbox.close()


def _prepare() -> None:
    """Import torch, and leave it few enough threads that the window keeps a core."""
    if not torch_problem():
        import torch

        torch.set_num_threads(min(_THREADS, os.cpu_count() or 1))


def _reply(question: Question) -> Answer | Refusal:
    try:
        return answer(question)
    except OracleError as error:
        return Refusal(question.number, error.message, error.missing, () if error.missing else tuple(devices()))
    except Exception as error:  # one question that fails must not end the process
        return Refusal(question.number, f"the check fails: {first_line(error)}")


if __name__ == "__main__":
    sys.exit(main())
