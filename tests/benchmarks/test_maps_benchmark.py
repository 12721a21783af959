"""Maps of every unit over 100 × 100 points: times within one run, reported and never asserted."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np

from mlpviz.nn.maps import slice_points, unit_maps
from mlpviz.nn.network import make_layer, make_network
from mlpviz.nn.passes import forward

SIDE = 100
RNG = np.random.default_rng(0)


def network_of(activation, *widths):
    layers = [
        make_layer(activation, RNG.normal(size=(to, source)), RNG.normal(size=to)) for source, to in pairwise(widths)
    ]
    return make_network(widths[0], layers)


def milliseconds(work, times=20):
    """The fastest of some runs: the others were held up by something else."""
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1e3


def test_all_units_of_six_hidden_layers(capsys):
    points = slice_points([0.0, 0.0], (0, 1), (-3.0, 3.0, -3.0, 3.0), SIDE)
    with capsys.disabled():
        print(f"\n2-8×6-1, {SIDE}² points, all 49 units")
        for activation in ("tanh", "relu", "sigmoid", "selu", "gelu"):
            network = network_of(activation, 2, *[8] * 6, 1)
            single = milliseconds(lambda network=network: unit_maps(network, points))
            double = milliseconds(lambda network=network: forward(network, points), 3)
            print(f"  {activation}: {single:.2f} ms in float32, {double / single:.1f} × as fast as the forward pass")


def test_frames_with_live_maps(capsys, qapp):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    from mlpviz.export.paint.train_network import paint_network, paint_network_still, paint_network_tiles
    from mlpviz.present.palette import THEMES
    from mlpviz.present.train.network_maps import make_network_maps

    network, theme = network_of("tanh", 2, *[8] * 6, 1), THEMES["light"]
    points = slice_points([0.0, 0.0], (0, 1), (-3.0, 3.0, -3.0, 3.0), SIDE)
    inputs, image = points.T.astype(np.float32), QImage(900, 560, QImage.Format.Format_RGB32)

    def scene():
        return make_network_maps(network, unit_maps(network, points), inputs, SIDE, theme, 900, 560)

    def paint(function, shown):
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        function(painter, shown, theme)
        painter.end()

    kept = scene()
    with capsys.disabled():
        print("\n2-8×6-1 in 900 × 560 pixels, a 100 × 100 map in every unit")
        for words, work in (
            ("maps and scene", scene),
            ("paint edges and captions", lambda: paint(paint_network_still, kept)),
            ("paint tiles", lambda: paint(paint_network_tiles, kept)),
            ("a whole frame", lambda: paint(paint_network, scene())),
        ):
            took = milliseconds(work, 40)
            print(f"  {words}: {took:.1f} ms, {1e3 / took:.0f} a second")
