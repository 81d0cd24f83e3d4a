"""The settings of editors that are not started here name the right command."""

from __future__ import annotations

import json
import sys
from typing import Any

from example import EDITORS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

COMMAND = ["repro-lint", "server"]


def _json(name: str) -> Any:
    return json.loads((EDITORS / name).read_text(encoding="utf-8"))


def test_helix() -> None:
    settings = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    server = settings["language-server"]["repro-lint"]
    assert [server["command"], *server["args"]] == COMMAND
    [python] = settings["language"]
    assert python["name"] == "python"
    assert "repro-lint" in python["language-servers"]


def test_kate() -> None:
    assert _json("kate/settings.json")["servers"]["python"]["command"] == COMMAND


def test_jupyterlab() -> None:
    server = _json("jupyterlab/repro-lint.json")["LanguageServerManager"]["language_servers"]["repro-lint"]
    assert (server["argv"], server["languages"]) == (COMMAND, ["python"])
