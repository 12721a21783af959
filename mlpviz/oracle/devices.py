"""Whether torch is there, and which of its devices can compute in float64."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from mlpviz.oracle.messages import OracleError, first_line
from mlpviz.oracle.surface_messages import Place

MPS_NOTE = "mps has no float64: cpu is used"


@cache
def torch_problem() -> str:
    """Why torch cannot be used, in one line; empty where it can. Imports torch, once.

    The result is kept, because a second import after a failed one can end the process.
    """
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name == "torch":
            return "torch is not installed: pip install torch"
        return f"torch fails to import: {first_line(error)}"
    except Exception as error:  # a broken installation raises anything
        return f"torch fails to import: {first_line(error)}"
    if not hasattr(torch, "float64"):  # a folder called torch beside the program is imported without complaint
        return "torch fails to import: what is found under its name is not PyTorch"
    return ""


def require_torch() -> None:
    """Import torch; raise OracleError (missing) where that fails."""
    problem = torch_problem()
    if problem:
        raise OracleError(problem, missing=True)


def devices() -> list[str]:
    """The devices that compute in float64: cpu, and cuda where torch sees one. Raises OracleError."""
    require_torch()
    import torch

    return ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


def resolved(device: str) -> tuple[str, str]:
    """The device to compute on, and a note where it is not the one asked for.

    Raises OracleError where the device is not there or has no such name.
    """
    there = devices()
    if device in there:
        return device, ""
    if device == "mps":
        return "cpu", MPS_NOTE
    if device == "cuda":
        raise OracleError("torch sees no cuda device here: choose cpu")
    raise OracleError(f"no device is called {device!r}: choose {' or '.join(there)}")


def place_of(device: str) -> Place:
    """Where an answer will be computed that is asked for on `device`. Raises OracleError as `resolved` does."""
    found, note = resolved(device)
    import torch

    return Place(found, str(torch.__version__), tuple(devices()), note)


@contextmanager
def failures(device: str) -> Iterator[None]:
    """Raise OracleError, in one line, where torch fails on the way: out of memory, or a device that is not there."""
    try:
        yield
    except (RuntimeError, AssertionError, MemoryError) as error:  # torch asserts where it lacks a device
        raise OracleError(f"torch fails on {device}: {first_line(error)}") from error
