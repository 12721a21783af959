"""Messages as sentences."""

from __future__ import annotations


def sentence(message: str) -> str:
    """A message with a capital letter and a full stop; "" stays as it is."""
    ended = message if message.endswith((".", "?", "!")) or not message else message + "."
    return ended[:1].upper() + ended[1:]
