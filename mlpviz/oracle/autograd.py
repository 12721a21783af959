"""The second witness: torch builds the same network in float64, and autograd alone differentiates it.

Nothing of the engine is used but its frozen arrays: torch's functions, torch's gradients, torch's update.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from mlpviz.nn.network import Array, Layer
from mlpviz.oracle import tables
from mlpviz.oracle.devices import devices, failures, resolved
from mlpviz.oracle.messages import Answer, Question
from mlpviz.oracle.optimisers import Group, optimisers

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")


def answer(question: Question) -> Answer:
    """Everything of one iteration, by autograd.

    Imports torch. Raises OracleError where torch is missing or broken, the device is not there, or torch fails
    on the way (out of memory, a device that cannot run this build).
    """
    device, note = resolved(question.device)
    with failures(device):
        return _answer(question, device, note)


def _answer(question: Question, device: str, note: str) -> Answer:
    import torch

    weights, biases, excitations, activations = _forward(question, device)
    targets = _tensor(question.targets, device)
    losses = tables.losses()[question.loss](excitations[-1], activations[-1], targets)
    total = losses.sum()  # samples do not touch each other: its derivative by their ξ is each one's own
    reduced = losses.mean() if question.reduction == "mean" else total

    deltas = _gradients(total, excitations)
    parameters = [*weights, *(bias for bias in biases if bias is not None)]
    gradients = iter(_gradients(reduced, parameters))
    weight_gradients = [next(gradients) for _ in weights]
    bias_gradients = [None if bias is None else next(gradients) for bias in biases]
    with torch.no_grad():
        _update(question, weights, biases, weight_gradients, bias_gradients, device)

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


def _update(
    question: Question,
    weights: list[Tensor],
    biases: list[Tensor | None],
    weight_gradients: list[Tensor],
    bias_gradients: list[Tensor | None],
    device: str,
) -> None:
    """Change the parameters in place, by torch's optimiser with what it remembers; weights and biases apart."""
    rule, memory = question.rule, question.memory
    if question.weight_gradients:
        weight_gradients = [_tensor(array, device) for array in _present(question.weight_gradients[1:])]
        bias_gradients = [None if array is None else _tensor(array, device) for array in question.bias_gradients[1:]]
    for parameters, gradients, slots, decays in (
        (weights, weight_gradients, memory.weights, True),
        (_present(biases), _present(bias_gradients), [slots for slots in memory.biases if slots], rule.biases_decay),
    ):
        remembered = [[_tensor(array, device) for array in arrays] for arrays in zip(*slots, strict=True)]
        decay = rule.weight_decay if decays else 0.0
        group = Group(parameters, gradients, remembered, question.rate, decay, question.count)
        if parameters:
            optimisers()[rule.optimizer](group)


def _present(parts: Iterable[T | None]) -> list[T]:
    return [part for part in parts if part is not None]


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
