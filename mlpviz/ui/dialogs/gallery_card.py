"""A card of the gallery: the picture of an example, its title, its lecture, and a sentence."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.core.descend import grid_values, make_problem, shown_range
from mlpviz.core.document import Document
from mlpviz.core.examples import Example
from mlpviz.core.session import BiasMode, Page, initial_page, initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.diagram import paint_frame, paint_scene
from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.surface_thumbnail import paint_surface_thumbnail
from mlpviz.export.paint.train_thumbnail import paint_thumbnail
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.nn.surface import grid
from mlpviz.nn.verdicts import judge
from mlpviz.present.descend.scenes import scene_of
from mlpviz.present.frame import make_frame
from mlpviz.present.notation import symbols
from mlpviz.present.palette import Theme
from mlpviz.present.parts import View
from mlpviz.present.train.thumbnail import make_thumbnail
from mlpviz.ui.theme import size

PICTURE = QSize(300, 186)
LECTURE, SUMMARY = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_DRAWN = 2.2  # the diagram is drawn this much larger than it is shown
_TYPE = 1.6  # and its type so much larger
_SIDE = 61  # values a side of a surface
_GAP, _PAD = 6, 10  # pixels around a card, and inside of it
_SUMMARY_LINES = 2
_Index = QModelIndex | QPersistentModelIndex


def picture_of(example: Example, theme: Theme) -> QPixmap:
    """What the page that the example opens on is about: its surface, its samples, or the end of its forward pass."""
    document, plain = example.document(), replace(theme, scale=1.0)
    image = QImage(PICTURE * 2, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    painter = QPainter(image)
    painter.scale(2, 2)
    _PICTURES[initial_page(document)](painter, document, plain)
    painter.end()
    image.setDevicePixelRatio(2.0)
    return QPixmap.fromImage(image)


def _paint_walk(painter: QPainter, document: Document, theme: Theme) -> None:
    walk = Walk(document, initial_selection(document))
    position = walk.schedule.find(Step(Phase.LOSS, Quantity.LOSS, sample=0)) or 0
    width, height = PICTURE.width() * _DRAWN, PICTURE.height() * _DRAWN
    view = View(width, height, symbols(document.notation, document.network.widths), 2, BiasMode.HIDDEN, _TYPE)
    frame = make_frame(walk, position, view)
    painter.scale(1 / _DRAWN, 1 / _DRAWN)
    paint_scene(painter, frame.scene, theme)
    paint_frame(painter, frame, theme)


def _paint_surface(painter: QPainter, document: Document, theme: Theme) -> None:
    problem = make_problem(document, document.network, initial_selection(document))
    descent = problem.descend()
    shown = shown_range(problem, descent)
    sheet = grid(problem.objective, problem.plane, *grid_values(shown, _SIDE))
    scene = scene_of(problem, sheet, descent, judge(descent), shown, iteration=descent.steps)
    paint_surface_thumbnail(painter, scene, theme, PICTURE.width(), PICTURE.height())


def _paint_training(painter: QPainter, document: Document, theme: Theme) -> None:
    paint_thumbnail(painter, make_thumbnail(document, theme, PICTURE.width(), PICTURE.height()), theme)


_PICTURES = {Page.WALK: _paint_walk, Page.DESCEND: _paint_surface, Page.TRAIN: _paint_training}


class CardDelegate(QStyledItemDelegate):
    """Paints a card; a quiet ring is around the chosen one."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = text_font(size(theme, 13), 600)
        self._text = text_font(size(theme, 12), 400)

    def card(self, width: int) -> QSize:
        """How large a card is in columns of a width."""
        title, line = QFontMetrics(self._title).lineSpacing(), QFontMetrics(self._text).lineSpacing()
        lines = "\n".join(["X"] * _SUMMARY_LINES)
        sentence = QFontMetrics(self._text).boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, lines)
        text = title + line + sentence.height()
        return QSize(width, self._picture_height(width) + text + 2 * (_GAP + _PAD) + _GAP)

    def _picture_height(self, width: int) -> int:
        return (width - 2 * (_GAP + _PAD)) * PICTURE.height() // PICTURE.width()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self.card(option.rect.width() or PICTURE.width())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, rect = self._theme, option.rect.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(theme.now if chosen else theme.line), 2.0 if chosen else 1.0))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 8, 8)
        inside = rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        high = self._picture_height(option.rect.width())
        if isinstance(picture, QIcon):
            painter.drawPixmap(QRect(inside.left(), inside.top(), inside.width(), high), picture.pixmap(PICTURE * 2))
        inside.setTop(inside.top() + high + _GAP)
        painter.setFont(self._title)
        painter.setPen(QColor(theme.ink))
        title = painter.fontMetrics()
        text = title.elidedText(index.data(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
        inside.setTop(inside.top() + title.lineSpacing())
        painter.setFont(self._text)
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        lecture = index.data(LECTURE)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, lecture)
        inside.setTop(inside.top() + painter.fontMetrics().lineSpacing() * bool(lecture))
        painter.setPen(QColor(theme.ink))
        painter.drawText(inside, flags, index.data(SUMMARY))
        painter.restore()
