"""The strips below the surface: loss by iteration, and where one step would land, by its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mlpviz.nn.network import Array
from mlpviz.present.descend.area import Area, distinct, segments
from mlpviz.present.descend.board import Tag, more_label, place_near, place_tag, tag_size
from mlpviz.present.descend.map_still import piece_pixels
from mlpviz.present.descend.plot import Mark, Plot, Rule, Stroke, frame_of
from mlpviz.present.descend.pointers import pointer_to
from mlpviz.present.descend.scene import Along, Scene
from mlpviz.present.descend.text import SMALL, Label, width_of
from mlpviz.present.descend.ticks import log_ticks, nice_ticks
from mlpviz.present.descend.words import arrow, number, rate_words, stop_words
from mlpviz.present.labels import Board
from mlpviz.present.palette import Theme

_UP, _DOWN = 6.0, 16.0  # decades above and below the loss at the start that are on show
_FAR = 3.0  # times what the surface in view spans, on a linear axis
_MARGIN = 0.06
_LOG_FROM = 1e4  # largest over least landing: more than that is shown on a logarithmic axis
_MARK = 5.0


def make_loss_strip(scene: Scene, theme: Theme, width: float, height: float) -> Plot:
    """The loss of every path by iteration: up to now in full, the rest faint; a line at the present iteration."""
    s, losses = theme.scale, scene.descent.losses
    finite = losses[np.isfinite(losses)]
    log = bool(finite.size and finite.min() >= 0 and finite.max() > 0)
    units = _units(losses, log)
    low, high = _loss_ends(scene, units, log)
    up = max(2.0, height / (46 * s))
    y_ticks = log_ticks(low, high, up) if log else nice_ticks(low, high, up)
    steps = max(scene.descent.steps, 1)
    x_ticks = tuple(t for t in nice_ticks(0.0, steps, max(2.0, width / (90 * s))) if t.at == round(t.at))
    size = SMALL * s
    gutter = max(tag_size(rate_words(spec), size)[0] for spec in scene.descent.specs) + 10 * s
    title = "Loss by iteration (log)" if log else "Loss by iteration"
    note = "" if log else "linear: a loss is below 0"
    plot = frame_of(
        title, note, "iteration", (0.0, float(steps), low, high), (x_ticks, y_ticks), theme, width, height, gutter
    )
    area, strokes, marks, pointers = plot.area, [], [], []
    tags, board = list[Tag | None](), Board()
    order = [path for path in scene.paths if path != scene.path] + [scene.path]
    for path in order:
        end, now = int(scene.descent.lasts[path]) + 1, scene.last(path)
        shares = area.shares(np.stack([np.arange(end, dtype=np.float64), units[path, :end]], axis=-1))
        for part, faint in ((shares[now:], True), (shares[: now + 1], False)):
            strokes.append(Stroke(path, distinct(piece_pixels(area, segments(part))), faint))
        if area.sees(shares[now]):
            marks.append(Mark(path, *area.pixels(shares[now]).tolist()))
        else:
            pointers.append(pointer_to(area, shares[now], 8 * s, path))
            board.take(pointers[-1].x, pointers[-1].y, 16 * s, 16 * s)
            tags.append(_leaving_tag(scene, plot, units, path, board))
    ends = _end_tags(scene, plot, units, [mark.path for mark in marks], width - gutter / 2 - 6 * s)
    left_out = len(marks) - len(ends)
    labels = [*plot.labels, *_more(left_out, board, area, strokes, theme)]
    if scene.iteration > 0:
        labels.append(_now_label(scene, plot, s))
    x = float(area.place(np.array([scene.iteration, low]))[0])
    rule = Rule((x, area.top, x, area.bottom), False)
    return replace(
        plot, labels=_without_clash(labels), rules=(rule,), strokes=tuple(strokes), marks=tuple(marks),
        pointers=tuple(pointers), tags=(*(tag for tag in tags if tag), *ends),
    )  # fmt: skip


def _units(losses: Array, log: bool) -> Array:
    """log10 of the losses, a loss of 0 far below; or the losses."""
    if not log:
        return losses
    with np.errstate(all="ignore"):
        return np.maximum(np.log10(losses), -1000.0)


def _loss_ends(scene: Scene, units: Array, log: bool) -> tuple[float, float]:
    """Bottom and top of the axis. What leaves it is told by an arrow with its loss."""
    known = units[np.isfinite(units)]
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    first = float(np.nanmax(units[:, 0]))
    if log:
        low, high = max(low, first - _DOWN), min(high, first + _UP)
    else:
        seen = scene.grid.losses[np.isfinite(scene.grid.losses)]
        reach = _FAR * max(float(np.ptp(seen)) if seen.size else 0.0, 1e-300)
        low, high = max(low, first - reach), min(high, first + reach)
    room = _MARGIN * (high - low) or 0.5
    return low - room, high + room


def _leaving_tag(scene: Scene, plot: Plot, units: Array, path: int, board: Board) -> Tag | None:
    """The rate and the loss beside the arrow of a path that is out of view."""
    area, size, now = plot.area, plot.text_size, scene.last(path)
    share = np.clip(area.shares(np.array([float(now), units[path, now]])), -1.0, 2.0)
    x, y = area.pixels(np.clip(share, 0.0, 1.0)).tolist()
    way, name = arrow(0.0, -1.0 if share[1] > 1 else 1.0), rate_words(scene.descent.specs[path])
    words = f"{name} leaves {way} {number(scene.loss(path))}"
    if scene.stopped(path):
        words = f"{name} {way} {number(scene.loss(path))} {stop_words(scene, path)}"
    wide = tag_size(words, size)[0] / 2 + size
    spots = [(x + side * wide, y + k * 1.9 * size) for k in (0.6, -0.6, *range(-6, 7)) for side in (1, -1)]
    return place_tag((words,), spots, board, area, size, path)


def _end_tags(scene: Scene, plot: Plot, units: Array, paths: list[int], x: float) -> list[Tag]:
    """The rates at the ends of their lines, from the top down; where there is no room for all, some of them."""
    if not paths:
        return []
    area, size = plot.area, plot.text_size
    pitch = tag_size("η", size)[1] + 2
    ends = {path: units[path, int(scene.descent.lasts[path])] for path in paths}
    shares = {path: float(area.shares(np.array([0.0, end]))[1]) for path, end in ends.items()}
    order = sorted(paths, key=lambda path: -shares[path])
    most = max(1, int((area.height + size) / pitch))
    if len(order) > most:
        kept = {order[round(k)] for k in np.linspace(0, len(order) - 1, most)}
        if scene.path in order and scene.path not in kept:
            nearest = min(kept, key=lambda path: abs(order.index(path) - order.index(scene.path)))
            kept = (kept - {nearest}) | {scene.path}
        order = [path for path in order if path in kept]
    ys = [area.bottom - min(max(shares[path], 0.0), 1.0) * area.height for path in order]
    for k in range(1, len(ys)):
        ys[k] = max(ys[k], ys[k - 1] + pitch)
    foot = area.bottom + size
    for k in reversed(range(len(ys))):
        ys[k] = min(ys[k], foot)
        foot = ys[k] - pitch
    names = [rate_words(scene.descent.specs[path]) for path in order]
    return [Tag(name, x, y, *tag_size(name, size), path) for name, y, path in zip(names, ys, order, strict=True)]


def _now_label(scene: Scene, plot: Plot, s: float) -> Label:
    """The iteration below the axis, in amber ink."""
    size, text = plot.text_size, str(scene.iteration)
    x = float(plot.area.place(np.array([scene.iteration, 0.0]))[0])
    wide = width_of(text, size, 600) + 4
    return Label(text, x - wide / 2, plot.area.bottom + 4 * s, wide, size * 1.4, size, "now", weight=600)


def _without_clash(labels: list[Label]) -> tuple[Label, ...]:
    """The labels without those that the last one lies over."""
    last = labels[-1]
    if last.role != "now":
        return tuple(labels)
    board = Board([(x, y, w / 2, h / 2) for x, y, w, h in (last.bounds,)])
    return (*(label for label in labels[:-1] if board.free(*label.bounds)), last)


def make_landing_strip(scene: Scene, theme: Theme, width: float, height: float) -> Plot | None:
    """The loss at θ − η·∇L over η from one point of a path, each path's rate on it, and 2/λmax."""
    along = scene.along
    if along is None:
        return None
    s = theme.scale
    reach = float(along.rates[-1])
    known = np.concatenate([along.losses, along.landings[_rates(scene) <= reach]])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    log = low > 0 and high > _LOG_FROM * low
    losses, landings = _units(along.losses, log), _units(along.landings, log)
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    room = 0.12 * (high - low) or 0.5
    up = max(2.0, height / (46 * s))
    y_ticks = log_ticks(low, high, up) if log else nice_ticks(low - room, high + room, up)
    x_ticks = nice_ticks(0.0, reach, max(2.0, width / (80 * s)))
    note = f"{rate_words(scene.descent.specs[along.path])}, iteration {along.iteration}{', log' if log else ''}"
    plot = frame_of(
        "Where one step would land, by step size", note, "step size η", (0.0, reach, low - room, high + room),
        (x_ticks, y_ticks), theme, width, height,
    )  # fmt: skip
    curve = plot.area.shares(np.stack([along.rates, losses], axis=-1))
    filled = replace(plot, strokes=(Stroke(None, piece_pixels(plot.area, segments(curve))),))
    return _with_rates(scene, along, filled, landings, theme)


