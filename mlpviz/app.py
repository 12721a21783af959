"""The composition root of the window."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from mlpviz.core.document import Document
from mlpviz.core.examples import find
from mlpviz.export.paint.fonts import load_fonts
from mlpviz.resources import asset
from mlpviz.ui.crash import CrashGuard
from mlpviz.ui.preload import Preload
from mlpviz.ui.window import Window

DEFAULT_EXAMPLE = "toy"


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application with name, style, fonts and icon."""
    app = QApplication(arguments)
    app.setApplicationName("mlpviz")
    app.setOrganizationName("mlpviz")
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(asset("icons", "mlpviz.svg"))))
    load_fonts()
    return app


def run(document: Document | None = None, path: Path | None = None) -> int:
    """Open the window on a document (the default example where none is given); returns the exit status.

    A path without a document is opened from the window, which asks for what is missing.
    """
    app = make_application(sys.argv[:1])
    window = Window(document or find(DEFAULT_EXAMPLE).document(), path if document is not None else None)
    CrashGuard(window).install()
    if path is not None and document is not None:
        window.bench.preferences.remember(path)
    window.show()
    if path is not None and document is None:
        QTimer.singleShot(0, window, lambda: window.files.open(path))
    Preload(window).start()
    # Ctrl+C in the terminal closes the window: Python sees the signal only when it gets to run
    signal.signal(signal.SIGINT, lambda *_: window.close())
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(200)
    return app.exec()
