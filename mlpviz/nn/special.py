"""The two special functions that GELU needs, accurate in the tails, where the naive forms lose digits.

erfc and exp magnify a relative error of their argument by about x², so the argument is carried in two
doubles (Dekker, "A floating-point technique for extending the available precision", 1971).
"""

from __future__ import annotations

import math

import numpy as np

from mlpviz.nn.network import Array

_SPLIT = 134217729.0  # 2**27 + 1
_SQRT_HALF = 0.7071067811865476
_SQRT_HALF_TAIL = -4.833646656726457e-17  # √½ minus the double above
_LIMIT = 40.0  # beyond it both functions are 0 (or 2) in double precision
_ERFC = np.frompyfunc(math.erfc, 1, 1)


def _product(a: Array, b: Array) -> tuple[Array, Array]:
    """a·b as a rounded product and its exact rounding error (Dekker's two-product)."""
    p = a * b
    a_high = _SPLIT * a - (_SPLIT * a - a)
    b_high = _SPLIT * b - (_SPLIT * b - b)
    a_low, b_low = a - a_high, b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low


def normal_density(x: Array) -> Array:
    """φ(x) = exp(−x²/2)/√(2π), the standard normal density; any shape."""
    x = np.clip(x, -_LIMIT, _LIMIT)
    square, error = _product(x, x)
    density: Array = np.exp(-0.5 * square) * (1.0 - 0.5 * error) / math.sqrt(2.0 * math.pi)
    return density


def normal_distribution(x: Array) -> Array:
    """Φ(x) = ½ erfc(−x/√2), the standard normal distribution function; any shape."""
    x = np.asarray(np.clip(x, -_LIMIT, _LIMIT), dtype=np.float64)
    z, error = _product(-x, np.full_like(x, _SQRT_HALF))
    error = error - x * _SQRT_HALF_TAIL
    value = np.asarray(_ERFC(z), dtype=np.float64)
    slope = 2.0 / math.sqrt(math.pi) * np.exp(-z * z)
    distribution: Array = 0.5 * (value - error * slope)
    return distribution
