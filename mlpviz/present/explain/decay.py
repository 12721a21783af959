"""Weight decay in an update: in symbols, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decay:
    r"""How weight decay enters the update of a parameter: `factor` is λ, 0 where the parameter does not decay.

    It is added to the gradient, g + λw, or stands `apart` from the optimiser's direction, w ← (1 − ηλ)w − ηd.
    """

    factor: float = 0.0
    apart: bool = False

    @property
    def added(self) -> bool:
        return self.factor > 0 and not self.apart

    @property
    def shrinks(self) -> bool:
        """Whether the parameter itself is multiplied by 1 − ηλ."""
        return self.factor > 0 and self.apart

    def gradient(self, gradient: str, parameter: str, factor: str = r"\lambda", dot: str = r"\,") -> str:
        """The gradient, with λw where it is added to it."""
        return rf"{gradient} + {factor} {dot} {parameter}" if self.added else gradient

    def direction(self, gradient: str, parameter: str) -> str:
        """The same as a factor, in symbols."""
        return rf"\left( {self.gradient(gradient, parameter)} \right)" if self.added else gradient

    def kept(self, parameter: str, rate: str, factor: str = r"\lambda", dot: str = r"\,") -> str:
        """The parameter that a step is taken from."""
        return rf"(1 - {rate} {dot} {factor}) {dot} {parameter}" if self.shrinks else parameter
