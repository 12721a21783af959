"""IDX files, the format of MNIST (LeCun): big-endian arrays of bytes or numbers, gzipped or not.

The header is read first, and everything bounded by what it says, so that no file can spend more memory than it should.
"""

from __future__ import annotations

import gzip
import io
import math
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.errors import DataError
from mlpviz.data.samples import MAX_CLASSES, MAX_SAMPLES, Samples, make_samples

MAX_BYTES = 2**30

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_DIMENSIONS = 8
_MAX_VALUES = 2**27
"""Of all inputs: as float64 they take 1 GB."""


def read_idx(raw: bytes) -> NDArray[Any]:
    """The array in an IDX file, with its own type in native order, read-only.

    Raises DataError, with the byte of the unpacked file, where it is none, is too large, breaks off, or goes on.
    """
    if len(raw) > MAX_BYTES:
        raise DataError("", f"the file has more than {MAX_BYTES // 2**20:,} MB: choose a smaller one")
    packed = raw[:2] == b"\x1f\x8b"
    stream: io.BufferedIOBase = gzip.GzipFile(fileobj=io.BytesIO(raw)) if packed else io.BytesIO(raw)
    try:
        return _array(stream)
    except EOFError:
        raise DataError("", "the gzip file breaks off: get it again") from None
    except (gzip.BadGzipFile, zlib.error):
        raise DataError("", "the gzip file is damaged: get it again") from None


def idx_samples(images: bytes, labels: bytes, limit: int | None = None, divisor: float = 1.0) -> Samples:
    """The first `limit` samples (None: all): pixels / divisor, row by row, named p1, p2, …, and labels as classes.

    Raises DataError where a file is broken, the two do not belong together, or there are too many samples.
    """
    if not (math.isfinite(divisor) and divisor > 0):
        raise DataError("divisor", "must be above 0: 1 leaves the pixels as they are, 255 brings them to 0 to 1")
    pixels, numbers = _named("images", images), _named("labels", labels)
    if pixels.ndim < 2:
        raise DataError("images", "hold single numbers, not pictures: are images and labels exchanged?")
    if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
        raise DataError("labels", "are not one whole number for each picture: are images and labels exchanged?")
    if len(pixels) != len(numbers):
        raise DataError("labels", f"are {len(numbers):,} for {len(pixels):,} images: choose files that belong together")
    count = len(pixels) if limit is None else min(limit, len(pixels))
    width = math.prod(pixels.shape[1:])
    if not 1 <= count <= MAX_SAMPLES or not 1 <= width <= _MAX_VALUES // count:
        raise DataError(
            "images",
            f"are {count:,} of {width:,} pixels: take from 1 to {MAX_SAMPLES:,}, with {_MAX_VALUES:,} pixels at most",
        )
    inputs = pixels[:count].reshape(count, width).astype(np.float64) / divisor
    if not np.isfinite(inputs).all():
        raise DataError("images", "hold numbers that are not finite: correct them")
    if numbers[:count].min() < 0 or (most := int(numbers[:count].max())) >= MAX_CLASSES:
        raise DataError("labels", f"must be from 0 to {MAX_CLASSES - 1:,}")
    names = tuple(f"p{index}" for index in range(1, width + 1))
    return make_samples(inputs, numbers[:count, None], names, tuple(map(str, range(most + 1))))


def _named(place: str, raw: bytes) -> NDArray[Any]:
    try:
        return read_idx(raw)
    except DataError as error:
        raise DataError(f"{place}, {error.place}" if error.place else place, error.message) from None


def _array(stream: io.BufferedIOBase) -> NDArray[Any]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not 1 <= magic[3] <= _MAX_DIMENSIONS:
        raise DataError("byte 1", "is not the beginning of an IDX file: choose one like train-images-idx3-ubyte")
    header = stream.read(4 * magic[3])
    if len(header) < 4 * magic[3]:
        raise DataError(f"byte {5 + len(header)}", "the file breaks off in its header: get it again")
    shape = struct.unpack(f">{magic[3]}I", header)
    kind = np.dtype(_TYPES[magic[2]])
    size = math.prod(shape) * kind.itemsize
    first = 5 + len(header)
    if size > MAX_BYTES:
        raise DataError("byte 5", f"says that there are {_times(shape)} values, more than fit: is the file damaged?")
    body = stream.read(size)
    if len(body) < size:
        raise DataError(
            f"byte {first + len(body)}",
            f"breaks off: {_times(shape)} values need {size:,} bytes: get the file again",
        )
    if stream.read(1):
        raise DataError(f"byte {first + size}", f"goes on after the last of {_times(shape)} values: is it damaged?")
    values: NDArray[Any] = np.frombuffer(body, kind).reshape(shape)
    values = values.astype(kind.newbyteorder("="), copy=False)
    values.setflags(write=False)
    return values


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{length:,}" for length in shape)
