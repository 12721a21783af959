"""Five notations: the symbol of every quantity, as five lectures write it. A notation never changes a number.

Layers count from 1 (0 is the input); units and sources from 0, and BIAS is the bias as a source. An index may be
a letter too ("k"), for the general term of a sum.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from mlpviz.nn.network import BIAS
from mlpviz.present.symbols import Symbol

Index = int | str

_SCRIPT_L = (r"ℒ", r"\mathcal{L}")


@dataclass(frozen=True, slots=True)
class Derivative(Symbol):
    """∂L/∂w: drawn and read as one letter "∂L/∂w" with the indices of w, typeset as a fraction."""

    top: str = ""
    bottom: str = ""

    @property
    def latex(self) -> str:
        below = Symbol(self.text, self.bottom, self.sub, self.sup).latex
        return rf"\frac{{\partial {self.top}}}{{\partial {below}}}"


def derivative(loss: Symbol, by: Symbol) -> Derivative:
    """∂loss/∂by."""
    bottom = by.latex_base or by.text
    return Derivative(f"∂{loss.text}/∂{by.text}", "", by.sub, by.sup, by.plain_sub, loss.latex, bottom)


class Symbols(ABC):
    """The symbols of one notation for a network of given widths (units a layer, the input first)."""

    title: ClassVar[str]
    """For menus."""
    excitation_tag: ClassVar[str]
    activation_tag: ClassVar[str]
    delta_tag: ClassVar[str]
    """Letters for the small print in a neuron, at most five each; see `excitation_tag_of`, `activation_tag_of`."""
    excitation_name: ClassVar[str]
    activation_name: ClassVar[str]
    delta_name: ClassVar[str]
    """Letters for titles and sentences."""
    matrix_rule: ClassVar[str]
    """A layer's forward rule, one line of Unicode."""
    in_by_out: ClassVar[bool] = False
    """Whether W is written with a row for each source; else it has a row for each unit."""
    dummy_unit: ClassVar[bool] = False
    """Whether a bias is written as the weight of a dummy unit, which always gives 1."""
    source_letter: ClassVar[str] = "k"
    """The index that sums over the sources of a unit."""
    loss_letter: ClassVar[tuple[str, str]] = ("L", "L")
    rate_letter: ClassVar[tuple[str, str]] = ("η", r"\eta")

    def __init__(self, widths: tuple[int, ...]) -> None:
        self.widths = widths
        self.depth = len(widths) - 1

    @abstractmethod
    def activation(self, layer: int, unit: Index) -> Symbol:
        """h of a unit; of layer 0 an input."""

    @abstractmethod
    def excitation(self, layer: int, unit: Index) -> Symbol:
        """ξ of a unit."""

    @abstractmethod
    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        """The weight to `unit` from `source`; the bias (or the dummy unit's weight) where source is BIAS."""

    def excitation_tag_of(self, layer: int) -> str:
        """The letter for the small print in the neurons of a layer, from 1 on."""
        return self.excitation(layer, 0).text.strip("()")

    def activation_tag_of(self, layer: int) -> str:
        """The letter for the small print in the neurons of a layer; of layer 0 that of the inputs."""
        return self.activation(layer, 0).text

    def input(self, unit: Index) -> Symbol:
        return self.activation(0, unit)

    def delta(self, layer: int, unit: Index) -> Symbol:
        """∂L/∂ξ of a unit."""
        return derivative(self.loss(), self.excitation(layer, unit))

    def gradient(self, layer: int, unit: Index, source: Index) -> Symbol:
        """∂L/∂w of a weight, or of a bias where source is BIAS."""
        return derivative(self.loss(), self.weight(layer, unit, source))

    def h_gradient(self, layer: int, unit: Index) -> Symbol:
        """∂L/∂h of a unit."""
        return derivative(self.loss(), self.activation(layer, unit))

    def target(self, unit: Index) -> Symbol:
        """y of an output; a single output's y has no index."""
        return Symbol("y", sub="" if self.widths[-1] == 1 else number(unit))

    def loss(self) -> Symbol:
        return Symbol(*self.loss_letter)

    def rate(self) -> Symbol:
        return Symbol(*self.rate_letter)

    def dummy(self) -> Symbol:
        """What a bias is multiplied by."""
        return Symbol("1")

    def pair(self, first: str, second: str) -> str:
        """Two indices side by side, with a comma where they would run into each other."""
        return first + second if len(first) == len(second) == 1 else f"{first},{second}"


