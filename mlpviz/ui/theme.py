"""A theme as a palette and a style sheet for Qt's Fusion style."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from mlpviz.export.paint.fonts import text_font
from mlpviz.present.palette import Theme
from mlpviz.resources import asset


def size(theme: Theme, pixels: float) -> int:
    """A length or type size in pixels, larger in the projector theme."""
    return round(pixels * theme.scale)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours, the type and the shapes of `theme`."""
    app.setPalette(palette(theme))
    app.setFont(text_font(size(theme, 13)))
    app.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    colors = {
        roles.Window: theme.background,
        roles.WindowText: theme.ink,
        roles.Base: theme.panel,
        roles.AlternateBase: theme.chip,
        roles.Text: theme.ink,
        roles.PlaceholderText: theme.muted,
        roles.Button: theme.chip,
        roles.ButtonText: theme.ink,
        roles.ToolTipBase: theme.panel,
        roles.ToolTipText: theme.ink,
        roles.Highlight: theme.now,
        roles.HighlightedText: "#1b2430",
        roles.Link: theme.negative,
        roles.Mid: theme.line,
        roles.Accent: theme.now,
    }
    result = QPalette()
    for role, color in colors.items():
        result.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return result


def style_sheet(theme: Theme) -> str:
    """Panels of radius 8 with a one-pixel line, quiet chips, an amber ring on what has the keyboard."""
    t = theme
    radius, pad = size(t, 6), size(t, 5)
    arrow = asset("icons", "chevron-down-dark.svg" if t.dark else "chevron-down.svg").as_posix()
    tick = asset("icons", "check-dark.svg" if t.dark else "check.svg").as_posix()
    return f"""
    * {{ color: {t.ink}; }}
    QMainWindow, QDialog {{ background: {t.background}; }}
    QFrame[panel="true"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 8px; }}
    QFrame[topbar="true"] {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.line}; }}
    QFrame[chip="true"] {{ background: {t.chip}; border: none; border-radius: {radius}px; }}
    QLabel, QCheckBox, QRadioButton {{ background: transparent; border: none; }}
    QLabel[muted="true"] {{ color: {t.muted}; }}
    QLabel[role="title"] {{ font-size: {size(t, 17)}px; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: {size(t, 14)}px; font-weight: 600; }}
    QLabel[role="small"] {{ font-size: {size(t, 11.5)}px; color: {t.muted}; }}
    QLabel[role="brand"] {{ font-size: {size(t, 17)}px; font-weight: 600; }}
    QLabel[role="problem"] {{ color: {t.wrong}; }}
    QPushButton, QToolButton, QComboBox {{
        background: {t.chip}; border: 1px solid transparent; border-radius: {radius}px;
        padding: {pad}px {pad * 2}px; font-weight: 500;
    }}
    QComboBox {{ padding-right: {size(t, 2)}px; }}
    QComboBox::drop-down {{ border: none; width: {size(t, 20)}px; }}
    QComboBox::down-arrow, QToolButton::menu-indicator {{
        image: url({arrow}); width: {size(t, 10)}px; height: {size(t, 10)}px;
    }}
    QToolButton::menu-indicator {{ subcontrol-position: right center; right: {size(t, 7)}px; }}
    QToolButton[popupMode="2"] {{ padding-right: {size(t, 22)}px; }}
    QPushButton:hover, QToolButton:hover, QComboBox:hover {{ border-color: {t.line}; }}
    QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QAbstractItemView:focus,
    QPlainTextEdit:focus {{ border: 1px solid {t.now}; }}
    QPushButton:checked, QToolButton:checked {{ background: {t.line}; }}
    QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {{ color: {t.muted}; }}
    QPushButton[flat="true"], QToolButton[flat="true"] {{
        background: transparent; color: {t.negative}; text-align: left;
    }}
    QPushButton[flat="true"][snug="true"] {{ padding: 0 {size(t, 3)}px; }}
    QToolButton[snug="true"] {{ padding: {size(t, 2)}px {size(t, 4)}px; font-size: {size(t, 12)}px; }}
    QLabel[role="number"] {{ font-size: {size(t, 12)}px; }}
    QPushButton[badge="agree"] {{ color: {t.agree}; }}
    QPushButton[badge="wrong"] {{ color: {t.wrong}; border-color: {t.wrong}; }}
    QPushButton[badge="quiet"] {{ color: {t.muted}; }}
    QLineEdit {{
        background: {t.panel}; border: 1px solid {t.line}; border-radius: {size(t, 4)}px;
        padding: {size(t, 3)}px {size(t, 5)}px; selection-background-color: {t.now}; selection-color: #1b2430;
    }}
    QLineEdit[problem="true"] {{ border: 1px solid {t.wrong}; }}
    QCheckBox::indicator {{
        width: {size(t, 13)}px; height: {size(t, 13)}px; background: {t.panel};
        border: 1px solid {t.muted}; border-radius: {size(t, 3)}px;
    }}
    QCheckBox::indicator:checked {{ image: url({tick}); }}
    QCheckBox::indicator:focus {{ border-color: {t.now}; }}
    QMenuBar {{ background: {t.panel}; border: none; }}
    QMenuBar::item {{ padding: {size(t, 4)}px {size(t, 9)}px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {t.chip}; }}
    QMenu {{ background: {t.panel}; border: 1px solid {t.line}; padding: 4px; }}
    QMenu::item {{ padding: {size(t, 5)}px {size(t, 24)}px; border-radius: 4px; }}
    QMenu::item:disabled {{ color: {t.muted}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
    QMenu::indicator {{ width: {size(t, 14)}px; height: {size(t, 14)}px; left: 5px; }}
    QMenu::indicator:checked {{ image: url({tick}); }}
    QToolTip {{ background: {t.panel}; color: {t.ink}; border: 1px solid {t.line}; padding: 5px; }}
    QTabBar::tab {{
        background: transparent; border: 1px solid {t.line}; border-radius: {radius}px; padding: {pad}px {pad * 2}px;
        margin-right: 4px; font-size: {size(t, 12)}px; font-weight: 500;
    }}
    QTabBar::tab:selected {{ background: {t.chip}; }}
    QTabBar::tab:focus {{ border-color: {t.now}; }}
    QTabWidget::pane {{ border: none; margin-top: 6px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: 4px; min-height: 24px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QTableView, QListView, QTreeView, QPlainTextEdit {{
        background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; gridline-color: {t.line};
        selection-background-color: {t.chip}; selection-color: {t.ink}; outline: none;
    }}
    QHeaderView, QTableCornerButton::section {{ background: {t.panel}; border: none; }}
    QHeaderView::section {{ background: {t.panel}; border: none; color: {t.muted}; padding: 3px 6px; }}
    QSplitter::handle {{ background: transparent; }}
    QSlider:horizontal {{ min-height: {size(t, 16)}px; }}
    QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
    QSlider::handle:horizontal {{
        width: {size(t, 14)}px; margin: -{size(t, 5)}px 0; border-radius: {size(t, 7)}px; background: {t.ink};
    }}
    """
