"""The commands that walk: list the examples, write a trace, check it, draw a step."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.cli.common import (
    DISAGREES,
    OK,
    UsageError,
    add_document,
    add_size,
    check_picture,
    count,
    load_document,
    load_network,
    qt,
)
from mlpviz.cli.train import epochs
from mlpviz.cli.train_picture import VIEWS, export_view

if TYPE_CHECKING:
    from mlpviz.core.document import Document
    from mlpviz.core.timeline import Selection, Walk

_NOTATIONS = ("excitation", "unit_graph", "two_stage", "row_matrix", "layer_superscript")


def examples(options: argparse.Namespace) -> int:
    from mlpviz.core import examples as bundled

    rows = bundled.examples()
    if options.json:
        keys = ("id", "title", "row", "summary")
        listed = [{**{key: getattr(row, key) for key in keys}, "path": str(row.path)} for row in rows]
        print(json.dumps(listed, indent=2))
        return OK
    width, row_width = max(len(row.id) for row in rows), max(len(row.row) for row in rows)
    for row in rows:
        print(f"{row.id:<{width}}  {row.row:<{row_width}}  {row.summary}")
    return OK


def _selection(document: Document, name: str, sample: str | None) -> Selection:
    from mlpviz.core.session import initial_selection

    if sample is None:
        return initial_selection(document)
    if sample == "all":
        return None
    count = document.data.samples
    if not re.fullmatch(r"[0-9]{1,9}", sample) or not 1 <= int(sample) <= count:
        known = "1" if count == 1 else f"1 to {count}"
        raise UsageError(f"{name}: --sample: there is no sample {sample!r}: choose {known}, or all")
    return int(sample) - 1


def trace(options: argparse.Namespace) -> int:
    import numpy as np

    from mlpviz.core.timeline import Walk

    document = load_network(options.document)
    walk = Walk(document, _selection(document, options.document, options.sample))
    with np.errstate(over="ignore", invalid="ignore"):  # a walk that diverges says so by its numbers
        for line in _trace_lines(walk, options):
            print(line)
    return OK


def _trace_lines(walk: Walk, options: argparse.Namespace) -> Iterator[str]:
    from mlpviz.export.trace import json_lines, transcript_lines

    if options.json:
        return json_lines(walk, options.updates)
    return transcript_lines(walk, options.notation or walk.document.notation, options.updates)


def check(options: argparse.Namespace) -> int:
    from mlpviz.oracle.check import OracleError, lines, report
    from mlpviz.oracle.check import check as compared

    document = load_document(options.document)
    try:
        verdict = compared(document, None, options.device)
    except OracleError as error:
        raise UsageError(f"{options.document}: {error}") from None
    print(json.dumps(report(verdict), indent=2, allow_nan=False) if options.json else "\n".join(lines(verdict)))
    return OK if verdict.agrees else DISAGREES


def export(options: argparse.Namespace) -> int:
    if options.view is not None:
        return export_view(options)
    if options.hard or options.epochs is not None:
        raise UsageError("--hard and --epochs are for a --view of training")
    from mlpviz.core.timeline import Walk
    from mlpviz.nn.schedule import Grain

    document = load_network(options.document)
    check_picture(options.out)
    walk = Walk(document, _selection(document, options.document, None))
    last = walk.schedule.count(Grain.NEURON) - 1
    if options.step is not None and options.step > last:
        raise UsageError(f"{options.document}: --step: there is no step {options.step}: choose 0 to {last}")
    with qt():
        from mlpviz.export.picture import export_picture

    export_picture(
        document,
        options.out,
        step=options.step,
        size=options.size,
        scale=options.scale,
        theme=options.theme,
        notation=options.notation,
    )
    return OK


def examples_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def trace_arguments(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("--sample", metavar="N|all", help="the sample to walk, from 1, or all of them as one batch")
    parser.add_argument("--updates", metavar="N", type=count(1), default=1, help="iterations to walk (default 1)")
    _add_notation(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def check_arguments(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="where torch computes (default cpu)")
    parser.add_argument("--json", action="store_true", help="for programs")


def export_arguments(parser: argparse.ArgumentParser) -> None:
    add_document(parser)
    parser.add_argument("--step", metavar="K", type=count(0), help="the step to show, from 0, as in the trace")
    parser.add_argument(
        "--view",
        choices=VIEWS,
        help="in place of a step: the output over the inputs, a map inside every unit, or loss and accuracy by epoch; "
        "curves train the document for its epochs first",
    )
    parser.add_argument("--epochs", metavar="N", type=epochs, help="train so many epochs before a --view is drawn")
    parser.add_argument("--hard", action="store_true", help="the class at each point, in place of the output")
    add_size(parser)
    _add_notation(parser)
    parser.add_argument("-o", dest="out", metavar="FILE", type=Path, required=True, help=".png, .svg or .pdf")


def _add_notation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--notation", choices=_NOTATIONS, help="symbols to use (default: the document's own)")
