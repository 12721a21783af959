"""Commands that change the network, in the real window: what they do, when they are possible, what undo calls them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from mlpviz.core import reshape
from mlpviz.core.commands import REGISTRY
from mlpviz.core.session import BiasMode, Picked
from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.losses import LOSSES
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.ui.actions import MENUS
from mlpviz.ui.panels.header import Header
from mlpviz.ui.panels.ribbon import RibbonView
from mlpviz.ui.panels.timeline import TimelinePanel
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def run(window: Window, id: str) -> bool:
    return window.actions_by_id.run(id)


def possible(window: Window, id: str) -> bool:
    window.actions_by_id.refresh()
    return window.actions_by_id[id].isEnabled()


def messages(window: Window) -> list[str]:
    said: list[str] = []
    window.bench.message.connect(said.append)
    return said


def test_a_layer_is_added_moved_and_removed(open_window: OpenWindow) -> None:
    window = open_window("structure")
    store = window.bench.store
    assert store.document.network.widths == (5, 7, 7, 3)
    store.look(picked=Picked(1))
    run(window, "network.fewer_units")
    assert store.document.network.widths == (5, 6, 7, 3) and store.undo_label == "Set units of Hidden 1"
    run(window, "network.move_down")
    assert store.document.network.widths == (5, 7, 6, 3) and store.session.picked == Picked(2)
    assert not possible(window, "network.move_down")
    run(window, "network.more_units")
    run(window, "network.move_up")
    assert store.document.network.widths == (5, 7, 7, 3) and not possible(window, "network.move_up")
    run(window, "network.add_layer")
    assert store.document.network.depth == 4 and store.session.picked == Picked(2)
    run(window, "network.remove_layer")
    assert store.document.network.widths == (5, 7, 7, 3) and store.undo_label == "Remove layer"


@pytest.mark.parametrize("layer", [0, 3])
def test_input_and_output_stay(open_window: OpenWindow, layer: int) -> None:
    window = open_window("structure")
    before = window.bench.store.document
    window.bench.store.look(picked=Picked(layer))
    for id in ("network.remove_layer", "network.move_up", "network.move_down"):
        assert not possible(window, id) and not run(window, id)
    assert possible(window, "network.bias") is possible(window, "network.next_activation") is (layer > 0)
    assert window.bench.store.document is before


def test_the_last_unit_stays(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.bench.store.look(picked=Picked(2))
    assert not possible(window, "network.fewer_units") and possible(window, "network.more_units")


def test_without_a_selection_the_layer_of_the_step_is_meant(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.diagram.jump(Step(Phase.FORWARD, Quantity.EXCITATION, 1, 0, None, 0))
    run(window, "network.bias")
    assert not window.bench.store.document.network.layers[0].has_bias
    assert window.bench.store.undo_label == "Remove bias of Hidden 1"
    assert possible(window, "network.bias") and not window.actions_by_id["network.bias"].isChecked()
    run(window, "network.bias")
    assert window.bench.store.undo_label == "Add bias of Hidden 1"


def test_next_activation_comes_round_to_the_first(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.bench.store.look(picked=Picked(1))
    seen = []
    for _ in ACTIVATIONS:
        run(window, "network.next_activation")
        seen.append(window.bench.store.document.network.layers[0].activation)
    assert seen[-1] == "sigmoid" and sorted(seen) == sorted(ACTIVATIONS)
    assert window.bench.store.undo_label == "Set Hidden 1 to Sigmoid"


@pytest.mark.parametrize("example", ["toy", "losses-cross-entropy", "batch", "logistic-unit"])
def test_next_activation_of_the_output_never_stops(open_window: OpenWindow, example: str) -> None:
    window = open_window(example)
    store = window.bench.store
    store.look(picked=Picked(store.document.network.depth))
    seen = set()
    for _ in range(2 * len(ACTIVATIONS)):
        assert run(window, "network.next_activation")
        seen.add(store.document.network.layers[-1].activation)
        needs = LOSSES[store.document.loss].needs
        assert needs in (None, store.document.network.layers[-1].activation)
    assert len(seen) > 5


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_is_a_command(open_window: OpenWindow, loss: str) -> None:
    window = open_window("softmax-label")
    before = window.bench.store.document
    if run(window, f"loss.{loss}"):
        assert window.bench.store.document.loss == loss
        window.actions_by_id.refresh()
        checked = [id for id in REGISTRY if id.startswith("loss.") and window.actions_by_id[id].isChecked()]
        assert checked == [f"loss.{loss}"]
    else:
        assert window.bench.store.document is before
        assert window._diagram_panel._problem.text().endswith(".")


def test_random_weights_are_others_each_time_and_undone_by_name(open_window: OpenWindow) -> None:
    window = open_window("toy")
    drawn = []
    for _ in range(3):
        run(window, "network.randomise")
        drawn.append(window.bench.store.document.network.layers[0].weights.tobytes())
    assert len(set(drawn)) == 3
    seed = int(window.inspector_panel.parameters.randomise.seed.value)
    assert window.bench.store.undo_label == f"Randomise: Glorot uniform, seed {seed}"


def test_the_selected_number_is_edited_from_the_keyboard(open_window: OpenWindow) -> None:
    window = open_window("toy")
    assert not possible(window, "network.edit_number")
    window.bench.store.look(picked=Picked(1, 0, 1))
    assert possible(window, "network.edit_number")
    QTest.keyClick(window.diagram, Qt.Key.Key_E)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.bench.store.document.network.layers[0].weights[0, 1] == 7


@pytest.mark.parametrize("picked", [Picked(3, 2, 6), Picked(3, 2), Picked(2, 6, 6), Picked(2, 6)])
def test_what_is_selected_may_be_gone(open_window: OpenWindow, picked: Picked) -> None:
    window = open_window("structure")
    window.bench.store.look(picked=picked)
    assert possible(window, "network.edit_number")
    window.bench.store.edit("Remove layer", lambda document: reshape.remove_layer(document, 1))
    window.bench.store.edit("Set units", lambda document: reshape.set_units(document, 2, 1))
    window.grab()
    assert not possible(window, "network.edit_number")


def test_the_learning_rate_is_typed_even_where_the_panel_is_hidden(open_window: OpenWindow) -> None:
    window = open_window("toy", size=(960, 640))
    assert window.inspector_panel.isHidden()
    run(window, "network.learning_rate")
    field = window.inspector_panel.settings.rate
    assert field.isVisible() and field.hasFocus()
    QTest.keyClicks(field, "0.125")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.bench.store.document.training.learning_rate == 0.125


def test_ways_to_show_biases_are_checked_in_the_menu(open_window: OpenWindow) -> None:
    window = open_window("toy")
    for mode in BiasMode:
        run(window, f"bias.{mode}")
        window.actions_by_id.refresh()
        assert window.bench.store.session.bias_mode is mode
        assert [m for m in BiasMode if window.actions_by_id[f"bias.{m}"].isChecked()] == [mode]
    run(window, "view.bias")
    assert window.bench.store.session.bias_mode is next(iter(BiasMode))


def test_the_menus_begin_with_what_is_done_most(open_window: OpenWindow) -> None:
    window = open_window("toy")
    bar = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert tuple(bar) == MENUS
    menus = {menu.title().replace("&", ""): menu for menu in window.menuBar().findChildren(QMenu)}
    assert menus["Run"].actions()[0].text() == "Step forward"
    assert menus["Network"].actions()[0].text() == "Add layer"
    for id, command in REGISTRY.items():
        assert not command.menu or window.actions_by_id[id] in menus[command.menu].actions()


def test_it_is_said_when_the_walk_goes_on_from_later_weights(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    said, store = messages(window), window.bench.store
    grid = window.inspector_panel.parameters.grid
    grid.field(0, 0).committed.emit(0.25, None)
    assert said == []
    window.bench.go(2 * window.bench.walk.schedule.size + 3)
    run(window, "network.randomise")
    assert store.session.first_iteration == 2
    assert [text for text in said if "goes on from the weights" in text] == said != []
    run(window, "network.randomise")
    assert len(said) == 1
    store.undo()
    store.undo()
    assert store.session.first_iteration == 0 and len(said) == 1


@pytest.mark.parametrize("where", ["diagram", "ribbon", "header", "timeline", "explanation", "heading"])
def test_a_click_elsewhere_commits_what_was_typed(open_window: OpenWindow, where: str) -> None:
    window = open_window("toy")
    field = window.inspector_panel.parameters.grid.field(0, 0)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "0.75")
    assert np.all(window.bench.store.document.network.layers[-1].weights == 1)
    places = {
        "diagram": (window.diagram, QPoint(5, 5)),
        "ribbon": (window.findChild(RibbonView), QPoint(40, 30)),
        "header": (window.findChild(Header), QPoint(3, 3)),
        "timeline": (window.findChild(TimelinePanel), QPoint(3, 3)),
        "explanation": (window.explanation_panel, QPoint(3, 3)),
        "heading": (window._diagram_panel, QPoint(3, 3)),
    }
    widget, point = places[where]
    top = window.windowHandle()
    QTest.mouseClick(top, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, widget.mapTo(window, point))
    assert field.value == 0.75 and not field.hasFocus()
    assert 0.75 in (layer.weights[0, 0] for layer in window.bench.store.document.network.layers)
    assert window.diagram.hasFocus()
