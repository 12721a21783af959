"""The command line: one line on standard error and status 2 for anything that does not fit, never a traceback.

Everything heavy is imported where it is used, so that `mlpviz --help` needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from mlpviz import __version__
from mlpviz.cli import data, surface, train, walk
from mlpviz.cli.common import (
    BAD_INPUT,
    INTERRUPTED,
    OK,
    PIPE_CLOSED,
    Parser,
    UsageError,
    add_document,
    load_if_its_data_are_there,
    path_of,
    qt,
)

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(sys.argv[1:] if argv is None else list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except UsageError as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return PIPE_CLOSED
    except OSError as error:
        if error.filename is None:
            _let_go_of_stdout()
        return _complain(f"{error.filename or 'standard output'}: {error.strerror or error}")
    except SystemExit as stop:  # argparse, after --help or --version
        return stop.code if isinstance(stop.code, int) else OK
    return status


def _complain(message: str) -> int:
    line = " ".join(message.splitlines())
    with contextlib.suppress(OSError):
        print(f"mlpviz: {line}", file=sys.stderr)
    return BAD_INPUT


def _let_go_of_stdout() -> None:
    """Point standard output at nothing: Python flushes it once more at its end, and would complain again."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _run(argv: list[str]) -> int:
    if argv and argv[0] in _COMMANDS:
        _, description, add_arguments, run = _COMMANDS[argv[0]]
        parser = Parser(f"mlpviz {argv[0]}", description=description, allow_abbrev=False)
        add_arguments(parser)
        return run(parser.parse_args(argv[1:]))
    parser = Parser(
        "mlpviz",
        description="See how a multilayer perceptron computes and learns, one neuron at a time.",
        usage="mlpviz [DOC]\n       mlpviz COMMAND …",
        epilog="commands:\n" + "\n".join(f"  mlpviz {name} {usage}" for name, (usage, *_) in _COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_document(parser, nargs="?")
    parser.add_argument("--version", action="version", version=f"mlpviz {__version__}")
    return _open(parser.parse_args(argv))


def _open(options: argparse.Namespace) -> int:
    _leave_a_core()
    document = path = None
    if options.document is not None:
        document, path = load_if_its_data_are_there(options.document), path_of(options.document)
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        raise UsageError("there is no display: start mlpviz on a desktop, or use trace, check and export")
    with qt():
        from mlpviz import app
    from mlpviz.core.examples import examples

    if path is not None and path in {example.path for example in examples()}:
        path = None  # Save asks for a name: the bundled examples stay as they are
    return app.run(document, path)  # without a document but with its path: the window asks where its samples are


def _leave_a_core() -> None:
    """Keep products of matrices off one core: the window needs it. To be said before NumPy is imported."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(max(1, (os.cpu_count() or 1) - 1)))


_Command = tuple[str, str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]
_COMMANDS: dict[str, _Command] = {
    "examples": ("[--json]", "List the examples.", walk.examples_arguments, walk.examples),
    "trace": (
        "DOC [--sample N|all] [--updates N] [--notation X] [--json]",
        "Write every step of the walk with its number.",
        walk.trace_arguments,
        walk.trace,
    ),
    "check": (
        "DOC [--device cpu|cuda] [--json]",
        "Compare every number with torch's autograd; status 1 where one disagrees.",
        walk.check_arguments,
        walk.check,
    ),
    "export": (
        "DOC [--step K | --view regions|maps|curves [--epochs N] [--hard]]\n"
        "      [--size WxH] [--scale S] [--theme X] [--notation X] -o FILE",
        "Draw one step, or what was learned, into a picture.",
        walk.export_arguments,
        walk.export,
    ),
    "train": (
        "DOC [--epochs N] [--device numpy|cpu|cuda] [--seed N] [--json] [-o OUT.mlpviz]",
        "Train a document and keep it with the weights reached.",
        train.arguments,
        train.train,
    ),
    "data": (
        "[NAME] [--size N] [--noise S] [--seed N] [--test SHARE] [--classes K] [--json] [-o FILE.csv]",
        "List the sets of samples, or write one as CSV.",
        data.arguments,
        data.data,
    ),
    "surface": (
        "DOC [--parameters A B] [--range x0,x1,y0,y1] [--start a,b] [--rates 1,0.1] [--optimizer NAME]\n"
        "      [--batch-size N] [--seed N] [--steps N] [--accumulate] [--move two|all] [--grid N]\n"
        "      [--view 2d|3d] [--size WxH] [--scale S] [--theme X] (--json | -o FILE)",
        "Descend the loss over two parameters, or a textbook function, with a path for each learning rate.",
        surface.arguments,
        surface.surface,
    ),
}
