"""What the header shows on each page, and what gives way where it is narrow."""

import pytest

from mlpviz.core import edits
from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.ui.panels.header import Header


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_on_the_page_of_training_the_choice_of_a_sample_gives_way_and_nothing_is_cut(open_window, qtbot, theme):
    window = open_window(find("xor-sigmoid").document(), size=(1024, 700))
    window.bench.preferences.set_theme(theme)
    header = window.findChild(Header)
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert header._sample.isVisible()
    run("page.train", window)
    qtbot.wait(100)
    assert not header._sample.isVisible()
    for widget in header._kept:
        assert widget.width() >= widget.minimumSizeHint().width()
    window.resize(1800, 900)
    qtbot.waitUntil(header._sample.isVisible)


def test_the_learning_rate_is_that_of_the_update_that_is_walked(open_window):
    document = edits.set_training(
        find("xor-sigmoid").document(), learning_rate=0.4, schedule="step", schedule_epochs=1, schedule_factor=0.5
    )
    window = open_window(document)
    header = window.findChild(Header)
    assert header._rate.text().endswith("= 0.4")
    walk = window.bench.walk
    cursor = next(k for k in range(100_000) if walk.rate(walk.point(k).iteration) == 0.2)
    window.bench.go(cursor)
    assert header._rate.text().endswith("= 0.2")
