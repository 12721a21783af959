"""A mathematical symbol with its indices, for the typesetter, for the painter and for plain text."""

from __future__ import annotations

from dataclasses import dataclass

_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_PLAIN = set("0123456789+-=()")


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
        """One line of Unicode: ξ₁⁽²⁾, or w_1,2 where an index has no small form."""
        sub, sup = self.sub, self.sup
        if sub:
            sub = sub.translate(_SUBSCRIPTS) if set(sub) <= _PLAIN else f"_{sub}"
        if sup:
            sup = sup.translate(_SUPERSCRIPTS) if set(sup) <= _PLAIN else f"^{sup}"
        return self.text + sub + sup
