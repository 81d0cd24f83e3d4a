"""Called by MkDocs: pages made from the code, links that lead out of `docs/`, the language of a page."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import made  # noqa: E402

ROOT = Path(__file__).parents[1]
ELSEWHERE = {
    name: f"{name.partition('.')[0].lower()}.md" for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
}
LINK = re.compile(r"\]\((?:\.\./|docs/)?(?P<path>[^)#:]+)(?P<anchor>#[^)]*)?\)")

PART = re.compile(r"<!-- made: (\w+) -->")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages that are not written by hand."""
    pages = {**made.rule_pages(), **{ELSEWHERE[name]: (ROOT / name).read_text(encoding="utf-8") for name in ELSEWHERE}}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A text that is read in the repository, too, links to files; on the site these are pages, or in the repository."""

    def resolved(found: re.Match[str]) -> str:
        path, anchor = found["path"], found["anchor"] or ""
        if path in ELSEWHERE:
            return f"]({ELSEWHERE[path]}{anchor})"
        if page.file.src_uri in ELSEWHERE.values():
            return f"]({path}{anchor})"
        return found[0]

    return PART.sub(lambda found: made.PARTS[found[1]](), LINK.sub(resolved, markdown))


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object) -> None:
    """The words of the theme around a page are those of its language."""
    config.theme["language"] = "zh-TW" if _is_chinese(page) else "en"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The theme's dialog for searching has no name, which a screen reader would read."""
    return _with_named_search(output, "搜尋" if _is_chinese(page) else "Search")


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for the page that is shown where there is none."""
    return _with_named_search(output_content, "Search")


def _with_named_search(output: str, name: str) -> str:
    return output.replace('role="dialog">', f'role="dialog" aria-label="{name}">', 1)


def _is_chinese(page: Page) -> bool:
    return page.file.src_uri.startswith("zh-TW/")
