"""Training through the real window: by command, key and mouse."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.core.session import Page
from mlpviz.core.training_run import TrainingRun
from mlpviz.data.recipe import Recipe
from mlpviz.nn.network import same_bits
from mlpviz.nn.parameters import flatten
from mlpviz.ui.train.brush import Brush


def moons(**training):
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 40, 0.1, 1, 0.25))
    document = edits.initialise(reshape.set_units(document, 1, 4), "glorot_uniform", 3)
    changes = {"learning_rate": 0.05, "optimizer": "adam", "batch_size": 10, "epochs": 6, **training}
    return edits.set_training(document, **changes)


@pytest.fixture
def train(open_window, qtbot):
    """Opens a document on the page of training, and waits until its run is there."""

    def open_(document=None):
        window = open_window(document or moons())
        run("page.train", window)
        still(window, qtbot)
        return window

    return open_


def still(window, qtbot):
    """Wait until nothing is trained any more, and everything is painted."""
    runner = window.train.runner

    def done():
        assert runner.lockstep is not None
        assert not runner.busy and not window.bench.store.session.playing

    qtbot.wait(20)
    qtbot.waitUntil(done, timeout=20_000)
    qtbot.wait(20)
    for view in (*window.train.networks[:1], window.train.progress, window.train.layers):
        view.repaint()


def play_to_the_end(window, qtbot):
    window.bench.store.look(pace="fastest")
    run("run.play", window)
    still(window, qtbot)


def straight(document, update):
    alone = TrainingRun(document)
    alone.go_to(update)
    return flatten(alone.network)


def theta(window):
    return flatten(window.bench.store.document.network)


def test_l_turns_to_the_page_and_w_back(open_window, qtbot):
    window = open_window(moons())
    QTest.keyClick(window.diagram, Qt.Key.Key_L)
    assert window.train.isVisible()
    still(window, qtbot)
    QTest.keyClick(window.train, Qt.Key.Key_W)
    assert window.diagram.isVisible()
    assert not window.bench.store.dirty


def test_space_trains_to_the_end_and_again_as_far(train, qtbot):
    window = train()
    before = window.bench.store.document
    window.bench.store.look(pace="fastest")
    QTest.keyClick(window.train, Qt.Key.Key_Space)
    still(window, qtbot)
    runner = window.train.runner
    assert runner.epoch == 6 and "6 epochs" in runner.reason
    assert same_bits(theta(window), straight(before, runner.update))
    assert window.bench.store.undo_label == "Train"
    QTest.keyClick(window.train, Qt.Key.Key_Space)
    still(window, qtbot)
    assert runner.epoch == 12
    run("edit.undo", window)  # one run is one line of the history
    assert same_bits(theta(window), flatten(before.network))
    still(window, qtbot)
    assert runner.update == 0 and runner.furthest == 12  # the curve stays
    run("edit.redo", window)
    still(window, qtbot)
    assert runner.epoch == 12


def test_arrows_make_single_updates_and_epochs_back_to_the_same_bits(train, qtbot):
    window = train()
    before, runner = window.bench.store.document, window.train.runner
    for key, modifier, update in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 5),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 4),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, 34),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 31),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 33),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    ):
        QTest.keyClick(window.train, key, modifier)
        still(window, qtbot)
        assert runner.update == update
        assert same_bits(theta(window), straight(before, update))


def test_a_click_on_the_curve_goes_back_to_that_epoch(train, qtbot):
    window = train()
    before, runner, view = window.bench.store.document, window.train.runner, window.train.progress
    play_to_the_end(window, qtbot)
    area = view.scene().plots[0].axes.area
    x = area.place(np.array([2.0, area.y0]))[0]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(x, (area.top + area.bottom) / 2).toPoint())
    still(window, qtbot)
    assert runner.epoch == 2 and runner.update == 2 * runner.updates_an_epoch
    assert same_bits(theta(window), straight(before, runner.update))
    play_to_the_end(window, qtbot)  # training on from there is the same run
    assert runner.epoch == 6
    assert same_bits(theta(window), straight(before, runner.update))


def test_pausing_keeps_what_is_on_the_screen(train, qtbot):
    window = train(moons(epochs=100_000))
    before, runner = window.bench.store.document, window.train.runner
    window.bench.store.look(pace="fastest")
    run("run.play", window)
    qtbot.waitUntil(lambda: runner.update > 50)
    run("run.play", window)
    still(window, qtbot)
    assert same_bits(theta(window), straight(before, runner.update))
    assert runner.record(0).epoch == runner.epoch == runner.furthest


@pytest.mark.parametrize("batch", [1, 10, 30])
def test_walk_through_an_update_of_the_run(train, qtbot, batch):
    window = train(moons(batch_size=batch))
    store = window.bench.store
    window.train.runner.go_to(7)
    still(window, qtbot)
    at, rows = theta(window), window.train.runner.lockstep.first.rows()
    QTest.keyClick(window.train, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: store.session.page is Page.WALK)
    walk = window.bench.walk
    assert walk.rows == tuple(rows)
    assert same_bits(flatten(walk.network(0)), at)
    run("page.train", window)
    still(window, qtbot)
    window.train.runner.go_to(8)
    still(window, qtbot)
    assert same_bits(flatten(walk.network(1)), theta(window))  # with what Adam remembers
    assert window.train.runner.furthest >= 0


def test_an_edit_begins_a_new_run_and_the_one_before_stays_in_grey(train, qtbot):
    window = train()
    play_to_the_end(window, qtbot)
    runner = window.train.runner
    run_before = runner.lockstep
    window.bench.store.edit("Rate", lambda d: edits.set_training(d, learning_rate=0.01))
    still(window, qtbot)
    assert runner.before is run_before
    assert runner.update == 0 and runner.furthest == 0
    assert len(window.train.progress.scene().plots[0].strokes) == 3  # train and test, and the one before


def test_where_to_stop_does_not_begin_a_new_run(train, qtbot):
    window = train()
    play_to_the_end(window, qtbot)
    made = window.train.runner.lockstep
    window.bench.store.edit("Goal", lambda d: edits.set_training(d, epochs=9, until_accuracy=0.5))
    still(window, qtbot)
    assert window.train.runner.lockstep is made
    play_to_the_end(window, qtbot)
    assert window.train.runner.epoch == 7 and "accuracy" in window.train.runner.reason


def test_an_edit_while_it_plays_starts_from_the_weights_on_the_screen(train, qtbot):
    window = train(moons(epochs=100_000))
    store, runner = window.bench.store, window.train.runner
    store.look(pace="fastest")
    run("run.play", window)
    qtbot.waitUntil(lambda: runner.update > 20)
    shown = store.document.network
    store.edit("Rate", lambda d: edits.set_training(d, learning_rate=0.2))
    assert store.document.network is shown
    assert store.session.playing
    qtbot.waitUntil(lambda: runner.lockstep is not None and runner.update > 5)
    assert runner.lockstep.document.training.learning_rate == 0.2
    run("run.play", window)
    still(window, qtbot)
    start = runner.lockstep.document
    assert same_bits(theta(window), straight(start, runner.update))


def test_what_is_not_finite_stops_the_run_and_says_where(train, qtbot):
    document = edits.set_output(moons(optimizer="gradient_descent", learning_rate=1e200), "identity", "squared_error")
    window = train(document)
    play_to_the_end(window, qtbot)
    runner = window.train.runner
    assert runner.broken is not None
    assert "not finite" in window.train._problem.text() and "earning rate" in window.train._problem.text()
    assert np.isfinite(theta(window)).all()
    run("edit.undo", window)
    assert same_bits(theta(window), flatten(document.network))


def test_two_runs_side_by_side(train, qtbot):
    window = train()
    run("train.compare", window)
    window.bench.store.edit("ReLU", lambda d: edits.set_activation(d, 1, "relu"))
    still(window, qtbot)
    document = window.bench.store.document
    assert window.train.networks[1].isVisible() and window.train.outputs[1].isVisible()
    play_to_the_end(window, qtbot)
    after = window.bench.store.document
    alone = replace(document, rival=None)
    other = replace(alone, network=document.rival.network, training=document.rival.training)
    update = window.train.runner.update
    assert same_bits(flatten(after.network), straight(alone, update))
    assert same_bits(flatten(after.rival.network), straight(other, update))
    run("train.swap", window)
    assert same_bits(theta(window), flatten(after.rival.network))
    still(window, qtbot)
    run("train.compare", window)
    still(window, qtbot)
    assert window.bench.store.document.rival is None
    assert not window.train.networks[1].isVisible()


def pixel(window, *place):
    made = window.train.outputs[0].region.scene()
    return QPoint(*(round(value) for value in made.to_pixel(*place)))


def test_samples_are_drawn_moved_and_erased_with_the_mouse(train, qtbot):
    window = train()
    store, region = window.bench.store, window.train.outputs[0].region
    count = store.document.data.samples
    x0, x1, y0, y1 = window.train.sights[0].plane().view
    corner, other = (x0 + 0.04 * (x1 - x0), y0 + 0.05 * (y1 - y0)), (x0 + 0.1 * (x1 - x0), y0 + 0.15 * (y1 - y0))
    region.set_brush(Brush("draw", 1))
    QTest.mouseClick(region, Qt.MouseButton.LeftButton, pos=pixel(window, *corner))
    data = store.document.data
    assert data.samples == count + 1 and data.targets[-1] == 1
    assert data.points[-1] == pytest.approx(corner, abs=0.02)
    assert store.document.source.kept
    still(window, qtbot)
    region.set_brush(Brush())
    start, end = pixel(window, *store.document.data.points[-1]), pixel(window, *other)
    QTest.mousePress(region, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(region, end)
    QTest.mouseRelease(region, Qt.MouseButton.LeftButton, pos=end)
    assert store.document.data.points[-1] == pytest.approx(other, abs=0.03)
    region.set_brush(Brush("erase"))
    QTest.mouseClick(region, Qt.MouseButton.LeftButton, pos=pixel(window, *store.document.data.points[-1]))
    assert store.document.data.samples == count
    for _ in range(3):
        run("edit.undo", window)
    assert store.document.source.recipe is not None and store.document.data.samples == count
    still(window, qtbot)


def test_a_click_on_a_tile_shows_that_unit_large(train, qtbot):
    window = train()
    view, session = window.train.networks[0], window.bench.store.session
    left, top, side = view.scene().box(1, 2)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(left + side / 2), round(top + side / 2)))
    session = window.bench.store.session
    assert (session.picked.layer, session.picked.unit) == (1, 2)
    titles = [label.text for label in window.train.outputs[0].region.scene().labels]
    assert any("neuron 3" in title for title in titles)


def test_undo_finds_the_start_after_a_great_many_pictures(train, qtbot):
    window = train(moons(epochs=100_000))
    before, runner = window.bench.store.document, window.train.runner
    seen = []
    window.bench.changed.connect(lambda _old, _new: seen.append(runner.update))
    window.bench.store.look(pace="fastest")
    run("run.play", window)
    qtbot.waitUntil(lambda: len(seen) > 60, timeout=20_000)
    run("run.play", window)
    still(window, qtbot)
    reached = runner.update
    run("edit.undo", window)
    still(window, qtbot)
    assert runner.update == 0 and runner.furthest == reached // runner.updates_an_epoch
    assert same_bits(theta(window), flatten(before.network))
    run("edit.redo", window)
    still(window, qtbot)
    assert runner.update == reached


def test_undo_while_it_plays_pauses_at_the_start(train, qtbot):
    window = train(moons(epochs=100_000))
    before, runner = window.bench.store.document, window.train.runner
    window.bench.store.look(pace="fastest")
    run("run.play", window)
    qtbot.waitUntil(lambda: runner.update > 20)
    run("edit.undo", window)
    still(window, qtbot)
    assert runner.update == 0
    assert same_bits(theta(window), flatten(before.network))


def test_another_page_pauses_and_the_run_goes_on_from_what_was_on_the_screen(train, qtbot):
    window = train(moons(epochs=100_000))
    before, runner = window.bench.store.document, window.train.runner
    window.bench.store.look(pace="fastest")
    run("run.play", window)
    qtbot.waitUntil(lambda: runner.update > 20)
    run("page.walk", window)
    qtbot.wait(100)
    shown = theta(window)
    run("page.train", window)
    still(window, qtbot)
    assert same_bits(theta(window), shown)
    at = runner.update
    QTest.keyClick(window.train, Qt.Key.Key_Right)
    still(window, qtbot)
    assert runner.update == at + 1
    assert same_bits(theta(window), straight(before, at + 1))


def test_an_edit_that_is_undone_brings_its_run_back(train, qtbot):
    window = train()
    play_to_the_end(window, qtbot)
    runner = window.train.runner
    first, at = runner.lockstep, runner.update
    window.bench.store.edit("Rate", lambda d: edits.set_training(d, learning_rate=0.01))
    still(window, qtbot)
    assert runner.lockstep is not first and runner.furthest == 0
    run("edit.undo", window)
    still(window, qtbot)
    assert runner.lockstep is first and runner.update == at and runner.furthest == 6
    run("edit.redo", window)
    still(window, qtbot)
    assert runner.lockstep is not first and runner.before is first


def test_a_swap_there_and_back_is_the_same_run(train, qtbot):
    window = train()
    run("train.compare", window)
    window.bench.store.edit("ReLU", lambda d: edits.set_activation(d, 1, "relu"))
    still(window, qtbot)
    play_to_the_end(window, qtbot)
    runner = window.train.runner
    made, at = runner.lockstep, runner.update
    run("train.swap", window)
    still(window, qtbot)
    assert runner.update == 0
    run("train.swap", window)
    still(window, qtbot)
    assert runner.lockstep is made and runner.update == at


def test_a_comparison_begins_where_the_run_began(train, qtbot):
    window = train()
    before = window.bench.store.document
    play_to_the_end(window, qtbot)
    run("train.compare", window)
    still(window, qtbot)
    document = window.bench.store.document
    assert same_bits(flatten(document.network), flatten(before.network))
    assert document.rival is not None and same_bits(flatten(document.rival.network), flatten(before.network))


def test_what_was_said_of_a_stop_goes_with_it(train, qtbot):
    document = edits.set_output(moons(optimizer="gradient_descent", learning_rate=1e200), "identity", "squared_error")
    window = train(document)
    play_to_the_end(window, qtbot)
    assert window.train._problem.text()
    window.train.runner.go_to(0)
    still(window, qtbot)
    assert not window.train._problem.text()


def test_a_stroke_in_the_midst_of_training_is_one_line_of_the_history(train, qtbot):
    window = train(moons(epochs=100_000))
    store, runner = window.bench.store, window.train.runner
    before = store.document
    store.look(pace="fastest")
    run("run.play", window)
    gesture = object()
    for step in range(5):
        qtbot.waitUntil(lambda: runner.lockstep is not None and runner.update > 3)
        store.edit("Draw samples", lambda d, x=step: data_edits.add_point(d, (0.1 * x, -0.5), 1), gesture)
    qtbot.waitUntil(lambda: runner.lockstep is not None and runner.update > 3)
    run("run.play", window)
    still(window, qtbot)
    assert store.document.data.samples == before.data.samples + 5
    for _ in range(3):  # the training after it, the stroke, and the training before it
        run("edit.undo", window)
    assert store.document.data is before.data and store.undo_label is None
