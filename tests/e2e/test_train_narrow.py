"""The page of training in any size and theme, with one run and with two: other arrangements of the same views."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.data.recipe import Recipe
from mlpviz.nn.schedule import BIAS
from mlpviz.ui.widgets.number_field import NumberField

SIZES = ((960, 640), (1024, 700), (1280, 800), (1440, 900))


def made(name, noise, units, classes=None):
    recipe = Recipe(name, 60, noise, 0, 0.25) if classes is None else Recipe(name, 60, noise, 0, 0.25, classes)
    document = reshape.set_units(data_edits.set_recipe(find("xor-sigmoid").document(), recipe), 1, units)
    return edits.set_training(document, batch_size=20, epochs=3, learning_rate=0.05)


def moons():
    return made("moons", 0.15, 8)


def blobs():
    return made("blobs", 0.5, 10, 5)


@pytest.fixture
def train(open_window, qtbot):
    """Opens a document on the page of training, in a theme and a size, with one run or two."""

    def open_(document, theme="light", size=(1440, 900), two=False):
        window = open_window(document, size=size)
        window.bench.preferences.set_theme(theme)
        run("page.train", window)
        if two:
            run("train.compare", window)
        settle(window, qtbot)
        return window

    return open_


def settle(window, qtbot):
    runner = window.train.runner
    qtbot.waitUntil(lambda: runner.lockstep is not None and not runner.busy, timeout=10_000)
    qtbot.wait(60)  # for what is laid out and shown afterwards


def pictures(page):
    shown = [*page.networks, page.progress, page.layers, *(output.region for output in page.outputs)]
    return [view for view in shown if view.isVisible()]


def faults(page):
    """What is seen and sticks out of the page, or is smaller than it needs."""
    found = []
    if page.minimumSizeHint().boundedTo(page.size()) != page.minimumSizeHint():
        found.append(("page", page.minimumSizeHint(), page.size()))
    bars = page._narrow.bars + page._narrow_pair.bars
    fields = [*page._data.findChildren(NumberField), *page._training.findChildren(NumberField)]
    for view in (*pictures(page), page._data, page._training, page._transport, *bars, *fields):
        if view.isVisible():
            rect = view.rect().translated(view.mapTo(page, QPoint(0, 0)))
            least = view.minimumSizeHint()
            if not page.rect().contains(rect) or rect.width() < least.width() or rect.height() < least.height():
                found.append((view, rect, least))
    for words in (*bars, *page._data.findChildren(QComboBox), *page._training.findChildren(QComboBox)):
        if words.isVisible() and words.width() < words.sizeHint().width():
            found.append((words, words.width(), words.sizeHint()))
    return found


@pytest.mark.parametrize("document", [moons, blobs])
@pytest.mark.parametrize("two", [False, True])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_everything_has_its_room_in_any_size(train, qtbot, theme, two, document):
    window = train(document(), theme, two=two)
    page = window.train
    for size in SIZES:
        window.resize(*size)

        def roomy(size=size):
            assert (window.width(), window.height()) == size
            assert faults(page) == []

        qtbot.waitUntil(roomy, timeout=5000)
        settle(window, qtbot)
        roomy()


def test_a_small_page_shows_network_and_output_side_by_side(train):
    page = train(moons(), "projector", (1024, 700)).train
    for view in (page.networks[0], page.outputs[0]):
        assert view.isVisible() and view.height() >= 350  # pixels of 700
    assert len(page.networks[0].scene().layout.columns[1].tops) == 8
    assert not page._data.isVisible() and not page.networks[1].isVisible()


def test_tabs_show_the_others_and_stay_when_the_theme_turns_back_and_forth(train, qtbot):
    window = train(moons(), "projector", (1024, 700))
    page = window.train
    for bar, index, view in (
        (page._narrow._left.bar, 1, page._data), (page._narrow._left.bar, 2, page._training),
        (page._narrow._right.bar, 1, page.progress), (page._narrow._right.bar, 2, page.layers),
    ):  # fmt: skip
        bar.setCurrentIndex(index)
        assert view.isVisible()
        assert not faults(page)
    window.bench.preferences.set_theme("light")
    qtbot.waitUntil(page._wide.isVisible)
    assert page._data.isVisible() and page.progress.isVisible() and page.networks[0].isVisible()
    window.bench.preferences.set_theme("projector")
    qtbot.waitUntil(page._narrow.isVisible)
    assert page._training.isVisible() and page.layers.isVisible() and not page.networks[0].isVisible()


def test_a_field_keeps_the_keyboard_from_one_arrangement_to_another(train, qtbot):
    window = train(moons(), "light", (1024, 700))
    page, field = window.train, window.train._training._rate
    field.setFocus()
    page._narrow._left.bar.setCurrentIndex(2)
    window.bench.preferences.set_theme("projector")
    qtbot.waitUntil(page._narrow.isVisible)
    assert QApplication.focusWidget() is field
    window.bench.preferences.set_theme("light")
    qtbot.waitUntil(page._wide.isVisible)
    assert QApplication.focusWidget() is field


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("two", [False, True])
def test_tab_goes_through_what_is_seen_and_comes_back(train, theme, two):
    window = train(moons(), theme, (1024, 700), two)
    window.train._transport._slider.setFocus()
    first, seen = QApplication.focusWidget(), []
    for _ in range(120):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
        if seen[-1] is first:
            break
    assert seen[-1] is first
    assert all(widget.isVisible() for widget in seen)
    page = window.train
    inside = [widget for widget in seen if page.isAncestorOf(widget) and not page._transport.isAncestorOf(widget)]
    if two:
        parts = [page._narrow_pair.bar, page._narrow_pair.stack]
    elif theme == "projector":
        parts = [column for side in (page._narrow._left, page._narrow._right) for column in (side.bar, side.stack)]
    else:
        parts = [page._data, page._training, *page.networks[:1], *page.outputs[:1], page.progress, page.layers]
    ranks = [next(k for k, part in enumerate(parts) if part is w or part.isAncestorOf(w)) for w in inside]
    assert ranks == sorted(ranks)
    assert {k for k, part in enumerate(parts) if part.focusPolicy() & Qt.FocusPolicy.TabFocus} <= set(ranks)


def test_two_runs_stand_side_by_side_in_a_small_window(train, qtbot):
    window = train(moons(), "projector", (1024, 700), two=True)
    page = window.train
    tops = [network.mapTo(page, QPoint(0, 0)).y() for network in page.networks]
    assert tops[0] == tops[1] and all(network.isVisible() for network in page.networks)
    page._narrow_pair.bar.setCurrentIndex(1)
    assert all(output.isVisible() for output in page.outputs)
    run("train.compare", window)
    settle(window, qtbot)
    assert page._narrow.isVisible() and not page.networks[1].isVisible()


def test_in_a_large_window_two_runs_have_all_their_units_and_say_what_they_differ_in(train, qtbot):
    window = train(moons(), two=True)
    page = window.train
    assert page._pair.isVisible()
    for network in page.networks:
        assert len(network.scene().layout.columns[1].tops) == 8
    assert "alike" in page._training.differences.text()
    window.bench.store.edit("ReLU", lambda d: edits.set_activation(d, 1, "relu"))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: page._training.differences.text() == "A: ReLU   B: Sigmoid")


def dead_unit():
    """ReLU 2 gives 0 for every sample: its weights are 0 and its bias is below 0."""
    document = edits.set_activation(moons(), 1, "relu")
    for source, value in ((0, 0.0), (1, 0.0), (BIAS, -1.0)):
        document = edits.set_parameter(document, 1, 1, source, value)
    return document


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_dead_unit_is_pointed_out_with_a_jump_there(train, qtbot, theme):
    window = train(dead_unit(), theme, (1024, 700))
    page = window.train
    line = page._transport.stuck
    qtbot.waitUntil(line.isVisible)
    assert "neuron 2 is dead" in line.accessibleDescription()
    page._narrow._left.bar.setCurrentIndex(1)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    picked = window.bench.store.session.picked
    assert (picked.layer, picked.unit) == (1, 1)
    assert page.networks[0].isVisible()
    assert any("neuron 2" in label.text for label in page.outputs[0].region.scene().labels)


def test_the_slider_goes_no_further_than_the_run_has_been(train, qtbot):
    window = train(moons())
    slider, runner = window.train._transport._slider, window.train.runner
    window.train.runner.go_to_epoch(2)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: slider.reached == 2)
    assert slider.maximum() == 3
    at = [QPointF(slider.width() * share, slider.height() / 2).toPoint() for share in (0.66, 0.99)]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at[0])
    QTest.mouseMove(slider, at[1])
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at[1])
    settle(window, qtbot)
    assert slider.value() == 2 and runner.furthest == 2
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    settle(window, qtbot)
    assert runner.epoch == 0
