"""The second witness: torch builds the same network in float64, and autograd alone differentiates it.

Nothing of the engine is used but its frozen arrays: torch's functions, torch's gradients, torch's update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpviz.nn.network import Array, Layer
from mlpviz.oracle import tables
from mlpviz.oracle.devices import devices, resolved
from mlpviz.oracle.messages import Answer, OracleError, Question, first_line

if TYPE_CHECKING:
    from torch import Tensor


def answer(question: Question) -> Answer:
    """Everything of one iteration, by autograd.

    Imports torch. Raises OracleError where torch is missing or broken, the device is not there, or torch fails
    on the way (out of memory, a device that cannot run this build).
    """
    device, note = resolved(question.device)
    try:
        return _answer(question, device, note)
    except (RuntimeError, AssertionError, MemoryError) as error:  # torch asserts where it lacks a device
        raise OracleError(f"torch fails on {device}: {first_line(error)}") from error


def _answer(question: Question, device: str, note: str) -> Answer:
    import torch

    weights, biases, excitations, activations = _forward(question, device)
    targets = _tensor(question.targets, device)
    losses = tables.losses()[question.loss](excitations[-1], activations[-1], targets)
    total = losses.sum()  # samples do not touch each other: its derivative by their ξ is each one's own
    reduced = losses.mean() if question.reduction == "mean" else total

    deltas = _gradients(total, excitations)
    parameters = [tensor for pair in zip(weights, biases, strict=True) for tensor in pair if tensor is not None]
    gradients = _gradients(reduced, parameters)
    by_parameter = {id(parameter): gradient for parameter, gradient in zip(parameters, gradients, strict=True)}
    weight_gradients = [by_parameter[id(weight)] for weight in weights]
    bias_gradients = [None if bias is None else by_parameter[id(bias)] for bias in biases]
    with torch.no_grad():
        tables.optimisers()[question.optimizer](parameters, gradients, question.learning_rate)

    return Answer(
        question.number,
        device,
        str(torch.__version__),
        (None, *map(_array, excitations)),
        (question.inputs, *map(_array, activations)),
        (None, *map(_array, deltas)),
        (None, *map(_array, weight_gradients)),
        (None, *map(_maybe_array, bias_gradients)),
        _array(losses),
        float(reduced.detach()),
        (None, *map(_array, weights)),
        (None, *map(_maybe_array, biases)),
        tuple(devices()),
        note,
    )


def _forward(question: Question, device: str) -> tuple[list[Tensor], list[Tensor | None], list[Tensor], list[Tensor]]:
    """Weights and biases as leaves of a graph, and ξ and h of every layer from 1 on."""
    functions = tables.activations()
    weights: list[Tensor] = []
    biases: list[Tensor | None] = []
    excitations: list[Tensor] = []
    activations: list[Tensor] = []
    h = _tensor(question.inputs, device)
    for layer in question.network.layers:
        weight, bias = _parameters(layer, device)
        # the sum first, the bias last: the order matters where ξ lies on the jump of a step
        xi = h @ weight.T if bias is None else h @ weight.T + bias
        h = functions[layer.activation](xi)
        weights.append(weight)
        biases.append(bias)
        excitations.append(xi)
        activations.append(h)
    return weights, biases, excitations, activations


def _parameters(layer: Layer, device: str) -> tuple[Tensor, Tensor | None]:
    weight = _tensor(layer.weights, device).requires_grad_()
    return weight, None if layer.biases is None else _tensor(layer.biases, device).requires_grad_()


def _gradients(value: Tensor, tensors: list[Tensor]) -> list[Tensor]:
    """∂value/∂tensor for each; 0 where the value does not hang on it, behind a step for example."""
    import torch

    if not value.requires_grad:
        return [torch.zeros_like(tensor) for tensor in tensors]
    return list(torch.autograd.grad(value, tensors, retain_graph=True, allow_unused=True, materialize_grads=True))


def _tensor(array: Array, device: str) -> Tensor:
    import torch

    return torch.tensor(array, dtype=torch.float64, device=device)


def _array(tensor: Tensor) -> Array:
    array: Array = tensor.detach().cpu().numpy()
    return array


def _maybe_array(tensor: Tensor | None) -> Array | None:
    return None if tensor is None else _array(tensor)
