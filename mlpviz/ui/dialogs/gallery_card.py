"""A card of the gallery: the picture of an example, its title, its lecture, and a sentence."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.core.document import Document
from mlpviz.core.examples import Example
from mlpviz.core.session import BiasMode, Page, initial_page, initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.diagram import paint_frame, paint_scene
from mlpviz.export.paint.fonts import text_font
from mlpviz.export.paint.train_thumbnail import paint_thumbnail
from mlpviz.nn.functions import FUNCTIONS, Function
from mlpviz.nn.schedule import Phase, Quantity, Step
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
_FORMULA = 19  # pixels: a function is shown by its formula
_GAP, _PAD = 6, 10  # pixels around a card, and inside of it
_SUMMARY_LINES = 2
_Index = QModelIndex | QPersistentModelIndex


def picture_of(example: Example, theme: Theme) -> QPixmap:
    """The formula of its function, what it trains on, or its network at the end of the forward pass."""
    document = example.document()
    if document.function is not None:
        return _formula_picture(FUNCTIONS[document.function], theme)
    if initial_page(document) is Page.TRAIN:
        return _training_picture(document, theme)
    walk = Walk(document, initial_selection(document))
    position = walk.schedule.find(Step(Phase.LOSS, Quantity.LOSS, sample=0)) or 0
    plain = replace(theme, scale=1.0)
    width, height = PICTURE.width() * _DRAWN, PICTURE.height() * _DRAWN
    view = View(width, height, symbols(document.notation, document.network.widths), 2, BiasMode.HIDDEN, _TYPE)
    frame = make_frame(walk, position, view)
    image, painter = _canvas(theme)
    painter.scale(2 / _DRAWN, 2 / _DRAWN)
    paint_scene(painter, frame.scene, plain)
    paint_frame(painter, frame, plain)
    return _finished(image, painter)


def _formula_picture(row: Function, theme: Theme) -> QPixmap:
    image, painter = _canvas(theme)
    painter.scale(2, 2)
    painter.setFont(text_font(_FORMULA, 400))
    painter.setPen(QColor(theme.ink))
    formula = row.plain.replace("² + (", "² +\n(")  # squares one below the other
    painter.drawText(QRect(QPoint(), PICTURE), Qt.AlignmentFlag.AlignCenter, f"f({', '.join(row.names)}) =\n{formula}")
    return _finished(image, painter)


def _training_picture(document: Document, theme: Theme) -> QPixmap:
    image, painter = _canvas(theme)
    painter.scale(2, 2)
    plain = replace(theme, scale=1.0)
    paint_thumbnail(painter, make_thumbnail(document, plain, PICTURE.width(), PICTURE.height()), plain)
    return _finished(image, painter)


def _canvas(theme: Theme) -> tuple[QImage, QPainter]:
    image = QImage(PICTURE * 2, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    return image, QPainter(image)


def _finished(image: QImage, painter: QPainter) -> QPixmap:
    painter.end()
    image.setDevicePixelRatio(2.0)
    return QPixmap.fromImage(image)


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
