"""The file format: round trips to the bit, and every bad file as one line that names file, place and remedy."""

from __future__ import annotations

import itertools
import json
import os
import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlpviz.core import files
from mlpviz.core.document import Data, Document, DocumentError, Training
from mlpviz.core.files import FileError, dumps, load, loads, save
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.network import frozen, make_layer, make_network

TOY = """{"format": "mlpviz", "version": 1, "title": "Toy network", "notes": "",
 "network": {"inputs": 2, "input_names": ["x1", "x2"],
   "layers": [{"units": 2, "activation": "sigmoid", "weights": [[1, 2], [1, 1]], "biases": [0, 0]},
              {"units": 1, "activation": "identity", "weights": [[1, 1]], "biases": null}]},
 "loss": "half_squared_error", "reduction": "mean",
 "data": {"inputs": [[1, 1]], "targets": [[2]]},
 "training": {"learning_rate": 0.5, "optimizer": "gradient_descent", "batch_size": 1, "seed": 0},
 "notation": "excitation"}"""

finite = st.floats(allow_nan=False, allow_infinity=False, width=64)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    samples = draw(st.integers(1, 3))
    loss = draw(st.sampled_from([row for row in LOSSES.values() if row.needs is None]))
    layers = [
        make_layer(
            draw(st.sampled_from(list(ACTIVATIONS))),
            draw(arrays(np.float64, (units, fan_in), elements=finite)),
            draw(st.none() | arrays(np.float64, (units,), elements=finite)),
        )
        for fan_in, units in itertools.pairwise(widths)
    ]
    return Document(
        title=draw(st.text(max_size=20)),
        network=make_network(widths[0], layers),
        loss=loss.id,
        data=Data(
            frozen(draw(arrays(np.float64, (samples, widths[0]), elements=finite))),
            frozen(draw(arrays(np.float64, (samples, widths[-1]), elements=finite))),
        ),
        notes=draw(st.text(max_size=50)),
        input_names=tuple(draw(st.just([]) | st.lists(st.text(max_size=5), min_size=widths[0], max_size=widths[0]))),
        reduction=draw(st.sampled_from(["mean", "sum"])),
        training=Training(
            draw(st.floats(5e-324, 1e308)), "gradient_descent", draw(st.integers(1, 9)), draw(st.integers(0, 2**64))
        ),
        notation=draw(st.sampled_from(["excitation", "unit_graph", "row_matrix"])),
    )


@given(documents())
@settings(max_examples=200, deadline=None)
def test_a_document_comes_back_to_the_bit(document: Document) -> None:
    text = dumps(document)
    again = loads(text)
    assert again == document
    assert dumps(again) == text


@given(documents())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_plain_json(document: Document) -> None:
    content = json.loads(dumps(document))
    weights = np.array(content["network"]["layers"][0]["weights"], dtype=np.float64)
    assert weights.tobytes() == document.network.layers[0].weights.tobytes()  # −0.0 too
    assert content["training"]["learning_rate"] == document.training.learning_rate
    assert content["title"] == document.title


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


@pytest.mark.parametrize("value", [-0.0, 0.0, 5e-324, -5e-324, 1.7976931348623157e308, 1e16, 1e22, 0.1, 1 / 3, -7.0])
def test_each_float_keeps_its_bits(value: float, tmp_path: Path) -> None:
    document = loads(TOY)
    layer = document.network.layers[0].with_parameter(1, 0, value)
    save(document.with_layer(1, layer), tmp_path / "a.mlpviz")
    plain = json.loads((tmp_path / "a.mlpviz").read_text())
    assert bits(float(plain["network"]["layers"][0]["weights"][1][0])) == bits(value)
    again = load(tmp_path / "a.mlpviz")
    assert bits(again.network.layers[0].parameter(1, 0)) == bits(value)


def test_the_format_reads_as_it_is_specified() -> None:
    document = loads(TOY)
    assert document.title == "Toy network"
    assert document.input_names == ("x1", "x2")
    assert document.network.widths == (2, 2, 1)
    assert document.network.layers[0].weights.tolist() == [[1, 2], [1, 1]]
    assert document.network.layers[0].biases is not None
    assert document.network.layers[1].biases is None
    assert document.training == Training(0.5, "gradient_descent", 1, 0)


