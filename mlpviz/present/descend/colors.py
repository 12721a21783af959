"""The colours of the surface: one quiet hue a theme, monotone in lightness, so that paths stand out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array
from mlpviz.present.palette import Theme

COLORS = 256
_STOPS = {
    "light": ("#f5f7fa", "#c6d2e0", "#8fa5c0", "#55708f"),
    "dark": ("#7397c4", "#40597a", "#28394e", "#171d24"),
    "projector": ("#ffffff", "#c9d6e6", "#8aa3c2", "#46648a"),
    "print": ("#ffffff", "#dfe3e8", "#bac1c9", "#8f98a2"),
}
# B. Ottosson, "A perceptual color space for image processing", 2020: linear sRGB to cone responses, those to Oklab
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(colors: Array) -> Array:
    """sRGB in 0 … 1, shape (N, 3), as lightness and two opponent channels."""
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    lab: Array = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    return lab


def _from_oklab(lab: Array) -> Array:
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def channels(color: str) -> Array:
    """#rrggbb as three numbers in 0 … 1."""
    return np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])


@lru_cache(maxsize=8)
def ramp(theme_id: str) -> NDArray[np.uint8]:
    """The colours from the least loss to the greatest, shape (256, 3)."""
    stops = oklab(np.array([channels(color) for color in _STOPS[theme_id]]))
    at = np.linspace(0.0, 1.0, COLORS)
    mixed = [np.interp(at, np.linspace(0.0, 1.0, len(stops)), channel) for channel in stops.T]
    colors = np.rint(_from_oklab(np.stack(mixed, axis=-1)) * 255).astype(np.uint8)
    colors.setflags(write=False)
    return colors


def indices(shares: Array) -> NDArray[np.intp]:
    """Places in the ramp of shares in 0 … 1; NaN goes to 0."""
    return np.rint(np.nan_to_num(np.clip(shares, 0.0, 1.0)) * (COLORS - 1)).astype(np.intp)


def color_at(theme: Theme, share: float) -> str:
    """The colour of one share of the scale."""
    red, green, blue = ramp(theme.id)[indices(np.array([share]))[0]].tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def pixels(theme: Theme, shares: Array) -> NDArray[np.uint32]:
    """Pixels 0xAARRGGBB, premultiplied, of the same shape; NaN is transparent."""
    table = ramp(theme.id).astype(np.uint32)
    packed = np.uint32(0xFF000000) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    return np.where(np.isnan(shares), np.uint32(0), packed[indices(shares)])
