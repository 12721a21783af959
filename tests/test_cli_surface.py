"""`mlpviz surface`: the JSON against closed forms, the engine and torch; every bad input as one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mlpviz.cli import main
from mlpviz.core.document import Data, Document
from mlpviz.core.examples import examples, find
from mlpviz.core.files import save
from mlpviz.core.surface import Surface
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.parameters import find_parameter
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.paths import PathSpec

Run = Callable[..., tuple[int, str, str]]
Descend = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["surface", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def descend(run: Run) -> Descend:
    """The JSON of a surface; a grid of 3 points a side where nothing else is said."""

    def call(*arguments: object) -> Any:
        grid = () if "--grid" in arguments else ("--grid", 3)
        status, out, err = run(*arguments, *grid, "--json")
        assert (status, err) == (0, "")
        return json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))

    return call


@pytest.fixture
def one_weight(tmp_path: Path) -> Path:
    """L = ½w² from w = 1."""
    document = Document(
        "One weight",
        make_network(1, [make_layer("identity", [[1]], None)]),
        "half_squared_error",
        Data(frozen([[1]]), frozen([[0]])),
    )
    save(document, tmp_path / "one.mlpviz")
    return tmp_path / "one.mlpviz"


def points(result: Any, path: int = 0) -> Any:
    return result["paths"][path]["points"]


def verdicts(result: Any) -> list[str]:
    return [path["verdict"] for path in result["paths"]]


def test_the_shape_of_the_json(descend: Descend) -> None:
    result = descend("toy", "--grid", 7, "--steps", 4, "--rates", "0.1,0.5")
    assert list(result) == ["format", "version", "parameters", "x", "y", "loss", "paths", "hessian"]
    assert (result["format"], result["version"]) == ("mlpviz-surface", 1)
    assert result["parameters"] == ["W1[1,1]", "W2[1,1]"]
    assert np.array(result["loss"]).shape == (7, 7) and len(result["x"]) == len(result["y"]) == 7
    assert result["x"] == sorted(result["x"]) and result["y"] == sorted(result["y"])
    for path, rate in zip(result["paths"], (0.1, 0.5), strict=True):
        assert list(path) == ["learning_rate", "optimizer", "points", "losses", "verdict", "diverged_at"]
        assert (path["learning_rate"], path["optimizer"], path["diverged_at"]) == (rate, "gradient_descent", None)
        assert np.array(path["points"]).shape == (5, 2) and len(path["losses"]) == 5
        assert path["points"][0] == [1.0, 1.0]  # the present weights
    assert list(result["hessian"]) == ["matrix", "eigenvalues", "stability_limit"]
    assert np.array(result["hessian"]["matrix"]).shape == (2, 2) and len(result["hessian"]["eigenvalues"]) == 2
    assert len(descend("toy", "--grid", 101)["x"]) == 101


@pytest.mark.parametrize("id", [example.id for example in examples()])
def test_every_example_has_a_surface_or_says_why_not(id: str, run: Run) -> None:
    status, out, err = run(id, "--json", "--grid", 3, "--steps", 2)
    if status == 2:
        assert out == "" and err.startswith(f"mlpviz: {id}: ") and err.count("\n") == 1
        assert "choose an activation with a slope" in err
        assert any(layer.activation in ("step", "sign", "argmax") for layer in find(id).document().network.layers)
    else:
        assert (status, err) == (0, "") and json.loads(out)["format"] == "mlpviz-surface"


def test_a_quarter_halves_each_step_of_the_bowl(descend: Descend) -> None:
    result = descend("bowl", "--rates", 0.25, "--steps", 30)
    assert points(result) == [[2 / 2**k, 3 / 2**k] for k in range(31)]
    assert result["paths"][0]["losses"] == [13 / 4**k for k in range(31)]
    assert verdicts(result) == ["converges"]


def test_one_jumps_to_and_fro_on_the_bowl(descend: Descend) -> None:
    result = descend("bowl", "--rates", 1, "--steps", 101)
    assert points(result) == [[2.0, 3.0], [-2.0, -3.0]] * 51
    assert set(result["paths"][0]["losses"]) == {13.0}
    assert verdicts(result) == ["oscillates"]
    assert result["paths"][0]["diverged_at"] is None


def test_above_one_the_bowl_is_left(descend: Descend) -> None:
    result = descend("bowl", "--rates", "1.01,1.5,2", "--steps", 20)
    assert verdicts(result) == ["diverges"] * 3
    for path in result["paths"]:
        k = np.arange(21)[:, None]
        expected = (1 - 2 * path["learning_rate"]) ** k * np.array([[2.0, 3.0]])
        np.testing.assert_allclose(path["points"], expected, rtol=1e-13)


def test_the_limit_of_the_bowl_is_one(descend: Descend) -> None:
    hessian = descend("bowl")["hessian"]
    assert hessian == {"matrix": [[2, 0], [0, 2]], "eigenvalues": [2, 2], "stability_limit": 1}
    stretched = descend("stretched-bowl")["hessian"]
    assert stretched == {"matrix": [[2, 0], [0, 20]], "eigenvalues": [2, 20], "stability_limit": 0.1}
    assert descend("saddle")["hessian"]["eigenvalues"] == [-2, 2]


def test_a_path_stops_where_its_loss_is_not_finite(descend: Descend, one_weight: Path) -> None:
    result = descend(one_weight, "--rates", "3,0.5", "--steps", 600)
    path = result["paths"][0]
    assert path["diverged_at"] == 512 and path["verdict"] == "diverges"
    assert path["points"] == [[(-2.0) ** k, 0.0] for k in range(512)]  # L = ½w², w₀ = 1: w_k = (−2)^k
    assert path["losses"] == [0.5 * 4.0**k for k in range(512)]
    assert len(points(result, 1)) == 601 and result["paths"][1]["diverged_at"] is None  # the others go on


def test_over_one_parameter(descend: Descend, one_weight: Path) -> None:
    result = descend(one_weight, "--range", "-2,2", "--start", "-1.5", "--rates", 1, "--grid", 5, "--steps", 3)
    assert (result["parameters"], result["y"]) == (["W1[1,1]"], [0.0])
    assert result["x"] == [-2, -1, 0, 1, 2] and result["loss"] == [[2, 0.5, 0, 0.5, 2]]
    assert points(result) == [[-1.5, 0], [0, 0], [0, 0], [0, 0]]
    assert result["hessian"] == {"matrix": [[1]], "eigenvalues": [1], "stability_limit": 2}
    valleys = descend("valleys", "--grid", 4)
    assert (valleys["parameters"], valleys["y"], valleys["x"][0], valleys["x"][-1]) == (["x"], [0], -2.6, 3.4)
    one_of_many = descend("toy", "--parameters", "b1[2]", "--range=-1,1", "--steps", 2)
    assert (one_of_many["parameters"], one_of_many["x"]) == (["b1[2]"], [-1, 0, 1])


def test_negative_numbers_and_sums_may_be_typed(descend: Descend) -> None:
    result = descend("bowl", "--range", "-4,4,-2,2", "--start", "-1,2", "--rates", "1/4,1e-1", "--steps", 2)
    assert (result["x"], result["y"]) == ([-4, 0, 4], [-2, 0, 2])
    assert result["loss"] == [[20, 4, 20], [16, 0, 16], [20, 4, 20]]
    assert points(result) == [[-1, 2], [-0.5, 1], [-0.25, 0.5]]
    assert [path["learning_rate"] for path in result["paths"]] == [0.25, 0.1]
    assert descend("bowl", "--range", "-pi,pi,-.5,2*2", "--steps", 1)["y"] == [-0.5, 1.75, 4]
    assert descend("bowl", "--range=−4,4,−2,2", "--steps", 1)["x"] == [-4, 0, 4]


def test_what_infinity_becomes(descend: Descend) -> None:
    result = descend("bowl", "--range", "-1e200,1e200,-1,1", "--steps", 1)
    assert result["loss"][0] == [None, 1.0, None]


@pytest.mark.parametrize(
    "id", ["toy", "xor-sigmoid", "batch", "mazur", "dead-relu", "step-sizes", "losses-cross-entropy"]
)
def test_every_value_is_the_loss_of_the_network_itself(id: str, descend: Descend) -> None:
    result, document = descend(id, "--grid", 5, "--steps", 1), find(id).document()
    chosen = [find_parameter(document.network, name) for name in result["parameters"]]
    for i, y in enumerate(result["y"]):
        for j, x in enumerate(result["x"]):
            network = document.network
            for parameter, value in zip(chosen, (x, y), strict=True):
                layer = network.layers[parameter.layer - 1].with_parameter(parameter.unit, parameter.source, value)
                network = network.with_layer(parameter.layer, layer)
            walked = compute_pass(network, document.data.inputs, document.targets, document.loss, document.reduction)
            assert result["loss"][i][j] == pytest.approx(walked.loss, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov", "rmsprop", "adagrad", "adam"])
def test_every_optimiser_can_be_named(optimizer: str, descend: Descend) -> None:
    result = descend("himmelblau", "--optimizer", optimizer, "--rates", "0.01", "--steps", 5)
    assert result["paths"][0]["optimizer"] == optimizer
    assert len({tuple(point) for point in points(result)}) == 6


def test_adam_is_the_adam_of_torch(descend: Descend) -> None:
    result = descend("rosenbrock", "--optimizer", "adam", "--rates", "0.02", "--steps", 100)
    point = torch.tensor(FUNCTIONS["rosenbrock"].start, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([point], lr=0.02)
    for here in points(result):
        assert here == pytest.approx(point.tolist(), rel=1e-10, abs=1e-10)
        optimiser.zero_grad()
        ((1 - point[0]) ** 2 + 100 * (point[1] - point[0] ** 2) ** 2).backward()  # type: ignore[no-untyped-call]
        optimiser.step()


def test_the_start_is_where_the_hessian_is(descend: Descend) -> None:
    result = descend("rosenbrock", "--start", "1,1", "--steps", 1)
    assert result["hessian"]["matrix"] == [[802, -400], [-400, 200]]
    assert result["hessian"]["stability_limit"] == pytest.approx(2 / 1001.6006392336746, rel=1e-12)


def test_move_decides_what_is_moved(descend: Descend) -> None:
    two, everything = (descend("toy", "--rates", 0.5, "--steps", 20, "--move", move) for move in ("two", "all"))
    assert points(two)[:1] == points(everything)[:1] and points(two)[2:] != points(everything)[2:]
    assert everything["paths"][0]["losses"][-1] < two["paths"][0]["losses"][-1]


def test_batches_and_their_seed(descend: Descend) -> None:
    common = ("full-and-stochastic", "--rates", 0.1, "--steps", 20)
    full, one, again, other = (
        descend(*common, *more)
        for more in ((), ("--batch-size", 1), ("--batch-size", 1), ("--batch-size", 1, "--seed", 7))
    )
    assert points(one) == points(again)
    assert points(one) != points(other) and points(one) != points(full)
    assert points(descend(*common, "--batch-size", 20)) == points(full)


def test_gradients_that_are_not_zeroed(descend: Descend) -> None:
    right, wrong = (descend("bowl", "--rates", 0.1, "--steps", 40, *more) for more in ((), ("--accumulate",)))
    assert verdicts(right) == ["converges"] and verdicts(wrong) == ["oscillates"]
    assert (
        verdicts(descend("bowl", "--rates", "1e-20,1e-9,1e-4", "--accumulate")) == ["slow"] * 3
    )  # no swing is in sight yet
    x, total = 2.0, 0.0
    for here in points(wrong):
        assert here[0] == pytest.approx(x, rel=1e-12)
        total += 2 * x
        x -= 0.1 * total


def test_the_document_keeps_what_no_option_says(descend: Descend, tmp_path: Path) -> None:
    surface = Surface(
        parameters=("b1[1]", "W2[1,2]"),
        range=(-1, 1, -3, 3),
        start=(0.5, -0.5),
        paths=(PathSpec(0.2, "adam", accumulate=True), PathSpec(0.3)),
        steps=3,
        move="all",
    )
    save(replace(find("toy").document(), surface=surface), tmp_path / "a.mlpviz")
    result = descend(tmp_path / "a.mlpviz")
    assert (result["parameters"], result["x"], result["y"]) == (["b1[1]", "W2[1,2]"], [-1, 0, 1], [-3, 0, 3])
    assert [(path["learning_rate"], path["optimizer"]) for path in result["paths"]] == [
        (0.2, "adam"),
        (0.3, "gradient_descent"),
    ]
    assert points(result)[0] == [0.5, -0.5] and len(points(result)) == 4
    over = descend(tmp_path / "a.mlpviz", "--parameters", "W1[1,1]", "w1[1, 2]")
    assert over["parameters"] == ["W1[1,1]", "W1[1,2]"]
    assert points(over)[0] == [1.0, 2.0]  # a start over others means nothing here
    assert descend("--parameters", "W1[1,1]", "b1[2]", tmp_path / "a.mlpviz")["parameters"] == ["W1[1,1]", "b1[2]"]


BAD = [
    ("toy --parameters W9[1,1] W1[1,1]", "toy: surface.parameters[0]: there is no W9[1,1]: the layers are 1 to 2"),
    ("toy --parameters W1[1,1] W1[1,9]", "surface.parameters[1]: there is no W1[1,9]"),
    ("toy --parameters x y", "surface.parameters[0]: 'x' names no parameter: write W1[1,2]"),
    ("toy --parameters W1[1,1] W1[1,1]", "choose two different parameters"),
    ("toy --parameters W1[1,1] W1[1,2] b1[1] --steps 1", "one or two parameters, not 3"),
    ("toy --parameters --steps 1", "--parameters"),
    ("bowl --parameters x", "this function is drawn over x and y"),
    ("bowl --rates 0", "surface.paths[0].learning_rate: the learning rate must be a number above 0"),
    ("bowl --rates 1,-1", "surface.paths[1].learning_rate"),
    ("bowl --rates -1", "surface.paths[0].learning_rate"),
    ("bowl --rates nan", "--rates: 'nan'"),
    ("bowl --rates inf", "--rates: 'inf'"),
    ("bowl --rates 1,,2", "--rates"),
    ("bowl --rates=", "--rates"),
    ("bowl --rates " + ",".join(["1"] * 17), "surface.paths: there can be 1 to 16 paths, not 17"),
    ("bowl --range 1,1,0,1", "surface.range: x0 must be below x1"),
    ("bowl --range 0,1,2,1", "surface.range: y0 must be below y1"),
    ("bowl --range 0,1", "surface.range: over two parameters it has 4 numbers"),
    ("bowl --range 0,1,a,b", "--range: 'a'"),
    ("bowl --range", "--range"),
    ("bowl --range --steps 3", "--range"),
    ("valleys --range 0,1,0,1", "surface.range: over one parameter it has 2 numbers"),
    ("bowl --start 1", "surface.start: over two parameters it has 2 numbers"),
    ("bowl --start 1,1e999", "--start"),
    ("bowl --optimizer magic", "surface.paths[0].optimizer: choose one of gradient_descent"),
    ("toy --batch-size 0", "surface.paths[0].batch_size: the batch size must be at least 1"),
    ("toy --batch-size 1.5", "--batch-size: '1.5' is no whole number"),
    ("toy --seed -1", "training.seed: the seed must not be negative"),
    ("bowl --steps 0", "surface.steps: a path has 1 to 10,000 steps, not 0"),
    ("bowl --steps 10001", "surface.steps"),
    ("bowl --steps x", "--steps: 'x' is no whole number"),
    ("bowl --move three", "--move"),
    ("bowl --grid 1", "--grid: '1' is no whole number from 2 on"),
    ("bowl --grid 1002", "--grid: '1002' is more than 1,001"),
    ("xor-steps", "xor-steps: network: the gradient is 0 everywhere"),
    ("bowll", "bowll: there is no file or example of this name: did you mean bowl"),
    ("", "DOC (see mlpviz surface --help)"),
    ("toy extra", "extra"),
    ("toy --bogus", "--bogus"),
]


@pytest.mark.parametrize(("arguments", "part"), BAD, ids=[arguments or "nothing" for arguments, _ in BAD])
def test_bad_input_is_one_line(arguments: str, part: str, run: Run) -> None:
    status, out, err = run(*arguments.split(), "--json")
    assert (status, out) == (2, "")
    assert err.startswith("mlpviz: ") and err.count("\n") == 1
    assert part in err


@pytest.mark.parametrize("view", [[], ["--view", "2d"], ["--view", "3d"]])
@pytest.mark.parametrize(("suffix", "begins"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_a_picture_of_each_view_in_each_format(tmp_path, suffix, begins, view):
    out = tmp_path / f"surface{suffix}"
    assert main(["surface", "bowl", "--rates", "1,0.25", "--grid", "31", *view, "-o", str(out)]) == 0
    assert out.read_bytes().startswith(begins)


def test_the_size_and_the_scale_of_a_picture(tmp_path):
    from PySide6.QtGui import QImage

    out = tmp_path / "surface.png"
    assert main(["surface", "bowl", "--grid", "21", "--size", "640x480", "--scale", "2", "-o", str(out)]) == 0
    assert QImage(str(out)).size().toTuple() == (1280, 960)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["valleys", "--view", "3d", "-o", "x.png"], "no third dimension"),
        (["bowl", "-o", "x.gif"], "must end in"),
        (["bowl", "-o", "no/such/folder/x.png"], "no folder"),
        (["bowl"], "required"),
        (["bowl", "--json", "-o", "x.png"], "not allowed"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert main(["surface", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())
