"""A picture of training in a file, from the window and the command line: by the functions of `picture`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QPainter

from mlpviz.core.atomic import write_atomically
from mlpviz.core.document import Document
from mlpviz.export.paint.train_sheet import paint_sheet
from mlpviz.export.picture import ensure_application, render
from mlpviz.present.palette import Theme
from mlpviz.present.train.progress import Progress
from mlpviz.present.train.sheet import refusal, sheet_size


@dataclass(frozen=True, eq=False)
class TrainPicture:
    """A document, with its rival where it has one, as its networks are now.

    Raises ValueError, with what to choose, where the document has no such view.

    view:     "page", "regions" (the output over the inputs), "maps" (the network, a map inside every unit) or "curves".
    progress: what is known of its runs.   hard: the class at each point, in place of the output.
    axes:     the raw inputs (from 0) across and up.
    """

    document: Document
    theme: Theme
    view: str = "page"
    progress: Progress | None = None
    hard: bool = False
    axes: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        problem = refusal(self.document, self.view)
        if problem:
            raise ValueError(problem)

    @property
    def size(self) -> tuple[int, int]:
        """The size that suits it, in pixels."""
        return sheet_size(self.document, self.view)

    @property
    def title(self) -> str:
        return self.document.title

    def paint(self, painter: QPainter, width: float, height: float, scale: float) -> None:
        """Type and lines grow with `scale`."""
        theme = self.theme.larger(scale)
        paint_sheet(painter, width, height, self.document, theme, self.view, self.progress, self.hard, self.axes)


def export_training(
    picture: TrainPicture, path: Path, *, size: tuple[int, int] | None = None, scale: float = 1.0
) -> None:
    """Write the picture to `path`, by its suffix as PNG, SVG or PDF. `size` is in pixels before `scale`.

    Raises ValueError for an unknown suffix, OSError where the file cannot be written.
    """
    ensure_application()
    write_atomically(path, render(picture, path.suffix.lower(), size, scale))
