"""How a file names its seed, and what it imports."""

from __future__ import annotations

import ast
import re

from repro_lint.fixes.bindings import Scope
from repro_lint.fixes.rows import Layout
from repro_lint.fixes.seeds import Seeds
from repro_lint.flag.blocks import Constant
from repro_lint.settings.config import Config
from repro_lint.source import syntax
from repro_lint.source.text import Source, parse

SEED = re.compile(r"seed|random_state", re.IGNORECASE)


def constant(source: Source, config: Config) -> Constant | None:
    """The name that a file has for its seed."""
    if not SEED.search(source.text):
        return None
    tree = parse(source)
    if not isinstance(tree, ast.Module):
        return None
    layout = Layout.of(source, tree)
    found = Seeds.of(layout, syntax.nodes(tree)).constant(config.seed_name, len(layout.rows))
    return None if found is None else Constant(found.name, found.value, layout.rows[found.index].end + 1)


def own_number(source: Source) -> int | None:
    """The number that a seed call of a file has."""
    tree = parse(source) if SEED.search(source.text) else None
    if not isinstance(tree, ast.Module):
        return None
    return next(iter(Seeds.of(Layout.of(source, tree), syntax.nodes(tree)).literals), None)


def spell(source: Source, target: str) -> str | None:
    """How a file can write a name of Keras with what its top level imports."""
    tree = parse(source)
    scope = Scope.after(Layout.of(source, tree).rows) if isinstance(tree, ast.Module) else Scope()
    spelled = (scope.spell(f"{home}{target}") for home in ("", "tensorflow.", "tf_"))
    return next((name for name in spelled if name), None)
