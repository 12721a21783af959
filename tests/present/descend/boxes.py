"""Boxes of labels and tags, as (name, centre x, centre y, width, height), and which of them overlap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from mlpviz.present.descend.board import Tag
from mlpviz.present.descend.text import Label

Box = tuple[str, float, float, float, float]


def label_boxes(labels: Iterable[Label]) -> list[Box]:
    """Boxes of text; a wide box is as wide as its text."""
    from mlpviz.present.descend.text import width_of

    boxes = []
    for label in labels:
        x, y, wide, tall = label.bounds
        text = width_of(label.text, label.size, label.weight)
        if not label.angle and text < wide:
            x += {"left": text - wide, "right": wide - text, "center": 0.0}[label.align] / 2
            wide = text
        boxes.append((label.text, x, y, wide, min(tall, label.size)))
    return boxes


def tag_boxes(tags: Iterable[Tag]) -> list[Box]:
    return [(tag.text, tag.x, tag.y, tag.width, tag.height) for tag in tags]


def overlaps(boxes: Iterable[Box]) -> list[tuple[str, str]]:
    return [
        (a[0], b[0])
        for a, b in combinations(boxes, 2)
        if abs(a[1] - b[1]) < (a[3] + b[3]) / 2 - 0.01 and abs(a[2] - b[2]) < (a[4] + b[4]) / 2 - 0.01
    ]


def outside(boxes: Iterable[Box], width: float, height: float) -> list[str]:
    return [
        text
        for text, x, y, wide, tall in boxes
        if x - wide / 2 < -0.01 or y - tall / 2 < -0.01 or x + wide / 2 > width + 0.01 or y + tall / 2 > height + 0.01
    ]
