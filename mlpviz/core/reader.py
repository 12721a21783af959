"""A strict JSON reader that is led by what the format expects.

It reads bytes where they lie, checks as it goes and stops at the first thing that does not fit: what the format has
no place for (deep nesting, endless lists, a second key of one name) is refused before it is built, so that the cost
of a bad file is bounded whatever is in it. Numbers go into packed arrays, row by row.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import numpy as np

from mlpviz.nn.network import Array, frozen

_SPACE = re.compile(rb"[ \t\r\n]*+")
_TEXT = rb'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
_STRING = re.compile(_TEXT)
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?=[ \t\r\n,\]}]|\Z)")
_WORD = re.compile(rb"-?[A-Za-z]{1,12}")
_PLAIN_ROW = re.compile(rb"\[[-+.0-9eE, \t\r\n]*+\]")
_FLAT = re.compile(rb"\[[ \t\r\n]*+[^\[\] \t\r\n]")
_STRUCTURE = re.compile(rb"[\[\]{}]|" + _TEXT)
_WORDS = {b"true": "true", b"false": "false", b"null": "null"}
_NOT_FINITE = {b"NaN", b"Infinity", b"-Infinity", b"nan", b"inf", b"-inf"}
_LONGEST_NUMBER = 1000
_SKIPPED_AT_MOST = 10_000

_decode = json.JSONDecoder(parse_int=float).decode


class ReadError(ValueError):
    """Something in a file does not fit: `place` is where, `message` what and the remedy."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


