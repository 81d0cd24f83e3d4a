"""`--changed-since`: the files that differ from a revision of the git repository, and those it does not know yet."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

# Looking for changes starts no program that a repository names.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


class GitError(Exception):
    """Git cannot say what changed; the message is its own."""


def since(revision: str, folder: Path, files: Iterable[Path]) -> tuple[Path, ...]:
    """Those of the files that changed since a revision, in their order. `folder`: where to ask. Raises GitError."""
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    differing = _git(top, "diff", "--no-ext-diff", "--no-textconv", "--name-only", "-z", commit, "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    names = filter(None, (differing + untracked).split(b"\0"))
    changed = {os.path.realpath(top / os.fsdecode(name)) for name in names}
    return tuple(path for path in files if os.path.realpath(path) in changed)


def _git(folder: Path, *words: str) -> bytes:
    try:
        done = subprocess.run([*_GIT, *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise GitError("--changed-since: git is not installed") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise GitError(f"--changed-since: {told or 'git failed'}")
    return done.stdout
