"""Into which files a program is split: `$names` are what the main file imports of its helpers."""

from __future__ import annotations

from bench.model import Layout

LAYOUTS = (
    Layout("script", "train.py", ("train.py",), weight=4),
    Layout("helper", "train.py", ("train.py",), "helpers.py", "from helpers import $names", weight=3),
    Layout("star", "train.py", ("train.py",), "helpers.py", "from helpers import *"),
    Layout("package", "train.py", ("train.py",), "lab/tools.py", "from lab.tools import $names", ("lab/__init__.py",)),
    Layout("namespace-package", "train.py", ("train.py",), "lab/tools.py", "from lab.tools import $names"),
    Layout(
        "module", "lab/__main__.py", ("-m", "lab"), "lab/tools.py", "from .tools import $names", ("lab/__init__.py",)
    ),
    Layout("module-alone", "lab/train.py", ("-m", "lab.train"), further=("lab/__init__.py",)),
    Layout("notebook", "train.ipynb", ("train.ipynb",), weight=1.5),
    Layout("notebook-helper", "train.ipynb", ("train.ipynb",), "helpers.py", "from helpers import $names"),
)
