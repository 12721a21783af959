"""Regions of networks with samples on them."""

from __future__ import annotations

from typing import Any

import numpy as np
from present.train.maps import VIEW, network_of

from mlpviz.nn.maps import Floats, slice_points, unit_maps, zero_lines
from mlpviz.nn.network import Network
from mlpviz.present.palette import THEMES
from mlpviz.present.train.points import Points
from mlpviz.present.train.region import RegionScene, make_region
from mlpviz.present.train.region_image import reading_of

CORNERS = np.array([[VIEW[0], VIEW[2]], [VIEW[1], VIEW[2]], [VIEW[0], VIEW[3]]])


def values_of(network: Network, side: int) -> Floats:
    return unit_maps(network, slice_points([0, 0], (0, 1), VIEW, side))[-1]


def points_of(count: int, classes: int, seed: int = 0) -> Points:
    """Samples in the view, a quarter of them for testing and some wrong; numbers where there are no classes."""
    rng = np.random.default_rng(seed)
    places = rng.uniform((VIEW[0], VIEW[2]), (VIEW[1], VIEW[3]), size=(count, 2))
    test, wrong = np.arange(count) >= 3 * count // 4, rng.random(count) < 0.1
    if not classes:
        return Points(places, test, wrong, values=rng.normal(size=count))
    return Points(places, test, wrong, classes=np.arange(count) % classes)


def region_of(
    outputs: int = 1, activation: str = "sigmoid", theme: str = "light", size: tuple[float, float] = (900, 560),
    side: int = 30, classes: bool = True, hard: bool = False, factor: float = 1.0, seed: int = 0, **more: Any,
) -> RegionScene:  # fmt: skip
    network = network_of((2, 5, outputs), output=activation, seed=seed)
    values = values_of(network, side)
    more.setdefault("title", "Output over x1 and x2")
    more.setdefault("points", points_of(80, max(2, outputs) if classes else 0))
    return make_region(
        values, side, VIEW, reading_of(activation, values, classes, hard), THEMES[theme].larger(factor), *size,
        lines=zero_lines(network, CORNERS), **more,
    )  # fmt: skip


def all_regions(theme: str = "light", size: tuple[float, float] = (900, 560), **more: Any) -> dict[str, RegionScene]:
    return {
        "shares": region_of(1, "sigmoid", theme, size, **more),
        "hard": region_of(1, "tanh", theme, size, hard=True, **more),
        "classes": region_of(5, "softmax", theme, size, class_names=("setosa", "versicolor"), **more),
        "ten": region_of(10, "softmax", theme, size, hard=True, **more),
        "scores": region_of(3, "identity", theme, size, **more),
        "numbers": region_of(1, "identity", theme, size, classes=False, **more),
        "bare": region_of(1, "sigmoid", theme, size, points=None, **more),
    }