def number(index: Index) -> str:
    """An index as it is shown: numbers count from 1."""
    return str(index + 1) if isinstance(index, int) else index


class ExcitationNotation(Symbols):
    """x_k = h_k⁽⁰⁾, ξ_j⁽ˡ⁾, h_j⁽ˡ⁾, w_{j,k}⁽ˡ⁾ to j from k, δ_j⁽ˡ⁾ = ∂ℒ/∂ξ_j⁽ˡ⁾."""

    title = "Excitation ξ h δ"
    excitation_tag = excitation_name = "ξ"
    activation_tag = activation_name = "h"
    delta_tag = delta_name = "δ"
    matrix_rule = "ξ = W h + b"
    loss_letter = _SCRIPT_L

    def activation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("h", sub=number(unit), sup=f"({layer})") if layer else Symbol("x", sub=number(unit))

    def excitation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("ξ", r"\xi", number(unit), f"({layer})")

    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        if source == BIAS:
            return Symbol("b", sub=number(unit), sup=f"({layer})")
        return Symbol("w", sub=f"{number(unit)},{number(source)}", sup=f"({layer})")

    def delta(self, layer: int, unit: Index) -> Symbol:
        return Symbol("δ", r"\delta", number(unit), f"({layer})")


class UnitGraphNotation(Symbols):
    """o_i, s_j, w_ij from i to j and g_ij = δ_j o_i; units count on through the whole net, the dummy unit is 0."""

    title = "Unit graph s o δ"
    excitation_tag = excitation_name = "s"
    activation_tag = activation_name = "o"
    delta_tag = delta_name = "δ"
    matrix_rule = "s = W o"
    dummy_unit = True
    source_letter = "i"

    def _number(self, layer: int, unit: Index) -> str:
        if isinstance(unit, str):
            return unit
        return "0" if unit == BIAS else str(sum(self.widths[:layer]) + unit + 1)

    def activation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("o", sub=self._number(layer, unit))

    def excitation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("s", sub=self._number(layer, unit))

    def _edge(self, layer: int, unit: Index, source: Index) -> str:
        return self.pair(self._number(layer - 1, source), self._number(layer, unit))

    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        return Symbol("w", sub=self._edge(layer, unit, source))

    def delta(self, layer: int, unit: Index) -> Symbol:
        return Symbol("δ", r"\delta", self._number(layer, unit))

    def gradient(self, layer: int, unit: Index, source: Index) -> Symbol:
        return Symbol("g", sub=self._edge(layer, unit, source))


class TwoStageNotation(Symbols):
    """x_j, z_{H,l}, u_{H,l}, w_{H,lj}, b_{H,l}, the same with O at the output, J and α; H1, H2 … in deeper nets."""

    title = "Two stage z u ∂J/∂z"
    excitation_tag = excitation_name = "z"
    activation_tag = activation_name = "u"
    delta_tag = delta_name = "∂J/∂z"
    matrix_rule = "z = W x + b"
    loss_letter = ("J", "J")
    rate_letter = ("α", r"\alpha")

    def _stage(self, layer: int) -> str:
        if layer == self.depth:
            return "O"
        return "H" if self.depth == 2 else f"H{layer}"

    def activation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("u", sub=f"{self._stage(layer)},{number(unit)}") if layer else Symbol("x", sub=number(unit))

    def excitation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("z", sub=f"{self._stage(layer)},{number(unit)}")

    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        if source == BIAS:
            return Symbol("b", sub=f"{self._stage(layer)},{number(unit)}")
        to, origin, stage = number(unit), number(source), self._stage(layer)
        return Symbol("w", sub=f"{stage},{self.pair(to, origin)}", plain_sub=f"{stage},{to},{origin}")


