"""The activation and its derivative over ξ, with the present point on both."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.core.session import State
from mlpviz.export.paint.fonts import text_font
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.present.explain.slope import note_in
from mlpviz.present.frame import shown_sample
from mlpviz.present.numbers import MINUS, shown
from mlpviz.present.palette import Theme
from mlpviz.ui.later import Later
from mlpviz.ui.theme import size
from mlpviz.ui.workbench import Workbench

_REACH = 8.0
_POINTS = 801
_MARGIN = 0.08  # of the height, above and below
_NAMES_AT = 0.92  # of the way to the right
_APART = 0.3  # of the height


class CurvePanel(QWidget):
    """Plots g and g′ of the present step's neuron. The plot is made when the panel is first seen."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = workbench
        self._plot: Any = None
        self._items: dict[str, Any] = {}
        self._drawn: tuple[object, ...] | None = None
        self._caption = QLabel()
        self._caption.setProperty("role", "small")
        self._caption.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._caption)
        self._later = Later(self, self.refresh)
        workbench.walked.connect(self._state_changed)
        workbench.preferences.changed.connect(self._restyle)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is not None:
            self._later.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._plot is None:
            self._later.soon()  # the window is there now

    def _state_changed(self, _old: State, _new: State) -> None:
        self._later.start()

    def _restyle(self) -> None:
        self._drawn = None
        self.refresh()

    def _make(self) -> None:
        import pyqtgraph as pg  # a third of a second: not before the window is there

        self._plot = pg.PlotWidget(axisItems={side: _axis(side) for side in ("left", "bottom")})
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._plot.setAccessibleName("Activation and its derivative")
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._items = {
            "g": self._plot.plot(antialias=True),
            "slope": self._plot.plot(antialias=True),
            "now": pg.ScatterPlotItem(pxMode=True),
            "line": pg.InfiniteLine(angle=90),
            "g name": pg.TextItem("g"),
            "slope name": pg.TextItem("g′"),
        }
        for name in ("line", "now", "g name", "slope name"):
            self._plot.addItem(self._items[name])
        self._column.addWidget(self._plot, 1)

    def refresh(self) -> None:
        """Plot the present step's neuron, where the panel is seen."""
        if not self.isVisible():
            return
        if self._plot is None:
            self._make()
            self._later.start()  # in a turn of its own, as making the plot takes one
            return
        bench, step = self._bench, self._bench.point.step
        layer = step.layer or bench.store.document.network.depth
        unit = step.unit or 0
        result = bench.walk.result(bench.point.iteration)
        row = ACTIVATIONS[bench.store.document.network.layers[layer - 1].activation]
        xi = result.excitation(layer)[shown_sample(bench.walk, bench.point)]
        here = float(xi[unit])
        letters, decimals = bench.symbols, bench.preferences.decimals
        key = (row.id, here, bench.preferences.theme, bench.store.document.notation, decimals)
        if row.layerwise:
            self._drawn = None
        if key == self._drawn:
            return
        self._drawn = key
        reach = max(_REACH, min(abs(here) * 1.15, 1e6)) if np.isfinite(here) else _REACH
        axis = np.linspace(-reach, reach, _POINTS)
        if row.layerwise:  # the other units of the layer stay where they are
            moved = np.tile(xi, (_POINTS, 1))
            moved[:, unit] = axis
            g = row.value(moved)[:, unit]
            slope = row.derivative(moved, row.value(moved))[:, unit]
            h, s = row.value(xi[None]), row.derivative(xi[None], row.value(xi[None]))
            points = [(here, float(h[0, unit])), (here, float(s[0, unit]))]
        else:
            g, slope = row.value(axis), row.derivative(axis, row.value(axis))
            one = np.array([here])
            points = [(here, float(row.value(one)[0])), (here, float(row.derivative(one, row.value(one))[0]))]
        self._draw(axis, g, slope, points)
        self._caption.setText(
            f"{row.title}: {letters.excitation_name} = {shown(here, decimals)}, "
            f"g = {shown(points[0][1], decimals)}, g′ = {shown(points[1][1], decimals)}. {note_in(row, letters)}"
        )

    def _draw(self, axis: Any, g: Any, slope: Any, points: list[tuple[float, float]]) -> None:
        import pyqtgraph as pg

        theme = self._bench.preferences.theme
        self._plot.setBackground(theme.panel)
        self._plot.setMinimumHeight(size(theme, 110))
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setPen(pg.mkPen(theme.line))
            self._plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))
            self._plot.getAxis(side).setTickFont(text_font(size(theme, 11)))
        self._items["g"].setData(axis, g, pen=pg.mkPen(theme.ink, width=2 * theme.stroke))
        self._items["slope"].setData(axis, slope, pen=pg.mkPen(_slope_color(theme), width=2 * theme.stroke))
        self._items["line"].setPos(points[0][0])
        self._items["line"].setPen(pg.mkPen(theme.line, width=1))
        finite = [point for point in points if np.isfinite(point).all()]
        self._items["now"].setData(
            pos=finite, size=size(theme, 11), brush=pg.mkBrush(theme.now), pen=pg.mkPen(theme.panel, width=2)
        )
        low, high = _range(g, slope)
        self._plot.setXRange(float(axis[0]), float(axis[-1]), padding=0.0)
        self._plot.setYRange(low, high, padding=_MARGIN)
        self._name_lines(axis, g, slope, high - low, theme)

    def _name_lines(self, axis: Any, g: Any, slope: Any, height: float, theme: Theme) -> None:
        """Write g and g′ at the right, between the two lines where these are apart, else outside."""
        index = int(_NAMES_AT * (_POINTS - 1))
        gap = float(g[index] - slope[index])
        inside = abs(gap) >= _APART * height
        for name, line, upper, color in (
            ("g name", g, gap >= 0, theme.ink),
            ("slope name", slope, gap < 0, _slope_color(theme)),
        ):
            item = self._items[name]
            item.setFont(text_font(size(theme, 12), 600))
            item.setColor(color)
            item.setAnchor((0.5, 0.0 if upper == inside else 1.0))
            item.setPos(float(axis[index]), float(line[index]))


def _axis(side: str) -> Any:
    """An axis with a real minus sign at its ticks."""
    import pyqtgraph as pg

    def tick_strings(axis: Any, values: list[float], scale: float, spacing: float) -> list[str]:
        return [text.replace("-", MINUS) for text in pg.AxisItem.tickStrings(axis, values, scale, spacing)]

    return type("Axis", (pg.AxisItem,), {"tickStrings": tick_strings})(side)


def _slope_color(theme: Theme) -> str:
    return theme.now_ink


def _range(g: Any, slope: Any) -> tuple[float, float]:
    """From the lowest to the highest of both lines and 0: nothing is cut off."""
    both = np.concatenate([g, slope, [0.0]])
    seen = both[np.isfinite(both)]
    return float(seen.min()), float(seen.max())
