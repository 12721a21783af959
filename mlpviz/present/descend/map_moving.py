"""The map's moving part: paths up to the iteration, their heads and names, start, present weights and hover."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area, distinct, segments
from mlpviz.present.descend.board import Tag, more_label, place_near, place_tag
from mlpviz.present.descend.map_still import MapStill, piece_pixels
from mlpviz.present.descend.noise_arrows import Arrow, clear_arrows, name_arrows, noise_arrows
from mlpviz.present.descend.pointers import REACH, Pointer, pointer_to
from mlpviz.present.descend.scene import Point, Scene
from mlpviz.present.descend.text import BODY, Label, lines_of
from mlpviz.present.descend.words import (
    arrow,
    gap_words,
    hover_words,
    noise_words,
    number,
    point_words,
    rate_words,
    stop_words,
)
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme

HEAD, DOT, RING = 5.5, 3.4, 8.0
"""Half the size of a head, of a point before it, and of the ring at the start."""
_DOTS_APART = 9.0
_ARROW = 46.0
_READOUT_DIGITS = 6


@dataclass(frozen=True, eq=False)
class Trail:
    """A path in pixels: pieces of its line, shape (n, 4), points on the way, shape (k, 2), and its head if in view."""

    path: int
    pieces: Array
    dots: Array
    head: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class MapMoving:
    """start: centre of the ring. present: centre of the dot. cross: the pixel under the mouse. gradient: an arrow there
    uphill, as it lies on the screen. trails: the one that is looked at comes last. noise: at the head of that one.
    """

    area: Area
    trails: tuple[Trail, ...]
    pointers: tuple[Pointer, ...]
    tags: tuple[Tag, ...]
    labels: tuple[Label, ...]
    start: tuple[float, float] | None
    present: tuple[float, float] | None
    cross: tuple[float, float] | None
    gradient: tuple[float, float, float, float] | None
    noise: tuple[Arrow, ...]
    text_size: float


def make_map_moving(scene: Scene, still: MapStill, theme: Theme) -> MapMoving:
    """The moving part over a still part of the same scene, but for iteration, path and hover."""
    area, s = still.area, theme.scale
    order = [path for path in scene.paths if path != scene.path] + [scene.path]
    trails = tuple(_trail(scene, still, path, s) for path in order)
    writer = _Writer(scene, still, theme)
    start, present = writer.spot(scene.start), writer.spot(scene.present)
    same = bool(np.allclose(scene.start, scene.present, rtol=1e-12, atol=0.0))
    for trail in trails:
        if trail.head is not None:
            writer.keep_clear(*trail.head, (HEAD + 2) * s)
    for spot in (start, present):
        if spot is not None:
            writer.keep_clear(*spot, (RING + 2) * s)
    heads = {trail.path: trail.head for trail in reversed(trails) if trail.head is not None}
    chosen = heads.pop(scene.path, None)
    arrows = _noise(scene, chosen, area, theme)
    writer.name_arrows(arrows)
    if chosen is not None:
        writer.name_path(scene.path, chosen)
    # what is out of view must be told, so that it comes before the other names
    for path in reversed(order):
        writer.point_at_path(path)
    writer.name_point(scene.start, start, "start", RING * s)
    if not same:
        writer.name_point(scene.present, present, "present weights", HEAD * s)
    for path, head in heads.items():
        writer.name_path(path, head)
    hover = _hover(scene, still)
    return MapMoving(
        area, trails, tuple(writer.pointers), tuple(writer.tags),
        (*_footer(scene, still, writer.unnamed), *writer.arrow_names, *writer.more()),
        start, present, hover, _gradient(scene, still, hover, s), arrows, still.text_size,
    )  # fmt: skip


def path_points(scene: Scene, still: MapStill, path: int) -> Array:
    """The path's points up to the iteration in the area's coordinates, shape (n, 2)."""
    end = scene.last(path) + 1
    points: Array = scene.descent.points[path, :end]
    if not scene.flat:
        return np.asarray(points)
    return np.stack([points[:, 0], still.scale.units(scene.descent.surface_losses[path, :end])], axis=-1)


def _trail(scene: Scene, still: MapStill, path: int, s: float) -> Trail:
    area = still.area
    shares = area.shares(path_points(scene, still, path))
    pieces = distinct(piece_pixels(area, segments(shares)))
    seen = np.all((shares >= 0) & (shares <= 1), axis=1)
    dots = area.pixels(shares[:-1][seen[:-1]])
    head = area.pixels(shares[-1]) if area.sees(shares[-1]) else None
    return Trail(path, pieces, _thinned(dots, head, _DOTS_APART * s), None if head is None else (head[0], head[1]))


def _thinned(dots: Array, head: Array | None, gap: float) -> Array:
    """Points that are drawn: one to a cell of gap × gap pixels, and none under the head."""
    if head is not None and len(dots):
        dots = dots[np.max(np.abs(dots - head), axis=1) > gap]
    cells = np.floor(dots / gap).astype(np.int64)
    _, first = np.unique(cells[:, 0] * 100_003 + cells[:, 1], return_index=True)
    kept: Array = dots[np.sort(first)]
    return kept


class _Writer:
    """Names what is seen, and points at what is not."""

    def __init__(self, scene: Scene, still: MapStill, theme: Theme) -> None:
        self._scene, self._still, self._scale, self._area = scene, still, theme.scale, still.area
        self._ground = theme.panel
        self._board: Board = still.board()
        self.pointers: list[Pointer] = []
        self.tags: list[Tag] = []
        self.arrow_names: tuple[Label, ...] = ()
        self.unnamed: list[str] = []
        """What is out of view and found no room for its label."""
        self._left_out = 0

    def keep_clear(self, x: float, y: float, reach: float) -> None:
        self._board.take(x, y, 2 * reach, 2 * reach)

    def share(self, point: Point) -> Array:
        """A point of the plane as a share of the view; over one axis it lies on the curve."""
        if not self._scene.flat:
            return self._area.shares(np.array(point))
        grid = self._scene.grid
        nearest = grid.losses[0][int(np.argmin(np.abs(grid.xs - point[0])))]
        return self._area.shares(np.array([point[0], float(self._still.scale.units(np.array([nearest]))[0])]))

    def spot(self, point: Point) -> tuple[float, float] | None:
        """Where a point of the plane is, None where it is out of view."""
        share = self.share(point)
        if not self._area.sees(share):
            return None
        x, y = self._area.pixels(share).tolist()
        return x, y

    def name_point(self, point: Point, spot: tuple[float, float] | None, name: str, reach: float) -> None:
        texts = (f"{name} {point_words(point)}", name)
        if spot is None:
            self._point(self.share(point), lambda way: (f"{name} {way} {point_words(point)}", f"{name} {way}"), None)
            return
        tag = place_near(texts, *spot, self._board, self._area, self._still.text_size, reach + 4 * self._scale, None)
        if tag is not None:
            self.tags.append(tag)

    def name_path(self, path: int, head: tuple[float, float]) -> None:
        """The rate beside the head. At the start the paths are still one, and only a stop is worth a word."""
        scene, stopped = self._scene, self._scene.stopped(path)
        if scene.last(path) == 0 and not stopped:
            return
        name = rate_words(scene.descent.specs[path])
        texts: tuple[str, ...] = (name,)
        if stopped:
            texts = (f"{name} {stop_words(scene, path)}", f"{name} stopped", name)
        elif scene.projected:
            texts = (f"{name} · gap {number(scene.gap(path))}", name)
        near = (HEAD + 4) * self._scale
        tag = place_near(texts, *head, self._board, self._area, self._still.text_size, near, path)
        if tag is not None:
            self.tags.append(tag)
        else:
            self._left_out += 1

    def name_arrows(self, arrows: tuple[Arrow, ...]) -> None:
        """Their symbols beside them; no other name comes to lie over them."""
        clear_arrows(arrows, self._board, self._scale)
        sizes = (BODY * self._scale, self._still.text_size)
        self.arrow_names = name_arrows(arrows, self._board, self._area, sizes, self._ground, self._scale)

    def more(self) -> tuple[Label, ...]:
        """How many heads have no name."""
        return more_label(self._left_out, self._board, self._area, self._still.text_size, self._ground)

    def point_at_path(self, path: int) -> None:
        scene = self._scene
        share = self._area.shares(path_points(scene, self._still, path)[-1])
        if self._area.sees(share):
            return
        name, loss = rate_words(scene.descent.specs[path]), number(scene.loss(path))
        if scene.stopped(path):
            stop = stop_words(scene, path)
            self._point(share, lambda way: (f"{name} {way} {loss} {stop}", f"{name} {way} {stop}"), path)
        else:
            self._point(share, lambda way: (f"{name} leaves {way} {loss}", f"{name} {way} {loss}"), path)

    def _point(self, share: Array, texts: Callable[[str], tuple[str, ...]], path: int | None) -> None:
        area, s = self._area, self._scale
        pointer = pointer_to(area, share, REACH * s, path)
        self.pointers.append(pointer)
        x, y, turn = pointer.x, pointer.y, math.radians(pointer.angle)
        self.keep_clear(x, y, (REACH - 1) * s)
        words = texts(arrow(math.cos(turn), math.sin(turn)))
        spots = sorted(
            (
                (x + across * 24 * s, y + down * 21 * s)
                for across in range(-14, 15)
                for down in range(-10, 11)
                if abs(across) + abs(down) > 0
            ),
            key=lambda spot: math.hypot(spot[0] - x, 1.6 * (spot[1] - y)),
        )
        tag = place_tag(words, spots, self._board, area, self._still.text_size, path)
        if tag is not None:
            self.tags.append(tag)
        else:
            self.unnamed.append(words[-1])


def _hover(scene: Scene, still: MapStill) -> tuple[float, float] | None:
    if scene.hover is None:
        return None
    if scene.flat:
        loss = float(still.scale.units(np.array([scene.hover.loss]))[0])
        share = still.area.shares(np.array([scene.hover.point[0], loss]))
    else:
        share = still.area.shares(np.array(scene.hover.point))
    if not still.area.sees(share):
        return None
    x, y = still.area.pixels(share).tolist()
    return x, y


def _gradient(
    scene: Scene, still: MapStill, at: tuple[float, float] | None, s: float
) -> tuple[float, float, float, float] | None:
    """The arrow of ∇L from the hovered point; only its direction counts, its size is told in numbers."""
    if at is None or scene.hover is None or scene.flat:
        return None
    area = still.area
    way = np.array(scene.hover.gradient) * np.array(
        [area.width / (area.x1 - area.x0), -area.height / (area.y1 - area.y0)]
    )
    largest = float(np.abs(way).max())
    if not (math.isfinite(largest) and largest > 0):
        return None
    way = way / largest
    dx, dy = (way / math.hypot(*way) * _ARROW * s).tolist()
    return at[0], at[1], at[0] + dx, at[1] + dy


def _noise(scene: Scene, head: tuple[float, float] | None, area: Area, theme: Theme) -> tuple[Arrow, ...]:
    """The arrows where the path that is looked at stands in view; over one axis they would lie on one another."""
    noise = scene.present_noise
    return () if head is None or noise is None or scene.flat else noise_arrows(noise, head, area, theme)


def _footer(scene: Scene, still: MapStill, unnamed: list[str]) -> tuple[Label, ...]:
    """Below the axes: what is under the mouse, else the gap to the true loss and the noise of the coming gradient; and
    what is out of view, unlabelled.
    """
    size, (top, rows) = still.text_size, still.footer
    left = 16.0 * size / 11.0
    room = still.width - 2 * left
    # full precision goes before the gradient's numbers: the gradient is there as an arrow too
    for digits, slope in ((None, True), (None, False), (_READOUT_DIGITS, True)):
        short = digits is not None
        words = hover_words(scene, digits, slope) or (*gap_words(scene, short), *noise_words(scene, short))
        lines = list(lines_of([*words, *unnamed], room, size))
        if len(lines) <= rows:
            break
    if len(lines) > rows:
        lines = [*lines[: rows - 1], " · ".join(lines[rows - 1 :])]  # too long: drawn smaller, never cut
    return tuple(
        Label(line, left, top + k * size * 1.4, room, size * 1.4, size, "ink" if scene.hover else "muted", "left")
        for k, line in enumerate(lines)
    )
