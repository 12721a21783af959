"""The inspector's cards, combined changes, samples and random weights, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from mlpviz.core.session import Picked
from mlpviz.nn.initialisers import initialised
from mlpviz.nn.schedule import Phase, Quantity, Step
from mlpviz.ui.panels.inspector import Inspector
from mlpviz.ui.widgets.number_field import NumberField
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def inspector(window: Window) -> Inspector:
    return window.inspector_panel


def type_into(field: NumberField, text: str) -> None:
    if not field.hasFocus():
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def do(window: Window, layer: int, title: str) -> bool:
    """Trigger an action of a card's menu; says whether it is enabled."""
    menu = inspector(window).layers.cards[layer].menu()
    action = next(action for action in menu.actions() if action.text() == title)
    enabled = action.isEnabled()
    action.trigger()
    menu.deleteLater()
    return enabled


def test_plus_and_minus_change_the_units(open_window: OpenWindow) -> None:
    window = open_window("toy")
    QTest.mouseClick(inspector(window).layers.cards[1], Qt.MouseButton.LeftButton)
    card = inspector(window).layers.cards[1]
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    network = window.bench.store.document.network
    assert network.widths == (2, 3, 1)
    assert network.layers[0].weights[:2].tolist() == [[1, 2], [1, 1]]
    QTest.mouseClick(card.fewer, Qt.MouseButton.LeftButton)
    assert window.bench.store.document.network.layers[1].weights.tolist() == [[1, 1]]


def test_units_are_typed_and_too_many_are_refused_in_the_panel(open_window: OpenWindow) -> None:
    window = open_window("toy")
    window.bench.store.look(picked=Picked(1))
    units = inspector(window).layers.cards[1].units
    type_into(units, "5")
    assert window.bench.store.document.network.widths == (2, 5, 1)
    type_into(units, "2000")
    assert units.text() == "2000"
    assert inspector(window).notice.text == "There can be 1 to 1024 units, not 2000."
    assert window.bench.store.document.network.widths == (2, 5, 1)


def test_a_layer_is_added_and_removed_in_the_midst_of_the_walk(open_window: OpenWindow) -> None:
    window = open_window("toy")
    step = Step(Phase.BACKWARD, Quantity.DELTA, 1, 1, None, 0)
    window.bench.go(window.bench.walk.schedule.find(step))
    inspector(window).layers.add.click()
    assert window.bench.store.document.network.widths == (2, 2, 2, 1)
    assert window.bench.point.step == step
    assert len(inspector(window).layers.cards) == 4
    assert do(window, 2, "Remove")
    assert window.bench.store.document.network.widths == (2, 2, 1)
    assert window.bench.point.step == step
    window.bench.store.undo()
    window.bench.store.undo()
    assert len(inspector(window).layers.cards) == 3


def test_the_menu_moves_layers_and_gives_and_takes_a_bias(open_window: OpenWindow) -> None:
    window = open_window("count-parameters")
    assert do(window, 1, "Move down")
    assert window.bench.store.document.network.widths == (6, 5, 3, 4, 3)
    assert do(window, 2, "Move up")
    assert window.bench.store.document.network.widths == (6, 3, 5, 4, 3)
    assert do(window, 1, "Bias")
    assert not window.bench.store.document.network.layers[0].has_bias
    assert do(window, 1, "Bias")
    assert window.bench.store.document.network.layers[0].has_bias
    assert do(window, 0, "Add layer after")
    assert window.bench.store.document.network.depth == 5


def test_the_menu_offers_nothing_that_cannot_be(open_window: OpenWindow) -> None:
    window = open_window("toy")
    titles = [
        [a.text() for a in card.menu().actions() if a.isEnabled() and a.text()]
        for card in inspector(window).layers.cards
    ]
    assert titles[0] == ["Add layer after"]
    assert titles[1] == ["Add layer before", "Add layer after", "Remove", "Bias"]
    assert titles[2] == ["Add layer before", "Bias"]


def test_an_activation_that_breaks_the_pair_offers_the_change_of_both(
    open_window: OpenWindow,
) -> None:
    window = open_window("batch")
    panel, before = inspector(window), window.bench.store.document
    panel.layers.cards[2].activation.chosen.emit("tanh")
    assert "needs sigmoid outputs" in panel.notice.text and window.bench.store.document is before
    assert panel.layers.cards[2].activation.currentText() == "Sigmoid"
    QTest.mouseClick(panel.notice.remedy, Qt.MouseButton.LeftButton)
    after = window.bench.store.document
    assert (after.network.layers[1].activation, after.loss) == ("tanh", "half_squared_error")
    assert panel.notice.text == "" and panel.settings.loss.currentText() == "½ squared error"
    window.bench.store.undo()
    assert window.bench.store.document is before


def test_a_loss_that_breaks_the_pair_offers_the_change_of_both(open_window: OpenWindow) -> None:
    window = open_window("mazur")
    panel = inspector(window)
    panel.settings.loss.chosen.emit("cross_entropy")
    assert "needs softmax outputs" in panel.notice.text
    QTest.mouseClick(panel.notice.remedy, Qt.MouseButton.LeftButton)
    after = window.bench.store.document
    assert (after.network.layers[1].activation, after.loss) == ("softmax", "cross_entropy")  # .01 and .99 add up to 1


