"""Samples drawn, moved, erased and picked with the mouse, on the plane and along the curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from ui.train.pages import click, drag, move, on_page, press, release, trainable

from mlpviz.core.classes import class_numbers_of
from mlpviz.core.document import Document
from mlpviz.core.session import Page, Picked
from mlpviz.data.recipe import Recipe
from mlpviz.nn.passes import forward
from mlpviz.ui.train.brush import Brush
from mlpviz.ui.train.curve_view import CurveView
from mlpviz.ui.train.region_view import RegionView
from mlpviz.ui.window import Window

MOONS = Recipe("moons", 40, 0.1, 0, 0.25)
Open = Callable[..., Window]


@pytest.fixture
def moons(open_window: Open) -> Iterator[Window]:
    yield on_page(open_window, trainable(MOONS))


def region(window: Window) -> RegionView:
    return window.train.outputs[0].region


def document(window: Window) -> Document:
    return window.bench.store.document


def pixel(view: RegionView | CurveView, sample: int) -> tuple[float, float]:
    made = view.scene()
    assert made is not None
    x, y = made.middles[sample].tolist()
    return x, y


def free(view: RegionView | CurveView) -> tuple[float, float]:
    """A place of the picture without a sample near it."""
    made = view.scene()
    assert made is not None
    area = made.area
    for x in np.linspace(area.left + 8, area.right - 60, 30):
        for y in np.linspace(area.top + 8, area.bottom - 8, 30):
            away = np.hypot(made.middles[:, 0] - x, made.middles[:, 1] - y)
            if away.min() > 16 and np.hypot(made.middles[:, 0] - x - 40, made.middles[:, 1] - y).min() > 16:
                return float(x), float(y)
    raise AssertionError("no free place")


def said(window: Window) -> list[str]:
    texts: list[str] = []
    window.bench.message.connect(texts.append)
    return texts


def test_a_stroke_draws_samples_of_its_class_as_one_undoable_edit(moons: Window) -> None:
    view, messages = region(moons), said(moons)
    view.set_brush(Brush("draw", 1))
    x, y = free(view)
    made = view.scene()
    assert made is not None
    place = made.to_data(x, y)
    drag(view, (x, y), (x + 20, y), (x + 40, y))
    data = document(moons).data
    assert data.samples == 33
    assert data.points[30].tolist() == pytest.approx(place)
    numbers = class_numbers_of(document(moons), data)
    assert numbers is not None and numbers[30:].tolist() == [1, 1, 1]
    assert document(moons).source.recipe is None
    assert messages.count("The samples are now kept in the document.") == 1
    moons.bench.store.undo()
    assert document(moons).source.recipe == MOONS and document(moons).data.samples == 30


def test_what_is_in_view_stays_while_samples_are_drawn(moons: Window) -> None:
    view = region(moons)
    view.set_brush(Brush("draw", 0))
    made = view.scene()
    assert made is not None
    before = made.area
    press(view, before.left + 4, before.top + 4)
    assert view.scene().area == before  # type: ignore[union-attr]
    release(view, before.left + 4, before.top + 4)
    assert document(moons).data.samples == 31 and view.scene().area == before  # type: ignore[union-attr]


def test_a_sample_is_dragged_and_others_stay(moons: Window) -> None:
    view = region(moons)
    points = document(moons).data.points.copy()
    x, y = pixel(view, 7)
    drag(view, (x, y), (x + 10, y - 10), (x + 30, y - 20))
    changed = np.flatnonzero((document(moons).data.points != points).any(axis=1))
    assert changed.tolist() == [7]
    assert pixel(view, 7) == pytest.approx((x + 30, y - 20), abs=0.5)
    assert moons.bench.store.undo_label == "Move sample 8"
    moons.bench.store.undo()
    assert np.array_equal(document(moons).data.points, points)


def test_markers_are_painted_anew_where_they_are_others(moons: Window) -> None:
    view, theme = region(moons), moons.bench.preferences.theme

    def picture() -> QPixmap | None:
        made = view.scene()
        assert made is not None
        return view.markers(made, theme)

    first = picture()
    layer = document(moons).network.layers[0]
    moons.bench.store.edit("Weights", lambda d: d.with_layer(1, replace(layer, weights=layer.weights * 2)))
    assert picture() is first  # another network has the same samples
    x, y = pixel(view, 7)
    drag(view, (x, y), (x + 30, y - 20))
    moved = picture()
    assert moved is not first and moved is not None
    assert moved.toImage().pixelColor(round(x + 30), round(y - 20)).alpha() == 255
    view.resize(view.width() - 40, view.height())
    assert picture() is not moved


def test_a_click_chooses_the_sample_and_changes_nothing(moons: Window) -> None:
    view, before = region(moons), document(moons)
    x, y = pixel(view, 5)
    press(view, x, y)
    move(view, x + 1, y + 1)
    release(view, x + 1, y + 1)
    assert moons.bench.store.session.selection == 5 and document(moons) is before


def test_the_eraser_takes_what_it_passes(moons: Window) -> None:
    view = region(moons)
    view.set_brush(Brush("erase"))
    x, y = pixel(view, 3)
    press(view, x, y)
    release(view, x, y)
    assert document(moons).data.samples == 29 and moons.bench.store.undo_label == "Erase samples"


def test_held_out_samples_are_looked_at_but_stay(moons: Window) -> None:
    view, messages, before = region(moons), said(moons), document(moons)
    made = view.scene()
    assert made is not None
    for sample in range(30, 40):
        if made.sample_at(*pixel(view, sample)) == sample:
            break
    x, y = pixel(view, sample)
    drag(view, (x, y), (x + 30, y + 30))
    assert document(moons) is before
    assert any("Held-out" in text for text in messages)
    assert moons.train.outputs[0].looked.ringed(before) == sample
    made = view.scene()
    assert made is not None and made.chosen == pytest.approx((x, y))


def test_delete_erases_the_chosen_sample_and_escape_puts_the_brush_away(moons: Window) -> None:
    view = region(moons)
    click(view, *pixel(view, 5))
    view.set_brush(Brush("draw", 1))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert document(moons).data.samples == 29
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.brush == Brush()


def test_the_menu_changes_the_class_and_walks(moons: Window) -> None:
    view = region(moons)
    numbers = class_numbers_of(document(moons), document(moons).data)
    assert numbers is not None
    menu = view.build_menu(QPointF(*pixel(view, 5)))
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    other = 1 - int(numbers[5])
    assert actions[f"Make it class {numbers[5]}"].isChecked()
    actions[f"Make it class {other}"].trigger()
    changed = class_numbers_of(document(moons), document(moons).data)
    assert changed is not None and changed[5] == other and (changed != numbers).sum() == 1
    actions["Walk sample 6"].trigger()
    assert moons.bench.store.session.page is Page.WALK and moons.bench.store.session.selection == 5
    assert view.build_menu(QPointF(*free(view))) is None


def test_the_last_sample_stays(open_window: Open) -> None:
    window = on_page(open_window, trainable(Recipe("and", 1, 0.0, 0)))
    view = region(window)
    view.set_brush(Brush("erase"))
    click(view, *pixel(view, 0))
    assert document(window).data.samples == 1


def test_the_pointer_tells_what_is_under_it(moons: Window) -> None:
    view = region(moons)
    point = document(moons).data.points[5]
    words = view.words_at(QPointF(*pixel(view, 5))).replace("−", "-")
    assert words.startswith("Sample 6: class ") and f"x1 = {point[0]}" in words
    x, y = free(view)
    made = view.scene()
    assert made is not None
    place = made.to_data(x, y)
    output = float(forward(document(moons).network, np.array([place]))[1][-1][0, 0])
    words = view.words_at(QPointF(x, y)).replace("−", "-").split("\n")
    assert words == [f"x1 = {place[0]}", f"x2 = {place[1]}", f"output: {output}", f"class {int(output > 0.5)}"]
    assert view.words_at(QPointF(1, 1)) == ""


def test_brushes_have_the_markers_of_the_classes(open_window: Open) -> None:
    window = on_page(open_window, trainable(Recipe("blobs", 60, 0.2, 0, classes=5)))
    panel = window.train.outputs[0]
    buttons = list(panel._brushes._group.buttons())
    assert [button.property("brush").kind for button in buttons] == ["look", *["draw"] * 5, "erase"]
    pictures = {bytes(button.icon().pixmap(18, 18).toImage().constBits()) for button in buttons}
    assert len(pictures) == len(buttons)
    buttons[3].click()
    assert panel.region.brush == Brush("draw", 2) and panel.curve.brush == Brush("draw", 2)


def test_the_inputs_of_the_axes_are_chosen_at_their_names(open_window: Open) -> None:
    window = on_page(open_window, trainable(Recipe("iris", 150, 0.0, 0)))
    view = region(window)
    made = view.scene()
    assert made is not None
    names = [label.text for label in made.names]
    assert names == ["sepal length ▾", "sepal width ▾"]
    assert any("petal length = 3.76" in label.text for label in made.labels)
    middle = made.names[0].bounds
    assert made.axis_at(middle[0], middle[1]) == 0 and made.axis_at(made.area.left + 20, made.area.top + 20) is None
    menu = view.build_menu(QPointF(made.area.left + 2, made.area.top + 2))
    assert menu is not None
    assert [sub.title() for sub in menu.findChildren(QMenu)] == ["Input across", "Input up"]
    menu.findChildren(QMenu)[1].actions()[3].trigger()
    assert window.bench.store.session.axes == (0, 3)
    view._set_axis(0, 3)
    assert window.bench.store.session.axes == (3, 0)
    QApplication.processEvents()
    assert [label.text for label in view.scene().names] == ["petal width ▾", "sepal length ▾"]  # type: ignore[union-attr]


def curve_page(open_window: Open) -> tuple[Window, CurveView]:
    window = on_page(open_window, trainable(Recipe("bumps", 30, 0.0, 0), 6, "relu"))
    return window, window.train.outputs[0].curve


def test_on_the_curve_the_height_is_the_target(open_window: Open) -> None:
    window, view = curve_page(open_window)
    made = view.scene()
    assert made is not None and len(made.lines) == 7  # six units and the output
    view.set_brush(Brush("draw"))
    x, y = free(view)
    place = made.to_data(x, y)
    click(view, x, y)
    data = document(window).data
    assert (data.points[30, 0], data.targets[30, 0]) == pytest.approx(place)
    view.set_brush(Brush())
    x, y = pixel(view, 30)
    drag(view, (x, y), (x + 12, y + 9))
    made = view.scene()
    assert made is not None
    assert made.to_data(*pixel(view, 30)) == pytest.approx(
        (document(window).data.points[30, 0], document(window).data.targets[30, 0])
    )
    assert document(window).data.targets[30, 0] < place[1]


def test_the_view_of_the_curve_stays_while_training_plays(open_window: Open) -> None:
    window, view = curve_page(open_window)
    made = view.scene()
    assert made is not None
    store, before = window.bench.store, made.area
    layer = document(window).network.layers[-1]
    far = document(window).with_layer(2, type(layer)(layer.activation, layer.weights * 50, layer.biases))
    window.train.runner._timer.stop()
    store.look(playing=True, pace="updates_1")
    window.train.runner._timer.stop()
    store.train(far, 1, object())
    made = view.scene()
    assert made is not None and made.area == before
    store.look(playing=False)
    view.refresh()
    made = view.scene()
    assert made is not None and made.area.y1 - made.area.y0 > 1.5 * (before.y1 - before.y0)


def test_a_unit_that_is_picked_stands_out(open_window: Open) -> None:
    window, view = curve_page(open_window)
    window.bench.store.look(picked=Picked(1, 2))
    made = view.scene()
    assert made is not None
    assert [line.faint for line in made.lines] == [True, True, False, True, True, True, False]
