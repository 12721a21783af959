"""The page of the loss surface is there before it is asked for, made a little at a time."""

import gc
import subprocess
import sys
import threading

import pytest

from mlpviz.core.examples import find
from mlpviz.ui import preload
from mlpviz.ui.preload import Preload


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_the_page_is_made_and_what_is_there_for_good_is_not_searched_again(open_window, qtbot, monkeypatch, thawed):
    monkeypatch.setattr(preload, "_AFTER_SHOW_MS", 0)
    window = open_window(find("toy").document())
    before = gc.get_freeze_count()
    Preload(window).start()
    assert window._descend is None
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + 10_000)
    assert window._descend is not None
    assert not window.descend.isVisible()
    assert window.descend.surveyor.survey is None  # nothing is computed for it yet


def test_slow_libraries_of_the_walk_are_imported_on_another_thread(open_window, qtbot, monkeypatch, thawed):
    monkeypatch.setattr(preload, "_AFTER_SHOW_MS", 0)
    threads = []
    monkeypatch.setattr(preload, "load_aside", lambda: threads.append(threading.current_thread()))
    before = gc.get_freeze_count()
    Preload(open_window(find("toy").document())).start()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + 10_000)
    assert len(threads) == 1 and threads[0] is not threading.main_thread()


def test_what_is_loaded_aside_is_what_the_walk_needs():
    code = (
        "import sys\n"
        "from mlpviz.ui import preload\n"
        "preload.load_aside()\n"
        "before = set(sys.modules)\n"
        "from mlpviz.present.typeset import svg\n"
        "svg('x', 12.0, {})\n"
        "import pyqtgraph\n"
        "print([name for name in set(sys.modules) - before if name.startswith(('ziamath', 'ziafont', 'pyqtgraph'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_is_left_to_import_with_the_page():
    code = (
        "import sys\n"
        "from importlib import import_module\n"
        "from mlpviz.ui import window, preload\n"
        "rooms = (*preload._DESCEND, *preload._TRAIN)\n"
        "for name in (*preload._LIBRARIES, *preload.modules(*rooms)): import_module(name)\n"
        "before = set(sys.modules)\n"
        "import mlpviz.ui.descend.page, mlpviz.ui.train.page\n"
        "print('contourpy' in before, set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True set()\n"
