"""What every picture with samples on it can tell of a pixel."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area
from mlpviz.present.train.points import nearest


class OnArea:
    """For scenes with an area, the middles of their samples in pixels, shape (n, 2), and the scale of the theme."""

    area: Area
    middles: Array
    scale: float

    def to_data(self, x: float, y: float) -> tuple[float, float]:
        """The coordinates of a pixel, also outside of the area."""
        return self.area.point(x, y)

    def to_pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of coordinates."""
        left, top = self.area.place(np.array([x, y])).tolist()
        return left, top

    def holds(self, x: float, y: float) -> bool:
        """Whether a pixel lies in the picture, where samples can be drawn."""
        return self.area.holds(x, y)

    def sample_at(self, x: float, y: float) -> int | None:
        """The sample under a pixel, or None."""
        return nearest(self.middles, x, y, self.scale)