def without(*keys: str) -> str:
    content = json.loads(TOY)
    for key in keys:
        target = content["network"] if key == "input_names" else content
        del target[key]
    return json.dumps(content)


def test_the_optional_keys_may_be_left_out() -> None:
    document = loads(without("input_names", "notes", "reduction", "training", "notation"))
    assert (document.notes, document.reduction, document.notation) == ("", "mean", "excitation")
    assert document.input_name(0) == "x1"


@pytest.mark.parametrize("key", ["format", "version", "title", "network", "loss", "data"])
def test_the_other_keys_are_needed(key: str) -> None:
    with pytest.raises(FileError, match=f"document: the key '{key}' is missing"):
        loads(without(key))


def test_negative_zero_may_be_written_without_a_point() -> None:
    assert bits(
        loads(TOY.replace('[[1, 1]], "biases": null', '[[-0, -0.0]], "biases": null')).network.layers[1].parameter(0, 0)
    ) == bits(-0.0)


CLASSES = """{"format": "mlpviz", "version": 1, "title": "",
 "network": {"inputs": 1,
   "layers": [{"units": 3, "activation": "softmax", "weights": [[1], [2], [3]], "biases": null}]},
 "loss": "cross_entropy", "data": {"inputs": [[1], [2]], "targets": %s}}"""


@pytest.mark.parametrize("targets", ["[0, 2]", "[[0], [2]]", "[[1, 0, 0], [0, 0, 1]]", " [ 0 , 2.0 ]"])
def test_classes_may_be_numbers_or_one_hot(targets: str) -> None:
    document = loads(CLASSES % targets)
    assert document.targets.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert loads(dumps(document)) == document


def toy(old: str, new: str) -> str:
    assert old in TOY
    return TOY.replace(old, new, 1)


