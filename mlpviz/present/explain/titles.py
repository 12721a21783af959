"""Titles: of a phase, and of what a step computes."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.nn.network import BIAS
from mlpviz.nn.rule import Rule
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.notation import Symbols, unit_title
from mlpviz.present.symbols import Symbol

_PHASES = {
    Phase.FORWARD: "Forward pass",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "Backward pass",
    Phase.GRADIENT: "Gradients",
    Phase.UPDATE: "Update",
}


def phase_title(phase: Phase) -> str:
    return _PHASES[phase]


def phase_note(phase: Phase, symbols: Symbols, batch: int, rule: Rule) -> str:
    """What happens in a phase, in one line; `batch` counts the samples, `rule` makes the updates."""
    h, delta = symbols.activation_name, symbols.delta_name
    if phase is Phase.FORWARD:
        return f"Numbers flow from the inputs to the outputs: {symbols.excitation_name}, then {h}, neuron by neuron"
    if phase is Phase.LOSS:
        return "One number says how far the outputs are from their targets"
    if phase is Phase.BACKWARD:
        return f"{delta} flows from the loss to the inputs, one neuron at a time"
    if phase is Phase.GRADIENT:
        gradient = f"Each weight's gradient is {delta} where it leads to, times {h} where it comes from"
        return f"{gradient}, over {batch} samples" if batch > 1 else gradient
    if rule.optimizer != "gradient_descent":
        decay = ", with weight decay" if rule.weight_decay else ""
        return f"Each parameter takes a step that {rule.optimiser.title} makes of its gradients so far{decay}"
    step = f"Each parameter takes a step of {symbols.rate().text} times its gradient"
    return f"{step}, {'with weight decay' if rule.weight_decay else 'downhill'}"


def unit_name(layer: int, unit: int, depth: int, input_names: Sequence[str]) -> str:
    """A unit's title; an input goes by the name it was given."""
    if layer == 0 and unit < len(input_names) and input_names[unit] not in (f"x{unit + 1}", f"x_{unit + 1}"):
        return f"input {input_names[unit]}"
    return unit_title(layer, unit, depth)


def parameter_name(layer: int, unit: int, source: int, symbols: Symbols, input_names: Sequence[str]) -> str:
    """ "weight from input 2 to hidden neuron 1", "bias of hidden neuron 1"."""
    name = unit_name(layer, unit, symbols.depth, input_names)
    if source != BIAS:
        return f"weight from {unit_name(layer - 1, source, symbols.depth, input_names)} to {name}"
    return f"weight from the dummy unit to {name}" if symbols.dummy_unit else f"bias of {name}"


def step_title(step: Step, symbols: Symbols, rows: Sequence[int], input_names: Sequence[str]) -> str:
    """What a step computes: "δ of hidden neuron 1". `rows` are the data rows of the batch's samples."""
    sample = f", sample {rows[step.sample] + 1}" if step.sample is not None and len(rows) > 1 else ""
    if step.layer is None or step.unit is None:
        return f"Loss{sample}"
    layer, unit = step.layer, step.unit
    if step.source is not None:
        parameter = parameter_name(layer, unit, step.source, symbols, input_names)
        return f"{'Gradient' if step.quantity is Quantity.GRADIENT else 'Update'} of the {parameter}"
    symbol = {
        Quantity.EXCITATION: symbols.excitation,
        Quantity.ACTIVATION: symbols.activation,
        Quantity.DELTA: symbols.delta,
    }[step.quantity](layer, unit)
    return f"{letter(symbol)} of {unit_name(layer, unit, symbols.depth, input_names)}{sample}"


def layer_name(layer: int, depth: int) -> str:
    """ "the hidden layer", "hidden layer 2" where there are several, "the output layer"."""
    if layer == depth:
        return "the output layer"
    return "the hidden layer" if depth == 2 else f"hidden layer {layer}"


_WHOLE = {
    Phase.FORWARD: "The whole forward pass",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "The whole backward pass",
    Phase.GRADIENT: "All gradients",
    Phase.UPDATE: "The whole update",
}


def group_title(step: Step, grain: Grain, symbols: Symbols, rows: Sequence[int]) -> str:
    """What a layer or a phase computes that ends with `step`: "δ of hidden layer 2", "The whole forward pass"."""
    sample = f", sample {rows[step.sample] + 1}" if step.sample is not None and len(rows) > 1 else ""
    if grain is Grain.PHASE or step.layer is None:
        return _WHOLE[step.phase] + sample
    where = layer_name(step.layer, symbols.depth)
    if step.phase is Phase.GRADIENT:
        return f"Gradients of {where}"
    if step.phase is Phase.UPDATE:
        return f"Update of {where}"
    delta, xi = letter(symbols.delta(step.layer, 0)), letter(symbols.excitation(step.layer, 0))
    what = delta if step.phase is Phase.BACKWARD else f"{xi} and {letter(symbols.activation(step.layer, 0))}"
    return f"{what} of {where}{sample}"


def letter(symbol: Symbol) -> str:
    """A symbol without its indices, as words use it."""
    return symbol.text[1:-1] if symbol.text.startswith("(") else symbol.text
