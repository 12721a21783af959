"""The parts of a frame, and how a frame is to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.core.session import BiasMode
from mlpviz.present.beams import Words
from mlpviz.present.notation import Symbols
from mlpviz.present.symbols import Symbol

READABLE_RADIUS = 16.0
"""Neurons smaller than this, in pixels, carry no text but a shade."""


@dataclass(frozen=True)
class Node:
    """A neuron: its name, and what is known of it by now as text (None: not yet).

    emphasis: "now" for the neuron at work, "near" for one it takes part with, "known", or "faint". `level` is its
    activation from −1 to 1 of the layer's largest, None where it is not known. unit is BIAS for a dummy unit.
    compact: name and δ stand on the rim. tags: the letters of excitation and activation.
    """

    layer: int
    unit: int
    x: float
    y: float
    radius: float
    symbol: Symbol
    excitation: str | None
    activation: str | None
    delta: str | None
    delta_sign: int
    bias: str | None
    emphasis: str
    level: float | None
    compact: bool
    tags: tuple[str, str]

    @property
    def readable(self) -> bool:
        return self.radius >= READABLE_RADIUS


@dataclass(frozen=True)
class Chip:
    """A small box with text, a line for each line of it. role: weight, product, gradient, target, loss or callout.

    sign −1, 0 or 1. key: (layer, unit, source) of the edge it speaks of, or None; unit: the output of a target.
    """

    role: str
    text: str
    x: float
    y: float
    width: float
    height: float
    sign: int
    emphasis: str
    key: tuple[int, int, int] | None = None
    unit: int = 0


@dataclass(frozen=True)
class View:
    """How a frame is to be shown: size of the drawing area in pixels, notation, decimals, biases, type scale.

    focus: a neuron (layer, unit) whose edges are labelled even where there is no room for all labels.
    """

    width: float
    height: float
    symbols: Symbols
    decimals: int = 4
    bias_mode: BiasMode = BiasMode.UNIT
    scale: float = 1.0
    focus: tuple[int, int] | None = None

    @property
    def words(self) -> Words:
        """How the labels on edges are written."""
        gradient = self.symbols.gradient(1, 0, 0).text
        return Words(self.decimals, "∂" if gradient.startswith("∂") else gradient, self.symbols.in_by_out)