def _rates(scene: Scene) -> Array:
    return np.array([spec.learning_rate for spec in scene.descent.specs])


def _with_rates(scene: Scene, along: Along, plot: Plot, landings: Array, theme: Theme) -> Plot:
    """The chosen rates on the curve, with arrows for those beyond the axis, and the limit."""
    area, size, s, board = plot.area, plot.text_size, theme.scale, Board()
    rules, marks, pointers, tags = list[Rule](), [], [], list[Tag | None]()
    shares = area.shares(np.stack([_rates(scene), landings], axis=-1))
    order = [scene.path, *(path for path in scene.paths if path != scene.path)]
    for path in order:
        if area.sees(shares[path]):
            marks.append(Mark(path, *area.pixels(shares[path]).tolist()))
            board.take(marks[-1].x, marks[-1].y, 2.4 * _MARK * s, 2.4 * _MARK * s)
    limit = scene.limit
    if limit is not None and limit <= area.x1:
        x = float(area.place(np.array([limit, area.y0]))[0])
        rules.append(Rule((x, area.top, x, area.bottom), True))
    if limit is not None:
        tags.append(_limit_tag(limit, area, board, size, s))
    far = [path for path in order if not area.sees(shares[path])]
    for k, path in enumerate(far):  # one below the other at the right
        share = np.array([1.5 if shares[path, 0] > 1 else shares[path, 0], 1 - (1.2 + 1.9 * k) * size / area.height])
        if not shares[path, 0] > 1:
            share[1] = 1.5
        pointers.append(pointer_to(area, share, 8 * s, path))
        board.take(pointers[-1].x, pointers[-1].y, 16 * s, 16 * s)

    def name(mark: Mark) -> None:
        rate = number(scene.descent.specs[mark.path].learning_rate)
        texts = tuple(dict.fromkeys((f"{rate}{_above(scene, mark.path)}", rate)))
        tags.append(place_near(texts, mark.x, mark.y, board, area, size, (_MARK + 3) * s, mark.path))

    first = [mark for mark in marks if mark.path == scene.path]
    for mark in first:
        name(mark)
    for pointer, path in zip(pointers, far, strict=True):
        text = f"{rate_words(scene.descent.specs[path])} → {number(float(along.landings[path]))}{_above(scene, path)}"
        short = rate_words(scene.descent.specs[path])
        wide = tag_size(text, size)[0] / 2 + 12 * s
        shifts = sorted(range(-12, 13), key=abs)
        spots = [(pointer.x - wide, pointer.y + k * 0.95 * size) for k in shifts]
        tags.append(place_tag((text, short), spots, board, area, size, path))
    for mark in marks[len(first) :]:
        name(mark)
    found = tuple(tag for tag in tags if tag is not None)
    more = _more(len(tags) - len(found), board, area, plot.strokes, theme)
    return replace(
        plot, labels=(*plot.labels, *more), rules=tuple(rules), marks=tuple(marks[::-1]), pointers=tuple(pointers),
        tags=found,
    )  # fmt: skip


