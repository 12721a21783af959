"""Features: named functions of the raw inputs, like x^2 and x1*x2, one table of rows for those of one input.

A feature is its name. That of an input is the input itself; "a*b" is the product of two inputs; all else stands in
`_FORMS`, where {} is an input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from mlpviz.data.errors import DataError
from mlpviz.nn.network import Array

_MAX_PRODUCTS = 8
"""Products are offered for so many inputs at most: of 64 pixels there would be 2,016."""


@dataclass(frozen=True)
class _Form:
    """One row: how a function of the input {} is written in files and on screen, and its values."""

    id: str
    title: str
    values: Callable[[Array], Array]

    def argument(self, feature: str) -> str | None:
        """What stands for {} in `feature`, or None where it is another form."""
        head, tail = self.id.split("{}")
        fits = len(feature) > len(head) + len(tail) and feature.startswith(head) and feature.endswith(tail)
        return feature[len(head) : len(feature) - len(tail)] if fits else None


_FORMS = (
    _Form("{}^2", "{}²", lambda x: x * x),
    _Form("{}^3", "{}³", lambda x: x * x * x),
    _Form("sin({})", "sin {}", np.sin),
    _Form("cos({})", "cos {}", np.cos),
    _Form("|{}|", "|{}|", np.abs),
)

_SYMBOL = re.compile(r"(?P<letter>[^\W\d_])_?(?P<index>[0-9]*)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class _Parsed:
    """A feature understood: the raw inputs it is made of (columns), its form (None: the input or product itself)."""

    columns: tuple[int, ...]
    form: _Form | None = None


def _parsed(feature: str, names: Sequence[str]) -> _Parsed | None:
    """What `feature` means for inputs of these names, or None. An input's own name goes before all else."""
    if feature in names:
        return _Parsed((names.index(feature),))
    for form in _FORMS:
        argument = form.argument(feature)
        if argument in names:
            return _Parsed((names.index(argument),), form)
    for star in re.finditer(r"\*", feature):
        left, right = feature[: star.start()], feature[star.end() :]
        if left in names and right in names and left != right:
            return _Parsed((names.index(left), names.index(right)))
    return None


def choices(names: Sequence[str]) -> tuple[str, ...]:
    """Every feature that is offered for inputs of these names, the inputs themselves first."""
    pairs = combinations(names, 2) if len(names) <= _MAX_PRODUCTS else ()
    offered = [
        *names,
        *(form.id.replace("{}", name) for form in _FORMS[:2] for name in names),
        *(f"{left}*{right}" for left, right in pairs),
        *(form.id.replace("{}", name) for form in _FORMS[2:] for name in names),
    ]
    return tuple(dict.fromkeys(offered))  # an input may be called what a function of another is


def check_features(features: Sequence[str], names: Sequence[str]) -> None:
    """Raise DataError, with the remedy, at the first feature that cannot be made of inputs of these names."""
    for index, feature in enumerate(features):
        if _parsed(feature, names) is None:
            offered = choices(names)
            shown = ", ".join(offered[:12]) + (", …" if len(offered) > 12 else "")
            raise DataError(f"feature {index + 1}", f"{feature!r} cannot be made of the inputs: choose from {shown}")
        if feature in features[:index]:
            raise DataError(f"feature {index + 1}", f"{feature!r} is there twice: take one away")


def feature_values(features: Sequence[str], names: Sequence[str], raw: Array) -> Array:
    """The features of raw inputs of shape (n, raw inputs): shape (n, features).

    Raises DataError where a feature does not fit (see check_features) or a value of it is too large.
    """
    check_features(features, names)
    values = np.empty((raw.shape[0], len(features)))
    for index, feature in enumerate(features):
        parsed = _parsed(feature, names)
        assert parsed is not None
        with np.errstate(over="ignore"):
            product = raw[:, parsed.columns].prod(axis=1)
            values[:, index] = product if parsed.form is None else parsed.form.values(product)
    bad = ~np.isfinite(values)
    if bad.any():
        sample, index = (int(axis[0]) for axis in np.nonzero(bad))
        raise DataError(f"sample {sample + 1}", f"{features[index]} is too large to compute: give smaller inputs")
    return values


def raw_column(feature: str, names: Sequence[str]) -> int | None:
    """Which raw input (from 0) the feature is itself, or None where it is a function of some."""
    return names.index(feature) if feature in names else None


def feature_title(feature: str) -> str:
    """The feature as it reads on screen: x², x₁x₂, sin x; names that are no symbol stay in words."""
    for form in _FORMS:
        argument = form.argument(feature)
        if argument is not None:
            symbol = _symbol(argument)
            return form.title.replace("{}", symbol or (argument if form.title == "|{}|" else f"({argument})"))
    left, star, right = feature.partition("*")
    if star and left and right:
        symbols = _symbol(left), _symbol(right)
        return "".join(symbols) if all(symbols) else f"{left} · {right}"
    return _symbol(feature) or feature


def _symbol(name: str) -> str:
    """A letter with its index as a subscript, or "" where the name is a word."""
    found = _SYMBOL.fullmatch(name)
    return found["letter"] + found["index"].translate(_SUBSCRIPTS) if found else ""
