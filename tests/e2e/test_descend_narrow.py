"""The loss surface where the window is small beside its type: another arrangement of the same views."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from mlpviz.core.commands import run
from mlpviz.ui.widgets.number_field import NumberField

SIZES = ((960, 640), (1024, 700), (1280, 800), (1440, 900))
DOCUMENTS = ("bowl", "valleys", "full-and-stochastic", "step-sizes")


@pytest.fixture
def descend(open_window, qtbot):
    """Opens an example on the page of the loss surface, in a theme and a size."""

    def open_(name, theme="light", size=(1440, 900)):
        window = open_window(name, size=size)
        window.bench.preferences.set_theme(theme)
        run("page.descend", window)
        settle(window, qtbot)
        return window

    return open_


def settle(window, qtbot):
    surveyor = window.descend.surveyor
    qtbot.waitUntil(lambda: surveyor.scene() is not None and not surveyor.busy, timeout=10_000)
    qtbot.wait(60)  # for what is laid out and shown afterwards


def views(page):
    return [getattr(page._views, name) for name in page._views.__dataclass_fields__]


def faults(page):
    """What is seen and sticks out of the page, or is smaller than it needs."""
    found = []
    if page.minimumSizeHint().boundedTo(page.size()) != page.minimumSizeHint():
        found.append(("page", page.minimumSizeHint(), page.size()))
    for view in views(page):
        if view.isVisible():
            rect = view.rect().translated(view.mapTo(page, QPoint(0, 0)))
            least = view.minimumSizeHint()
            if not page.rect().contains(rect) or rect.width() < least.width() or rect.height() < least.height():
                found.append((view, rect, least))
    bars = [page._wide.tabs.bar, page._narrow._left.bar, page._narrow._right.bar]
    for words in (*bars, *page._toolbar.findChildren(QComboBox)):
        if words.isVisible() and words.width() < words.sizeHint().width():
            found.append((words, words.width(), words.sizeHint()))
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_everything_has_its_room_in_any_size(descend, qtbot, name, theme):
    window = descend(name, theme)
    page = window.descend
    for size in SIZES:
        window.resize(*size)

        def roomy(size=size):
            assert (page.window().width(), page.window().height()) == size
            assert faults(page) == []

        qtbot.waitUntil(roomy, timeout=5000)
        settle(window, qtbot)
        roomy()


@pytest.mark.parametrize("name", ["bowl", "full-and-stochastic"])
def test_a_small_page_shows_map_and_rates_side_by_side(descend, name):
    page = descend(name, "projector", (1024, 700)).descend
    assert page.map.isVisible()
    assert page.paths.isVisible()
    assert page.map.height() >= 400  # pixels of 700
    assert not page._toolbar.isVisible()
    assert page._wide.isHidden()
    assert not page._transport._hint.isVisible()


def test_verdicts_are_a_word_where_the_reason_does_not_fit(descend, qtbot):
    window = descend("bowl", "projector", (1024, 700))
    cell = window.descend.paths._rows[0].verdict
    assert cell.text() == "diverges"
    assert cell.toolTip() == "diverges (above 2/λmax)"
    window.bench.preferences.set_theme("light")
    settle(window, qtbot)
    assert cell.text() == "diverges (above 2/λmax)"


def test_the_theme_turns_the_arrangement_and_nothing_is_lost(descend, qtbot):
    window = descend("toy", size=(1024, 700))
    page = window.descend
    kept, picture = views(page), page.map.scene.view
    window.bench.go_to_update(7)
    for theme in ("projector", "light", "projector", "dark"):
        window.bench.preferences.set_theme(theme)
        settle(window, qtbot)
        narrow = theme == "projector"
        assert page._narrow.isVisible() is narrow
        assert page._wide.isVisible() is not narrow
        assert views(page) == kept
        assert all(view.window() is window for view in kept)
        assert window.bench.update == 7
        assert page.map.scene.view == picture


def test_the_network_stays_on_show(descend, qtbot):
    window = descend("toy", size=(1440, 900))
    page = window.descend
    page._wide.show_network(True)
    window.resize(960, 640)
    window.bench.preferences.set_theme("projector")
    settle(window, qtbot)
    assert page.diagram.isVisible()
    assert not page.paths.isVisible()
    page._narrow.show_network(False)
    window.bench.preferences.set_theme("light")
    settle(window, qtbot)
    assert not page.diagram.isVisible()
    assert page.space.isVisible()


def test_the_keyboard_stays_where_it_is(descend, qtbot):
    window = descend("toy", size=(1024, 700))
    field = window.descend.paths._rows[1].rate
    field.setFocus()
    window.bench.preferences.set_theme("projector")
    settle(window, qtbot)
    assert field.hasFocus()
    window.bench.preferences.set_theme("light")
    settle(window, qtbot)
    assert field.hasFocus()


def test_tab_goes_from_the_left_to_the_right_and_reaches_the_tabs(descend, qtbot):
    window = descend("toy", "projector", (1024, 700))
    page = window.descend
    left, right = page._narrow._left.bar, page._narrow._right.bar
    rates = [row.rate for row in page.paths._rows]
    wanted = [left, page.map, right, rates[0], rates[-1]]
    left.setFocus()
    passed = []
    for _ in range(40):
        passed.append(window.focusWidget())
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    places = [passed.index(widget) for widget in wanted]
    assert places == sorted(places)
    right.setFocus()
    QTest.keyClick(right, Qt.Key.Key_Right)
    assert page.diagram.isVisible()


def test_a_choice_in_the_form_is_an_edit(descend, qtbot):
    window = descend("toy", "projector", (1024, 700))
    page = window.descend
    page._narrow._right.turn_to(page._narrow._settings)
    assert page._toolbar.isVisible()
    page._toolbar._scale.chosen.emit("log")
    assert window.bench.store.document.surface.scale == "log"
    run("edit.undo", window)
    assert page._toolbar._scale.choice == "linear"


def test_the_field_of_a_rate_grows_with_the_type(descend, qtbot):
    window = descend("toy", size=(1440, 900))
    fields = window.descend.paths.findChildren(NumberField)
    before = fields[0].width()
    window.bench.preferences.set_theme("projector")
    settle(window, qtbot)
    assert fields[0].width() == pytest.approx(1.5 * before, abs=1)


def test_a_message_has_a_line_where_the_hint_has_none(descend, qtbot):
    window = descend("toy", "projector", (1024, 700))
    foot = window.descend._transport._foot
    assert foot.isHidden()
    window.bench.message.emit("The picture is on the clipboard.")
    assert foot.isVisible()
    window.bench.go_to_update(3)
    assert foot.isHidden()
