"""Whether a file is written for TensorFlow 1, which has other names for two of the steps, or none."""

from __future__ import annotations

import ast

from repro_lint.fixes.need import Step
from repro_lint.source import syntax
from repro_lint.source.generation import FIRST_NAMES, FIRST_PACKAGES


def is_first(tree: ast.Module) -> bool:
    """Whether the file takes from `tensorflow` what TensorFlow 2 has not."""
    nodes = syntax.nodes(tree)
    names = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "tensorflow"
    }
    return any(_takes(node, names) for node in nodes)


def _takes(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id in names and node.attr in FIRST_NAMES
    if isinstance(node, ast.Import):
        return any(alias.name.startswith(FIRST_PACKAGES) for alias in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(FIRST_PACKAGES)


def steps_of_first(steps: set[Step], tree: ast.Module) -> set[Step]:
    """The steps that TensorFlow 1 has: op determinism came later, and `compat.v1` with 1.13.

    A file that mentions `compat` gets the name that both generations have.
    """
    newer = any(isinstance(node, ast.Attribute) and node.attr == "compat" for node in syntax.nodes(tree))
    seed = {Step.TENSORFLOW_1 if newer else Step.TENSORFLOW_0} if Step.TENSORFLOW in steps else set()
    return steps - {Step.TENSORFLOW, Step.DETERMINISM} | seed
