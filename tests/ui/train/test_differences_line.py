"""The line that says what two runs differ in: both are seen, however little room there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

from mlpviz.core.examples import find
from mlpviz.ui.train.differences_line import DifferencesLine


def ink(line: DifferencesLine) -> Any:
    """Which columns of pixels have something drawn in them."""
    image = line.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    gray = pixels[:, : image.width()].astype(int)
    return (abs(gray - gray[0, 0]) > 60).any(axis=0)


@pytest.mark.parametrize("name", ["initialisers", "vanishing-training", "mini-batches", "wider-layers"])
def test_both_runs_are_said_in_few_words_and_in_full_in_the_hint(name: str, qapp: object) -> None:
    line = DifferencesLine()
    line.show_runs(find(name).document())
    assert line.text().startswith("A: ") and "   B: " in line.text() and "/" not in line.text()
    assert ": A " in line.toolTip() and ", B " in line.toolTip()


@pytest.mark.parametrize("width", [100, 120])
def test_each_run_has_its_half_where_room_is_short(width: int, qtbot: Any, qapp: object) -> None:
    line = DifferencesLine()
    qtbot.addWidget(line)
    line.show_runs(find("initialisers").document())
    line.resize(width, 24)
    drawn = ink(line)
    gap = line.fontMetrics().horizontalAdvance("   ")
    blank = np.flatnonzero(~np.convolve(drawn[: width * 3 // 4], np.ones(gap - 3), "valid").astype(bool))
    between = blank[(blank > 20) & (blank < width * 3 // 4)]
    assert between.size and drawn[width // 2 + gap :].any()
