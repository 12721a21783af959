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
    QLineEdit {{ padding: {size(t, 3)}px {size(t, 3)}px; }}
    QLabel[role="card"] {{ font-weight: 600; }}
    QToolButton[compact="true"] {{
        background: transparent; padding: 0; border-radius: {size(t, 4)}px;
        min-width: {size(t, 20)}px; min-height: {size(t, 20)}px;
    }}
    QToolButton[compact="true"]:hover {{ background: {t.line}; }}
    QLineEdit[compact="true"] {{ padding: {size(t, 1)}px {size(t, 4)}px; }}
    QComboBox[compact="true"], QComboBox[quiet="true"] {{
        background: transparent; padding: {size(t, 1)}px {size(t, 17)}px {size(t, 1)}px {size(t, 4)}px;
    }}
    QComboBox[compact="true"] {{ color: {t.muted}; font-size: {size(t, 12)}px; font-weight: 400; }}
    QComboBox[quiet="true"] {{ padding-top: {size(t, 3)}px; padding-bottom: {size(t, 3)}px; }}
    QComboBox[compact="true"]::drop-down, QComboBox[quiet="true"]::drop-down {{ width: {size(t, 16)}px; }}
    QComboBox[compact="true"]:hover, QComboBox[quiet="true"]:hover {{ border-color: {t.line}; }}
    QComboBox[compact="true"]:focus, QComboBox[quiet="true"]:focus {{ border-color: {t.now}; }}
    QAbstractScrollArea::corner {{ background: {t.panel}; border: none; }}
    QTableCornerButton::section {{ background: {t.panel}; border: none; }}
    QToolButton[link="true"] {{
        background: transparent; color: {t.negative}; padding: {size(t, 2)}px {size(t, 1)}px;
        font-weight: 400; font-size: {size(t, 12)}px;
    }}
    QToolButton[link="true"]:hover {{ border-color: {t.line}; }}
    QToolButton[link="true"]:checked {{ background: {t.chip}; }}
    QToolButton[link="true"]:focus {{ border-color: {t.now}; }}
    """
