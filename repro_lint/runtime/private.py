"""A view of the file system of a run's own: what the run writes into the given folders lands in layers beside them.

Linux only, by overlays in a mount namespace; needs no privilege where users may have namespaces. The originals cannot
be reached from inside, by whatever path, link or language.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repro_lint.runtime import copying

_NEW_NAMESPACE, _NEW_USER = 0x00020000, 0x10000000
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_IN_HOME = (".cache", ".keras", ".nv", ".torch", "nltk_data", "scikit_learn_data", "tensorflow_datasets")
_NAMED_BY = ("HF_HOME", "KERAS_HOME", "NLTK_DATA", "SCIKIT_LEARN_DATA", "TFDS_DATA_DIR", "TORCH_HOME", "XDG_CACHE_HOME")


@dataclass(frozen=True, slots=True)
class View:
    """The folders that are private to a run, outer ones first, and where its layers lie."""

    folders: tuple[Path, ...]
    layers: Path
    shared: tuple[Path, ...] = ()

    def enter(self) -> None:
        """Move this process into the view: between fork and exec, as there is no way back. Raises OSError."""
        flags = _NEW_NAMESPACE if os.geteuid() == 0 else _NEW_NAMESPACE | _NEW_USER
        user, group = os.geteuid(), os.getegid()
        libc = ctypes.CDLL(None, use_errno=True)
        _check(libc.unshare(flags))
        if flags & _NEW_USER:
            _stay(user, group)
        _mount(libc, "none", "/", "", _RECURSIVE | _PRIVATE)
        opened = [(folder, os.open(folder, os.O_PATH)) for folder in self.folders]
        shared = [(folder, os.open(folder, os.O_PATH)) for folder in self.shared if folder.is_dir()]
        for number, (folder, descriptor) in enumerate(opened):
            upper, work = (os.open(self.layers / f"{number}" / name, os.O_PATH) for name in ("upper", "work"))
            layers = zip(("lowerdir", "upperdir", "workdir"), (descriptor, upper, work), strict=True)
            options = ",".join(f"{name}=/proc/self/fd/{number}" for name, number in layers)
            _mount(libc, "overlay", folder, options + (",userxattr" if user else ""), 0)
        for folder, descriptor in shared:
            _mount(libc, f"/proc/self/fd/{descriptor}", folder, "", _BIND | _RECURSIVE)

    def renew(self) -> None:
        """Empty the layers, for the next run."""
        copying.remove_tree(self.layers)
        for number in range(len(self.folders)):
            for name in ("upper", "work"):
                (self.layers / f"{number}" / name).mkdir(parents=True)

    def works(self) -> bool:
        """Whether this machine allows it, tried with a process that does nothing."""
        true = shutil.which("true")
        if sys.platform != "linux" or not self.folders or true is None:
            return False
        try:
            return subprocess.run([true], preexec_fn=self.enter, check=False).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def written(self) -> Iterator[tuple[Path, Path]]:
        """The files in the layers: the path that the run wrote to, and where its content is; none of hidden folders."""
        for number, folder in enumerate(self.folders):
            upper = self.layers / f"{number}" / "upper"
            for inner, folders, names in os.walk(upper):
                folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
                for path in (Path(inner, name) for name in sorted(names)):
                    if stat.S_ISREG(path.lstat().st_mode):
                        yield folder / path.relative_to(upper), path


def private_folders(wanted: list[Path], scratch: Path) -> tuple[Path, ...]:
    """Those of the folders that can be private, each once, with the file systems mounted inside them.

    A folder that holds the layers themselves cannot be.
    """
    found: list[Path] = []
    for folder in sorted({folder.resolve() for folder in wanted}, key=lambda one: len(one.parts)):
        inside = any(folder.is_relative_to(outer) for outer in found)
        if folder.is_dir() and folder.parent != folder and not inside and not scratch.is_relative_to(folder):
            found.append(folder)
    mounted = [point for point in _mount_points() if any(outer in point.parents for outer in found)]
    return tuple(sorted({*found, *mounted}, key=lambda one: len(one.parts)))


def caches(here: Path) -> tuple[Path, ...]:
    """Where libraries keep what they download: shared, for each run would download again."""
    named = [Path(os.environ[name]) for name in _NAMED_BY if os.environ.get(name)]
    wanted = {path.resolve() for path in [*named, *(Path.home() / name for name in _IN_HOME)]}
    return tuple(sorted(path for path in wanted if not here.is_relative_to(path)))


def _mount_points() -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_bytes().splitlines():
            name = re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), line.split(b" ")[4])
            point = Path(os.fsdecode(name))
            if point.is_dir():
                yield point


def _stay(user: int, group: int) -> None:
    """In the new user namespace, be the same user as outside."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def _mount(libc: ctypes.CDLL, source: str, target: str | Path, options: str, flags: int) -> None:
    kind = b"overlay" if source == "overlay" else None
    _check(libc.mount(source.encode(), os.fsencode(target), kind, flags, options.encode() or None))


def _check(status: int) -> None:
    if status:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
