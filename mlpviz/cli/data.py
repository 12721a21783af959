"""`mlpviz data`: the sets of samples that there are, and one of them as CSV."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlpviz.cli.common import OK, UsageError, count, number

_FIELDS = ("size", "noise", "seed", "test", "classes")
_KEYS = ("id", "title", "note", "inputs", "classes", "size", "noise", "spread", "fixed")
_STDOUT = Path("-")


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("name", metavar="NAME", nargs="?", help="a set of samples (default: list them all)")
    add("--size", metavar="N", type=count(1), help="how many samples, those held out among them")
    add("--noise", metavar="S", type=number, help="standard deviation of what is added, or how far classes mix")
    add("--seed", metavar="N", type=count(0), help="of all that is random (default 0)")
    add("--test", metavar="SHARE", type=number, help="hold out this share: these rows stand last (default 0)")
    add("--classes", metavar="K", type=count(1), help="how many, of blobs")
    add("--json", action="store_true", help="the list for programs")
    add("-o", dest="out", metavar="FILE.csv", type=Path, help="where the samples go; - is standard output")


def data(options: argparse.Namespace) -> int:
    given = {field: getattr(options, field) for field in _FIELDS if getattr(options, field) is not None}
    if options.name is None:
        if given or options.out is not None:
            raise UsageError("which samples? Name a set: mlpviz data lists them")
        _list(options.json)
        return OK
    if options.json:
        raise UsageError("--json is for the list: samples are written as CSV")
    if options.out is None:
        raise UsageError("the following arguments are required: -o (see mlpviz data --help)")
    if options.out != _STDOUT and not options.out.parent.is_dir():
        raise UsageError(f"{options.out}: there is no folder {str(options.out.parent)!r}: make it first")
    _write(_csv(options.name, given), options.out)
    return OK


def _list(as_json: bool) -> None:
    from mlpviz.data.generators import GENERATORS

    rows = GENERATORS.values()
    if as_json:
        print(json.dumps([{key: getattr(row, key) for key in _KEYS} for row in rows], indent=2, ensure_ascii=False))
        return
    width, size_width = max(len(row.id) for row in rows), max(len(f"{row.size:,}") for row in rows)
    for row in rows:
        print(f"{row.id:<{width}}  {row.size:>{size_width},} samples  {row.note}")


def _csv(name: str, given: dict[str, Any]) -> str:
    from mlpviz.data.errors import DataError
    from mlpviz.data.generators import GENERATORS
    from mlpviz.data.recipe import default_recipe, generate
    from mlpviz.data.to_csv import csv_text

    try:
        recipe = replace(default_recipe(name), **given)
        row = GENERATORS[name]
        if row.fixed and recipe.noise:
            raise DataError("noise", "these samples were measured: nothing is added to them")
        if row.fixed and recipe.size > row.size:
            raise DataError("size", f"there are {row.size:,} samples")
        return csv_text(generate(recipe))
    except DataError as error:
        if error.place in given:
            raise UsageError(f"data {name}: --{error.place}: {error.message}") from None
        raise UsageError(f"data {name}: {error.message}") from None


def _write(text: str, out: Path) -> None:
    from mlpviz.core.atomic import write_atomically

    if out == _STDOUT:
        sys.stdout.write(text)
    else:
        write_atomically(out, text.encode("utf-8"))
