"""Patterns of .gitignore: what git says of them, in time that no pattern can stretch."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from repro_lint import cli
from repro_lint.settings.config import Config, load
from repro_lint.settings.patterns import Pattern, PatternError, Patterns, pattern_text
from repro_lint.settings.pyproject import ConfigError
from repro_lint.source.discover import discover

PIECES = ("a", "b", "c", "*", "*", "?", "/", "**/", "/**", "[ab]", "[!a]", "[^b]", "[z-a]", "[a-\\c]", "[[:alpha:]]",
          "[]a]", "\\", " ", ".", "!", "#", "-")  # fmt: skip
NAMES = ("a", "b", "ab", "abc", "ac", ".a", "a b", "!a", "#a", "a]", "a-", "a.b", "z")
BAD = ("build\\", "!", "/", "a/\\", "[", "a[b", "[!", "[[:letter:]]")


def verdict(lines: list[str], path: str) -> bool:
    good: list[Pattern] = []
    for line in lines:
        if text := pattern_text(line):
            try:
                good.append(Pattern.of(text))
            except PatternError:
                continue
    return bool(Patterns(tuple(good)).verdict(path.split("/"), is_folder=False))


def told_apart(line: str) -> bool:
    """What git's code does and its documentation does not say: `a**/`, a slash in brackets, an escaped one, two."""
    inside = line.replace("[[:alpha:]]", "")
    parts = inside.strip("!/").split("/")
    return "\\/" in line or "//" in line or any("**" in part and part.strip("*") for part in parts) or "[/" in inside


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
@pytest.mark.parametrize("seed", range(6))
def test_git_says_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    paths = sorted({"/".join(rng.choices(NAMES, k=rng.randint(1, 3))) for _ in range(60)})
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for _ in range(25):
        drawn = ("".join(rng.choices(PIECES, k=rng.randint(1, 6))) for _ in range(rng.randint(1, 3)))
        lines = [line for line in drawn if not told_apart(line)]
        (tmp_path / ".gitignore").write_text("".join(f"{line}\n" for line in lines))
        asked = subprocess.run(
            ["git", "-C", tmp_path, "check-ignore", "--no-index", "-z", "--stdin"],
            input="\0".join(paths), capture_output=True, text=True, check=False,
        )  # fmt: skip
        ignored = set(asked.stdout.split("\0"))
        assert {path for path in paths if verdict(lines, path)} == ignored - {""}, lines


@pytest.mark.parametrize("pattern", ["*a" * 25 + "*b", "*?" * 100 + "b", "**/a/" * 500 + "b", "*" * 10_000 + "b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    assert not verdict([pattern], "/".join(["a" * 255] * 10))


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_is_skipped_with_one_message(tmp_path: Path, line: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.py").write_text("x = 1\n")
    (tmp_path / "sub/b.py").write_text("x = 1\n")
    (tmp_path / "sub/.gitignore").write_text(f"# more\nb.py\n{line}\n{line}\n")
    found = discover([tmp_path], Config(root=tmp_path), force_exclude=False)
    assert [file.name for file in found.files] == ["a.py"]
    assert not found.failures
    (notice,) = found.notices
    assert (notice.path, notice.line) == ((tmp_path / "sub/.gitignore").as_posix(), 3)
    assert notice.message.endswith("and is skipped, as are 1 more")


@pytest.mark.parametrize("line", BAD)
@pytest.mark.parametrize("setting", ["exclude = [{!r}]", "extend-exclude = [{!r}]", "per-file-ignores = {{{!r} = []}}"])
def test_a_bad_pattern_is_an_error_of_the_configuration(tmp_path: Path, setting: str, line: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.repro-lint]\n" + setting.format(line).replace("\\\\", "\\"))
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.key) == (path, setting.partition(" ")[0])
    assert repr(line) in caught.value.message


def test_the_message_stands_on_stderr_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / ".gitignore").write_text("build\\\n")
    assert cli.main([]) == 0
    assert capsys.readouterr().err == (
        "note: .gitignore:1: the pattern `build\\` ends with a backslash that escapes nothing, and is skipped\n"
        "1 file · no findings\n"
    )
