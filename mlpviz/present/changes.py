"""Where two frames of one scene differ, so that a step repaints what changed and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.present.beams import Beam
from mlpviz.present.frame import Frame
from mlpviz.present.parts import Chip, Node

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def node_box(node: Node, frame: Frame) -> Box:
    """A neuron with its glow, its name and its δ."""
    reach = node.radius * 1.5 + (18.0 if node.compact else 34.0) * frame.scene.scale
    return node.x - reach, node.y - reach, node.x + reach, node.y + reach


def beam_box(beam: Beam) -> Box:
    x0, y0, x1, y1 = beam.line
    pad = 10.0 + 2.0 * beam.width  # arrow heads, and the dot that travels
    return min(x0, x1) - pad, min(y0, y1) - pad, max(x0, x1) + pad, max(y0, y1) + pad


def chip_box(chip: Chip) -> Box:
    width, height = chip.width / 2 + 4, chip.height / 2 + 4
    return chip.x - width, chip.y - height, chip.x + width, chip.y + height


def changed_boxes(old: Frame, new: Frame) -> Iterator[Box] | None:
    """The boxes of everything that is in one of the frames alone; None where the whole picture has changed."""
    if old.scene is not new.scene:
        return None
    return _differences(old, new)


def _differences(old: Frame, new: Frame) -> Iterator[Box]:
    for node in set(old.nodes) ^ set(new.nodes):
        yield node_box(node, new)
    for beam in set(old.beams) ^ set(new.beams):
        yield beam_box(beam)
    for chip in set(old.chips) ^ set(new.chips):
        yield chip_box(chip)
