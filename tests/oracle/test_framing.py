from __future__ import annotations

import pytest

from mlpviz.oracle.framing import MARK, Decoder, encode
from mlpviz.oracle.messages import Refusal

MESSAGES = [Refusal(n, "no" * n, n % 2 == 0) for n in range(5)]
STREAM = b"".join(map(encode, MESSAGES))


@pytest.mark.parametrize("piece", [1, 3, 7, 64, len(STREAM)])
def test_messages_come_whole_from_pieces_of_any_size(piece):
    decoder, out = Decoder(), []
    for start in range(0, len(STREAM), piece):
        out += decoder.feed(STREAM[start : start + piece])
    assert out == MESSAGES


@pytest.mark.parametrize("junk", [b"hello\n", MARK[:3], b"x" + MARK[:-1], b"\x93\x93\x93", b""])
@pytest.mark.parametrize("piece", [1, 1000])
def test_junk_between_messages_is_skipped(junk, piece):
    decoder, out = Decoder(), []
    stream = b"".join(junk + encode(message) for message in MESSAGES) + junk
    for start in range(0, len(stream), piece):
        out += decoder.feed(stream[start : start + piece])
    assert out == MESSAGES


def test_a_message_that_is_not_complete_waits():
    decoder = Decoder()
    assert decoder.feed(STREAM[:-1]) == MESSAGES[:-1]
    assert decoder.feed(b"") == []
    assert decoder.feed(STREAM[-1:]) == MESSAGES[-1:]
