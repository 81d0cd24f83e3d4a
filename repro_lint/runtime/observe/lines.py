"""A clock that ticks at every line of the user's own code and costs nothing inside libraries.

From Python 3.12 on `sys.monitoring` offers just that. Before, a trace function slows every frame down, so it is taken
away while the user's code waits for a library call: the library's frame carries a guard that brings it back when the
frame dies. Code that a library calls back is therefore seen line by line on Python 3.12 and later only.
"""

from __future__ import annotations

import sys
from collections import Counter
from types import CodeType, FrameType
from typing import Any

from . import places
from .imports import PostImport
from .record import Recorder

HOT_LINE = 20_000
"""From Python 3.12 on a line is no longer followed after so many visits: a busy loop must not slow down."""
HOT = 200_000
"""Before, a function is no longer followed after so many lines."""
RESUMED = 1_000
"""Visits that a busy function gets back at its 1st, 2nd, 4th, … call of a library (before 3.12)."""
_SUSPENDS = 0x20 | 0x80 | 0x200  # generators and coroutines: their frames live on while the user's code runs
_TOOL = 4


def install(recorder: Recorder, post_import: PostImport) -> None:
    """Let `recorder.tick` run at the lines of this thread's user code; leaves a debugger's trace function alone."""
    if sys.version_info >= (3, 12):
        _monitor(recorder)
    elif sys.gettrace() is None:
        tracer = _Tracer(recorder)
        post_import.after("IPython.core.interactiveshell", tracer.follow_cells)
        tracer.arm()


def stop() -> None:
    """No more ticks in this process (a forked child)."""
    if sys.version_info >= (3, 12):
        sys.monitoring.set_events(_TOOL, 0)
    else:
        sys.settrace(None)


def _leave(recorder: Recorder, frame: FrameType) -> None:
    """A user's function returns: what it drew last is its own, what follows belongs to the caller's line."""
    back = frame.f_back
    if back is not None and places.is_user(back.f_code.co_filename):
        recorder.tick(back, back.f_code.co_filename, back.f_lineno)
    else:
        recorder.sync_here()


def _monitor(recorder: Recorder) -> None:
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
    visits: Counter[tuple[CodeType, int]] = Counter()

    def start(code: CodeType, _offset: int) -> Any:
        if places.is_user(code.co_filename):
            monitoring.set_local_events(_TOOL, code, monitoring.events.LINE | monitoring.events.PY_RETURN)
        return monitoring.DISABLE

    def line(code: CodeType, number: int) -> Any:
        recorder.tick(sys._getframe(1), code.co_filename, number)
        visits[code, number] += 1
        return monitoring.DISABLE if visits[code, number] > HOT_LINE else None

    def leave(code: CodeType, offset: int, _value: object) -> Any:
        _leave(recorder, sys._getframe(1))
        visits[code, -offset] += 1
        return monitoring.DISABLE if visits[code, -offset] > HOT_LINE else None

    monitoring.use_tool_id(_TOOL, "repro-lint")
    for event, callback in (("PY_START", start), ("LINE", line), ("PY_RETURN", leave)):
        monitoring.register_callback(_TOOL, getattr(monitoring.events, event), callback)
    monitoring.set_events(_TOOL, monitoring.events.PY_START)


class _Tracer:
    """The trace function for Python before 3.12."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._visits: Counter[CodeType] = Counter()
        self._calls: Counter[CodeType] = Counter()

    def arm(self) -> None:
        sys.settrace(self)

    def follow_cells(self, module: Any) -> None:
        """IPython runs cells from library code: arm again for each."""
        shell = module.InteractiveShell
        run_code = shell.run_code

        def observed(*args: Any, **kwargs: Any) -> Any:
            self.arm()
            return run_code(*args, **kwargs)

        shell.run_code = observed

    def __call__(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if places.is_user(code.co_filename):
            return self._line if self._visits[code] < HOT else None
        file = code.co_filename
        transparent = code.co_flags & _SUSPENDS or file.startswith("<frozen") or file.endswith("runpy.py")
        if not transparent and file != __file__:  # a guard on our own frames would bring itself back for ever
            frame.f_trace = _Guard(self)
            sys.settrace(None)
        self._resume(frame.f_back)
        return None

    def _resume(self, frame: FrameType | None) -> None:
        if frame is None or frame.f_trace_lines:
            return
        code = frame.f_code
        calls = self._calls[code] = self._calls[code] + 1
        if not calls & (calls - 1):
            self._visits[code] = HOT - RESUMED
            frame.f_trace_lines = True

    def _line(self, frame: FrameType, event: str, _argument: Any) -> Any:
        code = frame.f_code
        if event == "line":
            self._recorder.tick(frame, code.co_filename, frame.f_lineno)
            self._visits[code] += 1
            if self._visits[code] >= HOT:
                frame.f_trace_lines = False
        elif event == "return":
            _leave(self._recorder, frame)
        return self._line


class _Guard:
    """Lives as long as the library's frame that carries it."""

    __slots__ = ("_arm",)

    def __init__(self, tracer: _Tracer) -> None:
        self._arm = tracer.arm

    def __call__(self, _frame: FrameType, _event: str, _argument: Any) -> Any:
        return None

    def __del__(self) -> None:
        self._arm()