def _limit_tag(limit: float, area: Area, board: Board, size: float, s: float) -> Tag | None:
    """The limit at the top beside its line, or at the right with an arrow where it is beyond the axis."""
    heights = [area.top + 2.5 + (0.85 + 1.9 * k) * size for k in range(max(4, int(area.height / (1.9 * size))))]
    if limit > area.x1:
        spots = [(area.right - k * 3 * size, y) for k in range(8) for y in heights]
        return place_tag((f"2/λmax = {number(limit)} →",), spots, board, area, size, None)
    text = f"2/λmax = {number(limit)}"
    away = tag_size(text, size)[0] / 2 + 6 * s
    x = float(area.place(np.array([limit, area.y0]))[0])
    sides = (-1, 1) if x - 2 * away > area.left else (1,)
    return place_tag((text,), [(x + side * away, y) for y in heights for side in sides], board, area, size, None)


def _more(count: int, board: Board, area: Area, strokes: Sequence[Stroke], theme: Theme) -> tuple[Label, ...]:
    """How many rates have no name, beside the lines where there is room."""
    if not count:
        return ()
    clear, size = board.copy(), SMALL * theme.scale
    for stroke in strokes:
        for x0, y0, x1, y1 in stroke.pieces.tolist():
            parts = 1 + int(math.hypot(x1 - x0, y1 - y0) / 8)
            for k in range(parts + 1):
                clear.take(x0 + (x1 - x0) * k / parts, y0 + (y1 - y0) * k / parts, 2.0, 2.0)
    return more_label(count, clear, area, size, theme.panel) or more_label(count, board, area, size, theme.panel)


def _above(scene: Scene, path: int) -> str:
    if scene.above_limit(path) <= 0:
        return ""
    here = scene.limit is not None and scene.descent.specs[path].learning_rate > scene.limit
    return " above" if here else " above at the start"
