"""The built site: its links lead somewhere, its search finds, and axe finds nothing that keeps a reader out.

`REPRO_LINT_PAGES=all pytest tests/test_pages.py` has axe look at every page.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from repro_lint.rules import all_modules

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
SHOWN = ("start/", "rules/RPL101/", "zh-TW/", "404.html")
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class _Page(HTMLParser):
    """What a page leads to, and what may be led to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.anchors |= {known.get("id") or "", known.get("name") or ""}
        self.targets += [value for name in ("href", "src") if (value := known.get(name)) is not None]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that the base class gives it
        """Tell nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("mkdocs") is None or find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_is_built_without_a_warning(site: Path) -> None:
    """Every page stands in the navigation, in the language that it is written in."""
    for module in all_modules():
        assert (site / f"rules/{module.RULE.code}/index.html").exists()  # where `links.page_of` leads
    assert '<html lang="zh-TW"' in (site / "zh-TW/index.html").read_text(encoding="utf-8")


def test_every_link_leads_somewhere(site: Path) -> None:
    """Pages, files and the places in them; an address elsewhere is at least one of a host."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    assert not [
        f"{path.relative_to(site)}: {target}"
        for path, page in pages.items()
        for target in page.targets
        if not _leads_somewhere(target, path, site, pages)
    ]


def _leads_somewhere(target: str, path: Path, site: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme == "https" and "." in parts.netloc
    below = site / parts.path.lstrip("/") if parts.path.startswith("/") else path.parent / parts.path
    found = Path(os.path.normpath(unquote(str(below)))) if parts.path else path
    if found.is_dir():
        found /= "index.html"
    return found.is_file() and (found not in pages or unquote(parts.fragment) in pages[found].anchors)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as browsers:
        started = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize(("scheme", "screen"), [("light", DESKTOP), ("dark", PHONE)], ids=["light", "dark phone"])
def test_axe_finds_nothing(site: Path, address: str, browser: Browser, scheme: str, screen: dict[str, object]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_context(color_scheme=scheme, **screen).new_page()
    every = [f"{path.parent.relative_to(site)}/" for path in site.rglob("index.html")]
    for name in every if os.environ.get("REPRO_LINT_PAGES") == "all" else SHOWN:
        page.goto(address + name)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


@pytest.mark.parametrize(("home", "asked"), [("", "threads"), ("zh-TW/", "執行緒")])
def test_search_finds_words_of_both_languages(address: str, browser: Browser, home: str, asked: str) -> None:
    page = browser.new_page()
    page.goto(address + home)
    page.click(".md-search__input")
    page.fill(".md-search__input", asked)
    page.keyboard.press("Shift")  # the theme listens to keys
    page.wait_for_function("document.querySelectorAll('.md-search-result__item').length > 2")
