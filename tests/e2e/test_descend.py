"""The loss surface through the real window: by command, key and mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.core.session import Page, Picked, initial_selection
from mlpviz.core.surface import Surface
from mlpviz.nn.network import BIAS
from mlpviz.nn.parameters import flatten
from mlpviz.ui.descend.range_form import RangeForm
from mlpviz.ui.widgets.number_field import NumberField


@pytest.fixture
def descend(open_window, qtbot):
    """Opens an example on the page of the loss surface, and waits until it is drawn."""

    def open_(name, turn=True):
        window = open_window(find(name).document())
        if turn:
            run("page.descend", window)
        if window.bench.descending:
            settle(window, qtbot)
        return window

    return open_


def settle(window, qtbot):
    """Wait until everything that was asked for has come."""

    def done():
        surveyor = window.descend.surveyor
        scene = surveyor.scene()
        assert surveyor.problem or (scene is not None and scene.along is not None and not surveyor.busy)
        if not surveyor.problem:
            assert surveyor.local.survey.problem is surveyor.survey.problem
            last = int(surveyor.survey.descent.lasts[window.bench.path])
            assert scene.along.iteration == min(window.bench.update, last)
        window.descend.map.repaint()

    qtbot.wait(20)
    qtbot.waitUntil(done, timeout=10_000)


def at(window, *point):
    """The pixel of the map at coordinates."""
    return window.descend.map.pixel_of(point).toPoint()


def test_d_turns_to_the_surface_and_w_back(descend, qtbot):
    window = descend("toy", turn=False)
    QTest.keyClick(window.diagram, Qt.Key.Key_D)
    settle(window, qtbot)
    assert window.descend.isVisible()
    assert not window.diagram.isVisible()
    assert window.descend.map.hasFocus()
    QTest.keyClick(window.descend.map, Qt.Key.Key_W)
    assert window.diagram.isVisible()
    assert window.bench.store.document.surface == Surface()


def test_a_function_opens_on_its_surface_and_has_no_walk(descend):
    window = descend("bowl", turn=False)
    assert window.bench.store.session.page is Page.DESCEND
    assert not window.actions_by_id["page.walk"].isEnabled()
    assert window.bench.store.document.title in window.windowTitle()


def test_arrows_home_end_and_the_slider_go_through_the_updates(descend, qtbot):
    window = descend("bowl")
    page = window.descend
    for key, update in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, None),
                        (Qt.Key.Key_Home, 0)):  # fmt: skip
        QTest.keyClick(page.map, key)
        qtbot.wait(20)  # until what is possible now has been worked out
        assert window.bench.update == (window.bench.store.document.surface.steps if update is None else update)
    QTest.keyClick(page.map, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.bench.update == 10
    there = page.map.scene.descent.points[:, 10].tobytes()
    QTest.keyClick(page.map, Qt.Key.Key_End)
    window.bench.go_to_update(10)
    assert page.map.scene.descent.points[:, 10].tobytes() == there
    assert page.map.scene.iteration == 10


def test_playing_ends_at_the_last_update(descend, qtbot):
    window = descend("bowl")
    window.bench.store.look(speed=8.0)
    window.bench.go_to_update(window.bench.store.document.surface.steps - 2)
    QTest.keyClick(window.descend.map, Qt.Key.Key_Space)
    assert window.bench.store.session.playing
    qtbot.waitUntil(lambda: not window.bench.store.session.playing, timeout=3000)
    assert window.bench.update == window.bench.store.document.surface.steps


def test_a_click_on_the_surface_is_the_new_start(descend, qtbot):
    window = descend("bowl")
    before = window.bench.store.document
    target = at(window, -1.0, 2.0)
    QTest.mouseClick(window.descend.map, Qt.MouseButton.LeftButton, pos=target)
    settle(window, qtbot)
    start = window.bench.store.document.surface.start
    assert start == pytest.approx((-1.0, 2.0), abs=0.05)
    assert window.descend.map.scene.descent.points[0, 0] == pytest.approx(start)
    run("edit.undo", window)
    assert window.bench.store.document is before


def test_the_start_is_dragged_as_one_edit(descend, qtbot):
    window = descend("bowl")
    page, before = window.descend, window.bench.store.document
    first, last = at(window, 2.0, 3.0), at(window, -2.0, -1.0)
    QTest.mousePress(page.map, Qt.MouseButton.LeftButton, pos=first)
    for share in (0.2, 0.5, 0.8, 1.0):
        QTest.mouseMove(page.map, first + (last - first) * share)
    QTest.mouseRelease(page.map, Qt.MouseButton.LeftButton, pos=last)
    settle(window, qtbot)
    assert window.bench.store.document.surface.start == pytest.approx((-2.0, -1.0), abs=0.05)
    assert window.bench.store.document.network is before.network
    run("edit.undo", window)
    assert window.bench.store.document is before


def test_the_ground_is_panned_and_the_wheel_zooms(descend, qtbot):
    window = descend("bowl")
    page, before = window.descend, window.bench.store.document
    wide = page.map.scene.view
    first = at(window, 0.0, 0.0)
    QTest.mousePress(page.map, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(page.map, first + QPoint(30, 0))
    QTest.mouseMove(page.map, first + QPoint(60, 0))
    QTest.mouseRelease(page.map, Qt.MouseButton.LeftButton, pos=first + QPoint(60, 0))
    settle(window, qtbot)
    panned = page.map.scene.view
    assert panned[0] < wide[0]
    assert panned[2:] == wide[2:]
    assert panned[1] - panned[0] == pytest.approx(wide[1] - wide[0])
    run("view.zoom_in", window)
    settle(window, qtbot)
    assert page.map.scene.view[1] - page.map.scene.view[0] < panned[1] - panned[0]
    assert page.map.scene.grid.xs[0] == page.map.scene.view[0]
    run("view.fit", window)
    settle(window, qtbot)
    assert page.map.scene.view == wide
    assert window.bench.store.document is before


def test_two_edges_of_the_diagram_span_the_surface(descend, qtbot):
    window = descend("toy")
    for picked in (Picked(1, 1, 0), Picked(2, 0, 1)):
        window.bench.store.look(picked=picked)
        qtbot.wait(10)
    settle(window, qtbot)
    assert window.bench.store.document.surface.parameters == ("W1[2,1]", "W2[1,2]")
    assert window.descend.map.scene.grid.plane.names == ("W1[2,1]", "W2[1,2]")


def test_a_bias_by_the_command_from_the_walk(descend, qtbot):
    window = descend("xor-sigmoid", turn=False)
    window.bench.store.look(picked=Picked(1, 0, BIAS))
    run("surface.add_parameter", window)
    assert window.bench.store.document.surface.parameters[-1] == "b1[1]"


def test_rates_are_added_changed_and_removed(descend, qtbot):
    window = descend("toy")
    page, store = window.descend, window.bench.store
    count = len(store.document.surface.paths)
    run("surface.add_path", window)
    settle(window, qtbot)
    assert len(store.document.surface.paths) == count + 1
    assert len(page.map.scene.descent.specs) == count + 1
    field = page.paths._rows[0].rate
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert store.document.surface.paths[0].learning_rate == 2.5
    field.selectAll()
    QTest.keyClicks(field, "-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert store.document.surface.paths[0].learning_rate == 2.5
    assert "above 0" in page._problem.text()
    run("surface.remove_path", window)
    assert len(store.document.surface.paths) == count


def test_use_these_weights_is_one_undo(descend, qtbot):
    window = descend("toy")
    before = window.bench.store.document
    window.bench.go_to_update(7)
    settle(window, qtbot)
    survey = window.descend.surveyor.survey
    wanted = survey.problem.parameters_at(window.bench.path, 7)
    run("surface.use", window)
    settle(window, qtbot)
    assert (flatten(window.bench.store.document.network) == wanted).all()
    assert window.descend.map.scene.present == tuple(survey.problem.plane.coordinates(wanted))
    run("edit.undo", window)
    assert window.bench.store.document is before


def test_weights_are_taken_from_where_the_path_is_even_in_a_hurry(descend, qtbot):
    window = descend("toy")
    survey = window.descend.surveyor.survey
    window.bench.go_to_update(9)
    run("surface.use", window)  # before anything was computed there
    qtbot.waitUntil(lambda: window.bench.store.undo_label is not None, timeout=3000)
    assert (flatten(window.bench.store.document.network) == survey.problem.parameters_at(0, 9)).all()


def test_the_present_weights_move_with_the_diagram(descend, qtbot):
    from mlpviz.core import edits

    window = descend("toy")
    window.bench.store.edit("Set", lambda document: edits.set_parameter(document, 1, 0, 0, 1.75))
    settle(window, qtbot)
    assert window.descend.map.scene.present[0] == 1.75


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_walk_through_an_update_of_a_path(descend, qtbot, optimizer):
    from mlpviz.core import surface_edits

    window = descend("toy")
    store = window.bench.store
    store.edit(
        "x",
        lambda d: surface_edits.set_path(surface_edits.set_surface(d, move="all"), 1, optimizer=optimizer),
    )
    store.look(path=1)
    window.bench.go_to_update(4)
    settle(window, qtbot)
    survey = window.descend.surveyor.survey
    now, after = (survey.problem.parameters_at(1, k) for k in (4, 5))
    run("surface.walk_update", window)
    assert store.session.page is Page.WALK
    iteration = window.bench.point.iteration
    assert iteration + store.session.first_iteration == 4
    np.testing.assert_array_equal(flatten(window.bench.walk.network(iteration)), now)
    np.testing.assert_allclose(flatten(window.bench.walk.network(iteration + 1)), after, rtol=1e-12)


@pytest.mark.parametrize(("path", "size"), [(1, 1), (2, 5)])
def test_walk_through_an_update_of_a_small_batch(descend, qtbot, path, size):
    window = descend("full-and-stochastic")
    store = window.bench.store
    store.look(path=path)
    window.bench.go_to_update(7)
    settle(window, qtbot)
    survey = window.descend.surveyor.survey
    assert survey.descent.specs[path].batch_size == size
    now, after = (survey.problem.parameters_at(path, k) for k in (7, 8))
    run("surface.walk_update", window)
    assert len(window.bench.walk.rows) == size
    np.testing.assert_array_equal(flatten(window.bench.walk.network(0)), now)
    np.testing.assert_allclose(flatten(window.bench.walk.network(1)), after, rtol=1e-12)
    for command in ("step.forward", "step.phase_forward", "step.last", "sample.next", "edit.undo"):
        run(command, window)
    assert window.bench.store.session.selection == initial_selection(window.bench.store.document)


def test_a_step_network_says_why_there_is_nothing(descend):
    window = descend("xor-steps")
    assert "gradient is 0" in window.descend.surveyor.problem
    assert window.descend.map.scene is None


def test_hover_tells_loss_and_gradient(descend, qtbot):
    window = descend("bowl")
    page = window.descend
    place = at(window, 1.0, -2.0)
    QTest.mouseMove(page.map, place)
    point = page.map.point_at(QPointF(place))
    qtbot.waitUntil(lambda: page.surveyor.hover is not None, timeout=3000)
    hover = page.surveyor.hover
    assert hover.point == pytest.approx(point)
    assert hover.loss == pytest.approx(point[0] ** 2 + point[1] ** 2)
    assert hover.gradient == pytest.approx((2 * point[0], 2 * point[1]))


def test_over_one_parameter(descend, qtbot):
    window = descend("valleys")
    scene = window.descend.map.scene
    assert scene.flat
    QTest.mouseClick(window.descend.map, Qt.MouseButton.LeftButton, pos=at(window, 1.0))
    settle(window, qtbot)
    assert window.bench.store.document.surface.start == pytest.approx((1.0,), abs=0.05)


def test_bad_names_and_ranges_change_nothing(descend, qtbot):
    window = descend("toy")
    page, before = window.descend, window.bench.store.document
    page._toolbar._choose(0, "W9[1,1]")
    assert "W9[1,1]" in page._problem.text()
    assert window.bench.store.document is before


@pytest.mark.parametrize("view", ["page", "2d", "3d"])
def test_what_is_seen_is_exported(descend, qtbot, tmp_path, view):
    window = descend("bowl")
    window.bench.go_to_update(3)
    out = tmp_path / "seen.svg"
    assert window.files.export(out, view)
    assert b"svg" in out.read_bytes()[:300]
    assert window.picture(view).scene.iteration == 3


def test_nothing_is_exported_where_there_is_nothing(descend, tmp_path):
    window = descend("xor-steps")
    assert not window.files.export(tmp_path / "x.png")
    assert not (tmp_path / "x.png").exists()


def test_turning_the_surface(descend, qtbot):
    window = descend("bowl")
    space = window.descend.space
    before, middle = space.camera, space.rect().center()
    QTest.mousePress(space, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(space, middle + QPoint(40, 10))
    QTest.mouseRelease(space, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 10))
    assert space.camera.azimuth != before.azimuth
    assert space.camera.elevation != before.elevation
    QTest.mouseDClick(space, Qt.MouseButton.LeftButton, pos=middle)
    assert space.camera == before
    qtbot.wait(250)  # until it rests


def test_the_loss_strip_goes_to_the_iteration_under_the_pointer(descend):
    window = descend("bowl")
    strip = window.descend._losses
    strip.grab()
    x, y = strip._plot.area.place(np.array([20.0, strip._plot.area.y0]))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y) - 5))
    assert abs(window.bench.update - 20) <= 1


def test_the_document_keeps_its_surface(descend, qtbot, tmp_path):
    from mlpviz.core.files import load, save

    window = descend("toy")
    run("surface.move_all", window)
    run("surface.add_path", window)
    save(window.bench.store.document, tmp_path / "kept.mlpviz")
    again = load(tmp_path / "kept.mlpviz")
    assert again.surface == window.bench.store.document.surface
    assert again.surface.move == "all"


def moving_all(window, qtbot, **changes):
    from mlpviz.core import surface_edits

    window.bench.store.edit("x", lambda d: surface_edits.set_surface(d, move="all", **changes))
    settle(window, qtbot)


def test_the_surface_through_the_present_point_and_back(descend, qtbot):
    window = descend("xor-sigmoid")
    moving_all(window, qtbot)
    window.bench.go_to_update(30)
    settle(window, qtbot)
    before = window.descend.map.scene
    assert before.gap(0) != 0
    run("surface.through", window)
    settle(window, qtbot)
    through = window.descend.map.scene
    assert through.gap(0) == pytest.approx(0, abs=1e-12)
    assert "surface through iteration 30" in through.device
    run("surface.through", window)
    settle(window, qtbot)
    assert window.descend.map.scene.gap(0) == before.gap(0)


def test_moving_two_is_on_the_surface_whatever_it_went_through(descend, qtbot):
    window = descend("xor-sigmoid")
    moving_all(window, qtbot)
    window.bench.go_to_update(30)
    settle(window, qtbot)
    run("surface.through", window)
    settle(window, qtbot)
    run("surface.move_two", window)
    settle(window, qtbot)
    scene = window.descend.map.scene
    assert (scene.descent.losses == scene.descent.surface_losses).all()
    assert scene.grid.losses.min() <= scene.descent.losses[0, 0]
    assert "through" not in scene.device


def test_another_shape_or_document_forgets_what_the_surface_went_through(descend, qtbot):
    from mlpviz.core import reshape

    window = descend("xor-sigmoid")
    moving_all(window, qtbot)
    run("surface.through", window)
    settle(window, qtbot)
    window.bench.store.edit("Units", lambda d: reshape.set_units(d, 1, 3))
    settle(window, qtbot)
    assert window.descend.surveyor.foot is None
    window.bench.store.open(find("toy").document(), None)
    run("page.descend", window)
    settle(window, qtbot)
    assert window.descend.map.scene.title == find("toy").title


@pytest.mark.parametrize("typed", ["0", "-3", "20000", "2.5", "abc", "1e400"])
def test_a_number_of_updates_that_does_not_fit_is_told(descend, typed):
    window = descend("bowl")
    before = window.bench.store.document
    field = next(f for f in window.descend.findChildren(NumberField) if f.accessibleName() == "Updates in all")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.bench.store.document is before
    assert window.descend._problem.text()
    field.revert()


def test_a_zoomed_view_goes_with_its_axes(descend, qtbot):
    window = descend("toy")
    run("view.zoom_in", window)
    settle(window, qtbot)
    zoomed = window.bench.store.session.view
    assert zoomed is not None
    run("surface.gradient", window)
    settle(window, qtbot)
    assert window.bench.store.session.view is None
    assert window.descend.map.scene.view[0] < 0 < window.descend.map.scene.view[1]


def test_undo_from_two_axes_to_one(descend, qtbot):
    from mlpviz.core import surface_edits

    window = descend("toy")
    store = window.bench.store
    store.edit("One", lambda d: surface_edits.set_surface(d, parameters=("W1[1,1]",)))
    settle(window, qtbot)
    store.edit("Two", lambda d: surface_edits.set_surface(d, parameters=("W1[1,1]", "W1[1,2]")))
    settle(window, qtbot)
    run("view.zoom_in", window)
    settle(window, qtbot)
    run("edit.undo", window)
    settle(window, qtbot)
    assert window.descend.map.scene.flat


def test_undo_of_taken_weights_goes_back_to_the_iteration(descend, qtbot):
    window = descend("toy")
    window.bench.go_to_update(33)
    settle(window, qtbot)
    run("surface.use", window)
    settle(window, qtbot)
    assert window.bench.update == 0
    run("edit.undo", window)
    assert window.bench.update == 33


def test_dragging_the_present_weights_keeps_a_start_of_its_own(descend, qtbot):
    from mlpviz.core import surface_edits

    window = descend("toy")
    window.bench.store.edit("Start", lambda d: surface_edits.set_surface(d, start=(0.5, 1.5)))
    settle(window, qtbot)
    page = window.descend
    first = at(window, *page.map.scene.present)
    QTest.mousePress(page.map, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(page.map, first + QPoint(10, 5))
    QTest.mouseMove(page.map, first + QPoint(25, 10))
    QTest.mouseRelease(page.map, Qt.MouseButton.LeftButton, pos=first + QPoint(25, 10))
    settle(window, qtbot)
    assert window.bench.store.document.surface.start == (0.5, 1.5)
    assert page.map.scene.present[0] > 1.0


def test_undo_in_the_middle_of_a_drag_lets_go(descend, qtbot):
    window = descend("bowl")
    page, before = window.descend, window.bench.store.document
    first = at(window, 2.0, 3.0)
    QTest.mousePress(page.map, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(page.map, first + QPoint(-20, 20))
    QTest.mouseMove(page.map, first + QPoint(-40, 40))
    assert window.bench.store.document is not before
    run("edit.undo", window)
    QTest.mouseMove(page.map, first + QPoint(-60, 60))
    assert window.bench.store.document is before
    assert window.bench.store.redo_label is not None
    QTest.mouseRelease(page.map, Qt.MouseButton.LeftButton, pos=first)
    settle(window, qtbot)


def test_typing_past_the_other_end_shifts_the_range(descend, qtbot):
    window = descend("bowl")
    form = next(f for f in window.descend.surveyor.children() if isinstance(f, RangeForm))
    left, right = window.descend.map.scene.view[:2]
    form._set_limit(0, 10.0, None)
    settle(window, qtbot)
    assert window.bench.store.document.surface.range[:2] == (10.0, 10.0 + right - left)


def test_stopped_work_is_said_and_taken_up_again(descend, qtbot):
    window = descend("bowl")
    page = window.descend
    page.surveyor.cancel()
    qtbot.waitUntil(lambda: "stopped" in page._status.words, timeout=2000)
    page._status.button.click()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: page._status.words == "", timeout=2000)
    assert not page._status.button.isVisible()
