"""Gallery, palette and shortcut sheet, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from mlpviz.core.commands import REGISTRY
from mlpviz.core.examples import examples, find
from mlpviz.present.palette import THEMES
from mlpviz.ui.dialogs.gallery import Gallery
from mlpviz.ui.dialogs.gallery_card import LECTURE, SUMMARY, picture_of
from mlpviz.ui.dialogs.keys import KEYS
from mlpviz.ui.dialogs.palette import CommandPalette
from mlpviz.ui.dialogs.shortcuts import ShortcutSheet
from mlpviz.ui.theme import apply_theme
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


@pytest.fixture(params=["light", "projector"])
def gallery(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[Gallery]:
    theme = THEMES[request.param]
    apply_theme(qapp, theme)
    made = Gallery(theme)
    made._timer.stop()  # the pictures have a test of their own
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made._list.setFocus()
    yield made
    made.close()


def chosen_with(gallery: Gallery, *keys: Qt.Key) -> str:
    for key in keys:
        QTest.keyClick(gallery._list, key)
    assert gallery.chosen is not None and not gallery.isVisible()
    return gallery.chosen.id


def test_arrows_move_and_enter_opens(gallery: Gallery) -> None:
    ids = [example.id for example in examples()]
    columns = gallery._list.viewport().width() // gallery._list.gridSize().width()
    assert columns in (2, 3)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert chosen_with(gallery, *keys) == ids[1 + columns]


def test_typing_finds_an_example(gallery: Gallery) -> None:
    QTest.keyClicks(gallery._list, "perc")
    assert chosen_with(gallery, Qt.Key.Key_Enter) == "perceptron-unit"


def test_esc_chooses_nothing(gallery: Gallery) -> None:
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert gallery.chosen is None and not gallery.isVisible()


def test_every_card_has_its_sentence_and_room_for_it(gallery: Gallery) -> None:
    width = gallery._list.gridSize().width() - 32
    text = QFontMetrics(gallery._list._delegate._text)
    for number, example in enumerate(examples()):
        item = gallery._list.item(number)
        assert (item.text(), item.data(SUMMARY)) == (example.title, example.summary)
        assert item.data(LECTURE) == f"Lecture {example.row}"
        needed = text.boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, example.summary)
        two = text.boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, "one\ntwo")
        assert needed.height() <= two.height(), example.summary


def test_a_picture_shows_the_network_in_the_colours_of_the_theme(qapp: QApplication) -> None:
    for theme in (THEMES["light"], THEMES["dark"]):
        picture = picture_of(find("toy"), theme)
        assert isinstance(picture, QPixmap)
        image = picture.toImage()
        colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(image.height())}
        assert theme.panel in colors and len(colors) > 20


def test_a_picture_of_training_shows_its_samples_in_the_colours_of_their_classes(qapp: QApplication) -> None:
    for theme in (THEMES["light"], THEMES["dark"]):
        image = picture_of(find("moons"), theme).toImage()
        colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert {theme.panel, theme.positive, theme.negative} <= colors


def test_the_palette_runs_what_is_found(open_window: OpenWindow) -> None:
    window = open_window("toy")
    palette = CommandPalette(window.actions_by_id, window)
    palette.show()
    QTest.keyClicks(palette._field, "layer add")
    items = palette.findChild(QListWidget)
    assert items.item(0).text() == "Add layer" and items.item(0).data(KEYS) == "Ctrl+Shift+N"
    QTest.keyClick(palette._field, Qt.Key.Key_Return)
    assert window.bench.store.document.network.depth == 3
    assert not palette.isVisible()


def test_the_palette_lists_only_what_is_possible(open_window: OpenWindow) -> None:
    window = open_window("toy")
    palette = CommandPalette(window.actions_by_id, window)
    palette.show()
    items = palette.findChild(QListWidget)
    titles = {items.item(row).text() for row in range(items.count())}
    assert "Step forward" in titles and "Undo" not in titles
    palette.close()


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_sheet_has_every_key_in_a_column_of_its_own(open_window: OpenWindow, theme: str) -> None:
    window = open_window("toy")
    window.actions_by_id.run(f"theme.{theme}")
    sheet = ShortcutSheet(window)
    sheet.show()
    QApplication.processEvents()
    labels = {label.text(): label for label in sheet.findChildren(QLabel)}
    ends: dict[int, set[int]] = {}
    for command in REGISTRY.values():
        if command.keys:
            title = labels[command.title]
            assert title.isVisible()
            keys = [label for label in labels.values() if label.property("muted") and label.y() == title.y()]
            right = min(label.geometry().right() for label in keys if label.x() > title.x())
            ends.setdefault(title.x(), set()).add(right)
    assert len(ends) in (2, 3) and all(len(column) == 1 for column in ends.values())
    assert sheet.findChildren(QLabel)[0].window().width() <= 1400
    sheet.close()
