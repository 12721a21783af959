"""What is said where data do not fit."""

from __future__ import annotations


class DataError(ValueError):
    """Samples cannot be made: `place` is where ("line 3, column 2", "byte 16", a field's name, or ""), the text says
    what is wrong and what to do about it.
    """

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


class MissingError(DataError):
    """A file that data are read from is not there, or (`changed`) is no longer the one that was chosen."""

    def __init__(self, place: str, message: str, changed: bool = False) -> None:
        super().__init__(place, message)
        self.changed = changed
