"""Whatever a project names its files and writes into them: nothing of it acts on what shows our output."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_report import REPORT, SPLIT, lines

from repro_lint import cli
from repro_lint.commands import check
from repro_lint.foreign import line_start, patch_name, printable, printable_lines
from repro_lint.model import Applied, Failure, Skipped
from repro_lint.report import FORMATS, Output, Page, render, summary

ANY = st.text(alphabet=st.characters(exclude_categories=[]))
HOSTILE = st.text(alphabet=st.sampled_from("\n\r\x1b\x85\x9b\u2028\u202e:% a,\udc80"), min_size=1)
DRAW = "import random\n\nprint(random.random())\n"


@given(ANY)
def test_printable_keeps_the_length_and_what_can_be_printed(text: str) -> None:
    result = printable(text)
    assert len(result) == len(text)
    assert result.isprintable()
    assert all(new == old for new, old in zip(result, text, strict=True) if old.isprintable())


@given(ANY)
def test_printable_lines_keep_lines_and_tabs(text: str) -> None:
    result = printable_lines(text)
    assert [(char == "\n", char == "\t") for char in result] == [(char == "\n", char == "\t") for char in text]
    assert result.replace("\n", "").replace("\t", "").isprintable()


@pytest.mark.parametrize("name", FORMATS)
@given(path=HOSTILE, message=HOSTILE)
def test_no_output_holds_a_character_that_acts(name: str, path: str, message: str) -> None:
    finding = replace(SPLIT, location=replace(SPLIT.location, path=path), message=message, help=message)
    text = render(replace(REPORT, findings=(finding,), failures=(Failure(path, message),)), Output(name, lines))
    assert all(char.isprintable() or char == "\n" for char in text)


@given(path=HOSTILE, message=HOSTILE)
def test_only_the_github_format_gives_workflow_commands(path: str, message: str) -> None:
    path = f"::error::{path}"
    finding = replace(SPLIT, location=replace(SPLIT.location, path=path), message=message)
    report = replace(
        REPORT,
        findings=(finding,),
        failures=(Failure(path, message),),
        applied=(Applied("RPL101", path, message),),
        skipped=(Skipped("RPL101", path, 1, message),),
    )
    told = [render(report, Output(name, lines)) for name in ("text", "concise", "junit")]
    told += [summary.failures(report), summary.fixes(report)]
    assert not any(re.match(r"\s*::\w", line) for text in told for line in text.split("\n"))
    commands = render(report, Output("github", lines)).rstrip("\n").split("\n")
    assert len(commands) == 2


def test_a_path_that_begins_a_line_is_no_command() -> None:
    assert line_start(" ::error::a.py") == "./ ::error::a.py"
    assert line_start("src/a.py") == "src/a.py"


NAMES = ["a\n::error::b.py", "tab\there.py", 'quo"te.py', "back\\slash.py", "\x1b[2J.py", "Größe.py", "plain.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be")
@pytest.mark.parametrize("name", NAMES)
def test_a_patch_for_any_name_can_be_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(DRAW)
    assert cli.main(["--diff", "."]) == 1
    patch = capsys.readouterr().out
    assert all(line[:1] in "+-@ " for line in patch.splitlines())
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
    assert "random.seed(SEED)" in Path(name).read_text()


@given(ANY)
@example("\ud800")
def test_a_name_in_a_patch_is_one_printable_line(name: str) -> None:
    assert patch_name(name).isprintable()


@pytest.mark.parametrize("end", ["\x0c\n", "\r", "\u2028\n", "\x85\n"])
def test_a_patch_has_the_lines_that_patch_programs_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content = f"# one{end}import random\n\nprint(random.random())\n".encode()
    Path("a.py").write_bytes(content)
    assert cli.main(["--diff", "a.py"]) == 1
    patch = capsys.readouterr().out
    subprocess.run(["git", "apply", "-"], input=patch.encode(), check=True)
    assert b"random.seed(SEED)" in Path("a.py").read_bytes()


def test_a_terminal_shows_a_patch_without_what_it_would_act_on() -> None:
    diff = " x = '\x1b[2J'\t\r\n"
    assert check._patch(diff, Page(width=80)) == " x = '\N{REPLACEMENT CHARACTER}[2J'\t \n"
    assert check._patch(diff, Page()) == diff


def test_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--config", "a\n::error::\x1b.toml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["check", "rules", "explain", "explain-finding", "server"])
def test_a_strange_option_is_told_on_one_line(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "a.py:1", "--x\n::error::\x1b"])
    told = capsys.readouterr().err
    assert not any(line.startswith("::") for line in told.splitlines())
    assert told.replace("\n", "").isprintable()
