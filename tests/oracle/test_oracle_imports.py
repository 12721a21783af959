from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys
import mlpviz.oracle
names = [module.name for module in pkgutil.walk_packages(mlpviz.oracle.__path__, "mlpviz.oracle.")]
for name in names:
    importlib.import_module(name)
print(len(names), "torch" in sys.modules, any(name.startswith("PySide6") for name in sys.modules))
from mlpviz.oracle.devices import devices
devices()
print("torch" in sys.modules, "torch._dynamo" in sys.modules)
"""


def test_torch_comes_when_it_is_asked_for_and_qt_never():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    before, after = done.stdout.splitlines()
    assert int(before.split()[0]) >= 10
    assert before.split()[1:] == ["False", "False"]
    assert after == "True False"
