"""Messages on a stream of bytes: a mark, the length in 8 bytes (big-endian), the pickled message.

What stands before a mark is skipped, so that a stray print of an imported library costs nothing. Messages come from
our own other process alone; nothing from a file or a network is unpickled.
"""

from __future__ import annotations

import pickle
import struct

from mlpviz.oracle.messages import Message

MARK = b"\x93mlpviz\n"
_LENGTH = struct.Struct(">Q")
_HEAD = len(MARK) + _LENGTH.size


def encode(message: Message) -> bytes:
    """One message as bytes."""
    body = pickle.dumps(message, protocol=5)
    return MARK + _LENGTH.pack(len(body)) + body


class Decoder:
    """Puts messages together again from pieces of any size."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete with `data`."""
        self._bytes += data
        messages: list[Message] = []
        while True:
            self._skip_to_mark()
            if len(self._bytes) < _HEAD:
                return messages
            (length,) = _LENGTH.unpack_from(self._bytes, len(MARK))
            if len(self._bytes) < _HEAD + length:
                return messages
            messages.append(pickle.loads(bytes(self._bytes[_HEAD : _HEAD + length])))
            del self._bytes[: _HEAD + length]

    def _skip_to_mark(self) -> None:
        if self._bytes.startswith(MARK):
            return
        start = self._bytes.find(MARK)
        if start < 0:  # the end may be the beginning of a mark
            kept = next((n for n in range(len(MARK) - 1, 0, -1) if self._bytes.endswith(MARK[:n])), 0)
            start = len(self._bytes) - kept
        del self._bytes[:start]
