"""`mlpviz train`: numbers against the run itself, the file it leaves, Ctrl+C, what is not finite, bad input."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpviz.cli import main, train_report
from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.core.files import load, save
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.training import Rival
from mlpviz.data.recipe import Recipe
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.parameters import flatten

Run = Callable[..., tuple[int, str, str]]
MLPVIZ = [sys.executable, "-m", "mlpviz"]
KEYS = ["epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "learning_rate"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["train", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def moons(**training: object) -> Document:
    """Two moons for a 2-5-1 network: 33 samples to train on, 11 held out."""
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 44, 0.15, 0, 0.25))
    document = edits.initialise(reshape.set_units(document, 1, 5), "glorot_uniform", 1)
    how = {"optimizer": "adam", "learning_rate": 0.05, "batch_size": 10, "epochs": 5, **training}
    return edits.set_training(document, **how)


def kept(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "document.mlpviz"
    save(document, path)
    return path


def with_rival(document: Document) -> Document:
    network = edits.initialise(document, "he_normal", 5).network
    return replace(document, rival=Rival(network, document.loss, document.training))


def diverging(**training: object) -> Document:
    """y = wx on numbers, with a learning rate that throws w away."""
    document = find("linear-unit").document()
    layer = make_layer("identity", [[1.0]], [0.0])
    document = replace(document, network=make_network(1, [layer]), loss="half_squared_error", input_names=())
    document = data_edits.set_recipe(document, Recipe("sine", 20, 0.0))
    return edits.set_training(document, **{"learning_rate": 1e100, "batch_size": 20, "epochs": 50, **training})


def trained(document: Document, epochs: int) -> Lockstep:
    lockstep = Lockstep(document)
    lockstep.go_to(epochs * lockstep.first.updates_an_epoch)
    return lockstep


def rows_of(out: str) -> list[Any]:
    return [
        json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is no JSON")) for line in out.splitlines()
    ]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_a_line_of_json_for_each_epoch(device: str, run: Run, tmp_path: Path) -> None:
    document = moons(schedule="step", schedule_epochs=2)
    status, out, err = run(kept(document, tmp_path), "--json", "--device", device)
    assert (status, err) == (0, "")
    *epochs, last = rows_of(out)
    for row, record in zip(epochs, trained(document, 5).first.records, strict=True):
        assert list(row) == KEYS
        assert (row["epoch"], row["learning_rate"]) == (record.epoch, record.rate)
        assert row["train_loss"] == pytest.approx(record.train.loss, abs=1e-9)
        assert row["test_loss"] == pytest.approx(record.test_loss, abs=1e-9)
        assert (row["train_accuracy"], row["test_accuracy"]) == (record.train.accuracy, record.test_accuracy)
    assert [row["learning_rate"] for row in epochs] == pytest.approx([0.05, 0.05, 0.005, 0.005, 0.0005, 0.0005])
    assert list(last) == ["done", "epochs", "seconds", "stopped"]
    assert (last["done"], last["epochs"], last["stopped"]) == (True, 5, None) and last["seconds"] >= 0


def test_a_long_run_has_a_line_for_each_epoch_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = kept(moons(epochs=12), tmp_path)
    every = run(document, "--json")[1].splitlines()[:-1]
    monkeypatch.setattr("mlpviz.core.training_run._MOST_RECORDS", 3)
    status, out, _ = run(document, "--json")
    few = out.splitlines()[:-1]
    assert status == 0 and len(few) == 13
    for a, b in zip(rows_of("\n".join(few)), rows_of("\n".join(every)), strict=True):
        assert a == pytest.approx(b, rel=1e-12)


def test_what_there_is_not_is_null(run: Run, tmp_path: Path) -> None:
    row = rows_of(run(kept(diverging(learning_rate=0.1), tmp_path), "--json", "--epochs", 1)[1])[0]
    assert [row[key] for key in ("train_accuracy", "test_loss", "test_accuracy")] == [None] * 3


def test_what_is_not_finite_is_null(run: Run, tmp_path: Path) -> None:
    status, out, err = run(kept(diverging(learning_rate=1e160), tmp_path), "--json")
    assert status == 1 and err.count("\n") == 1
    *rows, last = rows_of(out)
    assert rows[0]["train_loss"] is not None and rows[-1]["train_loss"] is None
    assert last["epochs"] == len(rows) - 1 and last["stopped"].startswith("Update ")


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_the_trained_document_is_kept(device: str, run: Run, tmp_path: Path) -> None:
    document, out = moons(), tmp_path / "out.mlpviz"
    status, said, err = run(kept(document, tmp_path), "--epochs", 3, "--device", device, "-o", out)
    assert (status, err) == (0, "")
    assert said.count("\n") == 1 and "document.mlpviz: 3 epochs in " in said
    left, ours = load(out), trained(document, 3).networks[0]
    difference = np.abs(flatten(left.network) - flatten(ours)).max()
    assert difference == 0 if device == "numpy" else difference <= 1e-9
    assert replace(left, network=document.network) == document  # nothing but the weights has changed


def test_the_seed_orders_the_batches_and_is_kept(run: Run, tmp_path: Path) -> None:
    document, out = with_rival(moons()), tmp_path / "out.mlpviz"
    assert run(kept(document, tmp_path), "--seed", 7, "-o", out)[0] == 0
    left = load(out)
    assert left.rival is not None and (left.training.seed, left.rival.training.seed) == (7, 7)
    seven = edits.set_training(moons(), seed=7)
    assert flatten(left.network).tobytes() == flatten(trained(seven, 5).networks[0]).tobytes()
    assert flatten(left.network).tobytes() != flatten(trained(moons(), 5).networks[0]).tobytes()


def test_the_rival_is_trained_too(run: Run, tmp_path: Path) -> None:
    document, out = with_rival(moons()), tmp_path / "out.mlpviz"
    status, said, err = run(kept(document, tmp_path), "--json", "-o", out)
    assert (status, err) == (0, "")
    lockstep = trained(document, 5)
    for row, record in zip(rows_of(said)[:-1], lockstep.runs[1].records, strict=True):
        assert list(row) == [*KEYS, "rival"] and list(row["rival"]) == KEYS
        assert row["rival"]["epoch"] == row["epoch"] == record.epoch
        assert row["rival"]["train_loss"] == record.train.loss != row["train_loss"]
    rival = load(out).rival
    assert rival is not None and flatten(rival.network).tobytes() == flatten(lockstep.networks[1]).tobytes()
    said = run(kept(document, tmp_path))[1]
    assert ": run A: loss " in said and "; run B: loss " in said


@pytest.mark.parametrize(
    ("goal", "words"),
    [({"until_loss": 0.6}, "The loss has fallen to 0.6."), ({"until_accuracy": 0.7}, "The accuracy has reached 70 %.")],
)
def test_it_stops_where_the_document_says(goal: dict[str, float], words: str, run: Run, tmp_path: Path) -> None:
    path = kept(moons(epochs=200, **goal), tmp_path)
    status, out, err = run(path, "--json")
    *rows, last = rows_of(out)
    assert (status, err, last["stopped"]) == (0, "", words)
    assert 1 < last["epochs"] == len(rows) - 1 < 200
    enough = [
        row["train_loss"] <= goal.get("until_loss", 0.0) or row["train_accuracy"] >= goal.get("until_accuracy", 2.0)
        for row in rows[1:]
    ]
    assert enough == [False] * (len(rows) - 2) + [True]
    assert run(path)[1].endswith(f". {words}\n")


@pytest.mark.parametrize(
    ("rate", "what"), [(1e100, "the loss of sample 1"), (1e308, "the new value of W1[1,1]")], ids=["loss", "weight"]
)
@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_what_is_not_finite_stops_before_it_is_applied(
    device: str, rate: float, what: str, run: Run, tmp_path: Path
) -> None:
    document, out = replace(diverging(learning_rate=rate), reduction="sum"), tmp_path / "out.mlpviz"
    status, said, err = run(kept(document, tmp_path), "--device", device, "-o", out)
    lockstep = trained(document, 50)
    broken = lockstep.first.broken
    assert broken is not None and status == 1
    assert err == f"mlpviz: {broken} {out} has what was reached.\n"
    assert f" is not made: {what} is not finite. Lower the learning rate" in err
    assert said.count("\n") == 1
    left, ours = flatten(load(out).network), flatten(lockstep.networks[0])
    assert np.isfinite(left).all() and np.abs(left - ours).max() <= 1e-9 * np.abs(ours).max()


def test_without_a_file_nothing_is_kept_and_it_says_so(run: Run, tmp_path: Path) -> None:
    status, _, err = run(kept(diverging(), tmp_path))
    assert status == 1 and err.endswith(" Nothing is kept without -o.\n")
    assert names_in(tmp_path) == ["document.mlpviz"]


def test_a_rival_that_breaks_is_named(run: Run, tmp_path: Path) -> None:
    tame = diverging(learning_rate=0.01)
    document = replace(tame, rival=Rival(tame.network, tame.loss, diverging().training))
    status, _, err = run(kept(document, tmp_path))
    assert status == 1 and err.startswith("mlpviz: Run B: Update ")


def test_lines_now_and_then_where_there_is_no_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept(moons(epochs=3), tmp_path)
    assert run(path)[2] == ""  # it takes less than five seconds
    monkeypatch.setattr(train_report, "_NOW_AND_THEN", 0.0)
    _, out, err = run(path)
    lines = err.splitlines()
    assert len(lines) == 12 and lines[0].startswith("epoch 0 of 3: loss ") and lines[-1].startswith("epoch 3 of 3: ")
    assert "accuracy " in lines[0] and "held out: loss " in lines[0] and lines[0].endswith(" updates/s")
    assert out.count("\n") == 1


def test_a_terminal_gets_one_line_drawn_again_and_again(tmp_path: Path) -> None:
    path = kept(moons(epochs=3000), tmp_path)
    master, slave = pty.openpty()
    with subprocess.Popen([*MLPVIZ, "train", str(path)], stdout=subprocess.PIPE, stderr=slave, text=True) as process:
        os.close(slave)
        drawn = b""
        while process.poll() is None or select.select([master], [], [], 0)[0]:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    drawn += os.read(master, 65536)
                except OSError:  # nobody has the other end any more
                    break
        out = process.stdout.read() if process.stdout else ""
    os.close(master)
    assert process.returncode == 0 and out.startswith(f"{path}: 3,000 epochs in ")
    assert b"\n" not in drawn
    pictures = [line for line in drawn.decode().split("\r") if line.strip()]
    assert len(pictures) > 2 and all(len(line) <= 79 for line in pictures)
    assert " loss " in pictures[-1] and "accuracy " in pictures[-1] and " updates/s" in pictures[-1]
    assert "/3,000 [#" in pictures[-1] and pictures[-1].count("#") > pictures[0].count("#")
    assert drawn.decode().rsplit("\r", 2)[1].strip() == ""  # the line is gone in the end


def interrupted(path: Path, *arguments: str) -> tuple[int, str, str]:
    """Train, and press Ctrl+C after some epochs."""
    command = [*MLPVIZ, "train", str(path), "--epochs", "1000000", "--json", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        head = "".join(process.stdout.readline() for _ in range(5))
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=60)
        return process.returncode, head + rest, err


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_ctrl_c_keeps_what_was_reached(device: str, tmp_path: Path) -> None:
    document, out = with_rival(moons()), tmp_path / "out.mlpviz"
    status, said, err = interrupted(kept(document, tmp_path), "--device", device, "-o", str(out))
    *rows, last = rows_of(said)
    assert status == 130 and last["epochs"] == rows[-1]["epoch"] >= 4
    assert err == f"mlpviz: {last['stopped']} {out} has what was reached.\n"
    words = last["stopped"].removesuffix(".").replace(",", "").split()
    epochs = last["epochs"]
    if words[1] == "after":
        assert words == ["Interrupted", "after", "epoch", str(epochs)]
        update = 4 * epochs
    else:
        assert words[:-1] == ["Interrupted", "in", "epoch", str(epochs + 1), "after", "update"]
        update = int(words[-1])
        assert 4 * epochs < update < 4 * (epochs + 1)
    lockstep, left = Lockstep(document), load(out)
    lockstep.go_to(update)
    assert left.rival is not None
    for network, ours in zip((left.network, left.rival.network), lockstep.networks, strict=True):
        assert flatten(network) == pytest.approx(flatten(ours), abs=0.0 if device == "numpy" else 1e-7)


def test_ctrl_c_without_a_file_says_that_nothing_is_kept(tmp_path: Path) -> None:
    status, _, err = interrupted(kept(moons(), tmp_path))
    assert status == 130 and err.startswith("mlpviz: Interrupted ") and err.endswith(" Nothing is kept without -o.\n")
    assert err.count("\n") == 1


def test_ctrl_c_that_is_ignored_by_whoever_started_it_is_ignored_here(tmp_path: Path) -> None:
    path = kept(moons(epochs=2000), tmp_path)
    command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *MLPVIZ, "train", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=120)[0]
    assert process.returncode == 0 and rows_of(out)[-1]["epochs"] == 2000


def test_the_handler_of_ctrl_c_is_put_back(run: Run, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    run(kept(moons(), tmp_path))
    assert signal.getsignal(signal.SIGINT) is before


def test_what_was_reached_is_kept_where_the_reader_goes(tmp_path: Path) -> None:
    path, out = kept(moons(), tmp_path), tmp_path / "out.mlpviz"
    command = [*MLPVIZ, "train", str(path), "--epochs", "1000000", "--json", "-o", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (141, "")
    assert flatten(load(out).network).tobytes() != flatten(moons().network).tobytes()


def test_each_line_is_flushed_as_its_epoch_ends(tmp_path: Path) -> None:
    flushed = list[int]()

    class Stream(io.StringIO):
        def flush(self) -> None:
            flushed.append(self.getvalue().count("\n"))

    with contextlib.redirect_stdout(Stream()):
        assert main(["train", str(kept(moons(), tmp_path)), "--json"]) == 0
    assert flushed[:7] == [1, 2, 3, 4, 5, 6, 7]


REFUSED = {
    "a folder that is not there": (["-o", "{tmp}/none/out.mlpviz"], "there is no folder"),
    "another kind of file": (["-o", "{tmp}/out.png"], "the name must end in .mlpviz"),
    "a folder as file": (["-o", "{tmp}/folder.mlpviz"], "is no ordinary file"),
    "no epochs": (["--epochs", "0"], "'0' is no whole number from 1 on"),
    "too many epochs": (["--epochs", "1000001"], "'1000001' is more than 1,000,000"),
    "a negative seed": (["--seed", "-1"], "'-1' is no whole number from 0 on"),
    "another device": (["--device", "tpu"], "invalid choice: 'tpu'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_one_line_and_nothing_is_trained(case: str, run: Run, tmp_path: Path) -> None:
    arguments, words = REFUSED[case]
    (tmp_path / "folder.mlpviz").mkdir()
    before = names_in(tmp_path)
    path = kept(moons(epochs=1000000), tmp_path)
    status, out, err = run(path, *(argument.format(tmp=tmp_path) for argument in arguments))
    assert (status, out) == (2, "")
    assert err.startswith("mlpviz: ") and words in err and err.count("\n") == 1
    assert names_in(tmp_path) == sorted([*before, "document.mlpviz"])


def test_a_place_where_nobody_may_write_is_refused_before(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # who runs the tests may be allowed everything
    status, out, err = run(kept(moons(epochs=1000000), tmp_path), "-o", tmp_path / "out.mlpviz")
    assert (status, out) == (2, "") and "you may not write here: save elsewhere" in err


def test_a_function_has_nothing_to_train(run: Run) -> None:
    status, out, err = run("bowl")
    assert (status, out) == (2, "") and err.startswith("mlpviz: bowl: is a function and has no layers")


def test_cuda_is_refused_plainly_where_there_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    status, out, err = run("toy", "--device", "cuda")
    assert (status, out, err) == (2, "", "mlpviz: toy: torch sees no cuda device here: choose cpu\n")


def test_numpy_needs_no_torch_and_help_needs_nothing() -> None:
    code = "import sys; from mlpviz.cli import main; main(sys.argv[1:]); print(sorted({'torch','PySide6','numpy'} & set(sys.modules)), file=sys.stderr)"  # noqa: E501
    for arguments, loaded in ((["train", "toy", "--epochs", "2"], "['numpy']"), (["train", "--help"], "[]")):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)
        assert done.stderr.splitlines()[-1] == loaded