def test_a_remedy_that_does_not_fit_either_says_so(open_window: OpenWindow) -> None:
    window = open_window("toy")  # its target is 2
    panel, before = inspector(window), window.bench.store.document
    panel.settings.loss.chosen.emit("binary_cross_entropy")
    QTest.mouseClick(panel.notice.remedy, Qt.MouseButton.LeftButton)
    assert "between 0 and 1" in panel.notice.text and not panel.notice.remedy.isVisible()
    assert window.bench.store.document is before


def test_inputs_and_targets_of_the_sample_on_show(open_window: OpenWindow) -> None:
    window = open_window("xor-steps")
    samples = inspector(window).samples
    assert samples.number.value == 1
    QTest.mouseClick(samples.after, Qt.MouseButton.LeftButton)
    assert window.bench.walk.selection == 1
    data = window.bench.store.document.data
    assert [field.value for field in samples.values.fields] == [*data.inputs[1], *data.targets[1]]
    type_into(samples.values.fields[0], "0.25")
    assert window.bench.store.document.data.inputs[1, 0] == 0.25
    type_into(samples.values.fields[2], "-1")
    assert window.bench.store.document.data.targets[1, 0] == -1
    assert window.bench.store.undo_label == "Set target y of sample 2"


def test_samples_are_picked_by_number_and_all_at_once(open_window: OpenWindow) -> None:
    window = open_window("xor-steps")
    samples = inspector(window).samples
    type_into(samples.number, "3")
    assert window.bench.walk.selection == 2
    type_into(samples.number, "9")
    assert inspector(window).notice.text == "There are samples 1 to 4." and window.bench.walk.selection == 2
    samples.batch.click()
    assert window.bench.walk.selection is None
    window.bench.go(window.bench.walk.schedule.find(Step(Phase.LOSS, Quantity.LOSS, sample=1)))
    assert samples.number.value == 2, "the sample at work is on show"
    assert inspector(window).settings.reduction.isVisible()
    samples.batch.click()
    assert window.bench.walk.selection == 1 and not inspector(window).settings.reduction.isVisible()


def test_a_sample_is_added_beside_this_one_and_removed(open_window: OpenWindow) -> None:
    window = open_window("toy")
    samples = inspector(window).samples
    assert not samples.picker.isVisible()
    samples.add.click()
    assert window.bench.store.document.data.inputs.tolist() == [[1, 1], [1, 1]]
    assert window.bench.walk.selection == 1 and samples.number.value == 2
    type_into(samples.values.fields[0], "5")
    samples.remove.click()
    assert window.bench.store.document.data.inputs.tolist() == [[1, 1]]
    assert not samples.remove.isEnabled()


def test_class_numbers_are_typed_as_classes(open_window: OpenWindow) -> None:
    window = open_window("losses-cross-entropy")
    panel = inspector(window)
    field = panel.samples.values.fields[3]
    assert field.accessibleName() == "class"
    type_into(field, "2")
    assert window.bench.store.document.data.targets.tolist() == [[2], [1]]
    type_into(field, "7")
    assert panel.notice.text == "A class number must be a whole number from 0 to 2."
    assert window.bench.store.document.data.targets.tolist() == [[2], [1]]


def test_weights_are_drawn_anew_as_one_edit(open_window: OpenWindow) -> None:
    window = open_window("toy")
    form, before = inspector(window).parameters.randomise, window.bench.store.document
    assert not form.isVisible()
    form.button.click()
    form.initialiser.chosen.emit("uniform")
    type_into(form.seed, "7")
    type_into(form.scale, "0.25")
    form.draw.click()
    assert window.bench.store.document.network == initialised(before.network, "uniform", 7, 0.25)
    assert window.bench.store.undo_label == "Randomise: Uniform, seed 7"
    window.bench.store.undo()
    assert window.bench.store.document is before


def test_the_form_asks_for_a_scale_only_where_there_is_one(open_window: OpenWindow) -> None:
    window = open_window("toy")
    form = inspector(window).parameters.randomise
    form.button.click()
    form.initialiser.chosen.emit("he_normal")
    assert not form.scale.isVisible()
    form.initialiser.chosen.emit("constant")
    assert form.scale.isVisible()


@pytest.mark.parametrize("seed", ["-1", "0.5"])
def test_a_seed_is_a_whole_number_from_0(open_window: OpenWindow, seed: str) -> None:
    window = open_window("toy")
    form = inspector(window).parameters.randomise
    form.button.click()
    type_into(form.seed, seed)
    assert form.seed.problem and form.seed.value == 0


def test_a_real_choice_through_the_keyboard(open_window: OpenWindow) -> None:
    window = open_window("toy")
    choice = inspector(window).layers.cards[1].activation
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert window.bench.store.document.network.layers[0].activation == "tanh"
    assert choice.currentText() == "Tanh"


def test_the_menu_of_a_card_opens_at_its_button_and_does_what_is_clicked(open_window: OpenWindow) -> None:
    window = open_window("toy")
    card = inspector(window).layers.cards[1]
    button = next(part for part in card.stops if part.accessibleName() == "What can be done with this layer")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text() == "Remove")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert window.bench.store.document.network.widths == (2, 1)
    assert QApplication.activePopupWidget() is None
