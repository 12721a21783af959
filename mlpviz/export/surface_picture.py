"""A picture of a loss surface in a file, from the window and the command line: by the functions of `picture`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QPainter

from mlpviz.core.atomic import write_atomically
from mlpviz.export.paint.descend import PAGE_SIZE, paint_page
from mlpviz.export.picture import ensure_application, render
from mlpviz.present.descend.scene import Scene
from mlpviz.present.descend.space import Camera
from mlpviz.present.palette import THEMES, Theme

VIEW_SIZES = {"page": PAGE_SIZE, "2d": (960, 900), "3d": (960, 900)}


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """A scene as it is to be seen: view is "page", "2d" or "3d" (with the strips), the camera turns the last."""

    scene: Scene
    theme: Theme
    view: str = "page"
    camera: Camera | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The size that suits it, in pixels."""
        return VIEW_SIZES[self.view]

    @property
    def title(self) -> str:
        return self.scene.title

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        """Type and lines grow with `scale`. Raises ValueError for a view that there is not."""
        paint_page(painter, width, height, self.scene, self.theme.larger(scale), self.view, self.camera)


def export_surface(
    scene: Scene,
    path: Path,
    *,
    view: str = "page",
    size: tuple[int, int] | None = None,
    scale: float = 1.0,
    theme: str = "light",
    camera: Camera | None = None,
) -> None:
    """Write the picture of a scene to `path`, by its suffix as PNG, SVG or PDF. `size` is in pixels before `scale`.

    Raises ValueError for an unknown suffix, theme or view and for a third dimension that there is not, OSError where
    the file cannot be written.
    """
    if theme not in THEMES:
        raise ValueError(f"no theme is called {theme!r}; choose one of {', '.join(THEMES)}")
    if view not in VIEW_SIZES:
        raise ValueError(f"no view is called {view!r}; choose one of {', '.join(VIEW_SIZES)}")
    ensure_application()
    picture = SurfacePicture(scene, THEMES[theme], view, camera)
    write_atomically(path, render(picture, path.suffix.lower(), size, scale))
