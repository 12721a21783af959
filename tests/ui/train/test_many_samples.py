"""What is made of a great many samples is worked out aside: the window does not wait for it."""

from __future__ import annotations

from mlpviz.core.commands import run
from mlpviz.core.examples import find
from mlpviz.present.train import learned


def test_the_confusion_matrix_of_many_samples_comes_when_it_is_known(open_window, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(learned, "_QUICK", 0)
    monkeypatch.setattr(learned, "_MANY_SAMPLES", 0)
    window = open_window(find("iris").document())
    run("page.train", window)
    panel = window.train.outputs[0]
    panel.tabs.turn_to(panel.confusion)
    qtbot.waitUntil(lambda: panel.confusion.made is not None)
    document = window.bench.store.document
    data = panel.judged.data(document)
    known = window.train.sights[0].predicting(data)
    assert known is not None and known.network is document.network
    counts = sum(cell.count for cell in panel.confusion.made.cells)
    assert counts == data.samples
    window.train.runner.go_by(5)
    qtbot.waitUntil(lambda: not window.train.runner.busy)
    new = window.bench.store.document

    def followed() -> None:
        panel.confusion.repaint()
        found = window.train.sights[0].predicting(data)
        assert found is not None and found.network is new.network

    qtbot.waitUntil(followed)
