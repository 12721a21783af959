"""The surface in three dimensions as a frame: faces and paths from far to near, the box, its axes, and names."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.network import Array
from mlpviz.present.descend import colors
from mlpviz.present.descend.area import Area, cut, first_of_each
from mlpviz.present.descend.board import Tag, more_label, place_near, place_tag, tag_size
from mlpviz.present.descend.loss_scale import make_scale
from mlpviz.present.descend.pointers import Pointer
from mlpviz.present.descend.scene import Point, Scene
from mlpviz.present.descend.space import Camera, Mesh, fitted, laid, thinned
from mlpviz.present.descend.text import BODY, SEPARATOR, SMALL, Label, centred, heading, lines_of, width_of
from mlpviz.present.descend.ticks import Tick, nice_ticks
from mlpviz.present.descend.words import (
    arrow,
    axis_name,
    gap_words,
    mode_words,
    number,
    point_words,
    rate_words,
    scale_words,
    stop_words,
)
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme

AT_REST, TURNING = 56, 36
"""Faces a side, while nothing moves and while it turns."""
BESIDE_MAP = "The same in three dimensions"
_PAD = 16.0
_LIFT = 0.05  # a path lies in front of the faces that it touches
_CASING = 0.28  # of the ink in the lines between faces
_MARK = 5.5
_SAME = 1e-9  # half widths
_BALLS = 60
_CELL = 1 / 300  # of the box: steps closer together are one line
_HIGH = 1e6  # boxes: a path higher up is out of sight anyhow
_OUT = 1.16  # where the names of ticks stand, in half widths
_NAME_OUT = 1.42
Line = tuple[float, float, float, float]
Place = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Thread:
    """A path's bits in pixels, shape (n, 4), and before how many of the faces each is drawn last, shape (n,)."""

    path: int
    pieces: Array
    after: NDArray[np.intp]


@dataclass(frozen=True)
class Ball:
    """A path's head, or where `small` a point on its way, which is drawn before so many of the faces.

    hidden: a head behind the surface.
    """

    path: int
    x: float
    y: float
    small: bool
    after: int
    hidden: bool = False


@dataclass(frozen=True)
class Stem:
    """From the surface to the true loss of a path; `cut` where that is beyond the box."""

    path: int
    line: Line
    cut: bool


@dataclass(frozen=True, eq=False)
class SpaceFrame:
    """faces: corners in pixels from far to near, shape (F, 4, 2), with fills and edges of 0 … 255, shape (F, 3)."""

    area: Area
    faces: Array
    fills: NDArray[np.uint8]
    edges: NDArray[np.uint8]
    threads: tuple[Thread, ...]
    box: tuple[Line, ...]
    ticks: tuple[Line, ...]
    labels: tuple[Label, ...]
    balls: tuple[Ball, ...]
    stems: tuple[Stem, ...]
    pointers: tuple[Pointer, ...]
    tags: tuple[Tag, ...]
    start: tuple[float, float] | None
    present: tuple[float, float] | None
    text_size: float


def make_space(
    scene: Scene, camera: Camera, theme: Theme, width: float, height: float, most: int = AT_REST,
    title: str = BESIDE_MAP, right: float = 0.0,
) -> SpaceFrame:  # fmt: skip
    """The frame in a panel of width × height pixels with at most so many faces a side.

    right: pixels at the right of the heading's first line that are kept free, for what lies over the panel there.
    Raises ValueError over one axis, which has no third dimension.
    """
    if scene.flat:
        raise ValueError("a surface over one parameter is a line: it is drawn in two dimensions")
    return _Space(scene, camera, theme, width, height, most, title, right).frame()