class RowMatrixNotation(Symbols):
    """X with a row a sample, XW + B, H⁽ˡ⁾ and O, w_ij⁽ˡ⁾ from i to j, ∂L/∂(XW+B); W is in × out."""

    title = "Row matrix XW+B H"
    excitation_tag = excitation_name = "XW+B"
    activation_tag = activation_name = "H"
    delta_tag = "∂L/∂…"
    delta_name = "∂L/∂(XW+B)"
    matrix_rule = "H = σ(X W + B)"
    in_by_out = True
    source_letter = "i"

    def activation(self, layer: int, unit: Index) -> Symbol:
        if layer == 0:
            return Symbol("X", sub=number(unit))
        if layer == self.depth:
            return Symbol("O", sub=number(unit))
        return Symbol("H", sub=number(unit), sup=f"({layer})")

    def excitation(self, layer: int, unit: Index) -> Symbol:
        base = "(XW+B)" if layer == 1 else "(HW+B)"
        return Symbol(base, sub=number(unit), sup=f"({layer})")

    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        if source == BIAS:
            return Symbol("b", sub=number(unit), sup=f"({layer})")
        return Symbol("w", sub=self.pair(number(source), number(unit)), sup=f"({layer})")


class LayerSuperscriptNotation(Symbols):
    """x⁽ˡ⁾ from x⁽⁰⁾ on, z⁽ˡ⁾, w⁽ˡ⁾, b⁽ˡ⁾, ∂ℒ/∂z⁽ˡ⁾."""

    title = "Layer superscript z x ∂ℒ/∂z"
    excitation_tag = excitation_name = "z"
    activation_tag = activation_name = "x"
    delta_tag = delta_name = "∂ℒ/∂z"
    matrix_rule = "z⁽ˡ⁾ = W⁽ˡ⁾ x⁽ˡ⁻¹⁾ + b⁽ˡ⁾"
    loss_letter = _SCRIPT_L

    def activation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("x", sub=number(unit), sup=f"({layer})")

    def excitation(self, layer: int, unit: Index) -> Symbol:
        return Symbol("z", sub=number(unit), sup=f"({layer})")

    def weight(self, layer: int, unit: Index, source: Index) -> Symbol:
        if source == BIAS:
            return Symbol("b", sub=number(unit), sup=f"({layer})")
        return Symbol("w", sub=self.pair(number(unit), number(source)), sup=f"({layer})")


NOTATIONS: dict[str, type[Symbols]] = {
    "excitation": ExcitationNotation,
    "unit_graph": UnitGraphNotation,
    "two_stage": TwoStageNotation,
    "row_matrix": RowMatrixNotation,
    "layer_superscript": LayerSuperscriptNotation,
}


@lru_cache(maxsize=64)
def symbols(notation: str, widths: tuple[int, ...]) -> Symbols:
    """The symbols of a notation for a network of these widths (input first); KeyError for an unknown notation."""
    return NOTATIONS[notation](widths)


def layer_title(layer: int, depth: int) -> str:
    """ "Input", "Hidden 1", …, "Output"."""
    if layer == 0:
        return "Input"
    return "Output" if layer == depth else f"Hidden {layer}"


def unit_title(layer: int, unit: int, depth: int) -> str:
    """ "input 1", "hidden neuron 1" ("neuron 1 of hidden layer 2" where there are several), "output neuron 1"."""
    if layer == 0:
        return f"input {unit + 1}"
    if layer == depth:
        return f"output neuron {unit + 1}"
    return f"hidden neuron {unit + 1}" if depth == 2 else f"neuron {unit + 1} of hidden layer {layer}"
