"""IDX files: every type there and back, and files that are broken on purpose."""

from __future__ import annotations

import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlpviz.data import idx
from mlpviz.data.errors import DataError
from mlpviz.data.idx import idx_samples, read_idx

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}


def written(array, code):
    return (
        bytes([0, 0, code, array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.astype(">" + TYPES[code]).tobytes()
    )


IMAGES = written(np.arange(5 * 2 * 3).reshape(5, 2, 3), 0x08)
LABELS = written(np.array([1, 0, 3, 1, 0]), 0x08)


@given(st.sampled_from(sorted(TYPES)), arrays.array_shapes(max_dims=4, max_side=4), st.booleans(), st.data())
def test_every_type_is_read_back(code, shape, packed, data):
    values = data.draw(arrays.arrays(np.dtype(TYPES[code]), shape))
    raw = written(values, code)
    found = read_idx(gzip.compress(raw, mtime=0) if packed else raw)
    assert found.dtype == values.dtype and found.dtype.isnative
    assert found.tobytes() == values.tobytes() and found.shape == shape
    assert not found.flags.writeable


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"", "byte 1", "not the beginning of an IDX file"),
        (b"\0\0", "byte 1", "not the beginning"),
        (b"\x01" + IMAGES[1:], "byte 1", "not the beginning"),
        (IMAGES[:2] + b"\x0a" + IMAGES[3:], "byte 1", "not the beginning"),
        (IMAGES[:3] + b"\0" + IMAGES[4:], "byte 1", "not the beginning"),
        (IMAGES[:3] + b"\xff" + IMAGES[4:], "byte 1", "not the beginning"),
        (b"length,width\n1,2\n", "byte 1", "choose one like train-images-idx3-ubyte"),
        (IMAGES[:9], "byte 10", "breaks off in its header"),
        (IMAGES[:-1], "byte 46", "breaks off: 5 × 2 × 3 values need 30 bytes"),
        (IMAGES[:16], "byte 17", "breaks off"),
        (IMAGES + b"\0", "byte 47", "goes on after the last"),
        (bytes([0, 0, 8, 3]) + b"\xff" * 12 + b"\0", "byte 5", "4,294,967,295 × 4,294,967,295"),
        (gzip.compress(IMAGES, mtime=0)[:-12], "", "gzip file breaks off"),
        (gzip.compress(IMAGES, mtime=0)[:12], "", "gzip file breaks off"),
        (b"\x1f\x8b" + b"\0" * 20, "", "gzip file is damaged"),
        (gzip.compress(IMAGES, mtime=0)[:-8] + b"\0" * 8, "", "gzip file is damaged"),
        (gzip.compress(IMAGES, mtime=0)[:10] + b"\xff" * 30, "", "gzip file is damaged"),
    ],
)
def test_a_broken_file_is_told_with_its_byte_and_a_remedy(raw, place, words):
    with pytest.raises(DataError, match=words) as caught:
        read_idx(raw)
    assert caught.value.place == place


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda tail: b"\0\0\x08\x01\0\0\0\x04" + tail))
def test_whatever_the_bytes_are_there_is_an_array_or_a_data_error(raw):
    for file in (raw, gzip.compress(raw, mtime=0)[:-3], b"\x1f\x8b\x08\0" + raw):
        try:
            read_idx(file)
        except DataError as error:
            assert error.message


def test_a_file_that_unpacks_to_far_more_than_it_says_spends_no_memory():
    bomb = gzip.compress(LABELS + bytes(200_000_000), compresslevel=1, mtime=0)
    tracemalloc.start()
    with pytest.raises(DataError, match="goes on after the last"):
        read_idx(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_file_that_says_too_much_is_refused_unread(monkeypatch):
    monkeypatch.setattr(idx, "MAX_BYTES", 100)
    with pytest.raises(DataError, match="more than fit"):
        read_idx(gzip.compress(written(np.zeros(101), 0x08)))
    with pytest.raises(DataError, match="choose a smaller one"):
        read_idx(written(np.zeros(101), 0x08))


@pytest.mark.parametrize(("limit", "count"), [(None, 5), (3, 3), (99, 5)])
def test_images_and_labels_become_samples(limit, count):
    samples = idx_samples(IMAGES, gzip.compress(LABELS, mtime=0), limit, 2.0)
    assert samples.names == ("p1", "p2", "p3", "p4", "p5", "p6")
    assert samples.classes == ("0", "1", "2", "3")
    assert samples.count == count
    assert samples.inputs[1].tolist() == [3, 3.5, 4, 4.5, 5, 5.5]
    assert samples.targets[:3, 0].tolist() == [1, 0, 3]
    assert idx_samples(IMAGES, LABELS).inputs[4, 5] == 29


@pytest.mark.parametrize(
    ("images", "labels", "changes", "text"),
    [
        (LABELS, LABELS, {}, "images: hold single numbers"),
        (IMAGES, IMAGES, {}, "labels: are not one whole number for each picture"),
        (IMAGES, written(np.ones(5), 0x0D), {}, "labels: are not one whole number"),
        (IMAGES, written(np.ones(4), 0x08), {}, "labels: are 4 for 5 images"),
        (IMAGES, written(np.array([0, 1, -1, 0, 0]), 0x09), {}, "labels: must be from 0 to 1,023"),
        (IMAGES, written(np.array([0, 1, 1024, 0, 0]), 0x0C), {}, "labels: must be from 0 to 1,023"),
        (written(np.full((5, 2), np.nan), 0x0E), LABELS, {}, "images: hold numbers that are not finite"),
        (written(np.ones((0, 2, 2)), 0x08), written(np.ones(0), 0x08), {}, "images: are 0 of 4 pixels"),
        (written(np.ones((5, 0)), 0x08), LABELS, {}, "images: are 5 of 0 pixels"),
        (IMAGES, LABELS, {"limit": 0}, "images: are 0 of 6 pixels"),
        (IMAGES, LABELS, {"divisor": 0.0}, "divisor: must be above 0"),
        (IMAGES, LABELS, {"divisor": float("nan")}, "divisor: must be above 0"),
        (IMAGES[:-1], LABELS, {}, "images, byte 46: breaks off"),
        (IMAGES, LABELS + b"\0", {}, "labels, byte 14: goes on"),
        (written(np.ones((100_001, 1)), 0x08), written(np.ones(100_001), 0x08), {}, "images: are 100,001 of 1 pixels"),
    ],
)  # fmt: skip
def test_files_that_make_no_samples(images, labels, changes, text):
    with pytest.raises(DataError) as caught:
        idx_samples(images, labels, **changes)
    assert str(caught.value).startswith(text)


def test_too_many_samples_can_be_limited():
    images, labels = written(np.ones((100_001, 1)), 0x08), written(np.ones(100_001), 0x08)
    assert idx_samples(images, labels, 100_000).count == 100_000
