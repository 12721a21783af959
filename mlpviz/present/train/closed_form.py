"""Trained weights beside those of least squares, as a table: parameter, trained, closed form, difference. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpviz.core.document import Document
from mlpviz.nn.least_squares import check_closed_form, least_squares
from mlpviz.nn.metrics import evaluate
from mlpviz.nn.network import BIAS, Network
from mlpviz.present.descend.plot import Line
from mlpviz.present.descend.text import BODY, Label, heading, width_of
from mlpviz.present.notation import Symbols
from mlpviz.present.numbers import exact, shown
from mlpviz.present.palette import Theme
from mlpviz.present.train.axes import PAD

_COLUMNS = ("", "trained", "closed form", "difference")
_ROW = 1.75  # of the type size
_APART = 22.0
_ROOMY = 150.0  # pixels high, there is room for more than the title
_NAME = 200.0  # pixels at most for the names of parameters


@dataclass(frozen=True)
class Parameter:
    """A parameter by its name, as it is and as least squares has it."""

    name: str
    trained: float
    closed: float

    @property
    def words(self) -> str:
        """In full precision."""
        away = exact(self.trained - self.closed)
        return f"{self.name}\ntrained {exact(self.trained)}\nclosed form {exact(self.closed)}\ndifference {away}"


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """In pixels from the panel's corner: rules under the head and the foot, and `rows` from `top` on, each `row` high.

    rows: the parameters that are shown.
    """

    labels: tuple[Label, ...]
    rules: tuple[Line, ...]
    rows: tuple[Parameter, ...]
    top: float
    row: float

    def parameter_at(self, y: float) -> Parameter | None:
        """The parameter in the row at a height."""
        number = int((y - self.top) // self.row)
        return self.rows[number] if 0 <= number < len(self.rows) else None


def has_closed_form(document: Document) -> bool:
    """Whether least squares gives the weights at which training comes to rest."""
    try:
        check_closed_form(document.network, document.loss, document.training.rule)
    except ValueError:
        return False
    return True


def closed_form(document: Document) -> Network:
    """The network with the weights of least squares over the training samples."""
    return least_squares(
        document.network, document.data.inputs, document.targets, document.loss, document.reduction,
        document.training.rule,
    )  # fmt: skip


def parameters(network: Network, closed: Network, symbols: Symbols, names: tuple[str, ...]) -> Iterator[Parameter]:
    """Every parameter of the one layer, unit by unit, weights first; `names` are those of the inputs."""
    trained, best = network.layers[0], closed.layers[0]
    for unit in range(trained.units):
        for source in (*range(trained.fan_in), *([BIAS] if trained.has_bias else [])):
            symbol = symbols.weight(1, unit, source).plain
            name = symbol if source == BIAS else f"{symbol} · {names[source]}"
            yield Parameter(name, trained.parameter(unit, source), best.parameter(unit, source))


def make_closed_form(
    document: Document, closed: Network, symbols: Symbols, theme: Theme, width: float, height: float
) -> ClosedForm:
    """The table in a panel of width × height pixels; what finds no room is counted."""
    s, size = theme.scale, BODY * theme.scale
    names = tuple(document.input_name(index) for index in range(document.network.inputs))
    every = tuple(parameters(document.network, closed, symbols, names))
    furthest = max(abs(row.trained - row.closed) for row in every)
    notes, caption = (_loss_words(document, closed),), f"largest difference {shown(furthest)}"
    if height < _ROOMY * s:
        notes, caption = ("",), ""
    labels, top = heading("Least squares", notes, caption, width, s, PAD * s)
    pitch = _ROW * size
    fits = max(1, int((height - top - 8 * s) / pitch) - 1)
    rows = every if len(every) <= fits else every[: max(1, fits - 1)]
    texts = [_COLUMNS, *(_texts(row) for row in rows)]
    aside = min(max(width_of(row[0], size) for row in texts) + 4, _NAME * s)
    room = (width - 2 * PAD * s - aside) / 3
    wide = min(max(width_of(text, size) for row in texts for text in row[1:]) + _APART * s, room)
    found, left = list(labels), PAD * s
    for number, row in enumerate(texts):
        y = top + number * pitch
        found.append(Label(row[0], left, y, aside, pitch, size, "ink", "left"))
        for column, text in enumerate(row[1:]):
            role = "muted" if number == 0 or column == 2 else "ink"
            found.append(Label(text, left + aside + column * wide, y, wide, pitch, size, role, "right"))
    if len(rows) < len(every):
        y = top + (len(rows) + 1) * pitch
        found.append(Label(f"+ {len(every) - len(rows):,} more", left, y, aside + wide, pitch, size, "muted", "left"))
    rule = (left, top + pitch, left + aside + 3 * wide, top + pitch)
    return ClosedForm(tuple(found), (rule,), rows, top + pitch, pitch)


def _texts(row: Parameter) -> tuple[str, str, str, str]:
    return row.name, shown(row.trained), shown(row.closed), shown(row.trained - row.closed)


def _loss_words(document: Document, closed: Network) -> str:
    """The loss as it is, and the least there is; with weight decay not the loss alone is least."""
    data = document.data.inputs, document.targets, document.loss, document.reduction
    now, best = (evaluate(network, *data)[0] for network in (document.network, closed))
    most = "" if document.training.rule.weight_decay == 0.0 else " (with weight decay)"
    return f"loss {shown(now)}, of least squares {shown(best)}{most}"
