"""What the application remembers, and what it makes of settings that are damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.hands import press, problem, run
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mlpviz.core.examples import find
from mlpviz.core.files import save
from mlpviz.ui.preferences import Preferences
from mlpviz.ui.window import Window

OpenWindow = Callable[..., Window]


def recent_menu(window: Window) -> QMenu:
    menus = [menu for menu in window.findChildren(QMenu) if menu.title() == "Open recent"]
    menus[0].aboutToShow.emit()
    return menus[0]


def test_what_is_chosen_is_there_in_the_next_window(open_window: OpenWindow) -> None:
    first = open_window()
    for keys in ("T", "T", "Ctrl+]", "Ctrl+]", "Ctrl+["):
        press(first, keys)
    first.resize(1300, 820)
    first.close()
    second = open_window(size=(1300, 820))
    assert second.bench.preferences.theme.id == "projector"
    assert second.bench.preferences.decimals == 5
    assert second.actions_by_id["theme.projector"].isChecked()


def test_decimals_have_limits(window: Window) -> None:
    for _ in range(20):
        run(window, "view.more_decimals")
    assert window.bench.preferences.decimals == 10
    assert not window.actions_by_id["view.more_decimals"].isEnabled()
    for _ in range(20):
        run(window, "view.fewer_decimals")
    assert window.bench.preferences.decimals == 1
    node = next(node for node in window.diagram.frame.nodes if node.excitation)
    assert node.excitation == "3"


def test_recent_files_are_listed_the_last_one_first(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window()
    assert [action.text() for action in recent_menu(window).actions()] == ["No files yet"]
    paths = [tmp_path / f"{number}.mlpviz" for number in range(12)]
    for path in paths:
        save(find("or").document(), path)
        assert window.files.open(path)
    window.files.open(paths[5])
    names = [action.text() for action in recent_menu(window).actions()]
    assert names == ["5.mlpviz", *(f"{number}.mlpviz" for number in (11, 10, 9, 8, 7, 6, 4, 3, 2))]
    other = open_window("and")
    recent_menu(other).actions()[1].trigger()
    assert other.bench.store.path == paths[11]
    assert other.bench.store.document == find("or").document()


def test_a_recent_file_that_is_gone_is_told(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "gone.mlpviz"
    save(find("or").document(), path)
    window.files.open(path)
    path.unlink()
    before = window.bench.state
    recent_menu(window).actions()[0].trigger()
    assert "there is no such file" in problem(window) and window.bench.state is before


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"), ("theme", ["dark"]), ("theme", "print"), ("decimals", "many"), ("decimals", 99),
        ("decimals", -1), ("motion", "perhaps"), ("device", 7), ("recent", "one"), ("recent", 5),
        ("layout/window", QByteArray(b"junk")), ("layout/split", QByteArray(b"\x00\x01")), ("layout/split", "text"),
    ],
)  # fmt: skip
def test_damaged_settings_are_passed_over(open_window: OpenWindow, key: str, value: object) -> None:
    QSettings().setValue(key, value)
    window = open_window()
    preferences = window.bench.preferences
    assert preferences.theme.id in ("light", "dark") and 1 <= preferences.decimals <= 10
    assert all(isinstance(path, Path) for path in preferences.recent)
    assert window.diagram.width() > 200 and window.explanation_panel.isVisible()


def test_only_a_change_is_told(qtbot: QtBot) -> None:
    preferences = Preferences()
    told: list[int] = []
    preferences.changed.connect(lambda: told.append(1))
    preferences.set_theme(preferences.theme.id)
    preferences.set_decimals(preferences.decimals)
    preferences.set_decimals(99)
    assert told == []
    preferences.set_decimals(7)
    assert told == [1] and Preferences().decimals == 7
