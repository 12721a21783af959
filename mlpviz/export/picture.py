"""Pictures in files: PNG, SVG or PDF; the same bytes for the same input on the same machine."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QHashSeed, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from mlpviz.core.atomic import write_atomically
from mlpviz.core.document import NOTATIONS, Document
from mlpviz.core.session import initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.export.paint.fonts import load_fonts, text_font
from mlpviz.export.paint.picture import Picture
from mlpviz.present.palette import THEMES

SUFFIXES = (".png", ".svg", ".pdf")
_POINTS_A_PIXEL = 0.75  # 96 pixels and 72 points an inch
_PDF_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)[^)]*\)")
_XMP_DATE = re.compile(rb'(xmp:(?:Create|Modify|Metadata)Date=")[^"]*(")')
_PDF_UUID = re.compile(rb"(uuid:)[0-9a-fA-F-]{36}")
_PDF_ID = re.compile(rb"(/ID\s*\[\s*)<[0-9a-fA-F]*>\s*<[0-9a-fA-F]*>")


class Drawing(Protocol):
    """What can paint itself: `title` goes into the file, `size` is the one that suits it, in pixels."""

    @property
    def title(self) -> str: ...

    @property
    def size(self) -> tuple[int, int]: ...

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        """Fill the rectangle from (0, 0) to (width, height), in pixels; type and lines are `scale` times as large."""


def export_picture(
    document: Document,
    path: Path,
    *,
    step: int | None = None,
    size: tuple[int, int] | None = None,
    scale: float = 1.0,
    theme: str = "light",
    notation: str | None = None,
) -> None:
    """Write the frame of a document's trace step `step` (from 0), with caption and formula, to `path`.

    `size` is in pixels before `scale`. Raises IndexError where the trace has no such step, ValueError for an unknown
    suffix, theme or notation, OSError where the file cannot be written.
    """
    if notation is not None and notation not in NOTATIONS:
        raise ValueError(f"no notation is called {notation!r}; choose one of {', '.join(NOTATIONS)}")
    if theme not in THEMES:
        raise ValueError(f"no theme is called {theme!r}; choose one of {', '.join(THEMES)}")
    ensure_application()
    walk = Walk(document, initial_selection(document))
    position = walk.schedule.position(step or 0)
    picture = Picture(walk, position, notation or document.notation, THEMES[theme])
    write_atomically(path, render(picture, path.suffix.lower(), size, scale))


def ensure_application() -> None:
    """A QGuiApplication with the bundled fonts, without a screen where there is none yet."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        global _application
        _application = QGuiApplication(sys.argv[:1])
    load_fonts()


_application: QGuiApplication | None = None


def render(picture: Drawing, suffix: str, size: tuple[int, int] | None = None, scale: float = 1.0) -> bytes:
    """The picture as the bytes of a file, by default in its own size. Raises ValueError for an unknown suffix."""
    size = size or picture.size
    if suffix == ".png":
        return _png(render_image(picture, size, scale))
    if suffix == ".svg":
        return _svg(picture, size, scale)
    if suffix == ".pdf":
        return _pdf(picture, size, scale)
    raise ValueError(f"{suffix or 'no suffix'}: a picture is written as {', '.join(SUFFIXES)}")


def render_image(picture: Drawing, size: tuple[int, int] | None = None, scale: float = 1.0) -> QImage:
    """The picture in memory, size × scale pixels."""
    width, height = size = size or picture.size
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _paint(painter, picture, size, scale)
    return image


def _paint(painter: QPainter, picture: Drawing, size: tuple[int, int], scale: float) -> None:
    """Paint, and end the painter whatever happens: one that outlives its device takes the process with it."""
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(13.0 * scale))  # in place of the application's own, which an SVG would name
        picture.paint(painter, size[0] * scale, size[1] * scale, scale)
    finally:
        painter.end()


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())


def _svg(picture: Drawing, size: tuple[int, int], scale: float) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    width, height = round(size[0] * scale), round(size[1] * scale)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setResolution(96)
    generator.setTitle(picture.title)
    painter = QPainter(generator)
    _paint(painter, picture, size, scale)
    return bytes(data.data())


def _pdf(picture: Drawing, size: tuple[int, int], scale: float) -> bytes:
    QHashSeed.setDeterministicGlobalSeed()  # Qt writes fonts and pictures in the order of its hash tables
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    points = QSizeF(size[0] * scale * _POINTS_A_PIXEL, size[1] * scale * _POINTS_A_PIXEL)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(picture.title)
    writer.setCreator("mlpviz")
    painter = QPainter(writer)
    _paint(painter, picture, size, scale)
    buffer.close()
    return _timeless(bytes(data.data()))


def _timeless(pdf: bytes) -> bytes:
    """A PDF whose date and identity do not change from run to run; every replacement keeps its length."""
    pdf = _PDF_DATE.sub(lambda m: m[1] + _fill(b"20000101000000Z", len(m[0]) - len(m[1]) - 1) + b")", pdf)
    pdf = _XMP_DATE.sub(lambda m: m[1] + _fill(b"2000-01-01T00:00:00+00:00", len(m[0]) - len(m[1]) - 1) + m[2], pdf)
    pdf = _PDF_UUID.sub(lambda m: m[1] + b"0" * 36, pdf)
    return _PDF_ID.sub(lambda m: re.sub(rb"[0-9a-fA-F](?=[0-9a-fA-F]*>)", b"0", m[0]), pdf)


def _fill(text: bytes, length: int) -> bytes:
    return text[:length].ljust(length)
