from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlpviz.oracle.compare import compare
from mlpviz.oracle.messages import Answer, Refusal, question_of
from mlpviz.oracle.witness import encode


def stub(folder: Path, text: str) -> dict[str, str]:
    """An environment in which `import torch` finds a package made of `text`."""
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").write_text(text)
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def test_questions_are_answered_one_after_the_other(child, make_walk):
    process = child()
    for number in (3, 4):
        walk = make_walk(seed=number)
        process.send(question_of(walk, 0, number))
        theirs = process.receive()
        assert isinstance(theirs, Answer) and theirs.number == number
        assert compare(walk.result(0), walk.network(1), theirs).agrees
    process.send(question_of(make_walk(), 0, 5, "tpu"))
    refused = process.receive()
    assert refused == Refusal(5, refused.message, False, refused.devices) and "tpu" in refused.message
    assert refused.devices[0] == "cpu"
    assert process.close() == 0


def test_of_several_that_wait_only_the_newest_is_answered(child, make_walk):
    process = child()
    process.send(*(question_of(make_walk(), 0, number) for number in range(1, 9)))
    numbers = [process.receive().number]
    while numbers[-1] != 8:
        numbers.append(process.receive().number)
    assert numbers == sorted(numbers) and len(numbers) <= 2
    assert process.close() == 0
    assert os.read(process.process.stdout.fileno(), 100) == b""


def test_the_end_of_the_input_ends_it_at_once(child):
    process = child()
    started = time.monotonic()
    assert process.close() == 0
    assert time.monotonic() - started < 10
    assert process.process.stdout.read() == b""


def test_a_closed_output_ends_it_quietly(child, make_walk):
    process = child()
    process.process.stdout.close()
    process.send(question_of(make_walk(), 0, 1))
    assert process.process.wait(60) == 0


def test_a_question_that_fails_does_not_end_it(child, make_walk):
    process = child()
    good = question_of(make_walk(), 0, 2)
    for number, bad in enumerate([replace(good, inputs=np.zeros((1, 99))), replace(good, loss="no_such_loss")]):
        process.send(replace(bad, number=number))
        refused = process.receive()
        assert isinstance(refused, Refusal) and refused.number == number and not refused.missing
        assert refused.message and "\n" not in refused.message
    process.send(good)
    assert process.receive().number == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise ImportError('libtorch_cpu.so: cannot open\\nsecond line')", "libtorch_cpu.so: cannot open"),
        ("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')", "torch is not installed"),
        ("raise OSError('[WinError 126] fbgemm.dll')", "fbgemm.dll"),
        ("raise RuntimeError('module compiled against another NumPy')", "another NumPy"),
        ("import no_such_package_for_torch", "no_such_package_for_torch"),
        ("", "not PyTorch"),
    ],
)
def test_a_missing_or_broken_torch_is_refused_in_one_line(child, make_walk, tmp_path, text, words):
    process = child(**stub(tmp_path, text))
    for number in (1, 2):
        process.send(question_of(make_walk(), 0, number))
        refused = process.receive()
        assert isinstance(refused, Refusal) and refused.missing and refused.number == number
        assert words in refused.message and "\n" not in refused.message
    assert process.close() == 0


def test_what_a_library_prints_stays_out_of_the_answers(child, make_walk, tmp_path):
    text = "import os, sys\nprint('hello')\nsys.__stdout__.flush()\nos.write(1, b'from below')\nraise ImportError('x')"
    process = child(**stub(tmp_path, text))
    process.send(question_of(make_walk(), 0, 1))
    process.process.stdin.close()
    assert process.process.stdout.read() == encode(Refusal(1, "torch fails to import: x", True))


def test_torch_is_left_alone_until_the_first_question(child, tmp_path):
    mark = tmp_path / "imported"
    process = child(**stub(tmp_path, f"open({str(mark)!r}, 'w')\nraise ImportError('x')"))
    time.sleep(1.0)
    assert process.close() == 0
    assert not mark.exists()
