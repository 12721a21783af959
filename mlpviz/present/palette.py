"""Themes: one frozen row each. Colours are #rrggbb; every text colour keeps at least 4.5 : 1 on its ground."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

PHASE_COLORS = {
    "forward": "#8fa8c4",
    "loss": "#b39ddb",
    "backward": "#e0a458",
    "gradient": "#7fb69b",
    "update": "#c08497",
}


@dataclass(frozen=True)
class Theme:
    """Colours by role, and the factors of type (`scale`) and of lines (`stroke`)."""

    id: str
    title: str
    background: str
    panel: str
    ink: str
    muted: str
    line: str
    chip: str
    positive: str
    negative: str
    now: str
    now_ink: str
    agree: str
    wrong: str
    dark: bool = False
    scale: float = 1.0
    stroke: float = 1.0
    glow: bool = True
    phases: dict[str, str] = field(default_factory=lambda: PHASE_COLORS)

    def larger(self, factor: float) -> Theme:
        """The theme with larger type and lines."""
        return replace(self, scale=self.scale * factor, stroke=self.stroke * factor)

    @property
    def formula_colors(self) -> dict[str, str]:
        """The colours that formulas name."""
        return {
            "ink": self.ink,
            "muted": self.muted,
            "positive": self.positive,
            "negative": self.negative,
            "now": self.now_ink,
        }


_ROWS = (
    Theme(
        "light", "Light", background="#f6f7f9", panel="#ffffff", ink="#1b2430", muted="#5c6773", line="#dfe3e8",
        chip="#eef1f5", positive="#b94a33", negative="#2a66a6", now="#f0a202", now_ink="#8a5a00", agree="#1f7a49",
        wrong="#b3261e",
    ),
    Theme(
        "dark", "Dark", background="#14181d", panel="#1c2229", ink="#e8ecf1", muted="#97a3b0", line="#313a44",
        chip="#262e37", positive="#f0836a", negative="#6fa8e6", now="#ffc145", now_ink="#ffc145", agree="#5fc48d",
        wrong="#ff8a80", dark=True,
    ),
    Theme(
        "projector", "Projector", background="#ffffff", panel="#ffffff", ink="#000000", muted="#404850", line="#9aa4af",
        chip="#eef1f5", positive="#a8341c", negative="#154f94", now="#e08e00", now_ink="#6f4700", agree="#0f6a3a",
        wrong="#a31515", scale=1.5, stroke=1.6,
    ),
    Theme(
        "print", "Print", background="#ffffff", panel="#ffffff", ink="#000000", muted="#404850", line="#b4bcc5",
        chip="#f1f3f5", positive="#8a2a16", negative="#1f5c9e", now="#c47f00", now_ink="#5f3d00", agree="#0f6a3a",
        wrong="#a31515", stroke=1.2, glow=False,
    ),
)  # fmt: skip

THEMES: dict[str, Theme] = {row.id: row for row in _ROWS}


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, 1 … 21 (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dim = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
