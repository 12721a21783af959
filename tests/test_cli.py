"""The command line, called in this process: what it prints, and how it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests_support import networks

import mlpviz
from mlpviz.cli import main
from mlpviz.core.document import Document
from mlpviz.core.examples import examples, find
from mlpviz.nn.activations import ACTIVATIONS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def refused(result: tuple[int, str, str], *parts: str) -> None:
    """Status 2, nothing on standard output, and one line that holds `parts`."""
    status, out, err = result
    assert (status, out) == (2, "")
    assert err.startswith("mlpviz: ") and err.endswith("\n") and len(err.splitlines()) == 1
    for part in parts:
        assert part in err


def test_examples_are_listed(run: Run) -> None:
    status, out, err = run("examples")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == [example.id for example in examples()]
    assert len({line.index(example.row, len(example.id)) for line, example in zip(lines, examples(), strict=True)}) == 1
    status, out, _ = run("examples", "--json")
    listed = json.loads(out)
    assert [row["id"] for row in listed] == [example.id for example in examples()]
    assert all(row["title"] and row["row"] and row["summary"] and Path(row["path"]).is_file() for row in listed)


@pytest.mark.parametrize("id", [example.id for example in networks()])
def test_an_example_and_its_file_give_the_same_trace(id: str, run: Run) -> None:
    by_id, by_path = run("trace", id, "--json"), run("trace", find(id).path, "--json")
    assert by_id == by_path
    assert by_id[0] == 0 and json.loads(by_id[1])["steps"]


def test_a_file_wins_over_an_example_of_its_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toy").write_bytes(find("or").path.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert run("trace", "toy")[1].startswith("OR unit")


@pytest.mark.parametrize("command", ["trace", "export"])
def test_a_function_has_no_walk(command: str, run: Run, tmp_path: Path) -> None:
    out = ["-o", tmp_path / "a.png"] if command == "export" else []
    refused(run(command, "bowl", *out), "mlpviz: bowl: is a function", "mlpviz surface bowl")
    assert list(tmp_path.iterdir()) == []


def test_a_sample_can_be_chosen(run: Run) -> None:
    def samples(*arguments: str) -> set[Any]:
        return {step.get("sample") for step in json.loads(run("trace", *arguments, "--json")[1])["steps"]} - {None}

    assert samples("xor-steps") == {1}
    assert samples("xor-steps", "--sample", "3") == {3}
    assert samples("xor-steps", "--sample", "all") == {1, 2, 3, 4}
    assert samples("batch") == {1, 2, 3, 4}
    for wrong in ("0", "5", "-1", "x", "1.0", "", "9" * 5000):
        refused(run("trace", "xor-steps", f"--sample={wrong}"), "xor-steps: --sample: ", "choose 1 to 4, or all")


def test_updates_and_notation(run: Run) -> None:
    once, twice = (json.loads(run("trace", "toy", "--json", "--updates", n)[1])["steps"] for n in (1, 2))
    assert len(twice) == 2 * len(once) and twice[: len(once)] == once
    assert "w_H,1,1" in run("trace", "toy", "--notation", "two_stage")[1]
    assert "s₃" in run("trace", "logistic-unit", "--notation", "unit_graph")[1]
    for wrong in ("0", "-1", "x", "1.5", ""):
        refused(run("trace", "toy", f"--updates={wrong}"), "--updates", "whole number from 1 on")
    refused(run("trace", "toy", "--notation", "mine"), "--notation", "row_matrix", "mlpviz trace --help")


def test_names_that_are_nothing(run: Run, tmp_path: Path) -> None:
    refused(run("trace", "toi"), "toi: ", "did you mean toy?")
    refused(run("trace", "qqqqqq"), "mlpviz examples")
    refused(run("trace", tmp_path / "no.mlpviz"), str(tmp_path / "no.mlpviz"), "no such file")
    refused(run("trace", tmp_path), "is a folder")
    refused(run("trace", "a\nb"))
    refused(run("trace", "a\0b"))
    refused(run("trace", ""))
    refused(run("trace", "x" * 10_000))
    refused(run("toi"), "did you mean toy?")


@pytest.mark.parametrize("command", ["trace", "check", "export", "open"])
def test_a_bad_file_is_refused_with_its_place(command: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.mlpviz"
    content = json.loads(find("toy").path.read_text())
    content["network"]["layers"][1]["weights"][0] = [1]
    path.write_text(json.dumps(content))
    arguments = {"open": [path], "export": ["export", path, "-o", tmp_path / "a.png"]}.get(command, [command, path])
    refused(run(*arguments), f"mlpviz: {path}: network.layers[1].weights[0]: needs 2 weights")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace",), ("trace", "toy", "extra"), ("trace", "toy", "--bogus"), ("check",),
        ("check", "toy", "--device", "tpu"),
        ("export", "toy"), ("export", "toy", "-o"), ("--bogus",), ("toy", "extra"), ("examples", "extra"),
        ("trace", "toy", "--js"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_with_a_hint(arguments: tuple[str, ...], run: Run) -> None:
    refused(run(*arguments), "--help)")


def test_help_and_version(run: Run) -> None:
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    for command in ("examples", "trace", "check", "export", "surface"):
        assert f"mlpviz {command} " in out
        assert run(command, "--help")[0] == 0
    assert run("--version") == (0, f"mlpviz {mlpviz.__version__}\n", "")


def install(monkeypatch: pytest.MonkeyPatch, package: Any, name: str, module: Any) -> None:
    monkeypatch.setitem(sys.modules, f"{package.__name__}.{name}", module)
    monkeypatch.setattr(package, name, module, raising=False)


def test_the_window_opens_on_what_was_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[tuple[Document | None, Path | None]] = []
    own = tmp_path / "own.mlpviz"
    own.write_bytes(find("or").path.read_bytes())

    def record(document: Document | None, path: Path | None) -> int:
        opened.append((document, path))
        return 0

    install(monkeypatch, mlpviz, "app", SimpleNamespace(run=record))
    assert run()[0] == run("toy")[0] == run(own)[0] == 0
    # an example is opened without its path, so that saving never writes over it
    assert opened == [(None, None), (find("toy").document(), None), (find("or").document(), own)]
    lost = tmp_path / "lost.mlpviz"
    whole = own.read_text(encoding="utf-8")
    file = f'{{"path": "gone.csv", "sha256": "{"0" * 64}", "kind": "csv", "format": {{"delimiter": ",", "decimal": "."'
    file += ', "header": true, "encoding": "utf-8"}, "columns": {"inputs": [0, 1], "targets": [2], "kind": "classes"}}'
    start, end = whole.index('"data": {'), whole.index('"training"')
    lost.write_text(f'{whole[:start]}"data": {{"file": {file}}}, {whole[end:]}', encoding="utf-8")
    assert run(lost)[0] == 0
    assert opened[3:] == [(None, lost)]  # the window asks where its samples are


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    from mlpviz import export

    made: list[dict[str, Any]] = []

    def record(document: Any, out: Path, **options: Any) -> None:
        made.append({"title": document.title, "out": out, **options})

    install(monkeypatch, export, "picture", SimpleNamespace(export_picture=record))
    return made


def test_export_hands_on_what_was_asked_for(run: Run, pictures: list[dict[str, Any]], tmp_path: Path) -> None:
    assert run("export", "toy", "-o", tmp_path / "a.png") == (0, "", "")
    options = ["--step", "25", "--size", "1280x720", "--scale", "3/2", "--theme", "print", "--notation", "two_stage"]
    assert run("export", "toy", *options, "-o", tmp_path / "A.SVG") == (0, "", "")
    plain = {"step": None, "size": None, "scale": 1.0, "theme": "light", "notation": None}
    assert pictures == [
        {"title": "Toy network", "out": tmp_path / "a.png", **plain},
        {
            "title": "Toy network", "out": tmp_path / "A.SVG",
            "step": 25, "size": (1280, 720), "scale": 1.5, "theme": "print", "notation": "two_stage",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ("--step 26", "toy: --step: there is no step 26: choose 0 to 25"), ("--step -1", "--step"),
        ("--step x", "--step"), ("--size 63x100", "64 to 8192"), ("--size 100x8193", "64 to 8192"),
        ("--size 100", "1280x720"), ("--size 1e3x100", "1280x720"), ("--scale 0.2", "0.25 to 8"),
        ("--scale 8.1", "0.25 to 8"), ("--scale nan", "--scale"), ("--scale 1,5", "point"),
        ("--theme pink", "projector"),
        ("--notation x", "--notation"),
    ],
)  # fmt: skip
def test_export_refuses_what_it_cannot_draw(
    options: str, part: str, run: Run, pictures: list[dict[str, Any]], tmp_path: Path
) -> None:
    refused(run("export", "toy", *options.split(), "-o", tmp_path / "a.png"), part)
    assert pictures == []


def test_export_needs_a_name_it_can_write(run: Run, pictures: list[dict[str, Any]], tmp_path: Path) -> None:
    refused(run("export", "toy", "-o", tmp_path / "a.gif"), ".png, .svg or .pdf")
    refused(run("export", "toy", "-o", tmp_path / "a"), ".png, .svg or .pdf")
    refused(run("export", "toy", "-o", tmp_path / "missing" / "a.png"), "there is no folder", "make it first")
    assert pictures == []


def test_a_failing_export_names_its_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mlpviz import export

    def fail(document: Any, out: Path, **options: Any) -> None:
        raise PermissionError(13, "you may not write here", str(out))

    install(monkeypatch, export, "picture", SimpleNamespace(export_picture=fail))
    refused(run("export", "toy", "-o", tmp_path / "a.png"), f"{tmp_path / 'a.png'}: you may not write here")


def test_check_agrees(run: Run) -> None:
    status, out, err = run("check", "toy")
    assert (status, err) == (0, "") and "autograd agrees" in out
    status, out, _ = run("check", "batch", "--json")
    assert status == 0 and json.loads(out)["agrees"] is True


def test_a_function_is_checked_along_its_paths(run: Run) -> None:
    status, out, err = run("check", "bowl")
    assert status == 0 and err == "" and out.startswith("autograd agrees, largest relative difference 0, cpu\n")
    status, out, _ = run("check", "rosenbrock", "--json")
    told = json.loads(out)
    assert status == 0 and told["agrees"] is True and told["first"] is None
    assert set(told["quantities"]) == {"loss", "gradient"}


def test_check_says_by_its_status_that_a_derivative_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ACTIVATIONS["sigmoid"]
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", replace(row, derivative=lambda xi, h: h))
    status, out, _ = run("check", "toy", "--json")
    assert status == 1 and json.loads(out)["agrees"] is False
    status, out, _ = run("check", "toy")
    assert status == 1 and "disagrees" in out


def test_check_without_torch_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlpviz.oracle import check

    def unavailable(*arguments: Any) -> None:
        raise check.OracleError("torch is not installed: pip install torch")

    monkeypatch.setattr(check, "check", unavailable)
    refused(run("check", "toy"), "mlpviz: toy: torch is not installed")


def test_an_interrupt_is_status_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(document: Any, path: Any) -> int:
        raise KeyboardInterrupt

    install(monkeypatch, mlpviz, "app", SimpleNamespace(run=interrupt))
    assert run() == (130, "", "")


def test_without_a_display_the_window_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    status, _, error = run("toy")
    assert status == 2
    assert error.startswith("mlpviz: there is no display") and error.count("\n") == 1


def test_where_qt_cannot_be_loaded_one_line_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlpviz.app", None)
    monkeypatch.delattr(mlpviz, "app", raising=False)
    status, _, error = run("toy")
    assert status == 2
    assert error.startswith("mlpviz: Qt cannot be loaded") and "README" in error and error.count("\n") == 1


def test_the_window_keeps_a_core_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before NumPy is imported, and never against what the user has chosen."""
    import os
    import subprocess

    code = (
        "import os, sys\n"
        "from mlpviz import cli\n"
        "assert 'numpy' not in sys.modules\n"
        "os.cpu_count = lambda: 4\n"
        "def told(name): print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules) or 1 / 0\n"
        "cli.load_if_its_data_are_there = told\n"
        "try: cli.main(['toy'])\n"
        "except ZeroDivisionError: pass\n"
    )
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    for chosen, expected in (({}, "3"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        environment = {**os.environ, **chosen}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=60)
        assert done.stdout == f"{expected} False\n"
