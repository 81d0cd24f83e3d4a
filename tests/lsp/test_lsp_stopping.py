"""A look that is stopped anywhere leaves nothing behind that the next look could see."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from repro_lint.lsp import jobs
from repro_lint.lsp.analysis import Analysis
from repro_lint.lsp.documents import Documents, File, Text
from repro_lint.lsp.messages import EditorState, Options
from repro_lint.lsp.scheduler import StoppedError
from repro_lint.source.lines import Lines

STOPS = int(os.environ.get("REPRO_LINT_STOPS", "60"))
HELPER = "import random\n\nFLAG = True\n\n\ndef draw():\n    return random.random() if FLAG else 0\n"
LINES = (
    "import helper\n",
    "from helper import draw\n",
    "helper.FLAG = False\n",
    "print(helper.draw())\n",
    "import random\n",
    "random.seed(3)\n",
    "print(random.random())\n",
    "import numpy as np\n",
    "np.random.seed(None)\n",
    "print(np.random.rand(3))\n",
)


def opened(folder: Path, text: str) -> dict[str, File]:
    """What is open."""
    documents = Documents()
    for name, content in (("train.py", text), ("helper.py", HELPER)):
        uri = (folder / name).as_uri()
        documents.texts[uri] = Text(uri, 1, Lines.of(content))
    return documents.files()


def analysis() -> Analysis:
    return Analysis(lambda text: None, lambda done, total: None)


def look(one: Analysis, files: dict[str, File], moment: int) -> object:
    """The diagnostics of all that is open, after one look at it."""
    given = tuple(files.values())
    one.update(EditorState(moment, Options(), tuple(file.uri for file in given), given, {}, apart=False))
    one.look(one.group(given[0]))
    return [jobs.diagnose(one, file, related=True) for file in given]


def stopping_at(call: int) -> Callable[[FrameType, str, object], None]:
    """A tracer that stops the work at its n-th call or return."""
    left = call

    def trace(_: FrameType, __: str, ___: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise StoppedError

    return trace


def test_a_look_that_is_stopped_anywhere(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    dice, kept = random.Random(4), analysis()
    look(kept, opened(tmp_path, "".join(LINES)), 0)
    stopped = 0
    for moment in range(1, STOPS):
        text = "".join(dice.choice(LINES) for _ in range(dice.randrange(1, 9)))
        files = opened(tmp_path, text)
        sys.setprofile(stopping_at(dice.randrange(1, 40_000)))
        try:
            look(kept, files, moment)
        except StoppedError:
            stopped += 1
            kept.stopped(tuple(files.values()))
        finally:
            sys.setprofile(None)
        assert look(kept, files, moment) == look(analysis(), files, moment), text
    assert stopped > STOPS // 4
