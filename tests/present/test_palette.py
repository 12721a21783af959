"""Colours that can be read."""

from __future__ import annotations

import pytest

from mlpviz.present.palette import THEMES, Theme, contrast


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the textbook near-miss


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.id)
@pytest.mark.parametrize("ground", ["panel", "chip", "background"])
def test_every_text_colour_can_be_read(theme: Theme, ground: str) -> None:
    for role in ("ink", "muted", "positive", "negative", "now_ink", "agree", "wrong"):
        assert contrast(getattr(theme, role), getattr(theme, ground)) >= 4.5, (role, ground)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.id)
def test_the_phases_can_be_told_from_the_panel(theme: Theme) -> None:
    for color in theme.phases.values():
        assert contrast(color, theme.panel) >= 1.5
        assert contrast("#14181d", color) >= 4.5  # the ribbon's labels
