"""The tabs of what one run gives: which there are, what they show, and what a click does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.train.pages import RIGHT, click, drag, move, on_page, trainable

from mlpviz.core import data_edits
from mlpviz.core.classes import class_numbers_of
from mlpviz.core.document import Document
from mlpviz.data.recipe import Recipe
from mlpviz.present.train.learned import predicted
from mlpviz.ui.train.looked import TEST, TRAIN
from mlpviz.ui.train.output_panel import OutputPanel
from mlpviz.ui.window import Window

Open = Callable[..., Window]
DIGITS = Recipe("digits", 200, 0.0, 0, 0.25)
KINDS = {
    "moons": (trainable(Recipe("moons", 40, 0.1, 0, 0.25)), "region", ["Output", "Confusion"]),
    "bumps": (trainable(Recipe("bumps", 30, 0.0, 0)), "curve", ["Output"]),
    "plane": (trainable(Recipe("regression", 60, 0.1, 0), 0), "region", ["Output", "Closed form"]),
    "digits": (trainable(DIGITS, 8), "digits", ["Output", "Confusion", "Mistakes", "Draw"]),
}


def panel_of(window: Window) -> OutputPanel:
    return window.train.outputs[0]


def document(window: Window) -> Document:
    return window.bench.store.document


def tabs(panel: OutputPanel) -> list[str]:
    bar = panel.tabs.bar
    return [bar.tabText(index) for index in range(bar.count()) if bar.isTabVisible(index)]


def turn(panel: OutputPanel, title: str) -> None:
    bar = panel.tabs.bar
    bar.setCurrentIndex(next(index for index in range(bar.count()) if bar.tabText(index) == title))
    QApplication.processEvents()


@pytest.fixture
def digits(open_window: Open) -> Window:
    return on_page(open_window, KINDS["digits"][0])


@pytest.mark.parametrize("kind", list(KINDS))
def test_tabs_are_those_that_fit(kind: str, open_window: Open) -> None:
    made, view, titles = KINDS[kind]
    panel = panel_of(on_page(open_window, made))
    assert tabs(panel) == titles
    assert panel.output.currentWidget() is getattr(panel, view)


def test_other_data_bring_other_tabs(open_window: Open) -> None:
    window = on_page(open_window, KINDS["digits"][0])
    panel = panel_of(window)
    turn(panel, "Mistakes")
    window.bench.store.edit("Data", lambda d: data_edits.set_recipe(d, Recipe("moons", 40, 0.1, 0)))
    QApplication.processEvents()
    assert tabs(panel) == ["Output", "Confusion"]
    assert panel.tabs.bar.isTabVisible(panel.tabs.bar.currentIndex())
    window.bench.store.edit("Data", lambda d: data_edits.set_recipe(d, Recipe("bumps", 30, 0.0, 0)))
    QApplication.processEvents()
    assert tabs(panel) == ["Output"] and panel.tabs.shows(panel.output)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_nothing_of_the_tools_is_cut(kind: str, theme: str, size: tuple[int, int], open_window: Open) -> None:
    window = on_page(open_window, KINDS[kind][0], size)
    window.bench.preferences.set_theme(theme)
    panel = panel_of(window)
    for title in KINDS[kind][2]:
        turn(panel, title)
        for _ in range(3):  # buttons that are new are shown, and only then known by their widths
            QApplication.processEvents()
        head = panel._head
        shown = [tool for tool in (head._tabs, head._list, *head._tools) if tool.isVisible()]
        for tool in shown:
            assert head.rect().contains(tool.geometry()), title
            assert tool.width() >= tool.minimumSizeHint().width(), title
        for one in shown:
            assert not any(one.geometry().intersects(other.geometry()) for other in shown if other is not one)


def test_a_click_on_a_cell_goes_through_its_samples(digits: Window) -> None:
    panel = panel_of(digits)
    turn(panel, "Confusion")
    panel.judged.set_kind(TRAIN)
    QApplication.processEvents()
    view, data = panel.confusion, document(digits).data
    made = view.scene()
    true, found = class_numbers_of(document(digits), data), predicted(document(digits), data)[1]
    assert made is not None and true is not None and found is not None
    cell = max(made.cells, key=lambda cell: cell.count)
    samples = np.flatnonzero((true == cell.true) & (found == cell.predicted)).tolist()
    assert len(samples) == cell.count > 2
    digits.bench.store.choose(next(k for k in range(10) if k not in samples))
    place = cell.x + made.width / 2, cell.y + made.height / 2
    seen = []
    for _ in range(len(samples) + 1):
        click(view, *place)
        seen.append(digits.bench.store.session.selection)
    assert seen == [*samples, samples[0]]
    empty = next(cell for cell in made.cells if not cell.count)
    click(view, empty.x + 1, empty.y + 1)
    assert digits.bench.store.session.selection == samples[0]


def test_held_out_samples_are_seen_without_choosing_them(digits: Window) -> None:
    panel, store = panel_of(digits), digits.bench.store
    panel.looked.set_kind(TEST)
    before = store.session.selection
    panel.looked.step(-1)
    made = panel.digits.scene()
    assert made is not None and made.labels[1].text == "Held-out sample 50 of 50"
    test = document(digits).test
    assert test is not None
    assert np.array_equal(made.pixels.ravel() > 0, test.points[49] > 0)
    panel.looked.step(1)
    assert panel.looked.index(document(digits)) == 0 and store.session.selection == before
    panel.looked.set_kind(TRAIN)
    panel.looked.step(1)
    assert store.session.selection == 1


def test_those_held_out_are_judged_first_and_what_is_looked_at_stays(digits: Window) -> None:
    panel, test = panel_of(digits), document(digits).test
    assert test is not None
    for title in ("Confusion", "Mistakes"):
        turn(panel, title)
        assert panel._kind._kind.choice == TEST and not panel.looked.held_out
    made = panel.confusion.scene()
    assert made is not None and sum(cell.count for cell in made.cells) == 50
    assert panel.confusion._chosen(document(digits)) is None  # the sample that is walked is not one of them
    tiles = panel.mistakes.scene()
    assert tiles is not None
    click(panel.mistakes, tiles.tiles[1].left + 3, tiles.tiles[1].top + 3)
    assert panel.looked.held_out and panel.judged.index(document(digits)) == panel.mistakes._samples[1]
    assert panel.confusion._chosen(document(digits)) is not None
    panel.judged.set_kind(TRAIN)
    QApplication.processEvents()
    made = panel.confusion.scene()
    assert made is not None and sum(cell.count for cell in made.cells) == 150
    assert panel.looked.held_out and panel.judged.index(document(digits)) == -1


def test_training_samples_are_judged_where_none_are_held_out(open_window: Open) -> None:
    panel = panel_of(on_page(open_window, trainable(Recipe("moons", 40, 0.1, 0))))
    turn(panel, "Confusion")
    made = panel.confusion.scene()
    assert made is not None and sum(cell.count for cell in made.cells) == 40


def test_probabilities_are_those_of_the_network(digits: Window) -> None:
    made = panel_of(digits).digits.scene()
    outputs = predicted(document(digits), document(digits).data)[0][0]
    assert made is not None
    assert [bar.filled / bar.width for bar in made.bars] == pytest.approx(outputs.tolist())


def test_a_click_on_a_mistake_looks_at_its_sample(digits: Window) -> None:
    panel = panel_of(digits)
    turn(panel, "Mistakes")
    panel.judged.set_kind(TRAIN)
    QApplication.processEvents()
    made = panel.mistakes.scene()
    assert made is not None
    true, found = (
        class_numbers_of(document(digits), document(digits).data),
        predicted(document(digits), document(digits).data)[1],
    )
    tile = made.tiles[2]
    click(panel.mistakes, tile.left + 3, tile.top + 3)
    sample = digits.bench.store.session.selection
    assert isinstance(sample, int) and true is not None and found is not None and true[sample] != found[sample]
    assert np.array_equal(tile.pixels.ravel() > 0, document(digits).data.points[sample] > 0)
    QTest.mouseDClick(panel.mistakes, Qt.MouseButton.LeftButton, pos=QPoint(round(tile.left) + 3, round(tile.top) + 3))
    assert panel.tabs.shows(panel.output)
    shown = panel.digits.scene()
    assert shown is not None and np.array_equal(shown.pixels > 0, tile.pixels > 0)


def test_what_is_drawn_is_judged_and_added(digits: Window) -> None:
    panel = panel_of(digits)
    turn(panel, "Draw")
    pad = panel.pad
    made = pad.scene()
    assert made is not None and not made.pixels.any()
    add = panel._pad_bar._add
    assert not add.isEnabled()
    cell = made.side / 8
    x = made.left + 3.5 * cell
    drag(pad, (x, made.top + cell), (x, made.top + 4 * cell), (x, made.top + 7 * cell))
    drawn = pad.scene()
    assert drawn is not None and (drawn.pixels[1:7, 3] == 255).all() and not drawn.pixels[:, 0].any()
    assert [bar.filled for bar in drawn.bars] != [bar.filled for bar in made.bars]
    panel._pad_bar._class.set_choice("1")
    assert add.isEnabled()
    add.click()
    data = document(digits).data
    numbers = class_numbers_of(document(digits), data)
    assert data.samples == 151 and numbers is not None and numbers[150] == 1
    assert np.array_equal(data.points[150] > 0, drawn.pixels.ravel() > 0) and data.points[150].max() == 16
    digits.bench.store.undo()
    assert document(digits).data.samples == 150


def test_the_right_button_erases_and_no_stroke_goes_on_without_one(digits: Window) -> None:
    panel = panel_of(digits)
    turn(panel, "Draw")
    pad = panel.pad
    made = pad.scene()
    assert made is not None
    x, y = made.left + 3.5 * made.side / 8, made.top + 3.5 * made.side / 8  # the middle of a pixel
    click(pad, x, y)
    assert not pad.empty
    move(pad, made.left + 1, made.top + 1)
    after = pad.scene()
    assert after is not None and not after.pixels[0].any()
    click(pad, x, y, RIGHT)
    erased = pad.scene()
    assert erased is not None and (after.pixels[3, 3], erased.pixels[3, 3]) == (255, 0)
    panel._pad_bar._clear.click()
    assert pad.empty
