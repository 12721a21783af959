"""What takes long to paint is painted bit by bit, and looks as if it had been painted at once."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest

from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.export.paint.surface_space import paint_space
from mlpviz.present.descend.space_frame import AT_REST, make_space
from mlpviz.ui.descend.gradual import GradualPicture

SIZE = QSize(40, 10)


@pytest.fixture
def gradual(qapp):
    owner = QObject()
    made = GradualPicture(owner)
    yield made
    made.drop()
    owner.deleteLater()


def strokes(count, painted):
    def paint(painter):
        for k in range(count):
            painter.fillRect(k, 0, 1, 10, QColor("#ff0000"))
            painted.append(k)
            yield

    return paint


def test_other_events_come_between_the_strokes(gradual, qtbot):
    painted, seen = [], []
    timer = QTimer()
    timer.timeout.connect(lambda: seen.append(len(painted)))
    timer.start(0)
    with qtbot.waitSignal(gradual.painted):
        gradual.begin(("a",), SIZE, 1.0, strokes(10, painted))
        assert painted == []
        assert gradual.paints(("a",)) and gradual.of(("a",)) is None
    timer.stop()
    assert painted == list(range(10))
    assert len(set(seen)) > 5
    picture = gradual.of(("a",)).toImage()
    assert [picture.pixelColor(x, 5).name() for x in (0, 9)] == ["#ff0000", "#ff0000"]
    assert picture.pixelColor(10, 5).alpha() == 0
    assert gradual.of(("b",)) is None and not gradual.paints(("a",))


def test_a_newer_picture_takes_the_place_of_one_that_is_not_complete(gradual, qtbot):
    old, new = [], []
    gradual.begin(("old",), SIZE, 1.0, strokes(1_000_000, old))
    qtbot.waitUntil(lambda: len(old) > 2)
    with qtbot.waitSignal(gradual.painted):
        gradual.begin(("new",), SIZE, 2.0, strokes(3, new))
    assert len(old) < 1_000_000 and new == [0, 1, 2]
    assert gradual.of(("old",)) is None
    assert gradual.of(("new",)).size() == SIZE * 2


def test_what_is_dropped_is_gone(gradual, qtbot):
    painted = []
    gradual.begin(("a",), SIZE, 1.0, strokes(1000, painted))
    gradual.drop()
    qtbot.wait(20)
    assert painted == [] and not gradual.paints(("a",))


@pytest.fixture
def space(open_window, qtbot):
    window = open_window(find("rosenbrock").document())
    run("page.descend", window)
    made = window.descend.space
    qtbot.waitUntil(lambda: made.scene is not None and rested(made), timeout=10_000)
    return made


def rested(space):
    return space._fine.of(space._key(space.scene)) is not None


def test_at_rest_the_surface_is_seen_as_if_painted_at_once(space):
    theme, right = space.bench.preferences.theme, float(space.taken_at_the_right())
    expected = QPixmap(space.size())
    expected.fill(Qt.GlobalColor.transparent)
    painter = QPainter(expected)
    frame = make_space(space.scene, space.camera, theme, space.width(), space.height(), AT_REST, right=right)
    paint_space(painter, frame, theme, space.scene.path)
    painter.end()
    assert space._fine.of(space._key(space.scene)).toImage() == expected.toImage()


def test_a_step_and_a_turn_are_seen_at_once_and_then_finely(space, qtbot):
    before = space._fine.of(space._key(space.scene)).toImage()
    space.bench.step(3)
    qtbot.waitUntil(lambda: space.scene.iteration == 3)
    assert not rested(space)
    coarse = space.grab().toImage()
    assert coarse != before
    qtbot.waitUntil(lambda: rested(space), timeout=5000)
    fine = space.grab().toImage()
    assert fine not in (before, coarse)
    middle = space.rect().center()
    QTest.mousePress(space, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(space, middle + QPoint(40, 10))
    assert not rested(space)
    qtbot.wait(400)
    assert not rested(space)  # it is held, and may turn on
    QTest.mouseRelease(space, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 10))
    qtbot.waitUntil(lambda: rested(space), timeout=5000)
    assert np.isfinite(space.camera.azimuth)


def test_hidden_in_the_midst_of_a_picture(space, qtbot):
    space.bench.step(1)
    qtbot.waitUntil(lambda: space._fine.paints(space._key(space.scene)), timeout=5000)
    space.hide()
    assert not space._fine.paints(space._key(space.scene))
    space.show()
    qtbot.waitUntil(lambda: rested(space), timeout=5000)
