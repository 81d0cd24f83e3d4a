"""The command line: what goes where, and the exit code. The stages behind it are played by one fake outcome."""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_report import NOTE, REPORT, SPLIT, lines

from repro_lint import __version__, cli, explain
from repro_lint.cache.store import Store
from repro_lint.commands import tree
from repro_lint.linter import cached, pipeline
from repro_lint.model import Edit, Failure, Location, Report, Severity
from repro_lint.remarks.model import Rule
from repro_lint.rules import all_rules
from repro_lint.runtime import cli as runtime_cli

RULE = Rule("RPL101", "unseeded-split", "a split that no fixed seed governs", "by proof", "adds `random_state=`")
DOCUMENTATION = """A split that no fixed seed governs.

Why: two runs train on
different rows.

Bad:
    if True:
        split(x)

Good:
    split(x, random_state=42)

Fix: adds the argument.
"""


@dataclass
class Fake:
    """Stands for the pipeline: answers with `report` and keeps the requests."""

    report: Report = field(default_factory=lambda: Report(files=1))
    diff: str = ""
    fixed_stdin: bytes | None = None
    requests: list[pipeline.Request] = field(default_factory=list)

    def run(self, request: pipeline.Request, store: Store) -> Any:
        self.requests.append(request)
        return self

    def excerpt(self, location: Location) -> str:
        return lines(location)

    def in_file(self, location: Location) -> Location:
        return location

    def edit_in_file(self, edit: Edit) -> Edit | None:
        return edit


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fake:
    result = Fake()
    monkeypatch.setattr(cached, "run", result.run)
    monkeypatch.chdir(tmp_path)
    return result


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(RULE=RULE, __doc__=DOCUMENTATION)
    monkeypatch.setattr(explain, "all_modules", lambda: (module,))
    monkeypatch.setattr(explain, "all_rules", lambda: (RULE,))


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def with_severity(severity: Severity) -> Report:
    return Report(1, (replace(SPLIT, severity=severity),))


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ([], ["."]),
        (["check"], ["."]),
        (["src", "check"], ["src", "check"]),
        (["check", "check", "run"], ["check", "run"]),
        (["./run"], ["run"]),
        (["--fix", "src"], ["src"]),
        (["check", "--", "--odd.py"], ["--odd.py"]),
    ],
)
def test_the_subcommand_may_be_left_out(fake: Fake, words: list[str], paths: list[str]) -> None:
    assert cli.main(words) == 0
    assert fake.requests[0].paths == tuple(map(Path, paths))


