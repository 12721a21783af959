"""A mathematical symbol with its indices, for the typesetter, for the painter and for plain text."""

from __future__ import annotations

from dataclasses import dataclass

_SUBSCRIPTS = str.maketrans("0123456789+-=()ijkn", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙ")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_SMALL = set("0123456789+-=()ijkn,")  # a comma stays as it is: w₁,₂
_RAISED = set("0123456789+-=()")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter with a subscript and a superscript.

    text: the letter as Unicode ("ξ"); latex: the same for the typesetter (r"\\xi"); sub and sup as plain text.
    """

    text: str
    latex_base: str = ""
    sub: str = ""
    sup: str = ""

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
        """One line of Unicode: ξ₁⁽²⁾, or z_H,1 where an index has no small form."""
        sub, sup = self.sub, self.sup
        if sub:
            sub = sub.translate(_SUBSCRIPTS) if set(sub) <= _SMALL else f"_{sub}"
        if sup:
            sup = sup.translate(_SUPERSCRIPTS) if set(sup) <= _RAISED else f"^{sup}"
        return self.text + sub + sup
