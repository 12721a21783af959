"""Saving: killed in mid-save, on a full disk, in a read-only folder; the old file is always whole."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mlpviz.core import atomic
from mlpviz.core.atomic import remove_strays, write_atomically


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def python(script: str, *arguments: object) -> str:
    """What a script prints in a process of its own, which has one thread and can be forked without a care."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_the_file_holds_what_was_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.mlpviz"
    for content in (b"first", b"", b"x" * 3_000_000, b"last"):
        write_atomically(path, content)
        assert path.read_bytes() == content
        assert names_in(tmp_path) == ["a.mlpviz"]


KILL = """
import json, os, random, signal, sys, time
from dataclasses import replace
from pathlib import Path
from mlpviz.core.atomic import remove_strays
from mlpviz.core.examples import find
from mlpviz.core.files import FileError, load, save

path, chance = Path(sys.argv[1]), random.Random(0)
first = find("structure").document()
second = replace(first, notes="x" * 300_000)
save(first, path)
seen, corrupt, strays = set(), 0, 0
for _ in range(120):
    child = os.fork()
    if child == 0:
        while True:
            save(second, path)
            save(first, path)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        found = load(path)
        seen.add("first" if found == first else "second" if found == second else "neither")
    except FileError as error:
        corrupt += 1
    strays += remove_strays(path.parent)
print(json.dumps([sorted(seen), corrupt, strays, os.listdir(path.parent)]))
"""


def test_120_kills_in_mid_save_leave_a_whole_file(tmp_path: Path) -> None:
    seen, corrupt, strays, left = json.loads(python(KILL, tmp_path / "a.mlpviz"))
    assert corrupt == 0
    assert seen == ["first", "second"]
    assert strays > 20  # the kills did fall into saves
    assert left == ["a.mlpviz"]


FULL = """
import resource, signal, sys
from pathlib import Path
from mlpviz.core.atomic import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_atomically(Path(sys.argv[1]), b"y" * 100_000)
except OSError as error:
    print(error.strerror)
"""


def test_a_write_that_the_system_cuts_short_is_told(tmp_path: Path) -> None:
    """The limit makes the first write come back short, and the next one fail: just what a full disk does."""
    path = tmp_path / "a.mlpviz"
    path.write_bytes(b"old")
    assert python(FULL, path).startswith("not saved, the file is larger than allowed here")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.mlpviz"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
    write_atomically(tmp_path / "a", b"0123456789" * 10)
    assert (tmp_path / "a").read_bytes() == b"0123456789" * 10


@pytest.mark.parametrize("name", ["write", "fsync", "replace", "close"])
def test_a_full_disk_at_any_call_keeps_the_old_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mlpviz"
    path.write_bytes(b"old")
    real = getattr(os, name)

    def full(*arguments: object) -> None:
        if name == "close":
            real(*arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, name, full)
    with pytest.raises(OSError, match="not saved, the disk is full: free some space") as caught:
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.mlpviz"]


def test_a_write_that_takes_nothing_is_no_endless_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda descriptor, data: 0)
    with pytest.raises(OSError, match="the disk is full"):
        write_atomically(tmp_path / "a", b"new")
    monkeypatch.undo()
    assert names_in(tmp_path) == []


READ_ONLY = """
import os, sys, tempfile
from pathlib import Path
from mlpviz.core.atomic import write_atomically
folder = Path(tempfile.mkdtemp())
path = folder / "a.mlpviz"
path.write_bytes(b"old")
path.chmod(0o666)
folder.chmod(0o555)
user = os.fork()
if user == 0:
    if os.geteuid() == 0:
        os.setuid(65534)  # permissions mean nothing to root
    try:
        write_atomically(path, b"new")
        print("saved")
    except OSError as error:
        print(error.strerror, flush=True)
    os._exit(0)
os.waitpid(user, 0)
print(path.read_bytes().decode(), os.listdir(folder))
folder.chmod(0o755)
path.unlink()
folder.rmdir()
"""


def test_a_read_only_folder_keeps_its_file() -> None:
    told, left = python(READ_ONLY).splitlines()
    assert told == "not saved, you may not write here: save elsewhere"
    assert left == "old ['a.mlpviz']"


READ_ONLY_FILE = READ_ONLY.replace("path.chmod(0o666)", "path.chmod(0o444)").replace("chmod(0o555)", "chmod(0o777)")


def test_a_read_only_file_is_not_replaced_behind_its_owners_back() -> None:
    told, left = python(READ_ONLY_FILE).splitlines()
    assert told == "not saved, you may not write here: save elsewhere"
    assert left == "old ['a.mlpviz']"


def test_places_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OSError, match="no such folder"):
        write_atomically(tmp_path / "file" / "a", b"new")
    with pytest.raises(OSError, match="this is a folder"):
        write_atomically(tmp_path, b"new")
    with pytest.raises(OSError, match="name is too long"):
        write_atomically(tmp_path / ("x" * 300), b"new")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no ordinary file"):
        write_atomically(tmp_path / "pipe", b"new")
    assert names_in(tmp_path) == ["file", "pipe"]


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.mlpviz", tmp_path / "link.mlpviz"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"
    target.unlink()
    write_atomically(link, b"again")
    assert link.is_symlink() and target.read_bytes() == b"again"


def test_the_mode_of_the_old_file_is_kept_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"")
    old.chmod(0o640)
    write_atomically(old, b"x")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_atomically(new, b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


def test_strays_of_the_living_and_of_others_stay(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = atomic._host()
    names = {
        f".mlpviz-save-{host}-{dead.pid}-1a.tmp": False,
        f".mlpviz-save-{host}-{os.getpid()}-1b.tmp": True,
        f".mlpviz-save-{'0' * 8}-{dead.pid}-1c.tmp": True,  # another machine, on a shared disk
        f"notes-{dead.pid}.tmp": True,
        f".mlpviz-save-{host}-9999999999-1d.tmp": False,
    }
    for name in names:
        (tmp_path / name).write_bytes(b"half")
    assert remove_strays(tmp_path) == 2
    assert set(names_in(tmp_path)) == {name for name, stays in names.items() if stays}
    assert remove_strays(tmp_path / "missing") == 0
