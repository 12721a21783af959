"""The bundled fonts: Inter for text, STIX Two Math for symbols, DejaVu Sans for the glyphs that Inter lacks."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from mlpviz.resources import asset

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "DejaVuSans.ttf", "STIXTwoMath-Regular.ttf")
TEXT = "Inter"
MATH = "STIX Two Math"
_FALLBACK = "DejaVu Sans"


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Register the bundled fonts with Qt, once. Needs a QGuiApplication; raises RuntimeError if a file is missing."""
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(asset("fonts", name))) < 0:
            raise RuntimeError(f"the font {name} could not be loaded")


@lru_cache(maxsize=64)
def text_font(size: float, weight: int = 400) -> QFont:
    """Inter at `size` pixels with tabular figures. The font is shared: copy it before changing it."""
    font = QFont([TEXT, _FALLBACK])
    font.setPixelSize(max(1, round(size)))
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=64)
def math_font(size: float) -> QFont:
    """STIX Two Math at `size` pixels, for letters drawn outside of typeset formulas."""
    font = QFont([MATH, _FALLBACK])
    font.setPixelSize(max(1, round(size)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
