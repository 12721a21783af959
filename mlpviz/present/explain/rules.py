r"""A whole layer at once: its symbols without the units' indices, and the rules that join them, in every notation.

The unit graph numbers its units through the whole net and has no letters for layers: its rules are those of any unit
j of the layer, with i for the units before it and k for those after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlpviz.nn.activations import Activation
from mlpviz.nn.losses import Loss
from mlpviz.nn.network import BIAS
from mlpviz.present.explain.decay import Decay
from mlpviz.present.notation import Symbols
from mlpviz.present.symbols import Symbol


@dataclass(frozen=True)
class Rules:
    """The rules of one layer of `units`, in LaTeX, each as (left-hand side, right-hand side)."""

    symbols: Symbols
    layer: int
    row: Activation
    has_bias: bool
    loss: Loss
    samples: int
    mean: bool

    @property
    def _single(self) -> bool:
        """Whether the notation writes a rule for any one unit."""
        return self.symbols.dummy_unit

    def _whole(self, symbol: Symbol) -> Symbol:
        return replace(symbol, sub=symbol.sub.rstrip(","), plain_sub="")

    @property
    def excitation(self) -> str:
        return self._whole(self.symbols.excitation(self.layer, "j" if self._single else "")).latex

    def _activation(self, layer: int) -> str:
        index = "" if not self._single else "j" if layer == self.layer else "i"
        return self._whole(self.symbols.activation(layer, index)).latex

    @property
    def activation(self) -> str:
        return self._activation(self.layer)

    def _weights(self, layer: int) -> Symbol:
        if self._single:
            return self.symbols.weight(layer, *(("j", "i") if layer == self.layer else ("k", "j")))
        return replace(self._whole(self.symbols.weight(layer, "", "")), text="W")

    @property
    def _biases(self) -> Symbol:
        letter = self._whole(self.symbols.weight(self.layer, "", BIAS))
        return replace(letter, text="B") if self.symbols.in_by_out else letter

    def _delta(self, layer: int) -> str:
        index = "" if not self._single else "j" if layer == self.layer else "k"
        return self._whole(self.symbols.delta(layer, index)).latex

    @property
    def delta(self) -> str:
        return self._delta(self.layer)

    @property
    def _h_gradient(self) -> str:
        return self._whole(self.symbols.h_gradient(self.layer, "j" if self._single else "")).latex

    def excite(self) -> tuple[str, str]:
        """ξ = W h + b."""
        weights, before = self._weights(self.layer).latex, self._activation(self.layer - 1)
        if self._single:
            return self.excitation, rf"\sum_{{i}} {weights} \, {before}"
        product = rf"{before} \, {weights}" if self.symbols.in_by_out else rf"{weights} \, {before}"
        return self.excitation, f"{product} + {self._biases.latex}" if self.has_bias else product

    def activate(self) -> tuple[str, str]:
        """h = g(ξ)."""
        return self.activation, self.excitation if self.row.id == "identity" else f"g({self.excitation})"

    def back(self) -> tuple[str, str]:
        """δ of an output layer from its loss, of a hidden layer from the layer after it."""
        if self.layer < self.symbols.depth:
            return self.delta, self._through(self._from_after())
        if self.loss.on_logits:
            target = self.symbols.target("j" if self._single else "").latex
            return self.delta, f"{self.activation} - {target}"
        return self.delta, self._through(self._h_gradient)

    def _from_after(self) -> str:
        """∂L/∂h of a hidden layer."""
        weights, after = self._weights(self.layer + 1), self._delta(self.layer + 1)
        if self._single:
            return rf"\sum_{{k}} {weights.latex} \, {after}"
        turned = transposed(weights.latex)
        return rf"({after} \, {turned})" if self.symbols.in_by_out else rf"({turned} \, {after})"

    def _through(self, message: str) -> str:
        """A message times the slope of the activation."""
        if self.row.id == "identity":
            bracketed = message.startswith("(") and not self._single
            return message[1:-1] if bracketed else message
        if self.row.layerwise:
            return rf"J^{{T}} \, {message}"
        slope = f"g'({self.excitation})"
        return rf"{slope} \, {message}" if self._single else rf"{slope} \odot {message}"

    def _over_samples(self, product: str) -> str:
        if self.samples == 1:
            return product
        return (rf"\frac{{1}}{{{self.samples}}} " if self.mean else "") + rf"\sum_{{n}} {product}"

    def gradients(self) -> tuple[str, str]:
        """∂L/∂W = δ hᵀ, over the samples of a batch."""
        mark = "[n]" if self.samples > 1 else ""
        delta, before = self.delta + mark, self._activation(self.layer - 1) + mark
        if self._single:
            gradient = self.symbols.gradient(self.layer, "j", "i").latex
            return gradient, self._over_samples(rf"{delta} \, {before}")
        product = rf"{transposed(before)} \, {delta}" if self.symbols.in_by_out else rf"{delta} \, {transposed(before)}"
        return self._partial(self._weights(self.layer)), self._over_samples(product)

    def bias_gradients(self) -> tuple[str, str]:
        """∂L/∂b = δ, over the samples of a batch."""
        mark = "[n]" if self.samples > 1 else ""
        name = self.symbols.gradient(self.layer, "j", BIAS).latex if self._single else self._partial(self._biases)
        return name, self._over_samples(self.delta + mark)

    def _partial(self, parameters: Symbol) -> str:
        return rf"\frac{{\partial {self.symbols.loss().latex}}}{{\partial {parameters.latex}}}"

    def update(self, decay: Decay, biases: bool = False, direction: str = "") -> tuple[str, str]:
        """W ← W − η ∂L/∂W, or the same of the biases; with `direction` where that is not the gradient."""
        if self._single:
            letter = self.symbols.weight(self.layer, "j", BIAS if biases else "i").latex
        else:
            letter = (self._biases if biases else self._weights(self.layer)).latex
        if not direction:
            gradient = (self.bias_gradients() if biases else self.gradients())[0]
            direction = decay.direction(gradient, letter)
        rate = self.symbols.rate().latex
        return letter, rf"{decay.kept(letter, rate)} - {rate} \, {direction}"


def transposed(latex: str) -> str:
    """The transpose; in parentheses where the symbol has an index of its own."""
    return f"({latex})^{{T}}" if set(latex) & set("_^[") else f"{latex}^{{T}}"
