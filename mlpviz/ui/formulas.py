"""Typeset formulas as pictures, made when there is time and kept; and the widget that shows them."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.export.paint.fonts import text_font
from mlpviz.present.explain.breaking import placed
from mlpviz.present.explain.plain import plain_formula
from mlpviz.present.palette import Theme
from mlpviz.present.typeset import svg
from mlpviz.ui.crash import survives
from mlpviz.ui.later import Later

_KEPT = 800
_PAUSE_MS = 25  # a formula takes about 20 ms: never between a key and the paint, nor between keys that are held down
_ELIDE = Qt.TextElideMode.ElideRight
_INDENT = 14.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Formula:
    """One typeset line: a vector picture and its size in pixels."""

    def __init__(self, latex: str, size: float, theme: Theme) -> None:
        typeset = svg(latex, size, theme.formula_colors)
        self.renderer = QSvgRenderer(QByteArray(typeset.svg))
        self.width = typeset.width
        self.height = typeset.height


class FormulaShelf(QObject):
    """Formulas by (latex, size, theme). A missing one is put on a queue and made when the window is idle.

    The first one takes a third of a second, with the import of the typesetter: it waits for `wake`.
    """

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[tuple[str, float, str], Formula] = OrderedDict()
        self._queue: deque[tuple[str, float, Theme]] = deque()
        self._awake = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._make_one)

    def wake(self) -> None:
        """The window has been painted: begin with what is wanted."""
        if not self._awake:
            self._awake = True
            self._timer.start(_PAUSE_MS)

    def get(self, latex: str, size: float, theme: Theme) -> Formula | None:
        """The formula where it is made already."""
        key = (latex, size, theme.id)
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def want(self, lines: Sequence[tuple[str, float]], theme: Theme, soon: bool) -> None:
        """Make these lines when there is time: first, in place of earlier wishes, or after them."""
        missing = [(latex, size, theme) for latex, size in lines if (latex, size, theme.id) not in self._kept]
        if soon:
            self._queue.clear()
        self._queue.extend(missing)
        if not self._queue:
            self._timer.stop()
        elif self._awake and (soon or not self._timer.isActive()):
            self._timer.start(_PAUSE_MS)

    def _make_one(self) -> None:
        if not self._queue:
            return
        latex, size, theme = self._queue.popleft()
        self._kept[latex, size, theme.id] = Formula(latex, size, theme)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.ready.emit()
        if self._queue:
            self._timer.start(0)


Box = tuple[QRectF, Formula | None, str]


class FormulaView(QWidget):
    """Lines of formulas one under the other, those that go on with "=" indented.

    A line that is too wide is broken, at the latest where it would have to shrink to less than 0.8 of its size.
    """

    def __init__(self, shelf: FormulaShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lines: tuple[tuple[str, float], ...] = ()
        self._theme: Theme | None = None
        self._boxes: list[Box] = []
        self._named = Later(self, self._name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shelf.ready.connect(self._arrange)

    def show_lines(self, lines: tuple[tuple[str, float], ...], theme: Theme) -> None:
        """Show (latex, size in pixels) lines."""
        if (lines, theme) == (self._lines, self._theme):
            return
        self._lines, self._theme = lines, theme
        self._named.soon()
        self._arrange()

    def _name(self) -> None:
        self.setAccessibleName(" ".join(plain_formula(latex) for latex, _ in self._lines))

    def pieces(self, lines: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
        """The lines as they are broken at the present width."""
        return tuple((piece, size) for line, size in self._broken(lines) for piece, _ in line)

    def _broken(self, lines: tuple[tuple[str, float], ...]) -> list[tuple[tuple[tuple[str, float], ...], float]]:
        """The pieces of each line with their left edges, and its size."""
        room = self._room()
        return [(placed(latex, size, room, _INDENT), size) for latex, size in lines]

    def _room(self, left: float = 0.0) -> float:
        return max(self.width() - left - 2, 40.0)

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._boxes[-1][0].bottom()) + 2 if self._boxes else 0)

    @property
    def boxes(self) -> list[Box]:
        """Where each line stands, with its formula, or its plain text as long as it is not typeset."""
        return self._boxes

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._theme is not None:
            self._shelf.want(self.pieces(self._lines), self._theme, soon=False)
        self._arrange()

    def _arrange(self) -> None:
        self._boxes = self._placed()
        height = self.sizeHint().height()
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        self.update()

    def _placed(self) -> list[Box]:
        boxes: list[Box] = []
        top = 0.0
        for pieces, size in self._broken(self._lines):
            formulas = [self._shelf.get(piece, size, self._theme) if self._theme else None for piece, _ in pieces]
            made = [(left, formula) for (_, left), formula in zip(pieces, formulas, strict=True) if formula is not None]
            scale = min([1.0, *(self._room(left) / formula.width for left, formula in made)])
            for (piece, left), formula in zip(pieces, formulas, strict=True):
                if formula is None:
                    boxes.append((QRectF(left, top, self._room(left), size * 1.9), None, plain_formula(piece)))
                    top += size * 1.9
                    continue
                boxes.append((QRectF(left, top, formula.width * scale, formula.height * scale), formula, ""))
                top += formula.height * scale + size * 0.35
        return boxes

    @survives
    def paintEvent(self, event: QPaintEvent) -> None:
        self._shelf.wake()
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, formula, plain in self._boxes:
            if formula is not None:
                formula.renderer.render(painter, box)
            else:
                painter.setFont(text_font(13 * self._theme.scale))
                painter.setPen(QColor(self._theme.muted))
                text = painter.fontMetrics().elidedText(plain, _ELIDE, int(box.width()))
                painter.drawText(box, _LEFT, text)
        painter.end()
