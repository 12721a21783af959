"""The second witness as a process of its own: `python -m mlpviz.oracle.witness`.

Questions come in by standard input, answers and refusals go out by standard output (see `framing`). Torch is imported
with the first question. Of several questions of one kind that wait only the newest is answered; kinds that are quick
come first, also in the midst of a slow one, which gives up when a newer one of its kind has come. The end of the input
ends the process, after an answer to what still waits; slow work that is going on then is given up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import BinaryIO

from mlpviz.oracle.devices import torch_problem
from mlpviz.oracle.framing import Decoder, encode
from mlpviz.oracle.mailbox import Mailbox, rank
from mlpviz.oracle.messages import AnyQuestion, Message
from mlpviz.oracle.replies import replies
from mlpviz.oracle.surface_messages import Progress

__all__ = ["Decoder", "encode", "main"]

_THREADS = 2
_PROGRESS_EVERY = 0.1  # seconds
_PIECE = 1 << 16


def main() -> int:
    """Answer questions until the input ends; 0 always, also where the reader has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is meant for the window
    mailbox = Mailbox()
    with _own_stdout() as channel:
        threading.Thread(target=_read, args=(mailbox,), daemon=True).start()
        desk = _Desk(mailbox, channel)
        while mailbox.wait():
            _prepare()  # takes a second or so the first time: questions that come meanwhile are newer
            question = mailbox.take()
            if question is not None:
                desk.serve(question)
    return 0


class _Desk:
    """Answers one question at a time, and quicker ones in the midst of it."""

    def __init__(self, mailbox: Mailbox, channel: BinaryIO) -> None:
        self._mailbox, self._channel = mailbox, channel

    def serve(self, question: AnyQuestion) -> None:
        told = time.monotonic()

        def go_on(share: float) -> bool:
            nonlocal told
            while (quicker := self._mailbox.take(rank(question))) is not None:
                self.serve(quicker)
            if not self._mailbox.wanted(question):
                return False
            if time.monotonic() - told > _PROGRESS_EVERY:
                told = time.monotonic()
                self._write(Progress(question.number, share))
            return True

        for message in replies(question, go_on):
            self._write(message)

    def _write(self, message: Message) -> None:
        try:
            self._channel.write(encode(message))
        except OSError:  # the reader has gone
            raise SystemExit(0) from None


def _own_stdout() -> BinaryIO:
    """Standard output for us alone: what anything else prints goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


def _read(mailbox: Mailbox) -> None:
    decoder = Decoder()
    try:
        while data := os.read(0, _PIECE):
            for message in decoder.feed(data):
                mailbox.put(message)
    finally:
        mailbox.close()


def _prepare() -> None:
    """Import torch, and leave it few enough threads that the window keeps a core."""
    if not torch_problem():
        import torch

        torch.set_num_threads(min(_THREADS, os.cpu_count() or 1))


if __name__ == "__main__":
    sys.exit(main())
