"""`mlpviz train`: trains a document without a window, by NumPy or by torch, and keeps what was reached.

With --json, a line of JSON on standard output for each epoch as it ends, from epoch 0 (before the first update) on:

    {"epoch": 0, "train_loss": 0.71, "train_accuracy": 0.5, "test_loss": null, "test_accuracy": null,
     "learning_rate": 0.1}

What there is not (a test loss without samples held out, an accuracy without classes) and what is not finite is null.
`learning_rate` is that of the coming epoch. A document with two runs has run B under "rival": {…} with the same keys.
The last line is {"done": true, "epochs": N, "seconds": 1.234, "stopped": null}: N whole epochs, and where `stopped` is
a sentence not all of them were made.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.cli.common import INTERRUPTED, OK, UsageError, add_document, count, load_network
from mlpviz.cli.train_report import JsonReport, Report, TextReport

if TYPE_CHECKING:
    from mlpviz.core.document import Document
    from mlpviz.core.lockstep import Lockstep

BROKEN = 1
_EPILOG = """\
With --json each epoch is a line as it ends, epoch 0 before the first update:
  {"epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "learning_rate"}
null stands for what there is not and what is not finite. A document with two runs has
run B under "rival" with the same keys. The last line is {"done": true, "epochs", "seconds", "stopped"},
where "stopped" says why not all epochs were made, or is null.

Ctrl+C keeps what was reached: -o is written, the status is 130. Where a value is not finite
training stops before that update: -o is written, the status is 1."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, _EPILOG
    add_document(parser)
    add = parser.add_argument
    add("--epochs", metavar="N", type=epochs, help="at most so many (default: the document's own)")
    add("--device", choices=("numpy", "cpu", "cuda"), default="numpy", help="NumPy, or torch on a device")
    add("--seed", metavar="N", type=count(0), help="of the batches (default: the document's own)")
    add("--json", action="store_true", help="a line for each epoch, for programs")
    add("-o", dest="out", metavar="OUT.mlpviz", type=Path, help="the trained document goes here")


def epochs(text: str) -> int:
    """A number of epochs, as an argument."""
    from mlpviz.core.training import MAX_EPOCHS

    number = count(1)(text)
    if number > MAX_EPOCHS:
        raise argparse.ArgumentTypeError(f"{text!r} is more than {MAX_EPOCHS:,}")
    return number


def train(options: argparse.Namespace) -> int:
    from mlpviz.oracle.messages import OracleError

    document = load_network(options.document)
    if options.seed is not None:
        document = _with_seed(document, options.seed)
    if options.out is not None:
        _check_writable(options.out)
    try:
        with _interrupts() as interrupted:
            return _train(document, options, interrupted)
    except OracleError as error:
        raise UsageError(f"{options.document}: {error}") from None


def _train(document: Document, options: argparse.Namespace, interrupted: Callable[[], bool]) -> int:
    lockstep = _lockstep(document, options.device)
    goal = options.epochs or document.training.epochs
    report: Report = JsonReport() if options.json else TextReport(options.document, goal, sys.stderr)
    began = time.monotonic()
    try:
        stopped = trained(lockstep, goal, report, interrupted)
    except OSError:  # nobody reads the report any more
        _keep(lockstep, document, options.out)
        raise
    seconds = time.monotonic() - began
    _keep(lockstep, document, options.out)
    report.done(lockstep, seconds, stopped)
    kept = "Nothing is kept without -o." if options.out is None else f"{options.out} has what was reached."
    if lockstep.broken is not None:
        print(f"mlpviz: {stopped} {kept}", file=sys.stderr)
        return BROKEN
    if interrupted():
        print(f"mlpviz: {stopped} {kept}", file=sys.stderr)
        return INTERRUPTED
    return OK


def _with_seed(document: Document, seed: int) -> Document:
    rival = document.rival
    if rival is not None:
        rival = replace(rival, training=replace(rival.training, seed=seed))
    return replace(document, training=replace(document.training, seed=seed), rival=rival)


def _check_writable(out: Path) -> None:
    """Raise UsageError where no document can be written to `out`, as far as can be told before."""
    from mlpviz.core.files import SUFFIX

    if out.suffix.lower() != SUFFIX:
        raise UsageError(f"{out}: the name must end in {SUFFIX}")
    if not out.parent.is_dir():
        raise UsageError(f"{out}: there is no folder {str(out.parent)!r}: make it first")
    if out.exists() and not out.is_file():
        raise UsageError(f"{out}: is no ordinary file: choose another name")
    if not os.access(out.parent, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise UsageError(f"{out}: you may not write here: save elsewhere")


def _lockstep(document: Document, device: str) -> Lockstep:
    if device == "numpy":
        from mlpviz.core.lockstep import Lockstep

        return Lockstep(document)
    from mlpviz.oracle.training import TorchLockstep

    return TorchLockstep(document, device)


@contextlib.contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C has been pressed, to be asked between updates; pressed again it ends the program at once."""
    before, came = signal.getsignal(signal.SIGINT), False

    def note(_number: int, _frame: object) -> None:
        nonlocal came
        came = True
        signal.signal(signal.SIGINT, before)

    if before is signal.default_int_handler:  # else whoever started this wants it left alone
        signal.signal(signal.SIGINT, note)
    try:
        yield lambda: came
    finally:
        signal.signal(signal.SIGINT, before)


def trained(lockstep: Lockstep, goal: int, report: Report, interrupted: Callable[[], bool] = lambda: False) -> str:
    """Make updates until `goal` epochs are done; returns why it stopped before, "" where it did not."""
    first, goals = lockstep.first, lockstep.document.training
    report.epoch(lockstep)
    while first.epoch < goal:
        if interrupted():
            return _interrupted_words(lockstep)
        if not lockstep.step():
            return _broken_words(lockstep)
        report.moved(lockstep)
        if first.update % first.updates_an_epoch == 0:
            report.epoch(lockstep)
            reached = lockstep.reached(goals)
            if reached:
                return reached
    return ""


def _interrupted_words(lockstep: Lockstep) -> str:
    run = lockstep.first
    part = run.update % run.updates_an_epoch
    where = f"in epoch {run.epoch + 1:,} after update {run.update:,}" if part else f"after epoch {run.epoch:,}"
    return f"Interrupted {where}."


def _broken_words(lockstep: Lockstep) -> str:
    run = lockstep.broken
    assert run is not None
    whose = f"Run {'AB'[lockstep.runs.index(run)]}: " if len(lockstep.runs) > 1 else ""
    return f"{whose}{run.broken}"


def _keep(lockstep: Lockstep, document: Document, out: Path | None) -> None:
    """Write the document as trained so far, where it is wanted."""
    from mlpviz.core.files import FileError, save

    if out is None:
        return
    try:
        save(lockstep.put_into(document, lockstep.networks), out)
    except FileError as error:
        raise UsageError(str(error)) from None
