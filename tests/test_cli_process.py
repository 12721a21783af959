"""The command line as a process of its own: imports, pipes, full disks, encodings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlpviz.core.examples import find
from mlpviz.core.files import load

MLPVIZ = [sys.executable, "-m", "mlpviz"]


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [*MLPVIZ, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload]


IMPORTS = """
import sys
from mlpviz.cli import main
status = main(sys.argv[1:])
heavy = {"PySide6", "torch", "numpy", "pydantic", "pyqtgraph", "ziamath", "PIL"}
print(status, sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["--help"], []), (["--version"], []), (["trace", "--help"], []), (["trace", "toy"], ["numpy"]),
        (["surface", "--help"], []), (["surface", "bowl", "--json"], ["numpy", "torch"]),
    ],
)  # fmt: skip
def test_nothing_heavy_is_imported_without_need(arguments: list[str], loaded: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTS, *arguments], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == f"0 {loaded}"


def test_a_trace_from_the_shell() -> None:
    done = run("trace", "toy", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["steps"]) == 26


def test_a_bad_file_gives_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "bad.mlpviz"
    path.write_bytes(b"\x00\xff junk")
    done = run("trace", path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == f"mlpviz: {path}: is not an mlpviz document: those are JSON text that starts with {{\n"


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [*MLPVIZ, "trace", "structure", "--updates", "20"]
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [*MLPVIZ, "trace", "structure"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "mlpviz: standard output: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_encoding_will_do(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([*MLPVIZ, "trace", "toy"], capture_output=True, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("ξ₁⁽¹⁾".encode() if encoding == "utf-8" else b"\\u03be") in done.stdout


def test_a_file_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.mlpviz"
    done = subprocess.run([*map(os.fsencode, MLPVIZ), b"trace", name], capture_output=True, timeout=60)
    assert done.returncode == 2 and done.stdout == b""
    assert len(done.stderr.splitlines()) == 1 and b"no such file" in done.stderr
    Path(os.fsdecode(name)).write_bytes(find("toy").path.read_bytes())
    assert load(Path(os.fsdecode(name))) == find("toy").document()


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.mlpviz"
    with path.open("wb") as file:
        file.truncate(2**40)
    start = time.perf_counter()
    done = run("trace", path)
    assert time.perf_counter() - start < 5
    assert done.returncode == 2 and "larger than 64 MB" in done.stderr
