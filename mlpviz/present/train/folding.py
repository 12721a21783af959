"""Two layers of tiles that slide into one: a pure function of 0 … 1, so that a film has it too. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.nn.folding import first_foldable, fold_once
from mlpviz.nn.network import Network
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import BODY, Label, heading
from mlpviz.present.notation import layer_title
from mlpviz.present.numbers import rounded_to
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD
from mlpviz.present.train.fold_formula import FoldFormula, fold_formula
from mlpviz.present.train.learned import Learned, learn, network_scene, predicted
from mlpviz.present.train.network_maps import Edges, NetworkMaps
from mlpviz.present.train.tile_layout import TileColumn

_FORMULA = 0.4  # of the height, at most, has the formula
_BEGIN, _END = 0.25, 0.8  # of a fold, between which tiles slide


@dataclass(frozen=True, eq=False)
class FoldScene:
    """In pixels from the panel's corner. sheets: networks over one another, each with its opacity, 0 … 1.

    labels, lines: the title, and the formula with its brackets.
    """

    sheets: tuple[tuple[NetworkMaps, float], ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class Folds:
    """A network as it was and after each of its folds; away: the largest difference of outputs of the samples."""

    stages: tuple[Learned, ...]
    away: float


def folds_of(learned: Learned) -> Folds:
    """Fold one layer after the other. Raises ValueError where there is none to fold."""
    document = learned.document
    stages, network = [learned], fold_once(document.network)
    while True:
        stages.append(learn(replace(document, network=network), learned.plane))
        if first_foldable(network) is None:
            break
        network = fold_once(network)
    before, after = (predicted(stage.document, document.data)[0] for stage in (stages[0], stages[-1]))
    return Folds(tuple(stages), float(np.abs(before - after).max()))


def make_fold(folds: Folds, alpha: float, in_by_out: bool, theme: Theme, width: float, height: float) -> FoldScene:
    """The scene at alpha, 0 before the first fold and 1 after the last one, in a panel of width × height pixels.

    in_by_out: whether the notation writes a row for each input.
    """
    count = len(folds.stages) - 1
    index = min(int(alpha * count), count - 1)
    before, after = folds.stages[index : index + 2]
    network = before.document.network
    number = first_foldable(network)
    assert number is not None
    title, head = _title(network, number, folds.away if alpha == 1 else None, theme, width)
    formula = _formula(network, after.document.network, number, in_by_out, theme, width, _FORMULA * height - head)
    room = height - head - formula.height - 2 * PAD * theme.scale
    old, new = (network_scene(stage, theme, width, room) for stage in (before, after))
    labels, lines = _placed(formula, (width - formula.width) / 2, room + head)
    titles = (replace(label, top=label.top + room) for label in title)
    return FoldScene(tuple(_sheets(old, new, number, eased(alpha * count - index))), (*titles, *labels), lines)


def eased(share: float) -> float:
    """How far tiles have slid: they rest at both ends of a fold, so that its formula can be read."""
    t = min(max((share - _BEGIN) / (_END - _BEGIN), 0.0), 1.0)
    return t * t * (3 - 2 * t)


def _title(
    network: Network, number: int, away: float | None, theme: Theme, width: float
) -> tuple[tuple[Label, ...], float]:
    s = theme.scale
    one, two = layer_title(number, network.depth), layer_title(number + 1, network.depth)
    same = "" if away is None else "same outputs" if away == 0 else f"outputs differ by {rounded_to(away, 2)} at most"
    return heading(f"{one} and {two[0].lower()}{two[1:]} fold into one layer", (), same, width, s, PAD * s)


def _formula(
    network: Network, folded: Network, number: int, in_by_out: bool, theme: Theme, width: float, height: float
) -> FoldFormula:
    layers = network.layers[number - 1], network.layers[number]
    room = width - 2 * PAD * theme.scale
    return fold_formula(layers, folded.layers[number - 1], number, in_by_out, theme, room, max(height, BODY))


def _placed(formula: FoldFormula, left: float, top: float) -> tuple[tuple[Label, ...], tuple[Line, ...]]:
    labels = tuple(replace(label, left=label.left + left, top=label.top + top) for label in formula.labels)
    return labels, tuple((x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in formula.lines)


def _sheets(old: NetworkMaps, new: NetworkMaps, number: int, t: float) -> Iterator[tuple[NetworkMaps, float]]:
    """What stays, what fades with the layer that is folded, the edges that come, and the words of both.

    Tiles of the folded layer slide onto those of the next one, whose maps stay: its units give what they gave.
    """
    columns = [*_slid(old, new, number, t)]
    rest = [layer for layer in range(len(columns)) if layer != number]
    edges = [_between(columns, edges) for edges in old.edges]
    fixed = [edge for edge in edges if edge.layer not in (number, number + 1)]
    yield _part(old, columns, rest, fixed), 1.0
    yield _part(old, columns, [number], [edge for edge in edges if edge not in fixed]), 1.0 - t
    come = _between([columns[layer] for layer in rest], new.edges[number - 1])
    yield _part(new, columns, [], [come]), t
    yield _words(old, t == 0), max(0.0, 1.0 - 2.0 * t)
    yield _words(new, t == 1), max(0.0, 2.0 * t - 1.0)


def _slid(old: NetworkMaps, new: NetworkMaps, number: int, t: float) -> Iterator[TileColumn]:
    """The columns of the old network on their way to their places in the new one."""
    for layer, column in enumerate(old.layout.columns):
        target = new.layout.columns[layer if layer <= number else layer - 1]
        count, last = len(column.tops), len(target.tops) - 1
        if layer == number:
            ends = [target.tops[round(unit * last / max(count - 1, 1))] for unit in range(count)]
        else:
            ends = [*target.tops[:count]]
        tops = tuple((1 - t) * top + t * end for top, end in zip(column.tops, ends, strict=False))
        x, side = (1 - t) * column.x + t * target.x, (1 - t) * column.side + t * target.side
        yield TileColumn(x, side, tops, column.hidden, column.above)


def _between(columns: list[TileColumn], edges: Edges) -> Edges:
    """The edges into a layer between columns that have moved, without those of tiles that are not shown."""
    before, after = columns[edges.layer - 1], columns[edges.layer]
    kept = (edges.units < len(after.tops)) & (edges.sources < len(before.tops))
    units, sources = edges.units[kept], edges.sources[kept]
    starts = np.array(before.tops)[sources] + before.side / 2
    ends = np.array(after.tops)[units] + after.side / 2
    lines = np.column_stack([np.full(len(units), before.right), starts, np.full(len(units), after.left), ends])
    return Edges(edges.layer, lines, edges.signs[kept], edges.levels[kept], units, sources)


def _part(maps: NetworkMaps, columns: list[TileColumn], layers: list[int], edges: list[Edges]) -> NetworkMaps:
    """The tiles of some layers, and some edges, without words."""
    layout = replace(maps.layout, columns=tuple(columns[layer] for layer in layers))
    images = tuple(maps.images[layer][: len(columns[layer].tops)] for layer in layers)
    bare = replace(maps, captions=(), titles=(), lines=np.empty((0, 5)), marks=())
    return replace(bare, layout=layout, images=images, edges=tuple(edges))


def _words(maps: NetworkMaps, resting: bool) -> NetworkMaps:
    """The words of a network without its tiles; with the lines in them while they rest."""
    lines = maps.lines if resting else np.empty((0, 5))
    return replace(maps, layout=replace(maps.layout, columns=()), images=(), edges=(), lines=lines)
