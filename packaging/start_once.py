"""Starts an installed mlpviz once: the window is painted on the default example, then it closes.

Usage: python start_once.py FOLDER, the folder that mlpviz must have been imported from.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

import mlpviz
from mlpviz import app
from mlpviz.core.examples import examples, find
from mlpviz.ui.window import Window


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    if folder not in Path(mlpviz.__file__).resolve().parents:
        print(f"mlpviz comes from {mlpviz.__file__}, not from {folder}")
        return 1
    application = app.make_application(["mlpviz"])
    window = Window(find(app.DEFAULT_EXAMPLE).document())
    window.show()
    QTimer.singleShot(1500, window.close)
    QTimer.singleShot(4000, application.quit)
    status = application.exec()
    torch = "torch" in sys.modules
    print(f"started {mlpviz.__version__} with {len(examples())} examples; torch in the window's process: {torch}")
    return status or int(torch)


if __name__ == "__main__":
    raise SystemExit(main())