class _Space:
    """What the parts of the frame share."""

    def __init__(
        self, scene: Scene, camera: Camera, theme: Theme, width: float, height: float, most: int, title: str,
        right: float,
    ) -> None:  # fmt: skip
        self.scene, self.theme, self.s = scene, theme, theme.scale
        self.scale = make_scale(scene.scale, scene.grid.losses)
        s, notes = self.s, [mode_words(scene), scale_words(self.scale)]
        bad = int(np.count_nonzero(~np.isfinite(scene.grid.losses)))
        if bad:
            notes.append(f"{bad:,} of {scene.grid.losses.size:,} values are not finite: left open")
        caption = SEPARATOR.join(notes)
        self.labels, top = heading(title, (), caption, width, s, _PAD * s, right)
        self.footer = list(lines_of(gap_words(scene), width - 2 * _PAD * s, SMALL * s))
        bottom = height - 6 * s - len(self.footer) * SMALL * 1.4 * s
        self.panel = Area(4 * s, top, width - 8 * s, max(bottom - top, 40.0), 0.0, 1.0, 0.0, 1.0)
        side, foot = min(46 * s, 0.1 * width), min(22 * s, 0.1 * height)
        self.eye = fitted(camera, side, top, width - 2 * side, max(bottom - top - foot, 40.0))
        self.mesh = self._mesh(most)
        self.camera = camera

    def _mesh(self, most: int) -> Mesh:
        """The grid where it is in view, in the box."""
        grid, (x0, x1, y0, y1) = self.scene.grid, self.scene.view
        xs, ys = _shares(grid.xs, x0, x1), _shares(grid.ys, y0, y1)
        columns, rows = (np.abs(shares - 0.5) <= 0.5 + 1e-9 for shares in (xs, ys))
        if columns.sum() < 2 or rows.sum() < 2:  # zoomed in below the grid that is there: the new one is on its way
            columns, rows = np.ones(len(xs), dtype=bool), np.ones(len(ys), dtype=bool)
        xs, ys = 2 * xs[columns] - 1, 2 * ys[rows] - 1
        return thinned(xs, ys, self.scale.share(grid.losses[np.ix_(rows, columns)]), most)

    def frame(self) -> SpaceFrame:
        faces, fills, edges, depths = self._faces()
        axes, ticks = self._axes()
        board = Board((x, y, w / 2, h / 2) for x, y, w, h in (label.bounds for label in axes))
        scene, order = self.scene, [p for p in self.scene.paths if p != self.scene.path] + [self.scene.path]
        threads = tuple(self._thread(path, depths) for path in order)
        start, present = self._spot(scene.start), self._spot(scene.present)
        balls = [ball for path in order for ball in self._balls(path, depths, faces)]
        stems = tuple(stem for path in order for stem in self._stems(path))
        pointers, tags, more = self._names(order, balls, start, board)
        size = SMALL * self.s
        foot = tuple(
            Label(line, _PAD * self.s, self.panel.bottom + k * size * 1.4, self.panel.width - _PAD * self.s, size * 1.4,
                  size, "muted", "left")
            for k, line in enumerate(self.footer)
        )  # fmt: skip
        return SpaceFrame(
            self.panel, faces, fills, edges, threads, self._box(), ticks,
            (*self.labels, *axes, *foot, *more), tuple(balls), stems, tuple(pointers), tuple(tags), start,
            present, size,
        )  # fmt: skip

    def _faces(self) -> tuple[Array, NDArray[np.uint8], NDArray[np.uint8], Array]:
        """Faces from far to near: corners, colours of inside and rim, depths."""
        pixels, near = self.eye.place(self.mesh.corners())
        h = self.mesh.heights
        corners = np.stack([pixels[:-1, :-1], pixels[:-1, 1:], pixels[1:, 1:], pixels[1:, :-1]], axis=2)
        depth = (near[:-1, :-1] + near[:-1, 1:] + near[1:, 1:] + near[1:, :-1]) / 4
        shares = (h[:-1, :-1] + h[:-1, 1:] + h[1:, 1:] + h[1:, :-1]) / 4
        light, good = self.mesh.light(), np.isfinite(depth)
        order = np.argsort(depth[good], kind="stable")
        rgb = colors.ramp(self.theme.id)[colors.indices(shares[good][order])] * light[good][order][:, None]
        ink = colors.channels(self.theme.ink) * 255
        rim = rgb * (1 - _CASING / 2) + ink * _CASING / 2 if self.theme.dark else rgb * (1 - _CASING * 0.6)
        fills, rims = (np.clip(np.rint(c), 0, 255).astype(np.uint8) for c in (rgb, rim))
        return corners[good][order], fills, rims, depth[good][order]

    def _box(self) -> tuple[Line, ...]:
        """The edges of the box behind the surface, and the rim of its floor."""
        floor = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        edges = [((*floor[k], 0.0), (*floor[(k + 1) % 4], 0.0)) for k in range(4)]
        posts = [((*corner, 0.0), (*corner, 1.0)) for corner in floor]
        far = sorted(range(4), key=lambda k: self._near(*floor[k], 0.0))
        behind = [posts[k] for k in far[:3]]
        tops = [((*floor[far[0]], 1.0), (*floor[k], 1.0)) for k in far[1:3]]
        return self._lines([*edges, *behind, *tops])

    def _near(self, x: float, y: float, z: float) -> float:
        return float(self.eye.place(np.array([x, y, z]))[1])

    def _lines(self, ends: list[tuple[Place, Place]]) -> tuple[Line, ...]:
        pixels = self.eye.place(np.array(ends))[0].reshape(-1, 4).tolist()
        return tuple((a, b, c, d) for a, b, c, d in pixels)

    def _axes(self) -> tuple[list[Label], tuple[Line, ...]]:
        """Ticks and names: x and y along the near edges of the floor, the loss along the edge at the left."""
        x0, x1, y0, y1 = self.scene.view
        names = [axis_name(name) for name in self.scene.plane.names]
        near_y = max((-1.0, 1.0), key=lambda y: self._near(0.0, y, 0.0))
        near_x = max((-1.0, 1.0), key=lambda x: self._near(x, 0.0, 0.0))
        labels, lines = list[Label](), list[Line]()
        low, high = self.scale.ends
        posts = [(x, y) for x in (-1.0, 1.0) for y in (-1.0, 1.0)]
        left = min(posts, key=lambda post: float(self.eye.place(np.array([*post, 0.0]))[0][0]))
        board = Board()
        span = (high / 2 - low / 2) * 2 or 1.0
        heights = [((*left, (tick.at - low) / span), tick) for tick in self.scale.ticks(5)]
        outward = (left[0] * 1.10, left[1] * 1.10)
        self._axis(heights, lambda p: (*outward, p[2]), "loss", (*left, 1.13), board, labels, lines)
        xs = [((2 * float(_shares(np.float64(t.at), x0, x1)) - 1, near_y, 0.0), t) for t in nice_ticks(x0, x1, 5)]
        self._axis(
            xs, lambda p: (p[0], p[1] * _OUT, 0.0), names[0], (0.0, near_y * _NAME_OUT, 0.0), board, labels, lines
        )
        ys = [((near_x, 2 * float(_shares(np.float64(t.at), y0, y1)) - 1, 0.0), t) for t in nice_ticks(y0, y1, 5)]
        self._axis(
            ys, lambda p: (p[0] * _OUT, p[1], 0.0), names[1], (near_x * _NAME_OUT, 0.0, 0.0), board, labels, lines
        )
        return labels, tuple(lines)

    def _axis(
        self, places: list[tuple[Place, Tick]], out: Callable[[Place], Place], name: str,
        name_at: Place, board: Board, labels: list[Label], lines: list[Line],
    ) -> None:  # fmt: skip
        size = SMALL * self.s
        wide, tall = width_of(name, BODY * self.s) + 4, BODY * 1.35 * self.s
        x, y = self.eye.place(np.array(name_at))[0].tolist()
        x, y = self._held(x, y, wide, tall)
        if board.free(x, y, wide, tall):
            board.take(x, y, wide, tall)
            labels.append(centred(name, x, y, BODY * self.s, "ink"))
        for at, tick in places:
            (x0, y0), (x1, y1) = self.eye.place(np.array([at, out(at)]))[0].tolist()
            wide, tall = width_of(tick.text, size) + 2, size * 1.35
            x, y = self._held(x1, y1, wide, tall)
            if board.free(x, y, wide, tall):
                board.take(x, y, wide, tall)
                labels.append(centred(tick.text, x, y, size))
                lines.append((x0, y0, x0 + 0.35 * (x1 - x0), y0 + 0.35 * (y1 - y0)))

    def _held(self, x: float, y: float, wide: float, tall: float) -> tuple[float, float]:
        """A label's middle, moved so that none of it is cut off."""
        area = self.panel
        return (
            min(max(x, area.left + wide / 2), area.right - wide / 2),
            min(max(y, area.top + tall / 2), area.bottom - tall / 2),
        )

    def _floor(self, points: Array) -> Array:
        """Coordinates of the plane on the floor of the box, shape (…, 2)."""
        x0, x1, y0, y1 = self.scene.view
        return 2 * Area(0, 0, 1, 1, x0, x1, y0, y1).shares(points) - 1

    def _thread(self, path: int, depths: Array) -> Thread:
        """A path as far as it is in the box; where it leaves, it lies on the mesh up to the wall."""
        floor, heights = self._path(path, self.scene.last(path) + 1)
        pieces, steps = cut((floor + 1) / 2)
        kept = first_of_each(pieces, _CELL)
        pieces, steps = pieces[kept], steps[kept]
        ends = pieces.reshape(-1, 2, 2) * 2 - 1
        own = np.full(ends.shape[:2], np.nan)
        for step in (steps, steps + 1):  # an end that is a point of the path has the loss that was computed there
            match = np.abs(ends - floor[step][:, None]).max(axis=2) < _SAME
            own = np.where(match, heights[step][:, None], own)
        pixels, near = self.eye.place(laid(self.mesh, ends, own))
        after = np.searchsorted(depths, near.mean(axis=1) + _LIFT)
        order = np.argsort(after, kind="stable")
        return Thread(path, pixels.reshape(-1, 4)[order], after[order])

    def _path(self, path: int, end: int) -> tuple[Array, Array]:
        """Where the path's points are on the floor, shape (n, 2), and how high the surface is there, shape (n,)."""
        descent = self.scene.descent
        heights = np.clip(self.scale.share(descent.surface_losses[path, :end]), -_HIGH, _HIGH)
        return self._floor(descent.points[path, :end]), heights

    def _spot(self, point: Point) -> tuple[float, float] | None:
        floor = self._floor(np.array([point]))
        height = self.mesh.height_at(floor)
        if not np.isfinite(height).all():
            return None
        x, y = self.eye.place(np.append(floor[0], height))[0].tolist()
        return x, y

    def _balls(self, path: int, depths: Array, faces: Array) -> list[Ball]:
        """The head, and points on the way: the last ones, and none close to another."""
        floor, heights = self._path(path, self.scene.last(path) + 1)
        floor, heights = floor[-_BALLS:], heights[-_BALLS:]
        inside = np.all(np.abs(floor) <= 1 + _SAME, axis=1) & np.isfinite(heights)
        pixels, near = self.eye.place(np.concatenate([floor, heights[:, None]], axis=1)[inside])
        after = np.searchsorted(depths, near + 2 * _LIFT)
        is_head = np.flatnonzero(inside) == len(floor) - 1
        found, last = list[Ball](), (math.inf, math.inf)
        for (x, y), face, head in zip(pixels.tolist(), after.tolist(), is_head.tolist(), strict=True):
            if head or math.hypot(x - last[0], y - last[1]) > 8 * self.s:
                found.append(Ball(path, x, y, not head, face, bool(head) and _covered(x, y, faces[face:])))
                last = (x, y)
        return found

    def _stems(self, path: int) -> list[Stem]:
        """From the surface to the true loss, where the path is projected and its head is in view."""
        scene, at = self.scene, self.scene.last(path)
        if not scene.projected:
            return []
        floor = self._floor(scene.descent.points[path, at : at + 1])
        if not np.all(np.abs(floor) <= 1 + _SAME):
            return []
        losses = np.array([scene.descent.surface_losses[path, at], scene.loss(path)])
        low, high = self.scale.ends
        with np.errstate(all="ignore"):
            units = np.log10(losses) if self.scale.log else losses
            shares = (units / 2 - low / 2) / ((high / 2 - low / 2) or 1.0)
        held = np.clip(np.nan_to_num(shares, nan=0.0), -0.25, 1.25)
        ends = np.concatenate([np.repeat(floor, 2, axis=0), held[:, None]], axis=1)
        (x0, y0), (x1, y1) = self.eye.place(ends)[0].tolist()
        return [Stem(path, (x0, y0, x1, y1), bool(held[1] != shares[1]))]

    def _names(
        self, order: list[int], balls: list[Ball], start: tuple[float, float] | None, board: Board
    ) -> tuple[list[Pointer], list[Tag], tuple[Label, ...]]:
        scene, s, size = self.scene, self.s, SMALL * self.s
        heads = {ball.path: (ball.x, ball.y) for ball in balls if not ball.small}
        for x, y in heads.values():
            board.take(x, y, 2.4 * _MARK * s, 2.4 * _MARK * s)
        pointers = {path: self._pointer(path) for path in order if path not in heads}
        for pointer in pointers.values():
            board.take(pointer.x, pointer.y, 22 * s, 22 * s)
        found = list[Tag | None]()
        if start is not None:
            board.take(*start, 18 * s, 18 * s)
            texts = (f"start {point_words(scene.start)}", "start")
            found.append(place_near(texts, *start, board, self.panel, size, 12 * s, None))
        for path in reversed(order):
            name = rate_words(scene.descent.specs[path])
            stop = f" {stop_words(scene, path)}" if scene.stopped(path) else ""
            if path in heads:
                if scene.last(path) > 0 or stop:
                    texts = (f"{name}{stop}", name)
                    found.append(place_near(texts, *heads[path], board, self.panel, size, (_MARK + 4) * s, path))
                continue
            pointer = pointers[path]
            turn = math.radians(pointer.angle)
            way, loss = arrow(math.cos(turn), math.sin(turn)), number(scene.loss(path))
            words = (f"{name} {way} {loss}{stop}" if stop else f"{name} leaves {way} {loss}", f"{name} {way} {loss}")
            wide = tag_size(words[0], size)[0] / 2 + 14 * s
            spots = [
                (pointer.x + side * wide * reach, pointer.y + k * size)
                for reach in (1.0, 1.6, 0.0)
                for k in sorted(range(-14, 15), key=abs)
                for side in (1, -1)
            ]
            found.append(place_tag(words, spots, board, self.panel, size, path))
        tags = [tag for tag in found if tag is not None]
        return [*pointers.values()], tags, more_label(len(found) - len(tags), board, self.panel, size, self.theme.panel)

    def _pointer(self, path: int) -> Pointer:
        """Where on the rim of the surface a path out of view is pointed to."""
        floor = np.nan_to_num(
            self._floor(self.scene.descent.points[path, self.scene.last(path)]), posinf=1e300, neginf=-1e300
        )
        rim = np.clip(floor, -1.0, 1.0)
        way = (floor - rim) / max(float(np.abs(floor - rim).max()), 1e-300)
        height = np.nan_to_num(self.mesh.height_at(rim[None]))[0]
        ends = np.array([[*rim, height], [*(rim + 0.05 * way), height]])
        (x0, y0), (x1, y1) = self.eye.place(ends)[0].tolist()
        x, y = self._held(x0, y0, 20 * self.s, 20 * self.s)
        return Pointer(path, x, y, math.degrees(math.atan2(y1 - y0, x1 - x0)))


def _shares(values: Array | np.float64, low: float, high: float) -> Array:
    """Where values lie from low to high, 0 … 1 inside; by halves, so that a view as wide as the numbers has a width."""
    return np.asarray((values / 2 - low / 2) / (high / 2 - low / 2))


def _covered(x: float, y: float, faces: Array) -> bool:
    """Whether one of the faces, corners in pixels of shape (F, 4, 2), covers a pixel."""
    after = np.roll(faces, -1, axis=1)
    turn = (after[..., 0] - faces[..., 0]) * (y - faces[..., 1]) - (after[..., 1] - faces[..., 1]) * (x - faces[..., 0])
    return bool(((turn > 0).all(axis=1) | (turn < 0).all(axis=1)).any())
