"""Runs a notebook's cells in order through nbclient; the kernel, not this process, is what gets observed.

A program of its own, started by its path: the interpreter that has nbclient may lack everything of ours.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PATIENCE = 3600.0
"""Seconds in which a kernel may come to its end; the few that are usual lose the last events on a busy machine."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def main(path: str) -> None:
    """Execute the notebook in its folder and write its text output to standard output. Exits 1 when a cell fails."""
    kernel = json.loads(os.environ.pop("REPRO_LINT_KERNEL", "{}"))
    python = kernel.get("python", sys.executable)
    try:
        import nbclient
        import nbformat
        from traitlets.config import Config
    except ImportError:
        sys.exit(f"notebooks need nbclient: {sys.executable} -m pip install nbclient ipykernel")
    if not _has_ipykernel(python):
        sys.exit(f"{python} has no ipykernel: install it there, or choose another interpreter with --python EXE")
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        _write_kernel(Path(folder), kernel)
        os.environ["JUPYTER_PATH"] = folder
        folder_of = {"metadata": {"path": str(Path(path).resolve().parent)}}
        client = nbclient.NotebookClient(
            notebook,
            timeout=None,
            kernel_name="repro-lint",
            resources=folder_of,
            config=Config({"KernelManager": {"shutdown_wait_time": PATIENCE}}),
        )
        try:
            client.execute()
        except nbclient.exceptions.CellExecutionError as error:
            sys.exit(_COLOURS.sub("", str(error)))
        except nbclient.exceptions.DeadKernelError:
            sys.exit("the notebook's kernel died")
        finally:
            _write_output(notebook)


def _has_ipykernel(python: str) -> bool:
    """Asked of the interpreter itself, in a folder of no interest: the program's may hold modules of any name."""
    command = [python, "-c", "import ipykernel"]
    return subprocess.run(command, cwd=os.sep, capture_output=True, check=False).returncode == 0


def _write_kernel(folder: Path, kernel: dict[str, Any]) -> None:
    home = folder / "kernels" / "repro-lint"
    home.mkdir(parents=True)
    python = kernel.get("python", sys.executable)
    spec = {
        "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"],
        "display_name": "repro-lint",
        "language": "python",
        "env": kernel.get("env", {}),
    }
    (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def _write_output(notebook: Any) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            stream = sys.stderr if output.get("name") == "stderr" else sys.stdout
            stream.write("".join(text).rstrip("\n") + "\n")


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file, whose modules have common names
    main(sys.argv[1])
