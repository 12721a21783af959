"""The bars of the layers, and what is said of vanishing and exploding gradients."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.present.notation import NOTATIONS, symbols
from mlpviz.present.palette import THEMES
from mlpviz.present.train.layers import LayersFrame, make_layers
from mlpviz.present.train.layers_words import LayerStats, layer_tip, layer_words, spread
from mlpviz.present.train.turner import turned

LIGHT = THEMES["light"]
NAMES = symbols("excitation", (2, 8, 1))
SIZES = ((300, 160), (450, 300), (600, 220), (1200, 700))


def stats(layers: int, factor: float, run: int = 0, name: str = "") -> LayerStats:
    """|δ| is 0.2 at the output, and is multiplied by `factor` from each layer to the one before."""
    deltas = 0.2 * factor ** np.arange(layers - 1, -1, -1.0)
    units = np.full(layers, 8)
    dead = tuple(tuple(range(k % 4)) for k in range(layers))
    saturated = tuple(tuple(range(4, 4 + k % 5)) for k in range(layers))
    return LayerStats(deltas, deltas / 2, deltas / 100, units, dead, saturated, name, run)


def words(frame: LayersFrame) -> list[str]:
    return [label.text for label in frame.labels]


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layers", [1, 2, 6, 16])
def test_no_word_lies_over_another(theme: str, size: tuple[int, int], layers: int) -> None:
    for notation in NOTATIONS:
        one = stats(layers, 0.2, 0, "sigmoid")
        for runs in ((one,), (one, stats(layers, 1.5, 1, "ReLU")), (one, stats(2, 1.5, 1, "ReLU"))):
            frame = make_layers(runs, symbols(notation, (2, 8, 1)), THEMES[theme], *size)
            labels = [*frame.labels, *(label for plot in frame.plots for label in plot.labels)]
            if frame.turner is not None:
                labels.append(frame.turner.words)
            boxes = label_boxes(labels)
            assert overlaps(boxes) == []
            assert outside(boxes, *size) == []
            assert all(plot.axes.area.height > 20 for plot in frame.plots)


@pytest.mark.parametrize(
    ("deltas", "said", "alarming"),
    [
        ((1, 10, 3200), "|δ| falls to 1/3200 from layer 3 to layer 1: vanishing", True),
        ((5, 10, 100), "|δ| falls to 1/20 from layer 3 to layer 1", False),
        ((1, 1, 0.004), "|δ| grows 250-fold from layer 3 to layer 1: exploding", True),
        ((1, 1, 0.2), "|δ| grows 5-fold from layer 3 to layer 1", False),
        ((1, 7, 1.2), "|δ| stays about as large from layer 3 to layer 1", False),
        ((0, 0, 1), "|δ| is 0 in layers 2 to 1: no gradient gets there", True),
        ((0, 1, 1), "|δ| is 0 in layer 1: no gradient gets there", True),
        ((0, 0, 0), "|δ| is 0 at the output: nothing is left to learn", False),
        ((np.inf, np.nan, 1), "|δ| of layer 2 is not finite", True),
        ((1e300, 1, 1e-300), "|δ| grows ∞-fold from layer 3 to layer 1: exploding", True),
    ],
)
def test_what_is_said(deltas: tuple[float, ...], said: str, alarming: bool) -> None:
    found = spread(replace(stats(3, 1.0), deltas=np.array(deltas, dtype=np.float64)), NAMES)
    assert (found.words[0], found.alarming) == (said, alarming)


def test_a_single_layer_has_nothing_to_say() -> None:
    assert spread(stats(1, 1.0), NAMES).words == ()
    assert words(make_layers((stats(1, 1.0),), NAMES, LIGHT, 600, 220)) == []


def test_bars_are_as_high_as_the_logarithm() -> None:
    frame = make_layers((stats(6, 0.2),), NAMES, LIGHT, 1200, 700)
    assert [plot.quantity for plot in frame.plots] == ["deltas", "ratios", "gradients", "units"]
    for plot, name in zip(frame.plots[:3], ("deltas", "ratios", "gradients"), strict=True):
        values = getattr(stats(6, 0.2), name)
        assert [10 ** plot.axes.area.point(0, bar.y)[1] for bar in plot.bars] == pytest.approx(values.tolist())
        assert all(bar.y + bar.height == pytest.approx(plot.axes.area.bottom) for bar in plot.bars)
        assert [frame.layer_at(bar.x + bar.width / 2, bar.y) for bar in plot.bars] == [1, 2, 3, 4, 5, 6]
    assert frame.layer_at(0, 0) is None


def test_two_runs_stand_side_by_side_and_differ() -> None:
    frame = make_layers((stats(6, 0.2, 0, "sigmoid"), stats(6, 0.9, 1, "ReLU")), NAMES, LIGHT, 1200, 700)
    assert words(frame) == [
        "A sigmoid: |δ| falls to 1/3100 from layer 6 to layer 1: vanishing",
        "B ReLU: |δ| falls to 1/1.7 from layer 6 to layer 1",
    ]
    first = [bar for bar in frame.plots[0].bars if bar.layer == 3]
    assert [bar.run for bar in first] == [0, 1] and first[1].x >= first[0].x + first[0].width


def test_the_customary_ratio_is_marked_once() -> None:
    frame = make_layers((stats(6, 0.2),), NAMES, LIGHT, 1200, 700)
    marks = {plot.quantity: plot.mark for plot in frame.plots}
    assert [quantity for quantity, mark in marks.items() if mark is not None] == ["ratios"]
    ratios = next(plot for plot in frame.plots if plot.quantity == "ratios")
    assert ratios.mark is not None
    assert 10 ** ratios.axes.area.point(0, ratios.mark[1])[1] == pytest.approx(1e-3)


def test_what_is_zero_or_not_finite_has_no_bar_and_is_said() -> None:
    odd = replace(stats(4, 0.5), deltas=np.array([0.0, np.inf, np.nan, 0.1]), ratios=np.full(4, np.nan))
    frame = make_layers((odd,), NAMES, LIGHT, 1200, 700)
    deltas, ratios = frame.plots[0], frame.plots[1]
    assert [bar.layer for bar in deltas.bars] == [4]
    assert {"0", "∞", "?", "0.1"} <= {label.text for label in deltas.labels}
    assert ratios.bars == () and "?" not in {label.text for label in ratios.labels}  # no update yet


def test_dead_and_saturated_units_are_stacked_shares() -> None:
    frame = make_layers((stats(6, 0.2),), NAMES, LIGHT, 1200, 700)
    units = frame.plots[3]
    dead, saturated = (
        next(b for b in units.bars if b.layer == 4 and b.hatched is hatched) for hatched in (False, True)
    )
    assert units.axes.area.point(0, dead.y)[1] == pytest.approx(3 / 8)
    assert units.axes.area.point(0, saturated.y)[1] == pytest.approx(6 / 8)
    assert saturated.y + saturated.height == pytest.approx(dead.y)
    assert "6 of 8" in {label.text for label in units.labels}


def test_all_of_a_layer_in_words() -> None:
    run = replace(stats(3, 0.1), deltas=np.array([0.002, 0.02, 0.2]))
    assert layer_words(run, 2, NAMES) == (
        "layer 2", "mean |δ| 0.02", "mean |∂ℒ/∂W| 0.01", "update to weight 0.0002", "1 dead, 1 saturated of 8 units",
        "dead: 1", "saturated: 5",
    )  # fmt: skip
    assert len(layer_words(replace(run, ratios=np.full(3, np.nan)), 2, NAMES)) == 6
    assert layer_words(run, 1, NAMES)[-1] == "0 dead, 0 saturated of 8 units"
    many = replace(run, dead=((), (), tuple(range(20))))
    assert layer_words(many, 3, NAMES)[-2] == "dead: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more"


def test_the_tip_has_each_run_that_has_such_a_layer() -> None:
    runs = (stats(3, 0.1, 0, "deep"), stats(2, 0.1, 1, "flat"))
    parts = layer_tip(runs, 2, NAMES).split("\n\n")
    assert [part.split("\n")[:2] for part in parts] == [["A deep", "layer 2"], ["B flat", "layer 2"]]
    assert layer_tip(runs, 3, NAMES).startswith("A deep\nlayer 3") and "B flat" not in layer_tip(runs, 3, NAMES)
    assert layer_tip(runs[:1], 1, NAMES).startswith("layer 1\n")


def test_runs_of_different_depth_have_bars_at_their_own_layers() -> None:
    deep, flat = stats(7, 0.5, 0, "deep"), stats(2, 0.5, 1, "flat")
    frame = make_layers((deep, flat), NAMES, LIGHT, 1200, 700)
    assert words(frame) == [
        "A deep: |δ| falls to 1/64 from layer 7 to layer 1",
        "B flat: |δ| falls to 1/2 from layer 2 to layer 1",
    ]
    assert frame.layers == 7
    for plot in frame.plots[:3]:
        assert [bar.layer for bar in plot.bars if bar.run == 0] == [1, 2, 3, 4, 5, 6, 7]
        assert [bar.layer for bar in plot.bars if bar.run == 1] == [1, 2]
        for bar in plot.bars:
            assert frame.layer_at(bar.x + bar.width / 2, bar.y) == bar.layer
    assert frame.plots[0].bars[1].width == pytest.approx(frame.plots[0].bars[-1].width)
    turned_round = make_layers((replace(flat, run=0), replace(deep, run=1)), NAMES, LIGHT, 1200, 700)
    assert [bar.layer for bar in turned_round.plots[0].bars if bar.run == 0] == [1, 2]


def test_every_plot_can_be_turned_to() -> None:
    for size, shown in (((300, 160), 1), ((400, 315), 2), ((380, 400), 3)):
        seen, first = list[list[str]](), 0
        for _ in range(4):
            frame = make_layers((stats(6, 0.2),), NAMES, LIGHT, *size, first)
            assert frame.turner is not None and len(frame.plots) == shown
            seen.append([plot.quantity for plot in frame.plots])
            number = str(first + 1) if shown == 1 else f"{first + 1}–{first + shown}"
            assert frame.turner.words.text == f"{number} of 4"
            assert overlaps(label_boxes([*frame.labels, frame.turner.words])) == []
            first = frame.turned(1)
        assert {name for names in seen for name in names} == {"deltas", "ratios", "gradients", "units"}
        left, top, wide, tall = frame.turner.back
        assert frame.turner.way(left + wide / 2, top + tall / 2) == -1
        left, top, wide, tall = frame.turner.on
        assert frame.turner.way(left + wide / 2, top + tall / 2) == 1
        assert frame.turner.way(left - 2, top + tall / 2) == 0
        assert left + wide <= size[0]
    assert make_layers((stats(6, 0.2),), NAMES, LIGHT, 1200, 700, 3).first == 0
    assert make_layers((stats(6, 0.2),), NAMES, LIGHT, 1200, 700).turner is None


def test_turning_on_and_back_leaves_none_out() -> None:
    assert [turned(first, 3, 4, 1) for first in (0, 1)] == [1, 0]
    assert [turned(first, 2, 4, way) for way in (1, -1) for first in (0, 2)] == [2, 0, 2, 0]
    assert [turned(first, 1, 4, -1) for first in range(4)] == [3, 0, 1, 2]


def test_a_number_on_the_customary_ratio_has_a_ground() -> None:
    run = replace(stats(4, 1.0), ratios=np.array([9e-4, 8.5e-4, 0.02, 1e-5]))
    plot = make_layers((run,), NAMES, LIGHT, 1200, 700).plots[1]
    assert plot.mark is not None
    for label in plot.labels:
        if label.text in ("0.0009", "0.00085", "0.02", "1e−5"):
            assert (label.ground == LIGHT.panel) == (abs(label.bounds[1] - plot.mark[1]) < label.bounds[3] / 2)
    assert sum(label.ground != "" for label in plot.labels) == 2
