"""Which file an import names: a script's own folder first, then the package it stands in, then the project root."""

from __future__ import annotations

import os
from collections.abc import Callable

from repro_lint.facts.model import FileFacts
from repro_lint.reading import entries

Reader = Callable[[str], FileFacts | None]


class Project:
    """The files of one program. Keys are absolute POSIX paths; `read` gives the facts of one.

    `outside`: the top-level packages that are known by rows; `opaque`: those of them that no package of the project
    hides. A mere folder hides none, as a package that is installed comes before a folder without `__init__.py`.
    """

    def __init__(
        self,
        root: str,
        read: Reader,
        outside: frozenset[str],
        opaque: frozenset[str],
        listings: dict[str, frozenset[str]] | None = None,
        data: Callable[[str], bytes | None] = lambda _: None,
    ) -> None:
        self.root = root
        self.entry_folder = root
        self._read = read
        self._data = data
        self._outside = outside
        self._opaque = opaque
        self._facts: dict[str, FileFacts | None] = {}
        self._found: dict[tuple[str, str, str], str | None] = {}
        self._targets: dict[tuple[str, str], tuple[str | None, ...]] = {}
        self._listings = {} if listings is None else listings

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file, read once; None if it could not be read."""
        if path not in self._facts:
            self._facts[path] = self._read(path)
        return self._facts[path]

    def data(self, name: str) -> bytes | None:
        """The content of a file beside the entry point, or at the root; None where there is none of that name."""
        folders = dict.fromkeys((self.entry_folder, self.root))
        found = (self._data(os.path.normpath(os.path.join(folder, name))) for folder in folders)
        return next((data for data in found if data is not None), None)

    def add(self, path: str, facts: FileFacts) -> None:
        """Hold facts of a file that is nowhere on disk: a console script's launcher."""
        self._facts[path] = facts

    def find(self, name: str, importer: str) -> str | None:
        """The file that `import name` loads; None for a module outside the project or a folder."""
        if name.partition(".")[0] in self._opaque:
            return None
        key = (self.entry_folder, os.path.dirname(importer), name)
        if key not in self._found:
            relative = name.replace(".", "/")
            candidates = (self._file(f"{folder}/{relative}") for folder in self._folders(importer))
            self._found[key] = next((path for path in candidates if path is not None), None)
        return self._found[key]

    def targets(self, path: str, facts: FileFacts) -> tuple[str | None, ...]:
        """For each absolute import of a file, in order, what it loads; looked up once for each folder of programs."""
        key = (self.entry_folder, path)
        if key not in self._targets:
            self._targets[key] = tuple(self.find(name, path) for name, level in facts.imports if not level)
        return self._targets[key]

    def is_package(self, name: str, importer: str) -> bool:
        """Whether `name` is a folder with Python files that can be imported."""
        if name.partition(".")[0] in self._outside:
            return False
        folders = (f"{folder}/{name.replace('.', '/')}" for folder in self._folders(importer))
        return any(any(entry.endswith(".py") for entry in self._listing(folder)) for folder in folders)

    def relative(self, importer: str, level: int, module: str) -> str | None:
        """The absolute name of a relative import, counted from the folder its package is imported from."""
        base = os.path.dirname(importer)
        for _ in range(level - 1):
            base = os.path.dirname(base)
        top = self.import_root(importer)
        origin = top if f"{base}/".startswith(f"{top}/") else self.root
        if not f"{base}/".startswith(f"{origin}/"):
            return None
        parts = [part for part in base[len(origin) :].split("/") if part]
        return ".".join([*parts, *([module] if module else [])])

    def module_name(self, path: str) -> str:
        """The name under which a file would be imported."""
        top = self.import_root(path)
        name = path[len(top) + 1 :].removesuffix(".py").replace("/", ".")
        return name.removesuffix(".__init__")

    def import_root(self, path: str) -> str:
        """The folder above the outermost package that a file stands in."""
        folder = os.path.dirname(path)
        while "__init__.py" in self._listing(folder) and len(folder) > 1:
            folder = os.path.dirname(folder)
        return folder

    def in_package(self, path: str) -> bool:
        """Whether the file's folder is a package."""
        return "__init__.py" in self._listing(os.path.dirname(path))

    def _folders(self, importer: str) -> tuple[str, ...]:
        folders = (self.entry_folder, self.import_root(importer), self.root, f"{self.root}/src")
        return tuple(dict.fromkeys(folders))

    def _file(self, stem: str) -> str | None:
        folder, name = os.path.split(stem)
        if f"{name}.py" in self._listing(folder):
            return f"{stem}.py"
        if "__init__.py" in self._listing(stem):
            return f"{stem}/__init__.py"
        return None

    def _listing(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            self._listings[folder] = entries(folder)
        return self._listings[folder]
