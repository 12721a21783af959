"""What the commands share: reading documents and arguments, and the one error for what does not fit."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from mlpviz.core.document import Document

OK, DISAGREES, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
_THEMES = ("light", "dark", "projector", "print")

_SUFFIXES = (".png", ".svg", ".pdf")
_OPTION = re.compile(r"--[a-z-]+")
_NEGATIVE = re.compile(r"-+(?:[0-9.(]|pi\b|e\b)")
_SIDES = (64, 8192)  # pixels
_SCALES = (0.25, 8.0)


class UsageError(Exception):
    """What was asked for does not fit; the text is one line."""


class Parser(argparse.ArgumentParser):
    """Errors are one line, and a value may begin with a minus: `--range -4,4,-2,2`."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        return super().parse_known_args(None if args is None else _joined(args), namespace)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _joined(arguments: Sequence[str]) -> list[str]:
    """An option and the negative number after it as one argument, as argparse takes the number for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and _OPTION.fullmatch(joined[-1]) and _NEGATIVE.match(argument):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def path_of(name: str) -> Path:
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


def load_document(name: str) -> Document:
    from mlpviz.core.files import FileError, LostFileError, load

    try:
        return load(path_of(name))
    except LostFileError as error:
        lost = "has changed: open the document in the window to take it as it is now"
        if not error.changed:
            lost = "is missing: put it back, or open the document in the window to say where it is"
        raise UsageError(f"{name}: the file of its samples, {error.missing}, {lost}") from None
    except FileError as error:
        raise UsageError(str(error)) from None


def load_if_its_data_are_there(name: str) -> Document | None:
    """The document, or None where the file that its samples are in is missing or has changed."""
    from mlpviz.core.files import FileError, LostFileError, load

    try:
        return load(path_of(name))
    except LostFileError:
        return None
    except FileError as error:
        raise UsageError(str(error)) from None


def load_network(name: str) -> Document:
    document = load_document(name)
    if document.function is not None:
        raise UsageError(f"{name}: is a function and has no layers to walk or train: mlpviz surface {name} descends it")
    return document


@contextlib.contextmanager
def qt() -> Iterator[None]:
    """Say in one line what is missing where Qt cannot be loaded."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"Qt cannot be loaded: {error}: the README names the system packages it needs") from None


def check_picture(out: Path) -> None:
    """Raise UsageError where a picture cannot be written to `out`."""
    if out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{out}: the name must end in {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]}")
    if not out.parent.is_dir():
        raise UsageError(f"{out}: there is no folder {str(out.parent)!r}: make it first")


def add_document(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    parser.add_argument("document", metavar="DOC", nargs=nargs, help="a file, or the id of an example")


def add_size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", metavar="WxH", type=_size, help="size in pixels, like 1280x720")
    parser.add_argument("--scale", metavar="S", type=_scale, default=1.0, help="pixels a unit of size (default 1)")
    parser.add_argument("--theme", choices=_THEMES, default="light", help="default light")


def count(lowest: int) -> Callable[[str], int]:
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


def number(text: str) -> float:
    from mlpviz.core.expression import ExpressionError, parse_number

    try:
        return parse_number(text)
    except ExpressionError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def _scale(text: str) -> float:
    value = number(text)
    if not _SCALES[0] <= value <= _SCALES[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is not from {_SCALES[0]} to {_SCALES[1]:g}")
    return value
