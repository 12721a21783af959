"""Every test runs with settings of its own; a Qt warning, a stray exception, thread, timer or window fails it."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # each core has a test of its own
    os.environ.setdefault(_threads, "1")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

# The offscreen plugin has no window manager: it says so where a menu or a list opens ("… raise()", "… grabbing the
# keyboard") and where a window has limits ("… propagateSizeHints()").
HARMLESS = ("This plugin does not support",)


def uses_qt(request: pytest.FixtureRequest) -> bool:
    return bool({"qapp", "qtbot", "window", "open_window"} & set(request.fixturenames))


def living(kind: type) -> list[object]:
    """Every object of a Qt class that Python knows of and Qt has not deleted, whoever it belongs to."""
    from shiboken6 import isValid

    return [thing for thing in gc.get_objects() if issubclass(type(thing), kind) and isValid(thing)]


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["mlpviz"]


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> object:
    from mlpviz.app import make_application

    return make_application(qapp_args)


@pytest.fixture(autouse=True)
def settings_of_its_own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    if not uses_qt(request):
        yield
        return
    request.getfixturevalue("qapp")
    from PySide6.QtCore import QSettings, QStandardPaths

    QStandardPaths.setTestModeEnabled(True)
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QSettings().clear()
    yield


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """No new thread, no running timer or process, no open window, no Qt warning."""
    if not uses_qt(request):
        yield
        return
    from PySide6.QtCore import QEvent, QProcess, QTimer, QtMsgType, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

    warnings: list[str] = []

    def collect(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(HARMLESS):
            warnings.append(message)

    threads = set(threading.enumerate())
    previous = qInstallMessageHandler(collect)
    yield
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for widget in app.topLevelWidgets():
        if isinstance(widget, QMainWindow | QDialog):  # menus of a plot belong to the plot
            widget.close()
            widget.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
    gc.collect()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qInstallMessageHandler(previous)
    left = [widget for widget in app.topLevelWidgets() if widget.isVisible()]
    timers = [timer for timer in living(QTimer) if timer.isActive()]
    processes = [process for process in living(QProcess) if process.state() != QProcess.ProcessState.NotRunning]
    new = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    assert not warnings, f"Qt said: {warnings}"
    assert not left, f"still open: {left}"
    assert not timers, f"still running: {timers}"
    assert not processes, f"still running: {processes}"
    assert not new, f"threads left: {new}"


@pytest.fixture
def open_window(qtbot: object) -> Iterator[Callable[..., object]]:
    """Opens the real window on a document or an example's id, with questions that answer by themselves.

    The window has the keyboard, so that keys reach whatever has the focus.
    """
    from tests_support import Recorded

    from mlpviz.core.document import Document
    from mlpviz.core.examples import find
    from mlpviz.ui.window import Window

    opened: list[Window] = []

    def make(what: Document | str = "toy", path: Path | None = None, size: tuple[int, int] = (1440, 900)) -> Window:
        document = find(what).document() if isinstance(what, str) else what
        window = Window(document, path)
        window.questions = Recorded()  # type: ignore[assignment]
        window.bench.preferences.set_motion(False)
        window.witness.start = lambda: None  # type: ignore[method-assign]  # tests of the witness start it themselves
        window.resize(*size)
        with qtbot.waitActive(window):  # type: ignore[attr-defined]
            window.show()
            window.activateWindow()
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.questions = Recorded()  # type: ignore[assignment]
        window.close()


@pytest.fixture
def window(open_window: Callable[..., object]) -> object:
    return open_window()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the kept pictures of tests/images anew")
