"""Where git looks for patterns besides .gitignore: the repository's `info/exclude`, and the user's own file.

Git is not asked: a repository's configuration may name programs that git would run. Of the configuration
`core.excludesFile` is read, as it stands in the file itself (`include` is not followed).
https://git-scm.com/docs/gitignore#_description
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from repro_lint.reading import SETTINGS, read_regular

_SECTION = re.compile(r"\s*\[([^\]]*)\](.*)")
_SETTING = re.compile(r"\s*excludesfile\s*=(.*)", re.IGNORECASE)
_VALUE = re.compile(r'"((?:\\.|[^"\\])*)"|([^"#;]*)')


def exclude_files(top: Path) -> Iterator[Path]:
    """The files of patterns for the repository at `top`, of which a later one decides over an earlier one."""
    common = _common_folder(top)
    configured = [_excludes_file(path) for path in (*_user_files(), common / "config")]
    named = next(filter(None, reversed(configured)), None)
    yield top / os.path.expanduser(named) if named else _settings_folder() / "ignore"  # noqa: PTH111  which never raises
    yield common / "info" / "exclude"


def _common_folder(top: Path) -> Path:
    """What is `.git` in most repositories; a linked working tree or a submodule has a file that names the folder."""
    named = _content(top / ".git")
    if not named.startswith("gitdir:"):
        return top / ".git"
    folder = top / named.removeprefix("gitdir:").strip()
    shared = _content(folder / "commondir").strip()
    return folder / shared if shared else folder


def _user_files() -> tuple[Path, ...]:
    alone = os.environ.get("GIT_CONFIG_GLOBAL")
    if alone:
        return (Path("/etc/gitconfig"), Path(alone))
    return (Path("/etc/gitconfig"), _settings_folder() / "config", Path(os.path.expanduser("~/.gitconfig")))  # noqa: PTH111


def _settings_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")) / "git"  # noqa: PTH111


def _excludes_file(config: Path) -> str:
    """The value of `core.excludesFile` in a file of git's configuration; nothing where there is none."""
    section = value = ""
    for line in _content(config).split("\n"):
        rest = line
        if header := _SECTION.match(line):
            section, rest = header[1].strip().lower(), header[2]
        if section == "core" and (setting := _SETTING.match(rest)):
            value = _unquoted(setting[1].strip())
    return value


def _unquoted(text: str) -> str:
    parts = _VALUE.match(text)
    if parts is None or parts[1] is None:
        return parts[2].strip() if parts else ""
    return re.sub(r"\\(.)", r"\1", parts[1])


def _content(path: Path) -> str:
    try:
        return read_regular(path, SETTINGS).decode("utf-8", "surrogateescape")
    except OSError:
        return ""  # nearly always there is none, and one that cannot be read says nothing
