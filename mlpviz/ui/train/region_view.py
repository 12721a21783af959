"""The output over the plane of two raw inputs, with the samples on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu

from mlpviz.export.paint.train_region import paint_region
from mlpviz.present.palette import Theme
from mlpviz.present.train.learned import region_scene
from mlpviz.present.train.region import RegionScene
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.samples_view import Place, SamplesView
from mlpviz.ui.train.sight import Sight

_AXES = ("Input across", "Input up")


class RegionView(SamplesView[RegionScene]):
    """A unit that is picked shows its own output in place of the network's."""

    def __init__(self, desk: Desk, sight: Sight, looked: LookedAt) -> None:
        super().__init__(desk, sight, looked, "Output over the plane of the inputs")

    def make(self, theme: Theme, width: float, height: float) -> RegionScene | None:
        learned = self.sight.learned()
        if learned is None:
            return None
        session = self.bench.store.session
        picked = self.sight.picked()
        unit = None if picked is None or picked[0] == 0 else picked
        ringed = self.looked.ringed(learned.document)
        return region_scene(
            learned, unit, session.hard, theme, width, height, ringed, self.sight.points(), choosable=True
        )

    def paint(self, painter: QPainter, made: RegionScene, theme: Theme) -> None:
        paint_region(painter, made, theme, self.markers(made, theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        axis = self._axis(event.position())
        if axis is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        menu = QMenu(self)
        self._fill_axis(menu, axis)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPosition().toPoint())

    def build_menu(self, at: QPointF) -> QMenu | None:
        """Beside samples, the inputs that the axes can have."""
        menu, names = super().build_menu(at), self._names()
        if menu is not None or len(names) <= len(_AXES):
            return menu
        menu = QMenu(self)
        for axis, title in enumerate(_AXES):
            self._fill_axis(menu.addMenu(title), axis)
        return menu

    def _axis(self, at: QPointF) -> int | None:
        """The axis whose name is under the pointer, where it can be another input's."""
        made = self.scene()
        return made.axis_at(at.x(), at.y()) if made is not None and len(self._names()) > len(_AXES) else None

    def _names(self) -> tuple[str, ...]:
        document = self.bench.store.document
        return document.source.raw_names(document.data.points.shape[1])

    def _fill_axis(self, menu: QMenu, axis: int) -> None:
        plane = self.sight.plane()
        for number, name in enumerate(self._names()):
            action = menu.addAction(name, lambda number=number: self._set_axis(axis, number))
            action.setCheckable(True)
            action.setChecked(plane is not None and plane.axes[axis] == number)

    def _set_axis(self, axis: int, number: int) -> None:
        """Another input on an axis; where the other axis has it, they exchange theirs."""
        plane = self.sight.plane()
        axes = list(plane.axes if plane is not None else self.bench.store.session.axes)
        if axes[1 - axis] == number:
            axes[1 - axis] = axes[axis]
        axes[axis] = number
        self.bench.store.look(axes=(axes[0], axes[1]))

    def raw_at(self, place: Place, others: tuple[float, ...]) -> tuple[float, ...]:
        plane, raw = self.sight.plane(), list(others)
        assert plane is not None
        raw[plane.axes[0]], raw[plane.axes[1]] = place
        return tuple(raw)

    def target_at(self, place: Place) -> float | None:
        return None
