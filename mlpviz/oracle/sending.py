"""The side of the window: messages on their way to the other process, in pieces, and nothing large sent twice."""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from typing import Any

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.oracle.framing import Kept, frame
from mlpviz.oracle.messages import Message

_SLOTS = 8
_LARGE = 1 << 16  # bytes


class Encoder:
    """For one receiver. It keeps the last large arrays that cannot change, and so does the receiver (see `Decoder`)."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Array] = OrderedDict()  # by slot, the one that was used last at the end

    def encode(self, message: Message) -> list[memoryview]:
        """A message as bytes, in one piece for each large array that is new, and one for all else."""
        stream = io.BytesIO()
        pickler = _Pickler(stream, self._kept)
        pickler.dump(message)
        pieces = [piece for slot in pickler.new for piece in _kept(slot, self._kept[slot])]
        return [*pieces, memoryview(frame(stream.getvalue()))]


class _Pickler(pickle.Pickler):
    """Names large arrays by their slots. new: the slots that have been filled for this message."""

    def __init__(self, stream: io.BytesIO, kept: OrderedDict[int, Array]) -> None:
        super().__init__(stream, protocol=5)
        self._kept, self._used, self.new = kept, set[int](), list[int]()

    def persistent_id(self, thing: Any) -> int | None:
        if type(thing) is not np.ndarray or thing.nbytes < _LARGE or thing.flags.writeable or thing.dtype.hasobject:
            return None
        slot = next((slot for slot, array in self._kept.items() if array is thing), None)
        if slot is None:
            slot = self._free()
            if slot is None:
                return None
            self._kept[slot] = thing
            self.new.append(slot)
        self._kept.move_to_end(slot)
        self._used.add(slot)
        return slot

    def _free(self) -> int | None:
        """An empty slot, else that of the array that was not used for longest; never one of this very message."""
        if len(self._kept) < _SLOTS:
            return len(self._kept)
        return next((slot for slot in self._kept if slot not in self._used), None)


def _kept(slot: int, array: Array) -> list[memoryview]:
    """A frame that fills a slot: what the array is, and its bytes as they lie in memory."""
    flat = np.ascontiguousarray(array)
    head = pickle.dumps(Kept(slot, flat.dtype.str, flat.shape), protocol=5)
    return [memoryview(frame(head, flat.nbytes)), flat.reshape(-1).view(np.uint8).data]
