"""Puts the recorder together with everything that feeds it, in the program's process."""

from __future__ import annotations

import functools
import os
import sys
import time
from typing import Any

from . import frameworks, generators, guard, lines, output, places, pytorch
from .imports import PostImport
from .leave import at_end
from .record import Recorder
from .streams import NumpyStream, PythonStream, TensorflowStream
from .wrap import Call, wrap


def install(settings: dict[str, Any], post_import: PostImport) -> None:
    """Start recording in this process; forked children stay silent."""
    places.configure(settings["home"])
    recorder = Recorder(settings["events"])
    argv = getattr(sys, "orig_argv", sys.argv)
    recorder.emit("start", ("", 0), argv=argv, python=sys.version.split()[0], time=time.time_ns())
    post_import.after("random", lambda module: recorder.watch(PythonStream(module)))
    post_import.after("numpy.random.mtrand", lambda module: recorder.watch(NumpyStream(module)))
    post_import.after("tensorflow.python.eager.context", lambda module: recorder.watch(TensorflowStream(module)))
    recorder.listeners.append(generators.Generators(recorder))
    generators.install(recorder, post_import)
    os.register_at_fork(after_in_child=lambda: _forget(recorder))
    at_end(recorder.close, post_import)
    results = frameworks.install(recorder, post_import, fine=bool(settings.get("fine")))
    pytorch.install(recorder, post_import, results)
    recorder.before_close = results.final
    post_import.after("ipykernel.compiler", functools.partial(_name_cells, recorder))
    output.install(recorder)
    lines.install(recorder, post_import)
    if settings.get("guard"):
        guard.install(recorder, settings["guard"])


def _name_cells(recorder: Recorder, compiler: Any) -> None:
    """Record which text has which file name: only the kernel knows how it names a cell."""

    def name(original: Call, _self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        file = original(*args, **kwargs)
        recorder.emit("cell", (file, 1), source=str(args[0] if args else kwargs.get("raw_code", "")))
        return file

    wrap(compiler.XCachingCompiler, "get_code_name", name)


def _forget(recorder: Recorder) -> None:
    recorder.open = False
    lines.stop()
