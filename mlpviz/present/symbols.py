"""A mathematical symbol with its indices, for the typesetter, for the painter and for plain text."""

from __future__ import annotations

from dataclasses import dataclass

_SUBSCRIPTS = str.maketrans("0123456789+-=()ijkn", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙ")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_SMALL = set("0123456789+-=()ijkn,")  # a comma stays as it is: w₁,₂
_RAISED = set("0123456789+-=()")


def small_sub(text: str) -> str | None:
    """`text` in the small letters of Unicode below the line, or None where one is missing."""
    return text.translate(_SUBSCRIPTS) if set(text) <= _SMALL else None


def small_sup(text: str) -> str | None:
    """`text` in the small letters of Unicode above the line, or None where one is missing."""
    return text.translate(_SUPERSCRIPTS) if set(text) <= _RAISED else None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter with a subscript and a superscript.

    text: the letter as Unicode ("ξ"); latex: the same for the typesetter (r"\\xi"); sub and sup as plain text.
    plain_sub: the subscript in a line of plain text, where it reads otherwise.
    """

    text: str
    latex_base: str = ""
    sub: str = ""
    sup: str = ""
    plain_sub: str = ""

    @property
    def latex(self) -> str:
        parts = self.latex_base or self.text
        if self.sub:
            parts += f"_{{{self.sub}}}"
        if self.sup:
            parts += f"^{{{self.sup}}}"
        return parts

    @property
    def plain(self) -> str:
        """One line of Unicode: ξ₁⁽²⁾, or z_H,1 and w_H,1,2 where an index has no small form."""
        sub = small_sub(self.sub) or f"_{self.plain_sub or self.sub}" if self.sub else ""
        sup = small_sup(self.sup) or f"^{self.sup}" if self.sup else ""
        return self.text + sub + sup
