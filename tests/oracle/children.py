"""The process that checks, with its standard input and output in the hands of a test."""

from __future__ import annotations

import os
import subprocess
import sys

from mlpviz.oracle.witness import Decoder, encode

COMMAND = [sys.executable, "-m", "mlpviz.oracle.witness"]


class Child:
    """The process under test, with its standard input and output."""

    def __init__(self, **environment: str) -> None:
        self.process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        self.decoder = Decoder()
        self.ready: list[object] = []

    def send(self, *questions: object) -> None:
        self.process.stdin.write(b"".join(map(encode, questions)))
        self.process.stdin.flush()

    def receive(self):
        while not self.ready:
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            assert data, "the process ended without an answer"
            self.ready += self.decoder.feed(data)
        return self.ready.pop(0)

    def close(self) -> int:
        self.process.stdin.close()
        return self.process.wait(30)
