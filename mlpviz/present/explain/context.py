"""What every kind of step needs to explain itself: the walk at one position, the notation and the display precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpviz.core.timeline import Point, Walk
from mlpviz.nn.activations import ACTIVATIONS, Activation
from mlpviz.nn.losses import LOSSES, Loss
from mlpviz.nn.network import Array, Layer, Network
from mlpviz.nn.optimisers import Optimiser
from mlpviz.nn.passes import Pass
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import Rule
from mlpviz.nn.schedule import Step
from mlpviz.present.explain.decay import Decay
from mlpviz.present.explain.formula import LIMIT
from mlpviz.present.explain.model import Explanation, Terms
from mlpviz.present.explain.titles import letter, phase_note, phase_title, step_title, unit_name
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import latex_factor, latex_number, shown
from mlpviz.present.symbols import Symbol


@dataclass(frozen=True, eq=False)
class Context:
    """A position of a walk, seen in one notation. Keys that the step lacks raise ValueError."""

    walk: Walk
    position: int
    symbols: Symbols
    decimals: int
    input_names: tuple[str, ...]

    @cached_property
    def point(self) -> Point:
        return self.walk.point(self.position)

    @property
    def step(self) -> Step:
        return self.point.step

    @property
    def layer(self) -> int:
        return _key(self.step.layer)

    @property
    def unit(self) -> int:
        return _key(self.step.unit)

    @property
    def source(self) -> int:
        return _key(self.step.source)

    @property
    def sample(self) -> int:
        return _key(self.step.sample)

    @property
    def term(self) -> int:
        """The term at hand, from 0."""
        return self.point.place.term

    @property
    def partial(self) -> bool:
        """Whether the sum of this step is still being added up."""
        return self.term + 1 < self.point.place.terms

    @cached_property
    def result(self) -> Pass:
        return self.walk.result(self.point.iteration)

    @cached_property
    def network(self) -> Network:
        return self.walk.network(self.point.iteration)

    @property
    def depth(self) -> int:
        return self.network.depth

    @property
    def row(self) -> Layer:
        """The layer of this step."""
        return self.network.layers[self.layer - 1]

    @property
    def activation(self) -> Activation:
        """The activation of this step's layer."""
        return ACTIVATIONS[self.row.activation]

    @property
    def loss(self) -> Loss:
        return LOSSES[self.walk.document.loss]

    @property
    def rule(self) -> Rule:
        return self.walk.document.training.rule

    @property
    def optimiser(self) -> Optimiser:
        return self.rule.optimiser

    @property
    def rate(self) -> float:
        """The learning rate of this update."""
        return self.walk.rate(self.point.iteration)

    @property
    def rate_words(self) -> str:
        """ "η = 0.1", and where it changes from epoch to epoch the epoch: "η = 0.05 (epoch 12, cosine)"."""
        return f"{self.symbols.rate().text} = {self.shown(self.rate)}{self.epoch_words}"

    @property
    def epoch_words(self) -> str:
        """ " (epoch 12, cosine)" where the learning rate changes from epoch to epoch."""
        row = RATE_SCHEDULES[self.rule.schedule]
        epoch = self.walk.epoch(self.point.iteration) + 1
        return f" (epoch {epoch:,}, {row.title.lower()})" if row.changes else ""

    @property
    def count(self) -> int:
        """The number of this update, from 1."""
        return self.walk.count(self.point.iteration)

    def decay(self, bias: bool) -> Decay:
        """How weight decay enters the update of a bias, or of a weight."""
        rule = self.rule
        if bias and not rule.biases_decay:
            return Decay()
        return Decay(rule.weight_decay, rule.optimiser.decoupled)

    @property
    def batch(self) -> int:
        """Samples in the batch."""
        return len(self.walk.rows)

    @property
    def spared_words(self) -> str:
        """What weight decay leaves out, where it does."""
        if not self.rule.weight_decay or self.rule.biases_decay:
            return ""
        return f"{'Weights from the dummy unit' if self.symbols.dummy_unit else 'Biases'} do not decay."

    def xi(self, layer: int) -> Array:
        """Excitations of a layer for this step's sample, shape (units,)."""
        values: Array = self.result.excitation(layer)[self.sample]
        return values

    def h(self, layer: int) -> Array:
        """Activations of a layer (0: the inputs) for this step's sample, shape (units,)."""
        values: Array = self.result.activations[layer][self.sample]
        return values

    @cached_property
    def slope(self) -> float:
        """g′ at this step's unit (for softmax the Jacobian's diagonal)."""
        xi, h = self.xi(self.layer), self.h(self.layer)
        if not self.activation.layerwise:
            xi, h = xi[self.unit : self.unit + 1], h[self.unit : self.unit + 1]
        slopes = self.activation.derivative(xi, h)
        return float(slopes[self.unit if self.activation.layerwise else 0])

    def shown(self, value: float) -> str:
        return shown(value, self.decimals)

    def number(self, value: float) -> str:
        return latex_number(value, self.decimals)

    def factor(self, value: float) -> str:
        return latex_factor(value, self.decimals)

    def unit_name(self, layer: int, unit: int) -> str:
        return unit_name(layer, unit, self.depth, self.input_names)

    @property
    def xi_name(self) -> str:
        """ξ of this step's layer in words."""
        return letter(self.symbols.excitation(self.layer, self.unit))

    @property
    def delta_name(self) -> str:
        """δ of this step's layer in words."""
        return letter(self.symbols.delta(self.layer, self.unit))

    def of_sample(self, symbol: Symbol, sample: int) -> str:
        """A symbol in LaTeX; in a batch, with the number of the sample that it belongs to."""
        return symbol.latex + (f"[{self.walk.rows[sample] + 1}]" if self.batch > 1 else "")

    def picked(self, terms: Terms) -> tuple[list[int], int | None]:
        """The terms that the formula writes out, and the one at hand (none at the end)."""
        known = self.term + 1 if self.partial else len(terms)
        current = self.term if self.partial else None
        return terms.picked(LIMIT, known, current), current

    def explanation(
        self,
        lines: Sequence[str],
        value: float,
        why: Sequence[str],
        *,
        terms: Terms | None = None,
        total: float | None = None,
        factor: tuple[str, float] | None = None,
        addends: tuple[Array, float] | None = None,
        named: Sequence[tuple[str, float]] = (),
        changes: tuple[float, float] | None = None,
    ) -> Explanation:
        """The explanation of this step; `named` are the numbers it is made of beside the terms."""
        sentences = [sentence for sentence in why if sentence]
        if not np.isfinite(value):
            sentences = ["This number has left the range of float64: smaller weights or a smaller step keep it finite."]
        if self.partial:
            sentences = [f"Term {self.term + 1} of {self.point.place.terms}; so far {self.shown(value)}."]
        whole = terms is not None and len(terms) <= LIMIT and not self.partial
        if addends is None and terms is not None and total is not None and whole:
            addends = (terms.values, total)  # where some are left out nobody can add them up
        predicted, true = changes if changes is not None else (None, None)
        return Explanation(
            title=self._title(self.position),
            phase_title=phase_title(self.step.phase),
            phase_note=phase_note(self.step.phase, self.symbols, self.batch, self.rule),
            next_title=self._title(self.position + 1),
            lines=tuple(lines),
            value=value,
            why=tuple(sentences),
            decimals=self.decimals,
            sum=total,
            factor=factor,
            predicted_change=predicted,
            true_change=true,
            summands=terms,
            known=self.term + 1 if self.partial else None,
            addends=addends,
            named=tuple(named),
            witnessed="Witnesses of the complete sum" if self.partial else "",
        )

    def _title(self, position: int) -> str:
        point = self.walk.point(position)
        title = step_title(point.step, self.symbols, self.walk.rows, self.input_names)
        term, terms = point.place.term, point.place.terms
        if point.step == self.step and (self.partial or position != self.position):
            title += f", term {term + 1} of {terms}"
        return f"Next iteration: {title}" if point.iteration > self.point.iteration else title


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("this step has no such key")
    return value
