"""The one error for a document that does not fit."""

from __future__ import annotations


class DocumentError(ValueError):
    """Something in a document does not fit: `place` is its path in the file, the text names the remedy."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message
