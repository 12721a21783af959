"""The command line: one line on standard error and status 2 for anything that does not fit, never a traceback.

Everything heavy is imported where it is used, so that `mlpviz --help` needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mlpviz import __version__

if TYPE_CHECKING:
    from mlpviz.core.document import Document
    from mlpviz.core.timeline import Selection, Walk

OK, DISAGREES, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

_NOTATIONS = ("excitation", "unit_graph", "two_stage", "row_matrix", "layer_superscript")
_THEMES = ("light", "dark", "projector", "print")
_SUFFIXES = (".png", ".svg", ".pdf")
_SIDES = (64, 8192)  # pixels
_SCALES = (0.25, 8.0)


_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class UsageError(Exception):
    """What was asked for does not fit; the text is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


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
        parser = _Parser(f"mlpviz {argv[0]}", description=description, allow_abbrev=False)
        add_arguments(parser)
        return run(parser.parse_args(argv[1:]))
    parser = _Parser(
        "mlpviz",
        description="See how a multilayer perceptron computes and learns, one neuron at a time.",
        usage="mlpviz [DOC]\n       mlpviz COMMAND …",
        epilog="commands:\n" + "\n".join(f"  mlpviz {name} {usage}" for name, (usage, *_) in _COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_document(parser, nargs="?")
    parser.add_argument("--version", action="version", version=f"mlpviz {__version__}")
    return _open(parser.parse_args(argv))


def _add_document(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    parser.add_argument("document", metavar="DOC", nargs=nargs, help="a file, or the id of an example")


def _add_notation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--notation", choices=_NOTATIONS, help="symbols to use (default: the document's own)")


def _path_of(name: str) -> Path:
    """The file that DOC stands for: a path that exists, else an example."""
    from mlpviz.core.examples import find

    path = Path(name)
    with contextlib.suppress(OSError, ValueError):
        if path.exists():
            return path
    try:
        return find(name).path
    except KeyError as error:
        looks_like_path = path.suffix or len(path.parts) != 1
        reason = "there is no such file: check its name" if looks_like_path else error.args[0]
        raise UsageError(f"{name!r}: {reason}" if not name.isprintable() or not name else f"{name}: {reason}") from None


def _load(name: str) -> Document:
    from mlpviz.core.files import FileError, load

    try:
        return load(_path_of(name))
    except FileError as error:
        raise UsageError(str(error)) from None


def _load_network(name: str) -> Document:
    document = _load(name)
    if document.function is not None:
        raise UsageError(f"{name}: is a function and has no layers to walk: mlpviz surface {name} descends it")
    return document


def _open(options: argparse.Namespace) -> int:
    document = path = None
    if options.document is not None:
        document, path = _load(options.document), _path_of(options.document)
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        raise UsageError("there is no display: start mlpviz on a desktop, or use trace, check and export")
    with _qt():
        from mlpviz import app
    from mlpviz.core.examples import examples

    if path is not None and path in {example.path for example in examples()}:
        path = None  # Save asks for a name: the bundled examples stay as they are
    return app.run(document, path)


@contextlib.contextmanager
def _qt() -> Iterator[None]:
    """Say in one line what is missing where Qt cannot be loaded."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"Qt cannot be loaded: {error}: the README names the system packages it needs") from None


def _examples(options: argparse.Namespace) -> int:
    from mlpviz.core.examples import examples

    rows = examples()
    if options.json:
        keys = ("id", "title", "row", "summary")
        listed = [{**{key: getattr(row, key) for key in keys}, "path": str(row.path)} for row in rows]
        print(json.dumps(listed, indent=2))
        return OK
    width, row_width = max(len(row.id) for row in rows), max(len(row.row) for row in rows)
    for row in rows:
        print(f"{row.id:<{width}}  {row.row:<{row_width}}  {row.summary}")
    return OK


def _selection(document: Document, name: str, sample: str | None) -> Selection:
    from mlpviz.core.session import initial_selection

    if sample is None:
        return initial_selection(document)
    if sample == "all":
        return None
    count = document.data.samples
    if not re.fullmatch(r"[0-9]{1,9}", sample) or not 1 <= int(sample) <= count:
        known = "1" if count == 1 else f"1 to {count}"
        raise UsageError(f"{name}: --sample: there is no sample {sample!r}: choose {known}, or all")
    return int(sample) - 1


def _trace(options: argparse.Namespace) -> int:
    import numpy as np

    from mlpviz.core.timeline import Walk

    document = _load_network(options.document)
    walk = Walk(document, _selection(document, options.document, options.sample))
    with np.errstate(over="ignore", invalid="ignore"):  # a walk that diverges says so by its numbers
        for line in _trace_lines(walk, options):
            print(line)
    return OK


def _trace_lines(walk: Walk, options: argparse.Namespace) -> Iterator[str]:
    from mlpviz.export.trace import json_lines, transcript_lines

    if options.json:
        return json_lines(walk, options.updates)
    return transcript_lines(walk, options.notation or walk.document.notation, options.updates)


def _check(options: argparse.Namespace) -> int:
    from mlpviz.oracle.check import OracleError, check, lines, report

    document = _load_network(options.document)
    try:
        verdict = check(document, None, options.device)
    except OracleError as error:
        raise UsageError(f"{options.document}: {error}") from None
    print(json.dumps(report(verdict), indent=2, allow_nan=False) if options.json else "\n".join(lines(verdict)))
    return OK if verdict.agrees else DISAGREES


def _export(options: argparse.Namespace) -> int:
    from mlpviz.core.timeline import Walk
    from mlpviz.nn.schedule import Grain

    document = _load_network(options.document)
    if options.out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{options.out}: the name must end in {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]}")
    if not options.out.parent.is_dir():
        raise UsageError(f"{options.out}: there is no folder {str(options.out.parent)!r}: make it first")
    walk = Walk(document, _selection(document, options.document, None))
    last = walk.schedule.count(Grain.NEURON) - 1
    if options.step is not None and options.step > last:
        raise UsageError(f"{options.document}: --step: there is no step {options.step}: choose 0 to {last}")
    with _qt():
        from mlpviz.export.picture import export_picture

    export_picture(
        document,
        options.out,
        step=options.step,
        size=options.size,
        scale=options.scale,
        theme=options.theme,
        notation=options.notation,
    )
    return OK


def _count(lowest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < lowest:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {lowest} on")
        return int(text)

    return read


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    if found is None or not all(_SIDES[0] <= int(side) <= _SIDES[1] for side in found.groups()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 1280x720, each side {_SIDES[0]} to {_SIDES[1]}")
    return int(found[1]), int(found[2])


def _scale(text: str) -> float:
    from mlpviz.core.expression import ExpressionError, parse_number

    try:
        value = parse_number(text)
    except ExpressionError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None
    if not _SCALES[0] <= value <= _SCALES[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is not from {_SCALES[0]} to {_SCALES[1]:g}")
    return value


def _examples_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def _trace_arguments(parser: argparse.ArgumentParser) -> None:
    _add_document(parser)
    parser.add_argument("--sample", metavar="N|all", help="the sample to walk, from 1, or all of them as one batch")
    parser.add_argument("--updates", metavar="N", type=_count(1), default=1, help="iterations to walk (default 1)")
    _add_notation(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _add_document(parser)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="where torch computes (default cpu)")
    parser.add_argument("--json", action="store_true", help="for programs")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    _add_document(parser)
    parser.add_argument("--step", metavar="K", type=_count(0), help="the step to show, from 0, as in the trace")
    parser.add_argument("--size", metavar="WxH", type=_size, help="size in pixels, like 1280x720")
    parser.add_argument("--scale", metavar="S", type=_scale, default=1.0, help="pixels a unit of size (default 1)")
    parser.add_argument("--theme", choices=_THEMES, default="light", help="default light")
    _add_notation(parser)
    parser.add_argument("-o", dest="out", metavar="FILE", type=Path, required=True, help=".png, .svg or .pdf")


_Command = tuple[str, str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]
_COMMANDS: dict[str, _Command] = {
    "examples": ("[--json]", "List the examples.", _examples_arguments, _examples),
    "trace": (
        "DOC [--sample N|all] [--updates N] [--notation X] [--json]",
        "Write every step of the walk with its number.",
        _trace_arguments,
        _trace,
    ),
    "check": (
        "DOC [--device cpu|cuda] [--json]",
        "Compare every number with torch's autograd; status 1 where one disagrees.",
        _check_arguments,
        _check,
    ),
    "export": (
        "DOC [--step K] [--size WxH] [--scale S] [--theme X] [--notation X] -o FILE",
        "Draw one step into a picture.",
        _export_arguments,
        _export,
    ),
}
