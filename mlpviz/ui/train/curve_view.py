"""The output as a curve over the one raw input, with the samples at their targets."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from mlpviz.core.document import Data
from mlpviz.export.paint.train_curve import paint_curve
from mlpviz.nn.maps import Bounds
from mlpviz.present.palette import Theme
from mlpviz.present.train.curve import CurveScene
from mlpviz.present.train.learned_curve import curve_points, curve_scene, learn_curve, view_of
from mlpviz.ui.panels.inspector_desk import Desk
from mlpviz.ui.train.looked import LookedAt
from mlpviz.ui.train.samples_view import Place, SamplesView
from mlpviz.ui.train.sight import Sight


class CurveView(SamplesView[CurveScene]):
    """What is in view stays while training plays, and while samples are drawn or moved."""

    def __init__(self, desk: Desk, sight: Sight, looked: LookedAt) -> None:
        super().__init__(desk, sight, looked, "Output over the input")
        self._view: Bounds | None = None
        self._of: Data | None = None

    def make(self, theme: Theme, width: float, height: float) -> CurveScene | None:
        document, plane = self.sight.document(), self.sight.plane()
        if document is None or plane is None or not plane.single:
            return None
        session = self.bench.store.session
        held = self.dragging or (session.playing and document.data is self._of)
        if held and self._view is not None:
            plane = plane.seen_from(self._view)
        curve, points = learn_curve(document, plane), curve_points(document)
        if not held or self._view is None:
            self._view, self._of = view_of(curve, points), document.data
        picked = self.sight.picked()
        unit = None if picked is None or picked[0] == 0 else picked
        return curve_scene(curve, points, self._view, unit, theme, width, height, self.looked.ringed(document))

    def paint(self, painter: QPainter, made: CurveScene, theme: Theme) -> None:
        paint_curve(painter, made, theme, self.markers(made, theme))

    def raw_at(self, place: Place, others: tuple[float, ...]) -> tuple[float, ...]:
        return place[:1]

    def target_at(self, place: Place) -> float | None:
        return place[1]
