"""What the user likes and the application remembers: kept in QSettings, not in documents."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from mlpviz.present.palette import THEMES, Theme

SCREEN_THEMES = ("light", "dark", "projector")
DECIMALS = range(1, 11)
_RECENT = 10


class Preferences(QObject):
    """Theme, display decimals, motion, device, recent files and window layout."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings()
        theme = str(self._settings.value("theme", "light", str))
        self._theme = theme if theme in SCREEN_THEMES else "light"
        decimals = self._settings.value("decimals", 4, int)
        self._decimals = decimals if isinstance(decimals, int) and decimals in DECIMALS else 4
        self._motion = self._settings.value("motion", True, bool) is True
        self._device = str(self._settings.value("device", "cpu", str))

    @property
    def theme(self) -> Theme:
        return THEMES[self._theme]

    def set_theme(self, theme: str) -> None:
        if theme != self._theme:
            self._theme = theme
            self._keep("theme", theme)

    @property
    def decimals(self) -> int:
        """Digits after the point of rounded numbers on the screen."""
        return self._decimals

    def set_decimals(self, decimals: int) -> None:
        if decimals != self._decimals and decimals in DECIMALS:
            self._decimals = decimals
            self._keep("decimals", decimals)

    @property
    def motion(self) -> bool:
        """Whether numbers are seen travelling along the edges."""
        return self._motion

    def set_motion(self, motion: bool) -> None:
        self._motion = motion
        self._keep("motion", motion)

    @property
    def device(self) -> str:
        """Where torch computes: cpu or cuda."""
        return self._device

    def set_device(self, device: str) -> None:
        self._device = device
        self._keep("device", device)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved lately, the last one first."""
        stored = self._settings.value("recent", [], list)
        return [Path(str(item)) for item in stored] if isinstance(stored, list) else []

    def remember(self, path: Path) -> None:
        path = path.resolve()
        files = [path, *(other for other in self.recent if other != path)][:_RECENT]
        self._keep("recent", [str(file) for file in files])

    def layout(self, name: str) -> QByteArray | None:
        """A remembered window or splitter state."""
        value = self._settings.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, name: str, state: QByteArray) -> None:
        self._settings.setValue(f"layout/{name}", state)

    def _keep(self, key: str, value: object) -> None:
        self._settings.setValue(key, value)
        self.changed.emit()
