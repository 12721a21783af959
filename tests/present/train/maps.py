"""Networks with their maps, for the tests of tiles and regions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from mlpviz.nn.maps import Bounds, slice_points, unit_maps, zero_lines
from mlpviz.nn.network import Network, make_layer, make_network
from mlpviz.present.palette import THEMES
from mlpviz.present.train.network_maps import NetworkMaps, make_network_maps

VIEW: Bounds = (-2.0, 2.0, -1.0, 3.0)
SIDE = 20


def network_of(widths: tuple[int, ...], hidden: str = "tanh", output: str = "sigmoid", seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    names = (*(hidden for _ in widths[2:]), output)
    return make_network(
        widths[0],
        [
            make_layer(name, rng.normal(size=(to, source)), rng.normal(size=to))
            for (source, to), name in zip(pairwise(widths), names, strict=True)
        ],
    )


def maps_of(
    network: Network, theme: str = "light", size: tuple[float, float] = (900, 560), factor: float = 1.0, **more: Any
) -> NetworkMaps:
    points = slice_points(np.zeros(network.inputs), (0, 1), VIEW, SIDE)
    corners = np.zeros((3, network.inputs))
    corners[:, 0], corners[:, 1] = (VIEW[0], VIEW[1], VIEW[0]), (VIEW[2], VIEW[2], VIEW[3])
    more.setdefault("input_names", tuple(f"x{k + 1}" for k in range(network.inputs)))
    return make_network_maps(
        network, unit_maps(network, points), points.T.astype(np.float32), SIDE, THEMES[theme].larger(factor), *size,
        lines=zero_lines(network, corners), **more,
    )  # fmt: skip
