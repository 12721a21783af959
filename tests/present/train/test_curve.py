"""Curves over one input: values where they belong, each hidden unit's share, no words over one another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps
from present.train.maps import network_of

from mlpviz.nn.maps import unit_maps
from mlpviz.nn.passes import forward
from mlpviz.present.palette import THEMES
from mlpviz.present.train.curve import CurveScene, contributions, curve_view, make_curve
from mlpviz.present.train.points import Points

XS = np.linspace(-3.0, 3.0, 121)


def points() -> Points:
    places = np.column_stack([np.linspace(-2.5, 2.5, 20), np.sin(np.linspace(-2.5, 2.5, 20))])
    return Points(places, np.arange(20) >= 15, np.zeros(20, dtype=bool))


def curve_of(
    units: int = 4, theme: str = "light", size: tuple[float, float] = (900, 560), factor: float = 1.0, **more: Any
) -> CurveScene:
    network = network_of((1, units, 1), "relu", "identity")
    maps = unit_maps(network, XS[:, None], np.float64)
    hidden = contributions(network, maps[0])
    more.setdefault("points", points())
    return make_curve(
        XS, maps[-1], curve_view(XS, maps[-1], np.sin(XS), hidden=hidden), THEMES[theme].larger(factor), *size,
        title="Output over x", target=np.sin(XS), hidden=hidden, weights=network.layers[1].weights[0], **more,
    )  # fmt: skip


@pytest.mark.parametrize("size", [(900, 560), (500, 400), (1300, 500)])
@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("units", [1, 6, 40])
def test_no_label_lies_over_another_and_none_is_cut(units: int, theme: str, size: tuple[int, int]) -> None:
    scene = curve_of(units, theme, size)
    boxes = label_boxes([*scene.labels, *scene.key.labels])
    assert overlaps(boxes) == [] and outside(boxes, *size) == []
    assert overlaps(label_boxes(scene.plates)) == []


def test_contributions_and_the_bias_add_up_to_the_output() -> None:
    network = network_of((1, 5, 2), "tanh", "identity")
    hidden = unit_maps(network, XS[:, None], np.float64)[0]
    _, activations = forward(network, XS[:, None])
    for output in range(2):
        biases = network.layers[1].biases
        assert biases is not None
        total = contributions(network, hidden, output).sum(axis=0) + biases[output]
        assert total == pytest.approx(activations[-1][:, output])
    with pytest.raises(ValueError, match="one hidden layer"):
        contributions(network_of((1, 2, 2, 1)), hidden[:2])


def test_lines_run_through_the_values() -> None:
    scene = curve_of()
    network = network_of((1, 4, 1), "relu", "identity")
    maps = unit_maps(network, XS[:, None], np.float64)
    assert len(scene.lines) == 4 + 1 + 1
    output = scene.lines[-1].pieces
    inside = (maps[-1][0] >= scene.area.y0) & (maps[-1][0] <= scene.area.y1)
    ends = {(round(x, 3), round(y, 3)) for x, y in np.concatenate([output[:, :2], output[:, 2:]]).tolist()}
    for x, y in scene.area.place(np.column_stack([XS, maps[-1][0]]))[inside].tolist():
        assert (round(x, 3), round(y, 3)) in ends
    assert [line.color for line in scene.lines[-2:]] == [THEMES["light"].agree, "ink"]


def test_the_unit_that_is_looked_at_stands_out() -> None:
    lines = curve_of(emphasised=2).lines[:4]
    assert [line.faint for line in lines] == [True, True, False, True]
    assert max(lines, key=lambda line: line.width) is lines[2]
    assert not any(line.faint for line in curve_of().lines)


def test_samples_and_pixels() -> None:
    scene, samples = curve_of(chosen=3), points()
    assert [group.hollow for group in scene.markers] == [False, True]
    for index, (x, y) in enumerate(samples.places.tolist()):
        assert scene.sample_at(*scene.to_pixel(x, y)) == index
        assert scene.to_data(*scene.to_pixel(x, y)) == pytest.approx((x, y))
    assert scene.chosen == pytest.approx(scene.to_pixel(*samples.places[3].tolist()))
    assert scene.holds(*scene.to_pixel(0, 0)) and not scene.holds(0, 0)


def test_the_key_says_what_each_unit_adds() -> None:
    network = network_of((1, 4, 1), "relu", "identity")
    texts = [label.text for label in curve_of().key.labels]
    assert texts[:4] == ["output", "target", "15 for training", "5 for testing"]
    weights = [f"{w:.2f}".replace("-", "−") for w in network.layers[1].weights[0]]
    assert texts[4:] == [f"{w} · h{k}" for w, k in zip(weights, "₁₂₃₄", strict=True)]


def test_several_outputs_have_names_and_colours() -> None:
    network = network_of((1, 4, 2), "tanh", "identity")
    outputs = unit_maps(network, XS[:, None])[-1]
    scene = make_curve(XS, outputs, curve_view(XS, outputs), THEMES["light"], 600, 400, title="Outputs",
                       output_names=("a",))  # fmt: skip
    assert [label.text for label in scene.key.labels] == ["a", "output 2"]
    assert scene.lines[0].color != scene.lines[1].color
    assert scene.sample_at(100, 100) is None


def test_a_view_holds_what_there_is() -> None:
    assert curve_view(XS, np.array([0.0, 1.0])) == pytest.approx((-3, 3, -0.08, 1.08))
    far = curve_view(XS, np.array([0.0, 1.0]), hidden=np.array([[-50.0, 0.5]]))
    assert far[2:] == pytest.approx((-1.16, 1.16))  # as far beyond as the span, and the margin
    assert curve_view(XS, np.array([np.nan, 2.0])) == pytest.approx((-3, 3, 1.5, 2.5))
    assert curve_view(XS) == pytest.approx((-3, 3, -0.08, 1.08))


def test_values_that_are_not_finite_leave_a_gap() -> None:
    outputs = np.where(np.abs(XS) < 0.5, np.nan, XS)[None]
    scene = make_curve(XS, outputs, curve_view(XS, outputs), THEMES["light"], 600, 400, title="Output")
    gap = scene.area.place(np.array([[-0.4, 0.0], [0.4, 0.0]]))[:, 0]
    pieces = scene.lines[-1].pieces
    assert np.isfinite(pieces).all()
    assert not ((pieces[:, [0, 2]] > gap[0]) & (pieces[:, [0, 2]] < gap[1])).any()
