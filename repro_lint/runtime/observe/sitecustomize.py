"""Loaded by `site` because its folder is first on PYTHONPATH: starts the observer and hides every trace of itself."""

import importlib.util
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib would be imported into every program
PRIVATE = "_repro_lint_observe"


def _leave_paths() -> None:
    sys.path[:] = [entry for entry in sys.path if entry != HERE]
    rest = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry and entry != HERE]
    os.environ.pop("PYTHONPATH", None)
    if rest:
        os.environ["PYTHONPATH"] = os.pathsep.join(rest)


def _start(variables: dict[str, str]) -> None:
    file = f"{HERE}{os.sep}__init__.py"
    spec = importlib.util.spec_from_file_location(PRIVATE, file, submodule_search_locations=[HERE])
    if spec is None or spec.loader is None:
        return
    package = importlib.util.module_from_spec(spec)
    sys.modules[PRIVATE] = package
    spec.loader.exec_module(package)
    package.start(json.loads(variables["REPRO_LINT_OBSERVE"]), variables)


def _run_the_one_we_shadow() -> None:
    ours = sys.modules.pop("sitecustomize", None)
    try:
        importlib.import_module("sitecustomize")
    except ImportError:
        if ours is not None:
            sys.modules["sitecustomize"] = ours


if __name__ == "sitecustomize":
    _variables = {name: os.environ[name] for name in ("PYTHONPATH", "REPRO_LINT_OBSERVE") if name in os.environ}
    _leave_paths()
    if os.environ.pop("REPRO_LINT_OBSERVE", ""):
        _start(_variables)
    _run_the_one_we_shadow()
