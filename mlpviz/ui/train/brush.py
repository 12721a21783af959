"""What a press on the picture of the data does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brush:
    """`kind`: "look" picks and moves samples, "draw" draws them, "erase" takes them away.

    number: the class (from 0) of what is drawn; value: its target, where targets are numbers.
    """

    kind: str = "look"
    number: int = 0
    value: float = 0.0

    @property
    def draws(self) -> bool:
        return self.kind == "draw"

    @property
    def erases(self) -> bool:
        return self.kind == "erase"
