"""What is asked of torch and what it answers: plain frozen arrays, which cross from one process to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mlpviz.core.timeline import Walk
from mlpviz.nn.network import Array, Network
from mlpviz.nn.optimisers import Memory
from mlpviz.nn.rule import Rule
from mlpviz.oracle.surface_messages import (
    Cancel,
    CurvatureAnswer,
    CurvatureQuestion,
    FunctionAnswer,
    FunctionQuestion,
    Progress,
    SurfaceAnswer,
    SurfaceQuestion,
)

_DIVIDING = ("rmsprop", "adagrad", "adam", "adamw")


@dataclass(frozen=True, eq=False)
class Question:
    """One iteration to compute again.

    inputs has shape (samples, inputs), targets (samples, outputs): class numbers are one-hot rows already. `number`
    comes back with the answer, so that an answer to what no longer holds can be told and dropped. `rate` is the
    learning rate of this update, by the schedule of `rule`; `memory` is what the optimiser remembers before it, and
    `count` its number (from 1).

    `weight_gradients` and `bias_gradients`, indexed as those of a Pass, are the engine's own, for an optimiser that
    divides by the gradient's size: it would magnify what is 0 but for rounding to a whole step. They are used for the
    update alone, and are themselves compared with torch's.
    """

    number: int
    network: Network
    inputs: Array
    targets: Array
    loss: str
    reduction: str
    rule: Rule
    rate: float
    memory: Memory
    count: int = 1
    device: str = "cpu"
    weight_gradients: tuple[Array | None, ...] = ()
    bias_gradients: tuple[Array | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """Everything of one iteration by torch autograd, in float64; tuples are indexed and shaped as those of a Pass.

    deltas[l] is ∂/∂ξ of each sample's own loss, the gradients are of the reduced loss, updated_weights[l] and
    updated_biases[l] the parameters after one update. `device` is where it was computed, `devices` what this torch
    offers, and `note` says in one line why a device was not taken (empty where it was).
    """

    number: int
    device: str
    torch_version: str
    excitations: tuple[Array | None, ...]
    activations: tuple[Array, ...]
    deltas: tuple[Array | None, ...]
    weight_gradients: tuple[Array | None, ...]
    bias_gradients: tuple[Array | None, ...]
    losses: Array
    loss: float
    updated_weights: tuple[Array | None, ...]
    updated_biases: tuple[Array | None, ...]
    devices: tuple[str, ...] = ("cpu",)
    note: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer, in one line. `missing`: torch is not there, so no question will be answered."""

    number: int
    message: str
    missing: bool = False
    devices: tuple[str, ...] = ()


KINDS = (Question, FunctionQuestion, CurvatureQuestion, SurfaceQuestion)
"""What can be asked, the quickest to answer first."""

AnyQuestion: TypeAlias = Question | FunctionQuestion | CurvatureQuestion | SurfaceQuestion
Message: TypeAlias = (
    AnyQuestion | Cancel | Answer | FunctionAnswer | CurvatureAnswer | SurfaceAnswer | Progress | Refusal
)


class OracleError(Exception):
    """Torch is missing or broken (`missing`), or cannot do what was asked; the text is one line for the user."""

    def __init__(self, message: str, missing: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.missing = missing


def question_of(walk: Walk, iteration: int, number: int = 0, device: str = "cpu") -> Question:
    """The question that one iteration of a walk puts."""
    document = walk.document
    rule = document.training.rule
    given = walk.result(iteration) if rule.optimizer in _DIVIDING else None
    return Question(
        number,
        walk.network(iteration),
        walk.inputs,
        walk.targets,
        document.loss,
        document.reduction,
        rule,
        walk.rate(iteration),
        walk.memory(iteration),
        walk.count(iteration),
        device,
        () if given is None else given.weight_gradients,
        () if given is None else given.bias_gradients,
    )


def first_line(error: BaseException) -> str:
    """The first line of an error's text, or its kind where it has none."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
