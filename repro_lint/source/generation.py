"""Which names tell that a file is written for TensorFlow 1."""

from __future__ import annotations

import ast

FIRST_PACKAGES = ("tensorflow.contrib", "tensorflow.examples")
# Looked up in TensorFlow 2.21: `tensorflow` has none of these.
FIRST_NAMES = frozenset(
    {
        *("ConfigProto", "InteractiveSession", "Session", "app", "contrib", "flags", "get_default_graph"),
        *("get_default_session", "get_variable", "global_variables_initializer", "initialize_all_variables", "layers"),
        *("placeholder", "random_normal", "random_uniform", "truncated_normal", "variable_scope"),
    }
)


def is_of_first(base: ast.expr, name: str) -> bool:
    """Whether `base.name` is what only TensorFlow 1 has, judged by how people call the module."""
    return name in FIRST_NAMES and isinstance(base, ast.Name) and base.id in ("tf", "tensorflow")