def test_a_path_that_is_called_like_a_command_is_pointed_out(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    Path("check").mkdir()
    assert cli.main(["check"]) == 0
    assert "`check` is taken as the command; to lint the path, write ./check\n" in capsys.readouterr().err
    assert cli.main(["check", "check"]) == 0
    assert "taken" not in capsys.readouterr().err


def test_options_reach_the_request(fake: Fake, one_rule: None) -> None:
    options = "--select RPL101,unseeded-split --select RPL1 --ignore RPL101 --strict --fail-on note --seed 7 -j 3"
    assert cli.main([*options.split(), "--unsafe-fixes", "--diff", "--no-cache", "--force-exclude", "a.py"]) == 0
    (request,) = fake.requests
    assert request.config.select == ("RPL101", "unseeded-split", "RPL1")
    assert request.config.ignore == ("RPL101",)
    assert (request.config.strict, request.config.fail_on, request.config.seed) == (True, Severity.NOTE, 7)
    assert (request.fix, request.unsafe, request.diff) == (True, True, True)
    assert (request.force_exclude, request.jobs) == (True, 3)


def test_what_the_command_line_does_not_say_comes_from_the_nearest_file(fake: Fake) -> None:
    Path("project/deep").mkdir(parents=True)
    Path("project/pyproject.toml").write_text("[tool.repro-lint]\nseed = 9\nfail-on = 'warning'\n", encoding="utf-8")
    for paths in (["project/deep"], ["project/deep/a.py", "project/b.py"]):
        assert cli.main(paths) == 0
    assert cli.main(["--seed", "3", "project"]) == 0
    assert cli.main(["."]) == 0
    assert [request.config.seed for request in fake.requests] == [9, 9, 3, 42]
    assert [request.config.fail_on for request in fake.requests] == [Severity.WARNING] * 3 + [Severity.ERROR]


@pytest.mark.parametrize("fail_on", list(Severity))
@pytest.mark.parametrize("found", list(Severity))
def test_exit_code_is_one_from_the_threshold_on(fake: Fake, found: Severity, fail_on: Severity) -> None:
    fake.report = with_severity(found)
    assert cli.main(["--fail-on", fail_on.value]) == int(found.rank >= fail_on.rank)


def test_strict_raises_notes_before_the_threshold(fake: Fake) -> None:
    fake.report = with_severity(Severity.NOTE)
    assert cli.main(["--fail-on", "warning"]) == 0
    assert cli.main(["--fail-on", "warning", "--strict"]) == 1


def test_a_failure_is_exit_code_two_and_hides_nothing(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = replace(REPORT, failures=(Failure("bad.py", "does not parse", 4),))
    assert cli.main(["--quiet"]) == 2
    captured = capsys.readouterr()
    assert "failure: bad.py:4: does not parse\n" in captured.err
    assert "extend-exclude" in captured.err
    assert "train_test_split" in captured.out


def test_findings_go_to_stdout_and_all_else_to_stderr(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = Report(3, (SPLIT, NOTE), suppressed=1)
    assert cli.main(["--output-format", "concise"]) == 1
    captured = capsys.readouterr()
    assert [line.split(":")[0] for line in captured.out.splitlines()] == ["train.py"]
    assert captured.err == "3 files · 1 error, 1 note (--strict shows them) · 1 suppressed · 1 fixable with --fix\n"


def test_notes_are_shown_where_they_decide(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = Report(1, (NOTE,))
    for options, shown in (([], False), (["--strict"], True), (["--fail-on", "note"], True)):
        cli.main(options)
        captured = capsys.readouterr()
        assert ("RPL202" in captured.out) == shown
        assert ("(--strict shows them)" in captured.err) == (not shown)


def test_a_pipe_gets_plain_text_and_color_can_be_forced(
    fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    fake.report = REPORT
    cli.main([])
    assert "\x1b" not in capsys.readouterr().out
    cli.main(["--color", "always"])
    assert "\x1b[1;31merror" in capsys.readouterr().out


def test_the_environment_asks_for_colours_and_against_them(
    fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.report = REPORT
    monkeypatch.setenv("FORCE_COLOR", "1")
    cli.main([])
    assert "\x1b[1;31merror" in capsys.readouterr().out
    cli.main(["--output-file", "out.txt"])
    assert "\x1b" not in Path("out.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    cli.main([])
    assert "\x1b" not in capsys.readouterr().out


def test_output_file_takes_the_findings(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.report = REPORT
    assert cli.main(["--output-format", "json", "--output-file", "out.json", "-q"]) == 2
    assert capsys.readouterr().out == ""
    assert len(json.loads(Path("out.json").read_bytes())["findings"]) == len(REPORT.findings)


def test_a_diff_is_printed_instead_and_counts_as_a_finding(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.diff = "--- a\n+++ b\n"
    assert cli.main(["--diff"]) == 1
    assert capsys.readouterr().out == fake.diff
    fake.diff = ""
    assert cli.main(["--diff"]) == 0


def test_standard_input(fake: Fake, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> None:
    stdin(monkeypatch, b"x = '\xe9'\r\n")
    fake.report = Report(1, (SPLIT,))
    assert cli.main(["-", "--stdin-filename", "lib/a.py"]) == 1
    assert fake.requests[0].stdin == b"x = '\xe9'\r\n"
    assert (fake.requests[0].paths, fake.requests[0].stdin_filename) == ((), "lib/a.py")
    assert b"RPL101" in capsysbinary.readouterr().out


@pytest.mark.parametrize(("fixed", "printed"), [(b"y = 1\r\n", b"y = 1\r\n"), (None, b"x = 1\r\n")])
def test_fixed_standard_input_is_the_output(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any, fixed: bytes | None, printed: bytes
) -> None:
    stdin(monkeypatch, b"x = 1\r\n")
    fake.report, fake.fixed_stdin = Report(1, (SPLIT,)), fixed
    assert cli.main(["--fix", "-"]) == 1
    captured = capsysbinary.readouterr()
    assert captured.out == printed
    assert b"RPL101" in captured.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["-", "a.py"], "standard input"),
        (["--statistics", "--output-format", "json"], "--statistics"),
        (["--config", "missing.toml"], "missing.toml"),
        (["--baseline", "missing.json"], "missing.json"),
        (["--select", "RPL999"], "RPL999"),
        (["--seed", "-1"], "seed"),
        (["--output-file", "no/such/folder.txt"], "folder.txt"),
        (["explain", "unseeded-spilt"], "did you mean `unseeded-split`?"),
        (["explain", "zzz"], "`repro-lint rules` lists them"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    fake: Fake, one_rule: None, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("repro-lint: ")
    assert captured.err.count("\n") == 1
    assert reason in captured.err


def test_a_bad_baseline_is_refused_before_anything_is_fixed(fake: Fake) -> None:
    assert cli.main(["--fix", "--baseline", "missing.json"]) == 2
    assert fake.requests == []


@pytest.mark.parametrize("words", [["--no-such-option"], ["--fail-on", "never"], ["explain"]])
def test_bad_usage_is_exit_code_two(fake: Fake, words: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(words)
    assert exit_.value.code == 2


def test_rules_in_every_format(one_rule: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules"]) == 0
    assert capsys.readouterr().out == (
        "code    name            severity  --fix                 summary\n"
        "RPL101  unseeded-split  by proof  adds `random_state=`  a split that no fixed seed governs\n"
    )
    assert cli.main(["rules", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"code": RULE.code, "name": RULE.name, "summary": RULE.summary, "severity": RULE.severity, "fix": RULE.fix}
    ]
    assert cli.main(["rules", "--output-format", "markdown"]) == 0
    assert "| `RPL101` | `unseeded-split` | by proof | adds `random_state=` |" in capsys.readouterr().out


@pytest.mark.parametrize("wanted", ["RPL101", "rpl101", "unseeded-split"])
def test_explain(one_rule: None, capsys: pytest.CaptureFixture[str], wanted: str) -> None:
    assert cli.main(["explain", wanted]) == 0
    assert capsys.readouterr().out == (
        "RPL101 unseeded-split\n\n"
        "severity: by proof · fix: adds `random_state=`\n\n"
        "A split that no fixed seed governs.\n\n"
        "Why:\n    two runs train on\n    different rows.\n\n"
        "Bad:\n    if True:\n        split(x)\n\n"
        "Good:\n    split(x, random_state=42)\n\n"
        "Fix:\n    adds the argument.\n\n"
        "Silence one place with:\n    # repro-lint: ignore[unseeded-split] reason\n"
    )


def test_the_readme_lists_the_rules() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    text = readme.read_text(encoding="utf-8")
    if not all_rules():
        pytest.skip("there are no rules yet")
    assert explain.with_rules(text) == text, "put the output of `repro-lint rules --output-format markdown` there"


def test_every_word_of_the_help_is_a_command() -> None:
    run = subprocess.run([sys.executable, "-m", "repro_lint", "--help"], capture_output=True, text=True, check=True)
    assert all(command in run.stdout for command in tree.COMMANDS)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version(option: str) -> None:
    run = subprocess.run([sys.executable, "-m", "repro_lint", option], capture_output=True, text=True, check=True)
    assert run.stdout == f"repro-lint {__version__}\n"


def test_ctrl_c_ends_quietly(fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(request: pipeline.Request, store: Store) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(cached, "run", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        assert cli.main([]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_leaves_is_no_error() -> None:
    command = [sys.executable, "-m", "repro_lint", "rules"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()  # long before the interpreter has started
    assert process.communicate()[1] == b""
    assert process.returncode == 1


def test_a_narrow_encoding_is_no_error() -> None:
    code = "from repro_lint import cli, console; console.make_streams_safe(); console.show('12 files · 🎲')"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""}
    )
    assert run.stdout == rb"12 files \xb7 \U0001f3b2"


@pytest.mark.parametrize("command", ["gpu", "verify", "run"])
def test_what_stands_after_two_dashes_belongs_to_the_program(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    calls: list[tuple[str, list[str]]] = []

    def handle(args: argparse.Namespace, program: list[str]) -> int:
        calls.append((args.command, program))
        return 5

    monkeypatch.setattr(runtime_cli, "handle", handle)
    assert cli.main([command, "--python", "python", "--", "train.py", "--sed", "3", "--", "x"]) == 5
    assert calls == [(command, ["train.py", "--sed", "3", "--", "x"])]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--fixx src", "unrecognized arguments: --fixx; did you mean --fix?"),
        ("check --statistcs=1 .", "did you mean --statistics?"),
        ("verify --run 3 train.py", "did you mean --runs?"),
        ("rules --output-fromat json", "did you mean --output-format?"),
        ("server --zzz", "unrecognized arguments: --zzz\n"),
        ("chekc src", "there is neither a command nor a path `chekc`; did you mean `repro-lint check`?"),
        ("explian RPL101", "did you mean `repro-lint explain`?"),
        ("explain-findings a.py:3", "did you mean `repro-lint explain-finding`?"),
        ("--select unseeded-spilt .", "did you mean 'unseeded-split'?"),
    ],
)
def test_what_is_misspelt_is_told_what_was_meant(tmp_path: Path, words: str, told: str) -> None:
    done = cli_process(*words.split(), cwd=tmp_path, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_path_that_resembles_a_command_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "chek").mkdir()
    assert cli_process("chek", "-q", cwd=tmp_path, stdout=subprocess.PIPE).returncode == 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        yield parser.prog, action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)


def test_every_option_of_every_command_has_a_help_text() -> None:
    assert [(prog, one.dest) for prog, one in _actions(tree.whole()) if not one.help and one.dest != "command"] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_completion_knows_commands_options_and_rules(shell: str) -> None:
    pytest.importorskip("shtab")
    done = cli_process("completion", shell, stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in (*tree.COMMANDS, "unseeded-split", "gpu-policy", "under-run"))


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("repro-lint expl", {"explain", "explain-finding"}),
        ("repro-lint explain unseeded-spl", {"unseeded-split"}),
        ("repro-lint check --unsa", {"--unsafe-fixes"}),
        ("repro-lint verify --under", {"--under-run"}),
    ],
)
def test_bash_completes(tmp_path: Path, line: str, offered: set[str]) -> None:
    pytest.importorskip("shtab")
    (tmp_path / "script").write_text(cli_process("completion", "bash", stdout=subprocess.PIPE).stdout)
    words = line.split()
    code = (
        f"source ./script; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'\n"
        f"_shtab_repro_lint repro-lint {words[-1]} {words[-2]}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize(
    ("words", "module"), [(["completion", "bash"], "shtab"), (["--watch"], "watchfiles"), (["server"], "pygls")]
)
def test_a_package_that_is_missing_is_named(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], module: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert f"needs {module}: pip install " in said.err


@pytest.mark.parametrize("command", ["", *tree.COMMANDS])
def test_the_help_is_as_kept(command: str) -> None:
    """To keep another: `REPRO_LINT_KEEP_HELP=1 pytest tests/test_cli.py -k help`."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    done = cli_process(*command.split(), "--help", stdout=subprocess.PIPE, env=environment)
    kept = Path(__file__).parent / "help" / f"{command or 'repro-lint'}.txt"
    if os.environ.get("REPRO_LINT_KEEP_HELP"):
        kept.write_text(done.stdout, encoding="utf-8")
    if sys.version_info[:2] == (3, 11):  # versions of argparse set it in type differently
        assert done.stdout == kept.read_text(encoding="utf-8")


def test_a_clean_run_imports_nothing_heavy() -> None:
    code = (
        "import sys; from repro_lint import cli; from repro_lint.linter import cached\n"
        "from types import SimpleNamespace as N\n"
        "from repro_lint.model import Report\n"
        "answer = N(report=Report(1), diff='', fixed_stdin=None, excerpt=str, in_file=None, edit_in_file=None)\n"
        "cached.run = lambda request, store: answer\n"
        "cli.main(['-q']); print(*{'rich', 'libcst', 'tensorflow', 'pygls'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "\n"


def test_config_is_never_silently_ignored(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text("[tool.repro-lint]\nstrickt = true\n", encoding="utf-8")
    assert cli.main([]) == 2
    assert "strickt" in capsys.readouterr().err


def cli_process(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "repro_lint", *words]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, **options)


def test_a_defect_is_one_line_and_a_log(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def slip(_: object) -> int:
        raise KeyError("entropy\n::error::")

    monkeypatch.setattr(cli, "_dispatch", slip)
    assert cli.main(["rules"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("repro-lint: a defect of repro-lint itself, please report it: KeyError: ")
    assert told.count("\n") == 1
    log = Path(re.search(r"its trace is in (.+)\)", told)[1])  # type: ignore[index]  # else the test has failed
    assert "Traceback" in log.read_text()
    log.unlink()


def test_a_defect_where_no_log_can_be_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(cli, "_dispatch", lambda _: int("x"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert cli.main(["rules"]) == 2
    assert "there is no place to write its trace to" in capsys.readouterr().err
    monkeypatch.setattr(tempfile, "tempdir", str(Path.cwd()))
    before = sorted(Path.cwd().iterdir())
    assert cli.main(["rules"]) == 2
    assert sorted(Path.cwd().iterdir()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the device that is always full")
@pytest.mark.parametrize("words", ["rules", "explain RPL001", "draw.py", "--diff draw.py"])
def test_a_full_disk_is_one_line(tmp_path: Path, words: str) -> None:
    (tmp_path / "draw.py").write_text("import random\nprint(random.random())\n")
    with Path("/dev/full").open("w") as full:
        done = cli_process(*words.split(), stdout=full, cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors and devices as Linux has them")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("words", ["- --diff", "draw.py", "rules", "explain RPL001"])
def test_closed_streams_are_no_trace(tmp_path: Path, words: str, closed: str) -> None:
    (tmp_path / "draw.py").write_text("import random\nprint(random.random())\n")
    command = f"{shlex.quote(sys.executable)} -m repro_lint {words} {closed}"
    given = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, input="", check=False)
    assert given.returncode == ("draw" in words)
    assert "Traceback" not in given.stderr
    assert "defect" not in given.stderr
