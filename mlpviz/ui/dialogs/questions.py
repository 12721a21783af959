"""Questions to the user that stop everything else. Tests put a plain stand-in here."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

_DOCUMENTS = "mlpviz documents (*.mlpviz);;All files (*)"
_PICTURES = "PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"

_TABLES = "Table of text (*.csv)"


class Answer(Enum):
    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Questions:
    """File dialogs, and the question about unsaved changes."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def open_path(self, folder: Path) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open a network", str(folder), _DOCUMENTS)
        return Path(name) if name else None

    def save_path(self, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save the network", str(suggested), _DOCUMENTS)
        return Path(name) if name else None

    def data_path(self, title: str, folder: Path) -> Path | None:
        """Which file holds samples; `title` says which are meant."""
        name, _ = QFileDialog.getOpenFileName(self._parent, title, str(folder))
        return Path(name) if name else None

    def table_path(self, suggested: Path) -> Path | None:
        """Where a table of samples is to be written."""
        name, _ = QFileDialog.getSaveFileName(self._parent, "Export the samples", str(suggested), _TABLES)
        return Path(name) if name else None

    def lost_data(self, file: Path, changed: bool) -> Path | None:
        """Where a file of samples is now that was at `file`, or has changed there; None to leave it at that."""
        box = QMessageBox(self._parent)
        box.setWindowTitle("Samples in another file")
        box.setText(f"{file.name} has changed." if changed else f"{file.name} is missing.")
        box.setInformativeText(
            f"This document has its samples in {file}"
            + (", which is not what it was when it was chosen." if changed else ", where there is no such file now.")
        )
        roles = QMessageBox.ButtonRole
        taken = box.addButton("Take it as it is now", roles.AcceptRole) if changed else None
        chosen = box.addButton("Choose another file …" if changed else "Choose where it is …", roles.ActionRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is chosen:
            return self.data_path(f"Where is {file.name} now?", file.parent)
        return file if taken is not None and box.clickedButton() is taken else None

    def export_path(self, suggested: Path) -> Path | None:
        name, chosen = QFileDialog.getSaveFileName(self._parent, "Export the picture", str(suggested), _PICTURES)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(chosen[-5:-1])

    def keep_changes(self, title: str) -> Answer:
        """What is to be done with changes that are not saved."""
        box = QMessageBox(self._parent)
        box.setWindowTitle("Unsaved changes")
        box.setText(f"“{title}” has changes that are not saved.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
        return answers.get(QMessageBox.StandardButton(box.exec()), Answer.CANCEL)

    def about(self, text: str) -> None:
        QMessageBox.about(self._parent, "About mlpviz", text)

    def failed(self, message: str, log: Path) -> bool:
        """Tell of a programming error; says whether a copy of the document is to be saved."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Something went wrong")
        box.setText("mlpviz made a mistake. Your document is still here.")
        box.setInformativeText(f"{message}\n\nThe details are in {log}.")
        save = box.addButton("Save a copy…", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Go on", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is save
