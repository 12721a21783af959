"""`mlpviz export --view`: the right picture of the right state, and bad input as one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_cli_train import diverging, kept, moons, trained, with_rival

from mlpviz.cli import main
from mlpviz.export.picture import render
from mlpviz.export.train_picture import TrainPicture
from mlpviz.present.palette import THEMES
from mlpviz.present.train.recorded import Recorded

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["export", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.mark.parametrize("view", ["regions", "maps"])
def test_the_document_is_drawn_as_it_is(qapp: object, view: str, run: Run, tmp_path: Path) -> None:
    document, out = moons(), tmp_path / "a.png"
    assert run(kept(document, tmp_path), "--view", view, "-o", out) == (0, "", "")
    assert out.read_bytes() == render(TrainPicture(document, THEMES["light"], view), ".png")


@pytest.mark.parametrize("rival", [False, True])
@pytest.mark.parametrize("view", ["regions", "maps", "curves"])
def test_it_is_trained_before_on_demand(qapp: object, view: str, rival: bool, run: Run, tmp_path: Path) -> None:
    document, out = with_rival(moons()) if rival else moons(), tmp_path / "a.svg"
    status = run(
        kept(document, tmp_path), "--view", view, "--epochs", 3, "--theme", "dark", "--size", "640x480",
        "--scale", 2, "-o", out,
    )  # fmt: skip
    assert status == (0, "", "")
    lockstep = trained(document, 3)
    progress = Recorded().progress(lockstep, None, lockstep.update, 3)
    picture = TrainPicture(lockstep.put_into(document, lockstep.networks), THEMES["dark"], view, progress)
    assert out.read_bytes() == render(picture, ".svg", (640, 480), 2.0)


def test_curves_are_of_the_epochs_of_the_document(qapp: object, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    assert run(kept(moons(epochs=4), tmp_path), "--view", "curves", "-o", out) == (0, "", "")
    assert "epoch 4<" in out.read_text(encoding="utf-8")


def test_classes_in_place_of_the_output(qapp: object, run: Run, tmp_path: Path) -> None:
    document, out = moons(), tmp_path / "a.png"
    assert run(kept(document, tmp_path), "--view", "regions", "--hard", "-o", out)[0] == 0
    assert out.read_bytes() == render(TrainPicture(document, THEMES["light"], "regions", hard=True), ".png")


def test_goals_are_kept_to(qapp: object, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    path = kept(moons(epochs=200, until_loss=0.6), tmp_path)
    assert run(path, "--view", "curves", "-o", out)[0] == 0
    assert "epoch 200<" not in out.read_text(encoding="utf-8")


def test_a_run_that_breaks_is_drawn_and_told(qapp: object, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    status, said, err = run(kept(diverging(), tmp_path), "--view", "curves", "-o", out)
    assert (status, said) == (1, "")
    assert err.startswith("mlpviz: Update ") and err.endswith(" The picture shows what was reached.\n")
    assert "stopped at update " in out.read_text(encoding="utf-8")


REFUSED = {
    "a step too": (["--view", "maps", "--step", "1"], "--step and --notation are for a picture of the walk"),
    "a notation too": (["--view", "maps", "--notation", "two_stage"], "--step and --notation are for"),
    "epochs of a walk": (["--epochs", "3"], "--hard and --epochs are for a --view of training"),
    "a hard walk": (["--hard"], "--hard and --epochs are for a --view of training"),
    "hard maps": (["--view", "maps", "--hard"], "--hard is for --view regions"),
    "another view": (["--view", "page"], "invalid choice: 'page'"),
    "no epochs": (["--view", "maps", "--epochs", "0"], "'0' is no whole number from 1 on"),
    "another suffix": (["--view", "maps", "-o", "a.bmp"], "the name must end in .png, .svg or .pdf"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_one_line(case: str, run: Run, tmp_path: Path) -> None:
    arguments, words = REFUSED[case]
    out = [] if "-o" in arguments else ["-o", tmp_path / "a.png"]
    status, said, err = run(kept(moons(), tmp_path), *arguments, *out)
    assert (status, said) == (2, "")
    assert err.startswith("mlpviz: ") and words in err and err.count("\n") == 1
    assert not (tmp_path / "a.png").exists()


def test_what_cannot_be_drawn_says_what_to_choose(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    refused = run("digits", "--view", "regions", "-o", out)
    assert refused[0] == 2 and "digits: --view regions: 64 inputs are too many" in refused[2]
    assert "choose maps, the weights of the first layer as images" in refused[2]
    assert run(kept(diverging(), tmp_path), "--view", "maps", "-o", out)[0] == 0  # of one input: curves in tiles
    function = run("bowl", "--view", "maps", "-o", out)
    assert function[0] == 2 and function[2].startswith("mlpviz: bowl: is a function")


def test_qt_that_is_missing_is_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlpviz.export.train_picture", None)
    status, _, err = run(kept(replace(moons(), title="m"), tmp_path), "--view", "maps", "-o", tmp_path / "a.png")
    assert status == 2 and err.startswith("mlpviz: Qt cannot be loaded: ")
