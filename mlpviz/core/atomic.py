"""Files are written whole or not at all: a temporary file beside the target, flushed to the disk, put in its place.

A process that is killed in mid-save leaves the old file as it was, and at most one temporary behind; its name tells
whose it is, so that `remove_strays` can clear it away later.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import stat
import time
import zlib
from pathlib import Path

_TEMPORARY = re.compile(r"\.mlpviz-save-(?P<host>[0-9a-f]{8})-(?P<pid>[0-9]{1,10})-[0-9a-f]+\.tmp")
_STALE_AFTER = 3600.0  # seconds; where nobody can ask whether a process lives

_REASONS = {
    errno.ENOSPC: "the disk is full: free some space or save elsewhere",
    errno.EDQUOT: "your disk quota is used up: free some space or save elsewhere",
    errno.EFBIG: "the file is larger than allowed here: save elsewhere",
    errno.EACCES: "you may not write here: save elsewhere",
    errno.EPERM: "you may not write here: save elsewhere",
    errno.EROFS: "this disk is read-only: save elsewhere",
    errno.ENOENT: "there is no such folder: make it or save elsewhere",
    errno.ENOTDIR: "there is no such folder: make it or save elsewhere",
    errno.ENAMETOOLONG: "the name is too long: choose a shorter one",
    errno.EISDIR: "this is a folder: choose a file name",
}


def _host() -> str:
    return f"{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}"


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` into the file at `path`, following a link to its target and keeping the file's mode.

    Raises OSError, its text a plain sentence with the remedy, where that fails; the old file is then as it was
    and no temporary is left. When this returns, the bytes are on the disk.
    """
    try:
        target = Path(os.path.realpath(path))
        _replace(target, data, _mode_of(target))
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise OSError(error.errno or errno.EIO, f"not saved, {reason}", str(path)) from error


def _mode_of(target: Path) -> int | None:
    """The permissions of the file to be replaced, or None where there is none yet."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "this is no ordinary file: save elsewhere")
    if not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "is read-only")
    return stat.S_IMODE(found.st_mode)


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    token = f"{time.time_ns():x}"
    temporary = target.parent / f".mlpviz-save-{_host()}-{os.getpid()}-{token}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666 if mode is None else mode)
    try:
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: one call may take fewer than it was given, and says so only by its count."""
    rest = memoryview(data)
    while rest:
        count = os.write(descriptor, rest)
        if count <= 0:
            raise OSError(errno.ENOSPC, "nothing could be written")
        rest = rest[count:]


def _flush_folder(folder: Path) -> None:
    """Flush the new name to the disk. The file itself is whole by now, so a system that cannot do this may pass."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_strays(folder: Path) -> int:
    """Remove the temporaries that dead processes of this machine left in `folder`; says how many.

    Whatever cannot be read or removed stays: this never raises OSError.
    """
    removed = 0
    try:
        paths = list(folder.iterdir())
    except OSError:
        return 0
    for stray in paths:
        found = _TEMPORARY.fullmatch(stray.name)
        if found is None or found["host"] != _host():
            continue
        with contextlib.suppress(OSError):
            if not _writing(int(found["pid"]), stray):
                stray.unlink()
                removed += 1
    return removed


def _writing(pid: int, stray: Path) -> bool:
    """Whether the process that made `stray` may still be at it."""
    if os.name == "nt":  # asking there with os.kill would end the process
        return time.time() - stray.stat().st_mtime < _STALE_AFTER
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
