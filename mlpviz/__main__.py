"""`python -m mlpviz` is `mlpviz`."""

from __future__ import annotations

import sys

from mlpviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
