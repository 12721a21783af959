"""`mlpviz export --view`: what a document's network has learned, or how it learns, as a picture."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from mlpviz.cli.common import OK, UsageError, check_picture, load_network, qt
from mlpviz.cli.train import BROKEN, trained
from mlpviz.cli.train_report import TextReport

if TYPE_CHECKING:
    from mlpviz.core.document import Document
    from mlpviz.present.train.progress import Progress

VIEWS = ("regions", "maps", "curves")


def export_view(options: argparse.Namespace) -> int:
    from mlpviz.present.train.sheet import refusal

    if options.step is not None or options.notation is not None:
        raise UsageError("--step and --notation are for a picture of the walk: leave out --view, or them")
    if options.hard and options.view != "regions":
        raise UsageError("--hard is for --view regions")
    document = load_network(options.document)
    check_picture(options.out)
    problem = refusal(document, options.view)
    if problem:
        raise UsageError(f"{options.document}: --view {options.view}: {problem}")
    goal = options.epochs or (document.training.epochs if options.view == "curves" else 0)
    document, progress, broken = _trained(document, goal, options.document) if goal else (document, None, "")
    with qt():
        from mlpviz.export.train_picture import TrainPicture, export_training
        from mlpviz.present.palette import THEMES

    picture = TrainPicture(document, THEMES[options.theme], options.view, progress, options.hard)
    export_training(picture, options.out, size=options.size, scale=options.scale)
    if broken:
        print(f"mlpviz: {broken} The picture shows what was reached.", file=sys.stderr)
    return BROKEN if broken else OK


def _trained(document: Document, goal: int, title: str) -> tuple[Document, Progress, str]:
    """The document after at most so many epochs, what is known of its runs, and why they broke, "" where not."""
    from mlpviz.core.lockstep import Lockstep
    from mlpviz.present.train.recorded import Recorded

    lockstep, report = Lockstep(document), TextReport(title, goal, sys.stderr)
    stopped = trained(lockstep, goal, report)
    report.clear()
    progress = Recorded().progress(lockstep, None, lockstep.update, goal)
    broken = stopped if lockstep.broken is not None else ""
    return lockstep.put_into(document, lockstep.networks), progress, broken
