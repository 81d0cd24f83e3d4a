"""The protocol of pygls, with an answer to everything that is no proper message, and without documents of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import cattrs
from lsprotocol import types
from pygls import exceptions
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method


class Protocol(LanguageServerProtocol):
    """`on_exit` is called when the client says `exit`; `may_end`: it said `shutdown` before."""

    # Ours alone are kept.
    lsp_text_document__did_open = None  # type: ignore[assignment]
    lsp_text_document__did_change = None  # type: ignore[assignment]
    lsp_text_document__did_close = None  # type: ignore[assignment]
    lsp_notebook_document__did_open = None  # type: ignore[assignment]
    lsp_notebook_document__did_change = None  # type: ignore[assignment]
    lsp_notebook_document__did_close = None  # type: ignore[assignment]

    on_exit: Callable[[], object] = staticmethod(lambda: None)

    @property
    def may_end(self) -> bool:
        """Whether the client asked for the end of the session."""
        return self._shutdown

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """End the session; pygls would end the process from here."""
        self.on_exit()

    def _handle_cancel_notification(self, msg_id: object) -> None:
        if isinstance(msg_id, (int, str)):  # which the converter does not see to
            super()._handle_cancel_notification(msg_id)

    def hear(self, body: bytes) -> None:
        """Take a message as it came. An answer is never answered, whatever is wrong with it."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, exceptions.JsonRpcParseError(f"no JSON: {error}"))
            return
        number = data.get("id") if isinstance(data, dict) else None
        refused = _misshapen(data)
        if refused is not None:
            self._refuse(number if type(number) in (int, str) else None, refused)
        elif "method" not in data:
            self._take(data, None)
        elif number is not None:
            refused = self._refused(data["method"])
            if refused is not None:
                self._refuse(number, refused)
            else:
                self._take(data, number)
        elif self._known(data["method"]) and (self._workspace is not None or data["method"] == types.EXIT):
            self._take(data, None)

    def _take(self, data: dict[str, Any], number: int | str | None) -> None:
        """Hand on a message of which the kind is known; `number`: of a request."""
        try:
            message = self.structure_message(data)
        except (exceptions.JsonRpcException, RecursionError) as error:
            refused = exceptions.JsonRpcInvalidParams(f"invalid params: {_reasons(error)}")
            if number is not None:
                self._refuse(number, refused)
            else:
                self._server.report_server_error(refused, exceptions.FeatureNotificationError)
            return
        self.handle_message(message)

    def _known(self, method: str) -> bool:
        return method == types.CANCEL_REQUEST or method in self.fm.builtin_features or method in self.fm.features

    def _refused(self, method: str) -> exceptions.JsonRpcException | None:
        """Why a request is not taken: too early, too late, or of no known kind."""
        if self._shutdown:
            return exceptions.JsonRpcInvalidRequest("the session is over")
        if self._workspace is None and method != types.INITIALIZE:
            return exceptions.JsonRpcServerNotInitialized("the session has not begun: `initialize` comes first")
        if self._workspace is not None and method == types.INITIALIZE:
            return exceptions.JsonRpcInvalidRequest("the session has begun already")
        return None if self._known(method) else exceptions.JsonRpcMethodNotFound.of(method)

    def _refuse(self, number: int | str | None, error: exceptions.JsonRpcException) -> None:
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": number, "error": answer})


def _misshapen(data: Any) -> exceptions.JsonRpcException | None:
    """Why this is no message at all."""
    if not isinstance(data, dict) or data.get("jsonrpc") != "2.0":
        return exceptions.JsonRpcInvalidRequest("no message of JSON-RPC 2.0")
    if not isinstance(data.get("method", ""), str):
        return exceptions.JsonRpcInvalidRequest("the method is no string")
    if "method" in data and type(data.get("id", "")) not in (int, str):
        return exceptions.JsonRpcInvalidRequest("the id is neither an integer nor a string")
    return None


def _reasons(error: BaseException) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, cattrs.BaseValidationError):
        return "; ".join(cattrs.transform_error(cause))
    return repr(cause)


def strict_converter() -> cattrs.Converter:
    """A converter that takes no list for a string and no fraction for a line."""
    converter: cattrs.Converter = default_converter()  # type: ignore[no-untyped-call]
    converter.register_structure_hook_func(lambda kind: kind in (str, int, bool), _strict)
    return converter


def _strict(value: Any, kind: type) -> Any:
    if kind is int and type(value) is float and value.is_integer():
        return int(value)
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value
