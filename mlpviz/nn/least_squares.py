"""Closed form: where one layer of identity units has the least squared error, with weight decay as well.

The gradient of what is descended is c Xᵀ(XW − Y) + λW, where c is 2, 1 or 2/q by the loss (q outputs), divided by the
samples where the reduction is a mean. It is 0 at the least-squares solution of X above √(λ/c) I, and Y above 0 (ridge
regression; Hoerl and Kennard, 1970), which is solved by singular values: XᵀX would square the condition number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlpviz.nn.network import Array, Network, make_layer, make_network
from mlpviz.nn.rule import Rule

_FACTORS: dict[str, Callable[[int], float]] = {
    "squared_error": lambda outputs: 2.0,
    "half_squared_error": lambda outputs: 1.0,
    "mean_squared_error": lambda outputs: 2.0 / outputs,
}


def check_closed_form(network: Network, loss: str, rule: Rule) -> None:
    """Raise ValueError, with the remedy where there is one, where there is no closed form."""
    if network.depth > 1:
        raise ValueError("only a network of one layer has a closed form: fold linear layers into one first")
    if network.layers[0].activation != "identity":
        raise ValueError("only identity units have a closed form: set the output activation to identity")
    if loss not in _FACTORS:
        raise ValueError("only a squared error has a closed form: choose it as the loss")
    if rule.weight_decay and rule.optimiser.decoupled:
        raise ValueError(f"with the weight decay of {rule.optimiser.title} there is no closed form")


def least_squares(network: Network, inputs: Array, targets: Array, loss: str, reduction: str, rule: Rule) -> Network:
    """The network with the weights, and biases if it has any, at which descent by this rule would come to rest.

    Inputs and targets have shapes (samples, inputs), (samples, outputs). Of many such weights, where inputs depend on
    each other and nothing decays, the smallest are taken. Raises ValueError where there is no closed form.
    """
    check_closed_form(network, loss, rule)
    layer, samples = network.layers[0], len(inputs)
    columns = np.column_stack([inputs, np.ones(samples)]) if layer.has_bias else inputs
    factor = _FACTORS[loss](layer.units) / (samples if reduction == "mean" else 1)
    decays = np.ones(columns.shape[1])
    if layer.has_bias and not rule.biases_decay:
        decays[-1] = 0.0
    if rule.weight_decay:
        columns = np.concatenate([columns, np.diag(np.sqrt(rule.weight_decay / factor) * decays)])
        targets = np.concatenate([targets, np.zeros((len(decays), layer.units))])
    solution = np.linalg.lstsq(columns, targets, rcond=None)[0].T
    weights, biases = (solution[:, :-1], solution[:, -1]) if layer.has_bias else (solution, None)
    return make_network(network.inputs, [make_layer(layer.activation, weights, biases)])
