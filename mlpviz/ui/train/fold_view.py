"""Over the network: its identity layers slide into one, and the formula stays until a click."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from mlpviz.core.session import Page, State
from mlpviz.export.paint.train_folding import paint_fold
from mlpviz.present.palette import Theme
from mlpviz.present.train.folding import FoldScene, folds_of, make_fold
from mlpviz.present.train.learned import Learned
from mlpviz.ui.train.painted import PaintedView
from mlpviz.ui.workbench import Workbench

_FOLD_MS = 1000


class FoldView(PaintedView[FoldScene]):
    """Covers a widget; goes with a click, with Esc, with the next change of the document or of the page."""

    def __init__(self, workbench: Workbench, over: QWidget, before: Learned) -> None:
        super().__init__(workbench, "Identity layers fold into one", QSize(0, 0))
        self._folds = folds_of(before)
        self._alpha = 0.0 if workbench.preferences.motion else 1.0
        self.setParent(over)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click to go on")
        self.setGeometry(over.rect())
        over.installEventFilter(self)
        workbench.changed.connect(self._state_changed)
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(_FOLD_MS * (len(self._folds.stages) - 1))
        self._motion.setEasingCurve(QEasingCurve.Type.Linear)  # each fold is eased by itself
        self._motion.valueChanged.connect(self._move)
        self.show()
        self.raise_()
        self.setFocus()
        if workbench.preferences.motion:
            self._motion.start()

    def _move(self, alpha: float) -> None:
        self._alpha = alpha
        self.refresh()

    def make(self, theme: Theme, width: float, height: float) -> FoldScene:
        return make_fold(self._folds, self._alpha, self.bench.symbols.in_by_out, theme, width, height)

    def paint(self, painter: QPainter, made: FoldScene, theme: Theme) -> None:
        painter.fillRect(self.rect(), QColor(theme.panel))
        paint_fold(painter, made, theme)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        """Show the network again."""
        self._motion.stop()
        self.bench.changed.disconnect(self._state_changed)
        self.hide()
        self.deleteLater()

    def _state_changed(self, old: State, new: State) -> None:
        if new.document is not old.document or new.session.page is not Page.TRAIN:
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)
