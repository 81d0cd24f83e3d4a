"""Ours beside other linters, over one tree in one run: `python benchmarks/compare.py TREE`.

Each size is a sample of the tree: every so many files of it, or the whole tree under several names. Every tool lints
the same files: ruff (`--select NPY,S311`), flake8, TorchFix and Fixit where they are installed, `ast.parse` with a walk
as the measure of the machine. What is measured goes to `benchmarks/recorded.json`; `chart.py` draws it into `docs/`.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import cycle
from pathlib import Path

import chart
from measure import Cost, cost, parsed

RECORDED = Path(__file__).with_name("recorded.json")
OTHERS = {
    "ruff": ["ruff", "check", "--isolated", "--no-cache", "--select", "NPY,S311"],
    "flake8": ["flake8", "--isolated", "--jobs", "1"],
    "TorchFix": ["torchfix", "--select", "ALL"],
    "Fixit": ["fixit", "lint"],
}
OURS = [sys.executable, "-m", "repro_lint", "-q"]


def sample(tree: Path, size: int, target: Path) -> None:
    """As many files of a tree, in their folders."""
    files = sorted(path for path in tree.rglob("*.py") if path.is_file())
    step = max(1, len(files) // size)
    chosen = files[::step][:size]
    for number, path in zip(range(size), cycle(chosen), strict=False):
        copy = target / f"part{number // len(chosen)}" / path.relative_to(tree)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (target / "pyproject.toml").write_text("")


def rows(folder: Path, size: int, others: dict[str, list[str]], tools: Path | None) -> Iterator[tuple[str, Cost]]:
    """What each tool costs on the files of a folder."""
    yield "ast.parse", parsed(folder)
    with tempfile.TemporaryDirectory() as kept:
        yield "ours, cold -j1", cost([*OURS, "--no-cache", "-j", "1", "."], folder)
        yield "ours, cold -j2", cost([*OURS, "--no-cache", "-j", "2", "."], folder)
        cache = {"REPRO_LINT_CACHE_DIR": kept}
        cost([*OURS, "."], folder, cache)
        yield "ours, warm", cost([*OURS, "."], folder, cache)
        changed = sorted(folder.rglob("*.py"))[size // 2]
        with changed.open("a") as file:
            file.write("\n# changed\n")
        yield "ours, one changed file", cost([*OURS, str(changed)], folder, cache)
    for name, command in others.items():
        found = shutil.which(command[0], path=str(tools) if tools else None)
        if found:
            yield name, cost([found, *command[1:], "."], folder)


def main() -> int:
    """Measure, and write what was measured and its chart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", type=Path, help="a folder of Python files, best a clone of a large project")
    parser.add_argument("--files", type=int, nargs="+", default=[100, 1000], help="sizes of samples")
    parser.add_argument("--slow", type=int, default=1000, help="up to so many files the slow linters run, too")
    parser.add_argument("--tools", type=Path, help="the folder of the other linters' programs")
    args = parser.parse_args()
    measured: dict[str, dict[str, dict[str, float]]] = {}
    for size in args.files:
        with tempfile.TemporaryDirectory() as folder:
            sample(args.tree.resolve(), size, Path(folder))
            table = measured[str(size)] = {}
            others = OTHERS if size <= args.slow else {"ruff": OTHERS["ruff"]}
            for name, found in rows(Path(folder), size, others, args.tools):
                table[name] = {key: round(value, 2) for key, value in asdict(found).items()}
                print(f"{size:6} files  {name:24} {found.cpu:8.2f} s CPU {found.wall:8.2f} s {found.memory:6.0f} MiB")
    machine = f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    RECORDED.write_text(json.dumps({"machine": machine, "measured": measured}, indent=2) + "\n")
    chart.write(RECORDED, chart.TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
