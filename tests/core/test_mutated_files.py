"""2,000 mutated documents: each one loads, or is refused with a FileError, and never anything else."""

from __future__ import annotations

import copy
import json
import random
import time
from typing import Any

import pytest

from mlpviz.core.examples import examples
from mlpviz.core.files import FileError, dumps, loads

SEEDS = 20
EACH = 50

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2.5, 1e308, -0.0, 10**400, float("nan"), float("inf"), "", "1", "softmax", "é\u2028",
    [], {}, [[]], [0], [[0]], [[[0]]], {"a": 1}, [None], 100_001, [1] * 2000,
)  # fmt: skip
_TOKENS = (
    b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"\x00", b"\xff", b"NaN", b"1e999", b"-", b"null", b"true", b"\n",
    b"/*", b"0", b"'",
)  # fmt: skip


def mutated_bytes(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, to = chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
        elif kind == 1:
            raw = raw[:at] + chance.choice(_TOKENS) + raw[at:]
        elif kind == 2:
            raw = raw[: min(at, to)] + raw[min(max(at, to), min(at, to) + 30) :]
        elif kind == 3:
            raw = raw[:at] + raw[min(at, to) : min(at, to) + 40] + raw[at:]
        else:
            raw = raw[: max(at, 1)]
        raw = raw or b"{"
    return raw


def mutated_tree(tree: Any, chance: random.Random) -> bytes:
    tree = copy.deepcopy(tree)
    for _ in range(chance.randint(1, 3)):
        node = tree
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(node[key], (dict, list)) and node[key] and chance.random() < 0.7:
                node = node[key]
                continue
            kind = chance.randrange(4)
            if kind == 0:
                del node[key]
            elif kind == 1 and isinstance(node, dict):
                node[chance.choice(["extra", "units", "", "version"])] = chance.choice(_VALUES)
            elif kind == 1:
                node.append(copy.deepcopy(node[key]))
            else:
                node[key] = copy.deepcopy(chance.choice(_VALUES))
            break
    return json.dumps(tree).encode()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutated_documents(seed: int) -> None:
    chance = random.Random(seed)
    originals = [example.path.read_bytes() for example in examples()]
    refused = 0
    for number in range(2 * EACH):
        original = chance.choice(originals)
        raw = mutated_bytes(original, chance) if number % 2 else mutated_tree(json.loads(original), chance)
        start = time.perf_counter()
        try:
            document = loads(raw, "mutated")
        except FileError as error:
            refused += 1
            line = str(error)
            assert line.startswith("mutated: ") and len(line.splitlines()) == 1 and line.isprintable()
        else:
            assert loads(dumps(document)) == document
        assert time.perf_counter() - start < 1.0
    assert EACH / 2 < refused < 2 * EACH  # the mutations do both
