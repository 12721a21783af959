r"""Our LaTeX as one line of Unicode: \frac{\partial L}{\partial w_{1}} reads ∂L/∂w₁."""

from __future__ import annotations

import re

from mlpviz.present.numbers import MINUS
from mlpviz.present.symbols import small_sub, small_sup

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^']|\s+|[^\\{}_^'\s]")
_SHORT = re.compile(r"-?\d+|\(\d+\)")  # exponents and layer numbers that read well as small letters
_COLOR = re.compile(r"\\textcolor\{\w+\}")

_TIGHT = re.compile(rf" (?=\(?{MINUS}?\d|[=·%])|(?<=[=·]) |(?<=\d) (?=of \d)")

_COMMANDS = {
    "xi": "ξ", "delta": "δ", "eta": "η", "alpha": "α", "lambda": "λ", "mu": "μ", "rho": "ρ",
    "beta": "β", "varepsilon": "ε", "sigma": "σ", "Phi": "Φ", "varphi": "φ",
    "partial": "∂", "cdot": "·", "leftarrow": "←", "infty": "∞", "dots": "…", "leq": "≤", "geq": "≥", "sum": "Σ",
    "odot": "⊙", "max": "max", "arg": "arg ", "ln": "ln", "tanh": "tanh", "left": "", "right": "", "quad": " ",
    ",": " ", ";": " ", "!": "", "times": "×",
}  # fmt: skip
_LETTERS = {("mathcal", "L"): "ℒ"}
_WORDS = ("ln", "tanh", "max", "arg")


def unbroken(text: str) -> str:
    """The same words with no-break spaces where a line must not end: before a number, at a sign, before a %."""
    return _TIGHT.sub("\N{NO-BREAK SPACE}", text)


def without_colors(latex: str) -> str:
    r"""The formula without its \textcolor commands; what they coloured stays, in braces of its own."""
    return _COLOR.sub("", latex)


def plain_formula(latex: str) -> str:
    """One line of Unicode. Raises ValueError for a command that our formulas don't use."""
    text = _Reader(without_colors(latex)).group()
    return re.sub(r"\s+", " ", text).strip().replace("( ", "(").replace(" )", ")").replace("-", MINUS)


class _Reader:
    """Reads the formula from left to right, a group in braces at a time."""

    def __init__(self, latex: str) -> None:
        self._tokens = _TOKEN.findall(latex)
        self._at = 0

    def group(self) -> str:
        """Everything up to the closing brace of this group."""
        out = ""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token == "}":
                self._at += 1
                break
            out += self._one()
        return out

    def _one(self) -> str:
        """One token, with the group that belongs to it."""
        token = self._tokens[self._at]
        self._at += 1
        if token == "{":
            return self.group()
        if token in "_^":
            inside = self._one()
            if token == "^" and inside == "T":
                return "ᵀ"
            small = small_sub(inside) if token == "_" else small_sup(inside) if _SHORT.fullmatch(inside) else None
            return small or (f"{token}{inside}" if token == "_" or len(inside) == 1 else f"{token}({inside})")
        if token == "'":
            return "′"
        if token.startswith("\\"):
            return self._command(token[1:])
        return " " if token.isspace() else token

    def _command(self, name: str) -> str:
        if name == "frac":
            return f"{_bracketed(self._one())}/{_bracketed(self._one())}"
        if name == "sqrt":
            inside = self._one()
            return f"√{inside}" if re.fullmatch(r"[A-Za-z]|[\d.]+", inside) else f"√({inside})"
        if name in ("text", "mathrm"):
            return self._one()
        if name == "mathcal":
            letter = self._one()
            return _LETTERS[name, letter]
        if name not in _COMMANDS:
            raise ValueError(f"no plain text for \\{name}")
        word = _COMMANDS[name]
        follows = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if name == "partial" and follows.isspace():
            self._at += 1  # ∂L is one word
        return f"{word} " if name in _WORDS and follows not in "(_^" and not follows.isspace() else word


def _bracketed(text: str) -> str:
    outside = re.sub(r"\([^()]*\)", "", text)
    return f"({text})" if re.search(r"[ +]|(?<!^)-", outside) else text
