"""The HTML page: self-contained, and looked at in a real browser on a desk and on a phone, by day and by night."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from repro_lint.runtime.compare import compare
from repro_lint.runtime.launch import Outcome
from repro_lint.runtime.page import render
from repro_lint.runtime.record import Event, Run
from repro_lint.runtime.verify import Verdict

if TYPE_CHECKING:
    from conftest import Folder

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000"),
]
needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
PROGRAM = """\
import tensorflow as tf
import numpy as np

x = np.random.rand(64, 8, 8, 1)  # <script>alert("not run")</script>
model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(16, 3),
])
a_very_long_name = model.fit(x, epochs=6, callbacks=[tf.keras.callbacks.ModelCheckpoint("a/very/long/path/to/weights")])
"""
ENVIRONMENT: dict[str, Any] = {
    "python": {"version": "3.11.7"},
    "cpu": {"model": "Processor with a long name @ 2.00GHz", "usable": 2, "flags": [f"flag{n}" for n in range(90)]},
    "packages": {"tensorflow": "2.21.0", "keras": "3.15.0", "numpy": "2.4.6"},
    "gpu": {"verdict": "hidden", "physical": ["NVIDIA H100 80GB HBM3"]},
}


def _run(number: int, *, seeded: bool) -> Run:
    off = 0.0 if seeded else number * 0.013
    events = [
        Event("seed" if seeded else "draw", "train.py", 4, {"stream": "numpy", "digest": f"{off:.4f}a0b1c2d3e4f5"}),
        Event(
            "weight",
            "train.py",
            6,
            {"owner": "Conv2D", "name": "kernel", "shape": [3, 3, 1, 16], "digest": f"{off:.4f}77c0ffee0123"},
        ),
    ]
    for epoch in range(6):
        loss = 2.3 * 0.8**epoch + off * epoch
        logs = {"loss": loss, "sparse_categorical_accuracy": 0.1 + epoch / 9 - off}
        detail = {"epoch": epoch, "logs": logs, "weights": f"{loss:.12f}", "sample": [1.0, 1.0 + off * epoch]}
        events.append(Event("epoch", "train.py", 8, detail))
    return Run(Outcome(0, 4.2 + number), str(12345 + number), tuple(events), started=True, finished=True)


def _page(*, seeded: bool) -> str:
    runs = tuple(_run(number, seeded=seeded) for number in range(3))
    finding = {"rule": "RPL301", "message": "`np.random.rand` draws from the stream `numpy`, which nothing seeds"}
    compared = compare(runs[0], runs[1])
    verdict = Verdict("differs" if compared.differs else "identical", runs, compared, finding=finding)
    return render(verdict, ENVIRONMENT, "train.py --epochs 6")


class _Page(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href"}]
        self.fetched += [tag] if tag in {"script", "link", "img", "iframe"} else []


@pytest.mark.parametrize("seeded", [False, True])
def test_the_page_is_self_contained_and_escapes(folder: Folder, *, seeded: bool) -> None:
    folder.write(PROGRAM)
    text = _page(seeded=seeded)
    page = _Page()
    page.feed(text)
    assert page.fetched == []
    assert "http" not in text
    assert ("&lt;script&gt;" in text) is not seeded
    assert ("first divergence: event 1" in text) is not seeded


def _browse(tmp_path: Path, *words: str) -> str:
    command = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@needs_browser
@pytest.mark.parametrize("seeded", [False, True])
def test_on_a_phone_nothing_scrolls_sideways(folder: Folder, *, seeded: bool) -> None:
    folder.write(PROGRAM)
    frame = (
        f'<iframe id=phone width=390 height=800 srcdoc="{html.escape(_page(seeded=seeded))}"></iframe><script>'
        "onload = () => { const page = phone.contentDocument.documentElement;"
        "document.title = page.scrollWidth + ' of ' + page.clientWidth }</script>"
    )
    folder.write(frame, "frame.html")
    shown = _browse(folder.path, "--dump-dom", (folder.path / "frame.html").as_uri())
    wide, _, room = shown.partition("<title>")[2].partition("</title>")[0].partition(" of ")
    assert 300 < int(room) <= 390
    assert int(wide) <= int(room)


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
def test_it_can_be_looked_at(folder: Folder, width: int, scheme: str) -> None:
    """The pictures are kept where REPRO_LINT_SCREENSHOTS says, for a person to look at."""
    folder.write(PROGRAM)
    folder.write(_page(seeded=False), "report.html")
    kept = Path(os.environ.get("REPRO_LINT_SCREENSHOTS", folder.path))
    picture = kept / f"verify-{width}-{scheme}.png"
    dark = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    size = f"--window-size={width},{2600 if width > 500 else 4200}"
    _browse(folder.path, size, *dark, f"--screenshot={picture}", (folder.path / "report.html").as_uri())
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture.read_bytes()[16:20], "big") == width
