"""`mlpviz data`: the list, CSV that reads back as the very same samples, and bad input as one line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlpviz.cli import main
from mlpviz.data.csv_table import Columns, read_table, samples_of, sniffed
from mlpviz.data.generators import GENERATORS
from mlpviz.data.recipe import Recipe, default_recipe, generate

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["data", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_every_set_is_listed_on_a_line_of_its_own(run: Run) -> None:
    status, out, err = run()
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(GENERATORS)
    assert "digits      1,797 samples  Handwritten digits" in out


def test_the_list_for_programs(run: Run) -> None:
    rows = json.loads(run("--json")[1])
    assert [row["id"] for row in rows] == list(GENERATORS)
    assert list(rows[0]) == ["id", "title", "note", "inputs", "classes", "size", "noise", "spread", "fixed"]
    iris = next(row for row in rows if row["id"] == "iris")
    assert (iris["size"], iris["fixed"], iris["classes"]) == (150, True, ["setosa", "versicolor", "virginica"])


@pytest.mark.parametrize("name", GENERATORS)
def test_every_set_reads_back_to_the_same_bits(name: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "samples.csv"
    assert run(name, "--size", 12, "--seed", 3, "--test", 0.25, "-o", out) == (0, "", "")
    recipe = default_recipe(name)
    wanted = generate(Recipe(name, 12, recipe.noise, 3, 0.25, recipe.classes))
    assert wanted.held_out == 3
    table = read_table(out.read_bytes(), sniffed(out.read_bytes()))
    inputs = len(wanted.names)
    back = samples_of(table, Columns(tuple(range(inputs)), (inputs,), "classes" if wanted.classes else "numbers"))
    assert back.names == wanted.names and back.inputs.tobytes() == wanted.inputs.tobytes()
    if wanted.classes:
        told, read = ([row.classes[int(number)] for number in row.targets[:, 0]] for row in (wanted, back))
        assert read == told
    else:
        assert back.targets.tobytes() == wanted.targets.tobytes()


def test_every_option_counts(run: Run) -> None:
    def csv(*options: object) -> str:
        status, out, err = run("blobs", *options, "-o", "-")
        assert (status, err) == (0, "")
        return out

    plain = csv("--size", 30)
    assert plain.count("\n") == 31 and plain.startswith("x1,x2,class\n")
    others = [csv("--size", 30, *more) for more in (("--noise", 0.5), ("--seed", 1), ("--test", 0.2), ("--classes", 5))]
    assert len({plain, *others}) == 5
    assert sorted(others[2].splitlines()) == sorted(plain.splitlines())  # held out: the same samples in another order
    assert {line.rsplit(",", 1)[1] for line in others[3].splitlines()[1:]} == {"0", "1", "2", "3", "4"}
    assert csv("--size", 30) == plain


REFUSED = {
    "an unknown set": (["moon", "-o", "-"], "data moon: no set of samples is called 'moon': choose one of and, or,"),
    "no file": (["moons"], "the following arguments are required: -o"),
    "no name": (["-o", "-"], "which samples? Name a set: mlpviz data lists them"),
    "options without a name": (["--size", "3"], "which samples?"),
    "json of samples": (["moons", "--json"], "--json is for the list"),
    "no folder": (["moons", "-o", "/nowhere/x.csv"], "there is no folder '/nowhere'"),
    "a folder": (["moons", "-o", "."], "this is a folder"),
    "too many": (["moons", "--size", "100001", "-o", "-"], "--size: must be from 1 to 100,000"),
    "none": (["moons", "--size", "0", "-o", "-"], "'0' is no whole number from 1 on"),
    "negative noise": (["moons", "--noise", "-0.1", "-o", "-"], "--noise: must be 0 or more"),
    "no number": (["moons", "--noise", "much", "-o", "-"], "'much'"),
    "all held out": (["moons", "--test", "1", "-o", "-"], "--test: the share that is held out"),
    "too many classes": (["blobs", "--classes", "7", "-o", "-"], "--classes: must be from 2 to 6, not 7"),
    "classes of moons": (["moons", "--classes", "2", "-o", "-"], "--classes: only blobs"),
    "noise on what was measured": (["iris", "--noise", "0.1", "-o", "-"], "--noise: these samples were measured"),
    "more than there are": (["iris", "--size", "151", "-o", "-"], "--size: there are 150 samples"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_one_line(case: str, run: Run) -> None:
    arguments, words = REFUSED[case]
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("mlpviz: ") and words in err and err.count("\n") == 1


def test_samples_go_through_a_pipe() -> None:
    command = [sys.executable, "-m", "mlpviz", "data", "xor", "-o", "-"]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"x1,x2,class\n0.0,0.0,0\n0.0,1.0,1\n1.0,0.0,1\n1.0,1.0,0\n"
