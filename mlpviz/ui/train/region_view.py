"""The output over the plane of the inputs with the samples on it, and every gesture on them: draw, move, erase."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QToolTip

from mlpviz.core import data_edits, edits
from mlpviz.core.classes import class_names, class_numbers_of
from mlpviz.core.document import Document
from mlpviz.core.input_plane import InputPlane
from mlpviz.core.session import Page
from mlpviz.export.paint.train_region import paint_region
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned import region_scene
from mlpviz.present.train.region import RegionScene
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.train.sight import Sight

_LEAST = QSize(260, 200)
_APART = 14.0  # pixels between points that are drawn in one stroke
_DRAG = 4.0


class RegionView(PaintedView[RegionScene]):
    """With a brush a press draws a sample and a drag draws more; without one samples are picked and moved.

    brushed: another brush is in hand.
    """

    brushed = Signal()

    def __init__(self, desk: Desk, sight: Sight) -> None:
        super().__init__(desk.workbench, "Output over the plane of the inputs", _LEAST)
        self._desk, self._sight = desk, sight
        self.brush = Brush()
        self._pressed: QPointF | None = None
        self._held: int | None = None
        self._moved = False
        self._gesture: object = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_brush(self, brush: Brush) -> None:
        self.brush = brush
        self.setCursor(Qt.CursorShape.CrossCursor if brush.draws else Qt.CursorShape.ArrowCursor)
        self.brushed.emit()

    @property
    def _document(self) -> Document:
        return self.bench.store.document

    def make(self, theme: Theme, width: float, height: float) -> RegionScene | None:
        learned = self._sight.learned()
        if learned is None:
            return None
        session = self.bench.store.session
        picked = session.picked
        unit = None if picked is None or picked.unit is None or picked.layer == 0 else (picked.layer, picked.unit)
        chosen = session.selection if isinstance(session.selection, int) else None
        return region_scene(learned, unit, session.hard, theme, width, height, chosen, self._sight.points())

    def paint(self, painter: QPainter, made: RegionScene, theme: Theme) -> None:
        paint_region(painter, made, theme)

    def _sample(self, at: QPointF) -> int | None:
        """The sample under the pointer that can be changed: those held out cannot."""
        made = self.scene()
        found = None if made is None else made.sample_at(at.x(), at.y())
        return found if found is not None and found < self._document.data.samples else None

    def _raw(self, at: QPointF) -> tuple[float, ...] | None:
        """The raw inputs under the pointer, the others at their mean; None outside of the picture."""
        made, plane = self.scene(), self._sight.plane()
        if made is None or plane is None or not made.holds(at.x(), at.y()):
            return None
        return _at(plane, made.to_data(at.x(), at.y()), plane.at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed, self._moved, self._gesture = event.position(), False, object()
        self._held = self._sample(event.position())
        if self.brush.erases:
            self._erase(event.position())
        elif self.brush.draws and self._held is None:
            self._draw(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hint(event)
            return
        away = event.position() - self._pressed
        far = math.hypot(away.x(), away.y())
        if self.brush.erases:
            self._erase(event.position())
        elif self._held is not None:
            self._moved = self._moved or far > _DRAG
            if self._moved:
                self._move(self._held, event.position())
        elif self.brush.draws and far > _APART:
            self._pressed = event.position()
            self._draw(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self._held is not None and not self._moved and not self.brush.erases:
            self.bench.store.choose(self._held)
        self._pressed = self._held = None

    def _draw(self, at: QPointF) -> None:
        raw = self._raw(at)
        if raw is None:
            return
        document, brush = self._document, self.brush
        if class_numbers_of(document, document.data) is None:
            target = [brush.value] * document.data.targets.shape[1]
            self._desk.apply("Draw samples", lambda d: data_edits.add_value(d, raw, target), self._gesture)
        else:
            self._desk.apply("Draw samples", lambda d: data_edits.add_point(d, raw, brush.number), self._gesture)

    def _move(self, sample: int, at: QPointF) -> None:
        made, plane = self.scene(), self._sight.plane()
        if made is None or plane is None or not made.holds(at.x(), at.y()):
            return
        raw = _at(plane, made.to_data(at.x(), at.y()), tuple(self._document.data.points[sample].tolist()))
        label = f"Move sample {sample + 1}"
        self._desk.apply(label, lambda d: data_edits.move_point(d, sample, raw), self._gesture)

    def _erase(self, at: QPointF) -> None:
        sample = self._sample(at)
        if sample is not None:
            self._desk.apply("Erase samples", lambda d: edits.remove_sample(d, sample), self._gesture)

    def _hint(self, event: QMouseEvent) -> None:
        """What is under the pointer, in numbers."""
        sample = self._sample(event.position())
        if sample is None:
            QToolTip.hideText()
            return
        document = self._document
        names = document.source.names or tuple(f"x{i + 1}" for i in range(document.data.points.shape[1]))
        point = document.data.points[sample].tolist()
        values = "\n".join(f"{name} = {value!r}" for name, value in zip(names, point, strict=True))
        numbers = class_numbers_of(document, document.data)
        if numbers is None:
            target = ", ".join(repr(value) for value in document.data.targets[sample].tolist())
        else:
            target = class_names(document)[int(numbers[sample])]
        QToolTip.showText(event.globalPosition().toPoint(), f"Sample {sample + 1}: {target}\n{values}", self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        selection = self.bench.store.session.selection
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and isinstance(selection, int):
            self._desk.apply(f"Erase sample {selection + 1}", lambda d: edits.remove_sample(d, selection))
        elif event.key() == Qt.Key.Key_Escape:
            self.set_brush(Brush())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.build_menu(QPointF(event.pos()))
        if menu is not None:
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())

    def build_menu(self, at: QPointF) -> QMenu | None:
        """What can be done with the sample under the pointer."""
        sample, document = self._sample(at), self._document
        if sample is None:
            return None
        menu = QMenu(self)
        menu.addAction(f"Walk sample {sample + 1}", lambda: self._walk(sample))
        if class_numbers_of(document, document.data) is not None:
            for number, name in enumerate(class_names(document)):
                menu.addAction(f"Make it class {name}", lambda number=number: self._reclass(sample, number))
        menu.addSeparator()
        menu.addAction(
            "Erase it", lambda: self._desk.apply(f"Erase sample {sample + 1}", lambda d: edits.remove_sample(d, sample))
        )
        return menu

    def _walk(self, sample: int) -> None:
        self.bench.store.choose(sample)
        self.bench.store.look(page=Page.WALK, playing=False)

    def _reclass(self, sample: int, number: int) -> None:
        self._desk.apply(
            f"Change the class of sample {sample + 1}", lambda d: data_edits.set_point_class(d, sample, number)
        )


def _at(plane: InputPlane, place: tuple[float, float], others: tuple[float, ...]) -> tuple[float, ...]:
    """Raw inputs: those of the axes at `place`, the rest as in `others`."""
    raw = list(others)
    raw[plane.axes[0]], raw[plane.axes[1]] = place
    return tuple(raw)
