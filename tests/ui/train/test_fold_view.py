"""Folding on the page: an edit that can be undone, seen over the network until a click."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.train.pages import click, on_page, trainable, wait_for

from mlpviz.data.recipe import Recipe
from mlpviz.nn.passes import forward
from mlpviz.ui.train.fold_view import FoldView
from mlpviz.ui.window import Window

Open = Callable[..., Window]


@pytest.fixture
def linear(open_window: Open) -> Window:
    return on_page(open_window, trainable(Recipe("regression", 40, 0.1, 0), 3, "identity"))


def views(window: Window) -> list[FoldView]:
    QApplication.processEvents()
    return [view for view in window.train.networks[0].findChildren(FoldView) if view.isVisible()]


def fold(window: Window) -> None:
    assert window.actions_by_id.run("network.fold")
    QApplication.processEvents()


def test_layers_fold_with_the_same_outputs_as_one_edit(linear: Window) -> None:
    store = linear.bench.store
    before = store.document
    outputs = forward(before.network, before.data.inputs)[1][-1]
    assert linear.actions_by_id["network.fold"].isEnabled()
    fold(linear)
    assert store.document.network.widths == (2, 1)
    assert np.abs(forward(store.document.network, before.data.inputs)[1][-1] - outputs).max() <= 1e-12
    wait_for(lambda: not linear.actions_by_id["network.fold"].isEnabled())
    store.undo()
    assert store.document.network is before.network


def test_it_stays_until_a_click(linear: Window) -> None:
    fold(linear)
    (view,) = views(linear)
    made = view.scene()
    assert made is not None and made.sheets[2][1] == 1.0  # motion is off: it is folded at once
    assert view.size() == linear.train.networks[0].size()
    linear.resize(1200, 800)
    QApplication.processEvents()
    assert view.size() == linear.train.networks[0].size()
    click(view, 20, 20)
    assert views(linear) == []


def test_escape_and_the_next_edit_take_it_away(linear: Window) -> None:
    fold(linear)
    QTest.keyClick(views(linear)[0], Qt.Key.Key_Escape)
    assert views(linear) == []
    linear.bench.store.undo()
    fold(linear)
    assert len(views(linear)) == 1
    linear.bench.store.undo()
    assert views(linear) == []


def test_with_motion_it_slides(linear: Window) -> None:
    linear.bench.preferences.set_motion(True)
    fold(linear)
    (view,) = views(linear)
    seen = set()

    def ended() -> bool:
        made = view.scene()
        assert made is not None
        seen.add(round(made.sheets[1][1], 2))
        return made.sheets[2][1] == 1.0

    wait_for(ended)
    assert len(seen) > 5 and 1.0 in seen
    click(view, 20, 20)


def test_there_is_nothing_to_fold_without_identity_layers(open_window: Open) -> None:
    window = on_page(open_window, trainable(Recipe("moons", 40, 0.1, 0)))
    wait_for(lambda: not window.actions_by_id["network.fold"].isEnabled())
