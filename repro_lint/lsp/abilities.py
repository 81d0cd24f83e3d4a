"""What the client can do, as it says when it introduces itself."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the client can do."""

    pulls: bool = False
    related: bool = False
    versioned: bool = False
    resolves: frozenset[str] = frozenset()
    markdown: bool = False
    watches: bool = False
    configures: bool = False
    progress: bool = False
    refreshes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: types.ClientCapabilities) -> Abilities:
        """As it said."""

        def can(name: str) -> bool:
            return bool(get_capability(given, name, False))

        resolved = get_capability(given, "text_document.code_action.resolve_support.properties", []) or []
        formats = get_capability(given, "text_document.hover.content_format", []) or []
        pulls = given.text_document is not None and given.text_document.diagnostic is not None
        return cls(
            pulls=pulls,
            related=pulls or can("text_document.publish_diagnostics.related_information"),
            versioned=can("workspace.workspace_edit.document_changes"),
            resolves=frozenset(resolved),
            markdown=types.MarkupKind.Markdown in formats,
            watches=can("workspace.did_change_watched_files.dynamic_registration"),
            configures=can("workspace.configuration"),
            progress=can("window.work_done_progress"),
            refreshes=frozenset(
                name for name in ("diagnostics", "inlay_hint", "code_lens") if can(f"workspace.{name}.refresh_support")
            ),
        )
