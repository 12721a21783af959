"""The shapes that only the inspector has: cards, and controls that are smaller than elsewhere."""

from __future__ import annotations

from mlpviz.present.palette import Theme
from mlpviz.ui.theme import size


def style_sheet(theme: Theme) -> str:
    """Rules for properties: card and chosen on a QFrame, compact on a QToolButton, QLineEdit or QComboBox."""
    t = theme
    return f"""
    QFrame[card="true"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 8px; }}
    QFrame[card="true"][chosen="true"] {{ background: {t.chip}; }}
    QFrame[card="true"]:focus {{ border: 1px solid {t.now}; }}
    QLabel[role="card"] {{ font-weight: 600; }}
    QToolButton[compact="true"] {{
        background: transparent; padding: 0; border-radius: {size(t, 4)}px;
        min-width: {size(t, 22)}px; min-height: {size(t, 20)}px;
    }}
    QToolButton[compact="true"]:hover {{ background: {t.line}; }}
    QLineEdit[compact="true"] {{ padding: {size(t, 1)}px {size(t, 4)}px; }}
    QComboBox[compact="true"] {{
        background: transparent; color: {t.muted}; font-size: {size(t, 12)}px; font-weight: 400;
        padding: {size(t, 1)}px {size(t, 18)}px {size(t, 1)}px {size(t, 4)}px;
    }}
    QComboBox[compact="true"]::drop-down {{ width: {size(t, 16)}px; }}
    QComboBox[compact="true"]:hover {{ border-color: {t.muted}; }}
    """
