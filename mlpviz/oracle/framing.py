"""Messages on a stream of bytes: a mark, the length in 8 bytes (big-endian), the pickled message.

What stands before a mark is skipped, so that a stray print of an imported library costs nothing. Messages come from
our own other process alone; nothing from a file or a network is unpickled.

A large array can go before its message: a pickled `Kept`, and after it, in the same frame, the bytes of the array. The
receiver keeps it in a slot, under whose number messages speak of it until another array fills the slot.
"""

from __future__ import annotations

import io
import pickle
import struct
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.oracle.messages import Message

MARK = b"\x93mlpviz\n"
_LENGTH = struct.Struct(">Q")
_HEAD = len(MARK) + _LENGTH.size


@dataclass(frozen=True)
class Kept:
    """The array in a slot, whose bytes follow."""

    slot: int
    dtype: str
    shape: tuple[int, ...]


def frame(body: bytes, more: int = 0) -> bytes:
    """A frame that holds `body` and as many bytes more, which are still to come."""
    return MARK + _LENGTH.pack(len(body) + more) + body


def encode(message: Message) -> bytes:
    """One message as bytes, with everything in it."""
    return frame(pickle.dumps(message, protocol=5))


class _Unpickler(pickle.Unpickler):
    """Puts the arrays of slots into a message."""

    def __init__(self, body: bytes, kept: dict[int, Array]) -> None:
        super().__init__(io.BytesIO(body))
        self._kept = kept

    def persistent_load(self, slot: int) -> Array:
        return self._kept[slot]


class Decoder:
    """Puts messages together again from pieces of any size."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._kept: dict[int, Array] = {}

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
            body = bytes(memoryview(self._bytes)[_HEAD : _HEAD + length])
            del self._bytes[: _HEAD + length]
            found = _Unpickler(body, self._kept).load()
            if isinstance(found, Kept):
                count = int(np.prod(found.shape)) * np.dtype(found.dtype).itemsize
                values = np.frombuffer(body, found.dtype, offset=len(body) - count)
                self._kept[found.slot] = values.reshape(found.shape)
            else:
                messages.append(found)

    def _skip_to_mark(self) -> None:
        if self._bytes.startswith(MARK):
            return
        start = self._bytes.find(MARK)
        if start < 0:  # the end may be the beginning of a mark
            kept = next((n for n in range(len(MARK) - 1, 0, -1) if self._bytes.endswith(MARK[:n])), 0)
            start = len(self._bytes) - kept
        del self._bytes[:start]
