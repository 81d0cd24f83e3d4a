"""Runs hooks right after a module was first imported by the program, without importing it ourselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Hook = Callable[[ModuleType], None]


class PostImport:
    """A meta-path finder that finds nothing itself: it lets the others find, and listens for the end of the import."""

    def __init__(self) -> None:
        self._hooks: dict[str, list[Hook]] = {}
        self._asking: set[str] = set()

    def after(self, name: str, hook: Hook) -> None:
        """Run `hook(module)` once `name` has been executed; at once where that has happened already."""
        module = sys.modules.get(name)
        if module is None:
            self._hooks.setdefault(name, []).append(hook)
        else:
            hook(module)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ask the other finders, in their order; another one like this may ask back."""
        if name not in self._hooks or name in self._asking:
            return None
        self._asking.add(name)
        try:
            spec = self._ask(name, path, target)
        finally:
            self._asking.discard(name)
        if spec is not None:
            self._listen(spec)
        return spec

    def _ask(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find and finder is not self else None
            if spec is not None:
                return spec
        return None

    def _listen(self, spec: ModuleSpec) -> None:
        """Shadow `exec_module` on this one loader: a proxy loader would break `inspect` and `importlib.resources`."""
        loader: Any = spec.loader
        execute = getattr(loader, "exec_module", None)
        if execute is None or not hasattr(loader, "__dict__"):
            return

        def exec_module(module: ModuleType) -> None:
            execute(module)
            loader.__dict__.pop("exec_module", None)
            for hook in self._hooks.pop(spec.name, ()):
                hook(module)

        loader.exec_module = exec_module
