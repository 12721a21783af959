"""A picture of training as a whole: which panels it has, where they stand, and what is said of each run. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.core.document import Document
from mlpviz.core.input_plane import input_plane
from mlpviz.core.lockstep import singles
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.present.train.axes import Box
from mlpviz.present.train.learned_samples import is_picture
from mlpviz.present.train.runs import run_letter

VIEWS = ("page", "regions", "maps", "curves")
HEAD, LINE = 44.0, 24.0
_GAP = 10.0
_LEFT, _HIGH = 0.56, 0.64  # of the width, and of the height
_SIZES = {"page": (1440, 900), "regions": (960, 900), "maps": (1200, 800), "curves": (1200, 500)}
_BESIDE, _ABOVE, _LEAST = 235, 165, 560  # pixels that a region leaves to its key and to words; the least height


@dataclass(frozen=True)
class Sheet:
    """Where panels stand, in pixels. maps, outputs: one for each run, or none; lines: what is said of the runs, above
    their panels, where there are two.
    """

    head: float
    maps: tuple[Box, ...] = ()
    outputs: tuple[Box, ...] = ()
    curves: Box | None = None
    lines: tuple[Box, ...] = ()


def refusal(document: Document, view: str) -> str:
    """Why there is no such picture of this document, and what to choose; "" where there is one."""
    if view not in VIEWS:
        return f"no view is called {view!r}: choose one of {', '.join(VIEWS)}"
    inputs = document.data.points.shape[1]
    plane = input_plane(document)
    if view == "regions" and plane is None:
        instead = "maps, the weights of the first layer as images" if has_weights(document) else "curves"
        return f"{inputs} inputs are too many for a plane: choose {instead}"
    if view == "maps" and plane is None and not has_weights(document):
        return f"{inputs} inputs are too many for a plane, and no square image: choose curves"
    return ""


def has_weights(document: Document) -> bool:
    """Whether each unit of the first layer has a weight for every pixel of a picture."""
    return is_picture(document) and not document.source.features


def lay_out_sheet(document: Document, view: str, scale: float, width: float, height: float) -> Sheet:
    """The panels of a view that the document has (see `refusal`)."""
    gap, head, runs = _GAP * scale, HEAD * scale, len(singles(document))
    whole = (gap, head + gap, width - 2 * gap, height - head - 2 * gap)
    if view == "curves":
        return Sheet(head, curves=whole)
    line = LINE * scale if runs > 1 else 0.0
    if view == "regions":
        columns = _across(whole, runs, gap)
        return Sheet(head, outputs=tuple(_below(box, line) for box in columns), lines=_lines(columns, line))
    if view == "maps":
        rows = _down(whole, runs, gap)
        return Sheet(head, maps=tuple(_below(box, line) for box in rows), lines=_lines(rows, line))
    left, top, wide, tall = whole
    high = _HIGH * (tall - gap)
    curves = (left, top + high + gap, wide, tall - gap - high)
    rows = _down((left, top, wide, high), runs, gap)
    boxes = tuple(_below(row, line) for row in rows)
    if refusal(document, "maps"):
        return Sheet(head, (), boxes, curves, _lines(rows, line))
    share = _LEFT * (wide - gap)
    maps = tuple((x, y, share, h) for x, y, _, h in boxes)
    outputs = tuple((x + share + gap, y, wide - gap - share, h) for x, y, _, h in boxes)
    return Sheet(head, maps, outputs, curves, _lines(rows, line))


def sheet_size(document: Document, view: str) -> tuple[int, int]:
    """The size that suits a view, in pixels: wider, or higher, where there are two networks to be shown."""
    width, height = _SIZES[view]
    two = document.rival is not None
    if view == "regions":
        plane = input_plane(document)
        if plane is not None and plane.single:
            height = _LEAST
        elif plane is not None:
            x0, x1, y0, y1 = plane.view
            area = (width - _BESIDE) * (y1 - y0) / (x1 - x0)
            height = round(min(max(area + _ABOVE, _LEAST), height))
        return (2 * width if two else width), height
    return width, (round(1.5 * height) if two and view != "curves" else height)


def _across(box: Box, count: int, gap: float) -> tuple[Box, ...]:
    left, top, width, height = box
    share = (width - (count - 1) * gap) / count
    return tuple((left + k * (share + gap), top, share, height) for k in range(count))


def _down(box: Box, count: int, gap: float) -> tuple[Box, ...]:
    left, top, width, height = box
    share = (height - (count - 1) * gap) / count
    return tuple((left, top + k * (share + gap), width, share) for k in range(count))


def _below(box: Box, line: float) -> Box:
    return box[0], box[1] + line, box[2], box[3] - line


def _lines(boxes: tuple[Box, ...], line: float) -> tuple[Box, ...]:
    return tuple((x, y, width, line) for x, y, width, _ in boxes) if line else ()


def run_words(document: Document) -> tuple[str, ...]:
    """What each run is: "A · 2-10-2 · ReLU"."""
    found = []
    for number, single in enumerate(singles(document)):
        network = single.network
        hidden = dict.fromkeys(ACTIVATIONS[layer.activation].title for layer in network.layers[:-1])
        words = [run_letter(number), "-".join(map(str, network.widths)), ", ".join(hidden)]
        found.append(" · ".join(word for word in words if word))
    return tuple(found)