BAD = {
    "text for a weight": (toy("[[1, 1]], ", '[["1", 1]], '), "network.layers[1].weights[0][0]: must be a number"),
    "a boolean for a weight": (toy("[[1, 1]], ", "[[1, true]], "), "network.layers[1].weights[0][1]: must be a number"),
    "NaN": (toy("[[1, 1]], ", "[[NaN, 1]], "), "network.layers[1].weights[0][0]: must be a number, not NaN"),
    "Infinity": (toy("[[2]]", "[[-Infinity]]"), "data.targets[0][0]: must be a number, not -Infinity"),
    "1e999": (toy("[[2]]", "[[1e999]]"), "data.targets[0][0]: 1e999 is too large"),
    "a huge whole number": (toy("[[2]]", f"[[{'9' * 400}]]"), "data.targets[0][0]: 999"),
    "a number without end": (toy("[[2]]", f"[[{'9' * 5000}]]"), "data.targets[0][0]: a number may have at most"),
    "no number in a row": (toy("[[2]]", "[[]]"), "data.targets[0]: must hold at least one"),
    "no row": (toy("[[2]]", "[]"), "data.targets: must hold at least one row"),
    "a row for a matrix": (toy("[[1, 1]], ", "[1, 1], "), "network.layers[1].weights[0]: must be a list"),
    "too few weights": (toy("[[1, 1]], ", "[[1]], "), "network.layers[1].weights[0]: needs 2 weights"),
    "rows of unequal length": (toy("[[1, 2], [1, 1]]", "[[1, 2], [1]]"), "network.layers[0].weights[1]: needs 2"),
    "units that are not there": (toy('"units": 2', '"units": 3'), "network.layers[0].weights: 3 units need 3 rows"),
    "too many biases": (toy("[0, 0]", "[0, 0, 0]"), "network.layers[0].biases: 2 units need 2 biases"),
    "a fraction of a unit": (toy('"units": 2', '"units": 2.5'), "network.layers[0].units: must be a whole number"),
    "a boolean for a count": (toy('"batch_size": 1', '"batch_size": true'), "training.batch_size: must be a whole"),
    "an unknown key": (toy('"notes"', '"note"'), "unknown key 'note'"),
    "an unknown key within": (toy('"units": 2', '"unit": 2'), "network.layers[0]: unknown key 'unit'"),
    "a key twice": (toy('"title"', '"title": "a", "title"'), "title: appears twice"),
    "a key twice within": (toy('"units": 1', '"units": 1, "units": 1'), "network.layers[1].units: appears twice"),
    "null for an object": (
        toy('"training": {', '"training": null, "x": {'),
        "training: must be an object {…}, not null",
    ),
    "an unknown activation": (toy("sigmoid", "sigmod"), "network.layers[0].activation: no activation is called"),
    "an unknown loss": (toy("half_squared_error", "half"), "loss: no loss is called 'half'"),
    "an unknown notation": (toy('"excitation"', '"mine"'), "notation: choose one of"),
    "another format": (toy('"mlpviz"', '"other"'), "format: must be 'mlpviz', not 'other'"),
    "a newer version": (toy('"version": 1', '"version": 2'), "version: made by a newer mlpviz"),
    "version zero": (toy('"version": 1', '"version": 0'), "version: no such version"),
    "version as text": (toy('"version": 1', '"version": "1"'), "version: must be a whole number, not text"),
    "names that do not fit": (toy('["x1", "x2"]', '["x1"]'), "network.input_names: 2 inputs need 2 names"),
    "no learning rate": (toy('rate": 0.5', 'rate": 0'), "training.learning_rate: the learning rate must be"),
    "a flat list of targets": (toy("[[2]]", "[2]"), "data.targets[0]: must be a list of numbers"),
    "half of a surrogate pair": (toy("Toy network", "\\ud800"), "title: holds half of a surrogate pair"),
    "a line break in text": (toy("Toy network", "Toy\nnetwork"), "title: the text has no closing quote, or"),
    "an unknown escape": (toy("Toy network", "\\x"), "title: holds an unknown escape"),
    "a trailing comma": (toy("[[2]]}", "[[2],]}"), "line 6, column 47: expected a list of numbers"),
    "a leading zero": (toy("[[2]]", "[[02]]"), "line 6, column"),
    "a hexadecimal number": (toy("[[2]]", "[[0x2]]"), "line 6, column"),
    "a plus sign": (toy("[[2]]", "[[+2]]"), "line 6, column"),
    "a comment": (toy('"loss"', '// "loss"'), "line 5, column 2: expected a key in quotes"),
    "a missing comma": (toy('"mean",', '"mean"'), "line 6, column 2: expected a comma or }"),
    "something after the end": (TOY + "{}", "expected the end of the file"),
    "a file cut short": (TOY[:300], "the file ends where"),
    "an empty file": ("", "the file is empty"),
    "white space": (" \n\t ", "the file is empty"),
    "a list": ("[]", "must be an object {…}, not a list"),
    "no JSON": ("hello", "is not an mlpviz document"),
    "deep lists": ("[" * 100_000, "must be an object {…}, not a list"),
    "deep objects": ('{"a":' * 100_000, "unknown key 'a'"),
    "deep lists in a key": (toy("[[2]]", "[" * 100_000), "data.targets[0][0]: must be a number, not a list"),
    "a byte order mark": ("\ufeff" + TOY, "starts with a byte order mark"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_content_is_one_line_with_its_place(name: str, tmp_path: Path) -> None:
    content, expected = BAD[name]
    path = tmp_path / "bad.mlpviz"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert expected in line
    assert "\n" not in line


def test_all_unknown_keys_of_an_object_are_named() -> None:
    with pytest.raises(FileError, match="unknown keys 'colour', 'size': the keys here are units"):
        loads(toy('"units": 2', '"colour": [{"a": "]"}, 2], "units": 2, "size": 3'))


def test_a_newer_version_is_told_before_its_unknown_keys() -> None:
    newer = toy('"version": 1', '"shine": [1], "version": 7')
    with pytest.raises(FileError, match="made by a newer mlpviz"):
        loads(newer)


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(FileError, match="title: is not valid UTF-8"):
        loads(TOY.encode().replace(b"Toy network", b"Toy \xff"))
    with pytest.raises(FileError, match="is not an mlpviz document"):
        loads(TOY.encode("utf-16"))


def test_limits_are_named() -> None:
    row = "[" + "0," * 1024 + "0]"
    with pytest.raises(FileError, match=re.escape("network.layers[1].weights[0]: at most 1,024")):
        loads(toy("[[1, 1]], ", f"[{row}], "))
    wide = "[" + ",".join(["[" + ",".join("0" * 1024) + "]"] * 1024) + "]"
    layer = f'{{"units": 1024, "activation": "relu", "weights": {wide}, "biases": null}}'
    content = toy('"inputs": 2, "input_names": ["x1", "x2"]', '"inputs": 1024')
    start, end = content.index('[{"units"'), content.index(', "reduction"') - len('}, "loss": "half_squared_error"')
    with pytest.raises(FileError, match="network: at most 2,000,000 parameters"):
        loads(content[:start] + f"[{layer}, {layer}]" + content[end:])
    with pytest.raises(FileError, match=r"data\.targets: at most 100,000 samples"):
        loads(toy("[[2]]", "[" + ",".join(["[2]"] * 100_001) + "]"))
    one = '{"units": 1, "activation": "relu", "weights": [[1]], "biases": null}'
    with pytest.raises(FileError, match=r"network\.layers: at most 16 layers"):
        loads(content[:start] + "[" + ",".join([one] * 17) + "]" + content[end:])


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        load(tmp_path / "missing.mlpviz")
    with pytest.raises(FileError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(FileError, match="null byte"):
        load(Path("a\0b"))
    with pytest.raises(FileError):
        load(tmp_path / ("x" * 5000))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="no ordinary file"):
        load(tmp_path / "pipe")
    with pytest.raises(FileError, match="no ordinary file"):
        load(Path("/dev/zero"))


def test_a_name_with_a_line_break_stays_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        load(tmp_path / "a\nb")
    assert "\n" not in str(caught.value)


MEASURE = """
import re, sys, time
from pathlib import Path
from mlpviz.core.files import FileError, load
start = time.perf_counter()
try:
    load(Path(sys.argv[1]))
except FileError as error:
    peak = re.search("VmHWM:\\\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]
    print(time.perf_counter() - start, int(peak) / 1024, error)
"""


def _hostile(path: Path, kind: str) -> None:
    if kind == "sparse":
        with path.open("wb") as file:
            file.truncate(10 * 2**30)
        return
    full = files.MAX_BYTES - 2000
    unit = {
        "brackets": b"[",
        "braces": b'{"a":',
        "empty lists": b"[],",
        "zeros": b"0,",
        "unknown lists": b"[],",
        "quotes": b'"",',
        "junk": os.urandom(2000),
        "spaces": b" ",
        "digits": b"7",
        "one long number": b"7",
        "one long row": b"0,",
        "text": b"a",
    }[kind]
    start = b"" if kind in ("braces", "junk", "spaces") else b'{"format": "mlpviz", "version": 1, "title": '
    if kind in ("zeros", "digits", "one long number", "one long row", "empty lists"):
        start = b'{"format": "mlpviz", "version": 1, "data": {"inputs": [' + b"[" * (kind != "empty lists")
    if kind == "unknown lists":
        start = b'{"zzz": ['
    if kind == "text":
        start += b'"\xf0\x9f\x98\x80'
    end = b"0]]}}" if kind.startswith("one long") else b""
    path.write_bytes(start + unit * (full // len(unit)) + end)


@pytest.mark.parametrize(
    "kind",
    ["sparse", "brackets", "braces", "empty lists", "zeros", "unknown lists", "quotes", "junk", "spaces", "digits",
     "one long number", "one long row",
     "text"],
)  # fmt: skip
def test_a_hostile_file_costs_little(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.mlpviz"
    _hostile(path, kind)
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    seconds, megabytes, *_ = done.stdout.split()
    assert float(seconds) < 1.0
    assert float(megabytes) < 200.0


def test_what_would_not_open_again_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.mlpviz"
    save(loads(TOY), path)
    before = path.read_bytes()
    with pytest.raises(FileError, match="title: not saved"):
        save(replace(loads(TOY), title="\ud800"), path)
    with pytest.raises(DocumentError):
        dumps(replace(loads(TOY), loss="none"))
    assert path.read_bytes() == before


def test_saving_where_one_cannot_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="a folder"):
        save(loads(TOY), tmp_path)
    with pytest.raises(FileError, match="no such folder"):
        save(loads(TOY), tmp_path / "missing" / "a.mlpviz")
    with pytest.raises(FileError, match="null byte"):
        save(loads(TOY), tmp_path / "a\0b")


def test_a_document_too_large_to_open_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 500)
    with pytest.raises(FileError, match="larger than"):
        save(loads(TOY), tmp_path / "a.mlpviz")
    assert list(tmp_path.iterdir()) == []
