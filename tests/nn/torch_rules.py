"""Rules of an update by torch alone: its optimisers with weight decay, and its schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, StepLR

from mlpviz.nn.network import Network
from mlpviz.nn.rule import Rule

from .torch_witness import TORCH_ACTIVATIONS, TORCH_LOSSES

TORCH_OPTIMISERS: dict[str, Callable[..., Optimizer]] = {
    "gradient_descent": lambda groups, rate: SGD(groups, lr=rate),
    "momentum": lambda groups, rate: SGD(groups, lr=rate, momentum=0.9),
    "nesterov": lambda groups, rate: SGD(groups, lr=rate, momentum=0.9, nesterov=True),
    "rmsprop": lambda groups, rate: RMSprop(groups, lr=rate),
    "adagrad": lambda groups, rate: Adagrad(groups, lr=rate),
    "adam": lambda groups, rate: Adam(groups, lr=rate),
    "adamw": lambda groups, rate: AdamW(groups, lr=rate, weight_decay=0.0),
}
"""(groups of parameters, learning rate) → optimiser; weight decay is a group's own."""

TORCH_SCHEDULES: dict[str, Callable[[Optimizer, Rule], LRScheduler | None]] = {
    "constant": lambda optimizer, rule: None,
    "step": lambda optimizer, rule: StepLR(optimizer, rule.schedule_epochs, rule.schedule_factor),
    "cosine": lambda optimizer, rule: CosineAnnealingLR(
        optimizer, rule.schedule_epochs, eta_min=rule.schedule_factor * rule.learning_rate
    ),
}


class TorchTraining:
    """A network that torch trains in float64. `weights[l-1]` and `biases[l-1]` are layer l's (None without biases)."""

    def __init__(self, network: Network, rule: Rule, loss: str, reduction: str) -> None:
        self.activations = [layer.activation for layer in network.layers]
        self.weights = [torch.tensor(layer.weights, requires_grad=True) for layer in network.layers]
        self.biases = [
            None if layer.biases is None else torch.tensor(layer.biases, requires_grad=True) for layer in network.layers
        ]
        self.loss, self.reduction = loss, reduction
        biases = [bias for bias in self.biases if bias is not None]
        groups = [{"params": self.weights, "weight_decay": rule.weight_decay}]
        if biases:
            groups.append({"params": biases, "weight_decay": rule.weight_decay if rule.biases_decay else 0.0})
        self.optimizer = TORCH_OPTIMISERS[rule.optimizer](groups, rule.learning_rate)
        self.schedule = TORCH_SCHEDULES[rule.schedule](self.optimizer, rule)

    def update(self, inputs: torch.Tensor, targets: torch.Tensor) -> float:
        """One update; returns the batch's loss before it."""
        self.optimizer.zero_grad()
        h = xi = inputs
        for activation, weights, biases in zip(self.activations, self.weights, self.biases, strict=True):
            xi = torch.nn.functional.linear(h, weights, biases)
            h = TORCH_ACTIVATIONS[activation](xi)
        losses = TORCH_LOSSES[self.loss](xi, h, targets)
        loss = losses.mean() if self.reduction == "mean" else losses.sum()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def end_epoch(self) -> None:
        if self.schedule is not None:
            self.schedule.step()

    def parameters(self) -> Iterator[torch.Tensor]:
        """In the order of θ."""
        for weights, biases in zip(self.weights, self.biases, strict=True):
            yield weights.detach().ravel()
            if biases is not None:
                yield biases.detach()
