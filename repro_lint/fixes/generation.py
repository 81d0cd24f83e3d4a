"""Whether a file is written for TensorFlow 1, which has other names for two of the steps, or none."""

from __future__ import annotations

import ast

from repro_lint.fixes.need import Step
from repro_lint.source import syntax

_PACKAGES = ("tensorflow.contrib", "tensorflow.examples")
# Looked up in TensorFlow 2.21: `tensorflow` has none of these.
_NAMES = frozenset(
    {
        *("ConfigProto", "InteractiveSession", "Session", "app", "contrib", "flags", "get_default_graph"),
        *("get_default_session", "get_variable", "global_variables_initializer", "initialize_all_variables", "layers"),
        *("placeholder", "random_normal", "random_uniform", "truncated_normal", "variable_scope"),
    }
)


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
        return node.value.id in names and node.attr in _NAMES
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_PACKAGES)


def steps_of_first(steps: set[Step]) -> set[Step]:
    """The steps that TensorFlow 1 has: its seed is set by the name that both have; op determinism came later."""
    former = {Step.TENSORFLOW_1} if Step.TENSORFLOW in steps else set()
    return steps - {Step.TENSORFLOW, Step.DETERMINISM} | former