def short(text: str, limit: int = 40) -> str:
    """`text` quoted for a message: on one line, and cut where it is long."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


class Reader:
    """Reads one value after the other; every method takes the place of its value in the file, for messages."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0
        self._space()

    def _space(self) -> None:
        found = _SPACE.match(self._raw, self._at)
        self._at = found.end() if found else self._at

    def _peek(self) -> bytes:
        return self._raw[self._at : self._at + 1]

    def _take(self, character: bytes) -> bool:
        if self._peek() != character:
            return False
        self._at += 1
        self._space()
        return True

    def _syntax(self, wanted: str) -> NoReturn:
        line = self._raw.count(b"\n", 0, self._at) + 1
        column = self._at - self._raw.rfind(b"\n", 0, self._at)
        found = self._raw[self._at : self._at + 12].decode("utf-8", "replace")
        message = f"expected {wanted}, found {found!r}" if found else f"the file ends where {wanted} is expected"
        raise ReadError(f"line {line}, column {column}", message)

    def _mismatch(self, place: str, wanted: str) -> NoReturn:
        """Raise: the value at hand is not what is wanted."""
        word = _WORD.match(self._raw, self._at)
        number = _NUMBER.match(self._raw, self._at)
        kinds = {b"{": "an object", b"[": "a list", b'"': "text"}
        if self._peek() in kinds:
            found = kinds[self._peek()]
        elif number:
            found = f"the number {short(number[0].decode())[1:-1]}"
        elif word and word[0] in _NOT_FINITE:
            found = f"{word[0].decode()}: only finite numbers can be kept"
        elif word and word[0] in _WORDS:
            found = word[0].decode()
        else:
            self._syntax(wanted)
        raise ReadError(place, f"must be {wanted}, not {found}")

    def end(self) -> None:
        """Nothing may follow."""
        if self._at < len(self._raw):
            self._syntax("the end of the file")

    def opens_with_number(self) -> bool:
        """Whether a list comes whose first item is no list."""
        return _FLAT.match(self._raw, self._at) is not None

    def null(self) -> bool:
        """Read `null` if it is there."""
        if not self._raw.startswith(b"null", self._at):
            return False
        self._at += 4
        self._space()
        return True

    def boolean(self, place: str) -> bool:
        value = self._raw.startswith(b"true", self._at)
        if not value and not self._raw.startswith(b"false", self._at):
            self._mismatch(place, "true or false")
        self._at += 4 if value else 5
        self._space()
        return value

    def text(self, place: str, wanted: str = "text in quotes") -> str:
        found = _STRING.match(self._raw, self._at)
        if found is None:
            if self._peek() == b'"':
                raise ReadError(place, "the text has no closing quote, or holds a control character: write \\n or \\t")
            self._mismatch(place, wanted)
        try:
            value = json.loads(found[0].decode("utf-8"))
            value.encode("utf-8")
        except UnicodeDecodeError:
            raise ReadError(place, "is not valid UTF-8: save the file as UTF-8") from None
        except UnicodeEncodeError:
            raise ReadError(place, "holds half of a surrogate pair: write the whole character") from None
        except ValueError:
            raise ReadError(place, "holds an unknown escape: write a backslash as \\\\") from None
        self._at = found.end()
        self._space()
        return str(value)

    def number(self, place: str, wanted: str = "a number") -> float:
        found = _NUMBER.match(self._raw, self._at)
        if found is None:
            self._mismatch(place, wanted)
        if found.end() - found.start() > _LONGEST_NUMBER:
            raise ReadError(place, f"a number may have at most {_LONGEST_NUMBER} characters")
        value = float(found[0])
        if not math.isfinite(value):
            raise ReadError(place, f"{short(found[0].decode())[1:-1]} is too large: only finite numbers can be kept")
        self._at = found.end()
        self._space()
        return value

    def integer(self, place: str) -> int:
        start = self._at
        self.number(place, "a whole number")
        token = self._raw[start : self._at].rstrip()
        try:
            return int(token)
        except ValueError:
            raise ReadError(place, f"must be a whole number, not {short(token.decode())[1:-1]}") from None

    def items(self, place: str, wanted: str, limit: int, unit: str, read: Callable[[str], Any]) -> list[Any]:
        """A list of at most `limit` values, each read by `read(place)`; `unit` names them in a message."""
        if not self._take(b"["):
            self._mismatch(place, wanted)
        values: list[Any] = []
        if self._take(b"]"):
            return values
        while True:
            if len(values) >= limit:
                raise ReadError(place, f"at most {limit:,} {unit}")
            values.append(read(f"{place}[{len(values)}]"))
            if self._take(b"]"):
                return values
            if not self._take(b","):
                self._syntax("a comma or ]")

    def row(self, place: str, limit: int, unit: str = "numbers in a row") -> list[float]:
        """A list of at most `limit` finite numbers."""
        plain = _PLAIN_ROW.match(self._raw, self._at)
        if plain is not None and plain.end() - plain.start() <= 64 * limit:
            try:
                values: list[float] = _decode(plain[0].decode("ascii"))
            except ValueError:
                values = []  # not valid JSON: read again, number by number, to say where
            if 0 < len(values) <= limit and math.isfinite(sum(values)):
                self._at = plain.end()
                self._space()
                return values
        return self.items(place, "a list of numbers", limit, unit, self.number)

    def matrix(self, place: str, rows: int, columns: int, unit: str) -> Array:
        """A list of 1 to `rows` rows of equal length, each of 1 to `columns` numbers."""
        numbers = array("d")
        width = 0

        def read(where: str) -> None:
            nonlocal width
            row = self.row(where, columns)
            if not row:
                raise ReadError(where, "must hold at least one number")
            width = width or len(row)
            if len(row) != width:
                raise ReadError(where, f"needs {width} numbers like the row before it, not {len(row)}")
            numbers.fromlist(row)

        count = len(self.items(place, "a list of rows of numbers", rows, unit, read))
        if not count:
            raise ReadError(place, "must hold at least one row of numbers")
        return frozen(np.frombuffer(numbers).reshape(count, width))

    def fields(
        self, place: str, readers: Mapping[str, Callable[[str], Any]], required: frozenset[str]
    ) -> dict[str, Any]:
        """An object with the keys of `readers` and no others, each value read by `readers[key](place)`."""
        if not self._take(b"{"):
            self._mismatch(place, "an object {…}")
        values: dict[str, Any] = {}
        if not self._take(b"}"):
            while True:
                key = self._key(place)
                where = f"{place}.{key}" if place else key
                if key in values:
                    raise ReadError(where, "appears twice: keep one of them")
                if key not in readers:
                    self._unknown(place, key, readers)
                values[key] = readers[key](where)
                if self._take(b"}"):
                    break
                if not self._take(b","):
                    self._syntax("a comma or }")
        missing = sorted(required - values.keys())
        if missing:
            raise ReadError(place, f"the key {missing[0]!r} is missing: add it")
        return values

    def _key(self, place: str) -> str:
        if self._peek() != b'"':
            self._syntax("a key in quotes")
        key = self.text(place)
        if not self._take(b":"):
            self._syntax("a colon")
        return key

    def _unknown(self, place: str, key: str, readers: Mapping[str, Any]) -> NoReturn:
        """Raise, naming this unknown key and those that follow it, as far as the rest can be read."""
        unknown = [key]
        try:
            while self._skip() and self._take(b",") and len(unknown) < 5:
                key = self._key(place)
                if key not in readers and key not in unknown:
                    unknown.append(key)
        except ReadError:
            pass  # the unknown key comes first, so it is what the message tells
        names = ", ".join(short(name) for name in unknown)
        raise ReadError(place, f"unknown key{'s'[: len(unknown) - 1]} {names}: the keys here are {', '.join(readers)}")

    def _skip(self) -> bool:
        """Pass over one value of bounded size; says whether that worked."""
        depth = 0
        for _ in range(_SKIPPED_AT_MOST):
            token = None
            if self._peek() in (b"[", b"{", b"]", b"}", b'"'):
                token = _STRUCTURE.match(self._raw, self._at)
            elif depth:
                token = _STRUCTURE.search(self._raw, self._at)
            else:
                token = _NUMBER.match(self._raw, self._at) or _WORD.match(self._raw, self._at)
            if token is None:
                return False
            depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token[0], 0)
            self._at = token.end()
            self._space()
            if depth <= 0:
                return depth == 0
        return False
